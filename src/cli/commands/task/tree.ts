import { showTree } from '../../../core/task/look-at-tasks';
import type { TaskTreeAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderTree } from '../../render/task';
import { argument, countOption, flag, given } from '../../shared/typed-text';

const defaultRows = 200;

export const command = defineCommand<TaskTreeAnswer>({
  effect: 'read',
  details: 'Shows open tasks and what they are parts of. ○ pending, ● active, ⊘ blocked, ✓ done, ✗ cancelled.',
  arguments: [{ name: '[task]', help: 'only this task and what is below it' }],
  options: [
    { flags: '--all', help: 'finished ones too' },
    { flags: '--depth <levels>', help: 'at most so many levels' },
    { flags: '-n, --limit <count>', help: `at most so many lines (${defaultRows})` },
  ],
  examples: [
    { line: 'stint task tree', does: 'the whole project' },
    { line: 'stint task tree T001 --all', does: 'the epic T001, finished tasks included' },
  ],
  run: (input, services) =>
    showTree(services.context(), {
      ...given('root', argument(input, 'task')),
      all: flag(input, 'all'),
      ...given('depth', countOption(input, 'depth', '--depth')),
      limit: countOption(input, 'limit', '-n') ?? defaultRows,
    }),
  jsonl: (result) => result.items,
  render: renderTree,
  quiet: (result) => result.items.map((task) => task.id).join('\n'),
});
