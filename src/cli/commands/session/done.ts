import type { DoneAnswer } from '../../../domain/record/answer';
import { defineCommand } from '../../command';
import { renderDone } from '../../render/record';
import { doneOptions, recordOptions, runDone } from '../../shared/done-options';
import { textOption } from '../../shared/typed-text';

export const command = defineCommand<DoneAnswer>({
  effect: 'write',
  isBrief: true,
  details:
    'Finishes a task and records it in the ledger, in one transaction: who, when, how long, why, and (in a git repository) ' +
    'which commits and files since the work began. Repeating it changes nothing; a new reason or file becomes an amendment.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [{ flags: '-r, --reason <text>', help: 'what was done, in a sentence' }, ...recordOptions, ...doneOptions],
  examples: [
    { line: 'stint done T005 --reason "Validates tokens, with tests"', does: 'finishes T005' },
    { line: 'stint done T005 -r "Middleware" -f src/auth.ts -f test/auth.test.ts', does: 'names the files by hand' },
  ],
  run: (input, services) => runDone(input, services, { recorded: true, reason: textOption(input, 'reason') }),
  render: renderDone,
  quiet: (result) => result.entry ?? '',
});
