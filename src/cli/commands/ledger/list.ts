import { listLedger } from '../../../core/ledger/search-ledger';
import type { LedgerListAnswer } from '../../../domain/ledger/answer';
import { defineCommand } from '../../command';
import { renderLedgerList } from '../../render/ledger';
import { withProgress } from '../../shared/ledger-progress';
import { countOption, flag } from '../../shared/typed-text';

const defaultRows = 20;

export const command = defineCommand<LedgerListAnswer>({
  effect: 'read',
  details: 'Lists finished work, the newest first. `ledger search` narrows it.',
  options: [
    { flags: '-n, --limit <count>', help: `at most so many (${defaultRows})` },
    { flags: '--all', help: 'every one' },
  ],
  examples: [
    { line: 'stint ledger list', does: 'what was finished last' },
    { line: 'stint ledger list --all --jsonl', does: 'everything, one record a line' },
  ],
  run: (input, services) => {
    const limit = countOption(input, 'limit', '-n') ?? (flag(input, 'all') ? Number.POSITIVE_INFINITY : defaultRows);
    return withProgress(services.io, input.globals, (progress) => listLedger(services.context(), limit, progress));
  },
  jsonl: (result) => result.items,
  render: renderLedgerList,
  quiet: (result) => result.items.map((item) => item.id).join('\n'),
});
