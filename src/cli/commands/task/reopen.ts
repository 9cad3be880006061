import { reopenTask } from '../../../core/task/change-task';
import type { ReopenAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderChanged } from '../../render/task';
import { flag, given, requiredArgument, textOption } from '../../shared/typed-text';

export const command = defineCommand<ReopenAnswer>({
  effect: 'write',
  details:
    'Makes a done or cancelled task pending again, an archived one too. The ledger keeps the completion and says that it was reopened.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [
    { flags: '-r, --reason <text>', help: 'why, for the ledger' },
    { flags: '--takeover', help: 'even if another session or owner holds it' },
  ],
  examples: [{ line: 'stint task reopen T005 -r "fails on Windows"', does: 'T005 is to be done again' }],
  run: (input, services) =>
    reopenTask(services.context(), {
      id: requiredArgument(input, 'task'),
      ...given('reason', textOption(input, 'reason')),
      takeover: flag(input, 'takeover'),
    }),
  render: (result, page) => renderChanged(result, 'reopened', page),
  quiet: ({ task }) => task.id,
});
