import { showEntry } from '../../../core/ledger/search-ledger';
import type { LedgerShowAnswer } from '../../../domain/ledger/answer';
import { defineCommand } from '../../command';
import { renderLedgerShow } from '../../render/ledger-detail';
import { withProgress } from '../../shared/ledger-progress';
import { requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<LedgerShowAnswer>({
  effect: 'read',
  details:
    'Shows an entry with the origin of every fact and everything that was recorded about it later. A task shows all its completions.',
  arguments: [{ name: '<id>', help: 'id of a ledger entry or of a task' }],
  examples: [{ line: 'stint ledger show T005', does: 'every completion of T005' }],
  run: (input, services) =>
    withProgress(services.io, input.globals, (progress) =>
      showEntry(services.context(), requiredArgument(input, 'id'), progress),
    ),
  jsonl: (result) => result.items,
  render: renderLedgerShow,
  quiet: (result) => result.items.map((item) => item.id).join('\n'),
});
