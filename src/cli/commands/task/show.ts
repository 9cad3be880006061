import { showTask } from '../../../core/task/look-at-tasks';
import type { ShowAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderTask } from '../../render/task-detail';
import { requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<ShowAnswer>({
  effect: 'read',
  isBrief: true,
  details: 'Shows everything about one task, an archived one too: what it waits for, what waits for it, who has it.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  examples: [{ line: 'stint task show T005', does: 'shows T005' }],
  run: (input, services) => showTask(services.context(), requiredArgument(input, 'task')),
  render: renderTask,
  quiet: ({ task }) => task.id,
});
