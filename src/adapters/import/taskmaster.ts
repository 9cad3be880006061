import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { Priority, TaskStatus } from '../../domain/task/vocabulary';
import { instantFrom, linesOf, listOf, present, recordOf, restOf, type Told, textOf, withSections } from './told';
import { startTelling, type Telling, type Vocabulary, wordsOf } from './words';

const natural: Vocabulary = {
  status: new Map<string, TaskStatus>([
    ['in-progress', 'active'],
    ...(['pending', 'done', 'cancelled', 'blocked'] as const).map((word) => [word, word] as const),
  ]),
  priority: new Map<string, Priority>((['critical', 'high', 'medium', 'low'] as const).map((word) => [word, word])),
};

const placed = new Set(
  'id title description status dependencies priority details testStrategy subtasks acceptanceCriteria updatedAt createdAt'.split(
    ' ',
  ),
);

/**
 * A backlog of Taskmaster, as its `tasks.json` has it: `{tag: {tasks, metadata}}`, or `{tasks}` as it was before tags.
 * Each tag counts its tasks from 1, so a tag becomes an epic, and task 5.2 of it `<tag>-5.2`. Throws a TypeError that
 * says what is not as it should be.
 */
export const batchFromTaskmaster = (told: unknown): ImportBatch => {
  const document = recordOf(told);
  if (document === undefined) throw new TypeError('there are no tags in it');
  const tags = Array.isArray(document.get('tasks')) ? new Map([['master', told]]) : document;
  const telling = startTelling();
  const tasks = [...tags].flatMap(([tag, content]) => {
    const found = recordOf(content)?.get('tasks');
    if (!Array.isArray(found)) throw new TypeError(`the tag ${JSON.stringify(tag)} has no list "tasks"`);
    return tasksOfTag(tag, found, recordOf(recordOf(content)?.get('metadata')), telling);
  });
  return { source: 'taskmaster', tasks, phases: [], translated: telling.translated, leftOut: telling.leftOut() };
};

type Numbered = { readonly told: Told; readonly id: string; readonly parent?: string };

const tasksOfTag = (tag: string, found: readonly unknown[], metadata: Told | undefined, telling: Telling): ImportedTask[] => {
  const numbered = found.flatMap((each, at) => flatten(each, undefined, `${tag}.tasks[${at}]`));
  const ids = new Set(numbered.map(({ id }) => id));
  const tasks = numbered.map((one) => taskFrom(tag, one, ids, telling));
  const finished = tasks.length > 0 && tasks.every(({ status }) => status === 'done' || status === 'cancelled');
  const epic: ImportedTask = {
    sourceId: tag,
    title: tag,
    ...present({
      description: textOf(metadata?.get('description')),
      createdAt: instantFrom(metadata?.get('created')),
      updatedAt: instantFrom(metadata?.get('updated')),
    }),
    type: 'epic',
    status: finished ? 'done' : 'pending',
  };
  return [epic, ...tasks];
};

/** A task and what is below it, with ids such as `5` and `5.2`. With a stack, for hostile files nest deeply. */
const flatten = (told: unknown, above: string | undefined, where: string): Numbered[] => {
  const flat: Numbered[] = [];
  const stack = [{ told, parent: above, where }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const task = recordOf(top.told);
    const own = textOf(task?.get('id'));
    if (task === undefined || own === undefined) throw new TypeError(`${top.where} is no task with an "id"`);
    const id = top.parent === undefined ? own : `${top.parent}.${own}`;
    flat.push({ told: task, id, ...present({ parent: top.parent }) });
    const subtasks = listOf(task.get('subtasks'));
    for (let at = subtasks.length - 1; at >= 0; at -= 1)
      stack.push({ told: subtasks[at], parent: id, where: `${top.where}.subtasks[${at}]` });
  }
  return flat;
};

const taskFrom = (tag: string, { told, id, parent }: Numbered, ids: ReadonlySet<string>, telling: Telling): ImportedTask => {
  const sourceId = `${tag}-${id}`;
  const words = wordsOf(telling, sourceId, natural);
  const updatedAt = instantFrom(told.get('updatedAt'));
  // Within a task, a bare number is the number of a neighbour, before it is that of a task.
  const meant = (name: string): string => (parent !== undefined && ids.has(`${parent}.${name}`) ? `${parent}.${name}` : name);
  return {
    sourceId,
    title: words.title(textOf(told.get('title'))),
    ...present({
      description: withSections(told.get('description'), [
        ['Details', told.get('details')],
        ['Test strategy', told.get('testStrategy')],
      ]),
    }),
    parent: parent === undefined ? tag : `${tag}-${parent}`,
    type: parent === undefined ? 'task' : 'subtask',
    status: words.status(told.get('status')),
    priority: words.priority(told.get('priority')),
    labels: [tag],
    depends: [
      ...new Set(
        listOf(told.get('dependencies'))
          .flatMap((each) => textOf(each) ?? [])
          .map((name) => `${tag}-${meant(name)}`),
      ),
    ],
    acceptance: linesOf(told.get('acceptanceCriteria')),
    ...present({ createdAt: instantFrom(told.get('createdAt')), updatedAt }),
    ...restOf('taskmaster', told, placed),
  };
};
