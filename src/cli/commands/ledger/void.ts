import { AppError } from '../../../core/app-error';
import { voidEntry } from '../../../core/ledger/change-entry';
import type { LedgerChangedAnswer } from '../../../domain/ledger/answer';
import { shellWord } from '../../../domain/text/shell-word';
import { defineCommand } from '../../command';
import { renderEntryChanged } from '../../render/ledger';
import { requiredArgument, textOption } from '../../shared/typed-text';

export const command = defineCommand<LedgerChangedAnswer>({
  effect: 'write',
  details:
    'Says that a completion or an amendment was recorded by mistake: it stays in the ledger, marked, and is not counted. ' +
    'The task is left as it is: `stint task reopen` makes it pending again.',
  arguments: [{ name: '<id>', help: 'id of a ledger entry or of a task' }],
  options: [{ flags: '-r, --reason <text>', help: 'why; required' }],
  examples: [
    { line: 'stint ledger void T005 --reason "was done in another project"', does: 'the last completion of T005 does not count' },
  ],
  run: (input, services) => {
    const id = requiredArgument(input, 'id');
    const reason = textOption(input, 'reason');
    if (reason === undefined || reason.trim() === '')
      throw new AppError({
        code: 'E_USAGE',
        message: '--reason is missing: say why the entry does not count',
        details: { option: '--reason' },
        fix: [`stint ledger show ${shellWord(id)}`, 'stint ledger void --help'],
      });
    return voidEntry(services.context(), id, { reason });
  },
  render: (result, page) => renderEntryChanged(result, 'voided', page),
  quiet: (result) => result.id ?? '',
});
