import { listOfTasks } from '../../../core/task/look-at-tasks';
import type { TaskListAnswer } from '../../../domain/task/answer';
import {
  type Priority,
  priorities,
  type TaskStatus,
  type TaskType,
  taskStatuses,
  taskTypes,
} from '../../../domain/task/vocabulary';
import { defineCommand, type Input } from '../../command';
import { renderTaskList } from '../../render/task';
import { givenList, wordList } from '../../shared/task-options';
import { countOption, flag, given, listOption, textOption } from '../../shared/typed-text';

const defaultRows = 50;

/** The columns that were asked for: no part of the answer, but the table keeps their order. */
const columns = new WeakMap<TaskListAnswer, readonly string[]>();

export const command = defineCommand<TaskListAnswer>({
  effect: 'read',
  isBrief: true,
  details: 'Lists open tasks, those of the bound session first, then what is in progress, then by priority.',
  options: [
    { flags: '--status <status>', help: 'of this status', choices: taskStatuses, repeatable: true },
    { flags: '--priority <priority>', help: 'of this priority', choices: priorities, repeatable: true },
    { flags: '--type <type>', help: 'of this type', choices: taskTypes, repeatable: true },
    { flags: '--label <label>', help: 'with this label', repeatable: true },
    { flags: '--phase <phase>', help: 'in this phase' },
    { flags: '--parent <id>', help: 'directly below this task' },
    { flags: '--scope <scope>', help: 'in this scope: epic:T001, or an id' },
    { flags: '--ready', help: 'only what may be started now' },
    { flags: '--mine', help: 'only in the scope of my session' },
    { flags: '--all', help: 'finished and archived ones too, every row' },
    { flags: '--archived', help: 'archived ones only' },
    { flags: '-n, --limit <count>', help: `at most so many (${defaultRows})` },
    { flags: '--fields <names>', help: 'these fields only, for example id,title,status' },
  ],
  examples: [
    { line: 'stint list', does: 'open tasks' },
    { line: 'stint list --status blocked --scope T001', does: 'what is blocked in the epic T001' },
    { line: 'stint list --all --fields id,title,status', does: 'every task ever, in three columns' },
  ],
  run: async (input, services) => {
    const fields = wordList(input, 'fields');
    const { data, warnings } = await listOfTasks(services.context(), {
      ...filtersOf(input),
      mine: flag(input, 'mine'),
      ready: flag(input, 'ready'),
      all: flag(input, 'all'),
      archived: flag(input, 'archived'),
      ...given('limit', countOption(input, 'limit', '-n') ?? (flag(input, 'all') ? undefined : defaultRows)),
      ...givenList('fields', fields),
    });
    if (fields.length > 0) columns.set(data, fields);
    return { data, warnings };
  },
  jsonl: (result) => result.items,
  render: (result, page) => renderTaskList(result, columns.get(result), page),
  quiet: (result) => result.items.map((task) => task.id ?? '').join('\n'),
});

const filtersOf = (input: Input) => ({
  statuses: listOption(input, 'status') as readonly TaskStatus[],
  priorities: listOption(input, 'priority') as readonly Priority[],
  types: listOption(input, 'type') as readonly TaskType[],
  labels: wordList(input, 'label'),
  ...given('phase', textOption(input, 'phase')),
  ...given('parent', textOption(input, 'parent')),
  ...given('scope', textOption(input, 'scope')),
});
