import { AppError } from '../../../core/app-error';
import { updateTask } from '../../../core/task/change-task';
import type { ChangedAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderChanged } from '../../render/task';
import { flag, requiredArgument, textOption } from '../../shared/typed-text';

export const command = defineCommand<ChangedAnswer>({
  effect: 'write',
  details: 'Puts a task, with everything below it, under another one or at the top.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [
    { flags: '--parent <id>', help: 'make it a part of this task' },
    { flags: '--top', help: 'make it a part of no task' },
    { flags: '--takeover', help: 'even if another session or owner holds it' },
    { flags: '--allow-overlap', help: 'even if scopes of active sessions overlap then' },
    { flags: '--dry-run', help: 'check everything, but write nothing' },
  ],
  examples: [{ line: 'stint task move T005 --parent T002', does: 'makes T005 a part of T002' }],
  run: (input, services) => {
    const id = requiredArgument(input, 'task');
    const parent = textOption(input, 'parent');
    if ((parent !== undefined) === flag(input, 'top')) {
      throw new AppError({
        code: 'E_USAGE',
        message:
          parent === undefined
            ? 'where to? give --parent and the id of a task, or --top'
            : '--parent and --top contradict each other: give one of them',
        fix: ['stint task move --help'],
      });
    }
    const request = { id, parent: parent ?? null, takeover: flag(input, 'takeover'), allowOverlap: flag(input, 'allowOverlap') };
    return updateTask(services.context(), request, flag(input, 'dryRun'));
  },
  render: (result, page) => renderChanged(result, 'moved', page),
  quiet: ({ task }) => task.id,
});
