import { countLedger } from '../../../core/ledger/count-ledger';
import type { LedgerStatsAnswer } from '../../../domain/ledger/answer';
import { type StatsBy, statsBy } from '../../../domain/ledger/stats';
import { defineCommand } from '../../command';
import { renderStats } from '../../render/ledger-stats';
import { filterOf, filterOptions } from '../../shared/ledger-filters';
import { withProgress } from '../../shared/ledger-progress';
import { textOption } from '../../shared/typed-text';

export const command = defineCommand<LedgerStatsAnswer>({
  effect: 'read',
  details:
    'Counts finished work: how much, how long from start to completion (median, and what nine of ten stayed below), tokens, ' +
    'and cost at API prices with the share of work that no cost is known of. Voided completions are left out; a week begins on Monday.',
  options: [{ flags: '--by <what>', help: 'a row for each (day)', choices: statsBy }, ...filterOptions],
  examples: [
    { line: 'stint ledger stats --by week', does: 'how much was finished each week' },
    { line: 'stint ledger stats --by agent --since 2w', does: 'who did how much lately' },
  ],
  run: (input, services) => {
    const context = services.context();
    const by = (textOption(input, 'by') ?? 'day') as StatsBy;
    const request = { ...filterOf(input, context), by };
    return withProgress(services.io, input.globals, (progress) => countLedger(context, request, progress));
  },
  jsonl: (result) => result.rows,
  render: renderStats,
  quiet: (result) => String(result.total.completions),
});
