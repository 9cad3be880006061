import type { DoneAnswer } from '../../../domain/record/answer';
import { defineCommand } from '../../command';
import { renderDone } from '../../render/record';
import { doneOptions, recordOptions, runDone } from '../../shared/done-options';
import { textOption } from '../../shared/typed-text';

export const command = defineCommand<DoneAnswer>({
  effect: 'write',
  details: 'The same as `stint done`: finishes a task and records it in the ledger.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [
    { flags: '-r, --reason <text>', help: 'what was done, in a sentence' },
    { flags: '--notes <text>', help: 'another name for --reason' },
    ...recordOptions,
    ...doneOptions,
  ],
  examples: [{ line: 'stint complete T005 --notes "Validates tokens"', does: 'finishes T005' }],
  run: (input, services) =>
    runDone(input, services, { recorded: true, reason: textOption(input, 'reason') ?? textOption(input, 'notes') }),
  render: renderDone,
  quiet: (result) => result.entry ?? '',
});
