import { cancelTask } from '../../../core/task/change-task';
import type { CancelAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderChanged } from '../../render/task';
import { flag, given, requiredArgument, textOption } from '../../shared/typed-text';

export const command = defineCommand<CancelAnswer>({
  effect: 'write',
  details: 'Gives a task up. What depends on it no longer waits for it. `stint task reopen` brings it back.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [
    { flags: '-r, --reason <text>', help: 'why, as a note' },
    { flags: '--with-children', help: 'and every open task below it' },
    { flags: '--takeover', help: 'even if another session or owner holds it' },
  ],
  examples: [{ line: 'stint task cancel T005 -r "not needed any more"', does: 'cancels T005' }],
  run: (input, services) =>
    cancelTask(services.context(), {
      id: requiredArgument(input, 'task'),
      ...given('reason', textOption(input, 'reason')),
      withChildren: flag(input, 'withChildren'),
      takeover: flag(input, 'takeover'),
    }),
  render: (result, page) => renderChanged(result, 'cancelled', page),
  quiet: ({ task }) => task.id,
});
