import { AppError } from '../../../core/app-error';
import { redactEntry } from '../../../core/ledger/change-entry';
import type { LedgerRedactAnswer } from '../../../domain/ledger/answer';
import { type RedactableField, redactableFields } from '../../../domain/ledger/vocabulary';
import { shellWord } from '../../../domain/text/shell-word';
import { defineCommand } from '../../command';
import { renderRedacted } from '../../render/ledger';
import { listOption, requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<LedgerRedactAnswer>({
  effect: 'write',
  details:
    'Takes the text of a field out of an entry for good, for a secret that leaked. The entry keeps a digest in its place, so ' +
    'that `ledger verify` still finds it whole. It says which other places may hold the same text: those it does not touch.',
  arguments: [{ name: '<id>', help: 'id of a ledger entry (an amendment has its own), or of a task' }],
  options: [{ flags: '--field <name>', help: 'the field; required', choices: redactableFields, repeatable: true }],
  examples: [{ line: 'stint ledger redact T005 --field reason', does: 'the reason of the last completion of T005 is gone' }],
  run: (input, services) => {
    const id = requiredArgument(input, 'id');
    const fields = [...new Set(listOption(input, 'field'))] as RedactableField[];
    if (fields.length === 0)
      throw new AppError({
        code: 'E_USAGE',
        message: `--field is missing: one of ${redactableFields.join(', ')}`,
        details: { option: '--field', choices: redactableFields },
        fix: [`stint ledger show ${shellWord(id)}`, 'stint ledger redact --help'],
      });
    return redactEntry(services.context(), id, fields);
  },
  render: renderRedacted,
  quiet: (result) => result.id,
});
