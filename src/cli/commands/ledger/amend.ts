import { amendEntry } from '../../../core/ledger/change-entry';
import type { LedgerChangedAnswer } from '../../../domain/ledger/answer';
import { defineCommand } from '../../command';
import { renderEntryChanged } from '../../render/ledger';
import { given, listOption, requiredArgument, textOption } from '../../shared/typed-text';

export const command = defineCommand<LedgerChangedAnswer>({
  effect: 'write',
  details:
    'Adds a line to the ledger that corrects or completes an entry: another reason, further files, a note. The entry itself ' +
    'stays as it was written. Of a task, the last completion is meant.',
  arguments: [{ name: '<id>', help: 'id of a ledger entry or of a task' }],
  options: [
    { flags: '-r, --reason <text>', help: 'what was done; takes the place of the reason given before' },
    { flags: '-f, --file <path>', help: 'a file that was changed too', repeatable: true },
    { flags: '--note <text>', help: 'a remark' },
  ],
  examples: [
    { line: 'stint ledger amend T005 --note "measured again: 40 ms"', does: 'adds a remark to the last completion of T005' },
  ],
  run: (input, services) =>
    amendEntry(services.context(), requiredArgument(input, 'id'), {
      ...given('reason', textOption(input, 'reason')),
      ...given('note', textOption(input, 'note')),
      files: listOption(input, 'file'),
    }),
  render: (result, page) => renderEntryChanged(result, 'amended', page),
  quiet: (result) => result.id ?? '',
});
