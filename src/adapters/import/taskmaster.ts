import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { Priority, TaskStatus } from '../../domain/task/vocabulary';
import { linesOf, listOf, present, recordOf, restOf, type Told, textOf, withSections } from './told';
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
  const telling = startTelling();
  // A file from before tags has its list at the top; one that was only half turned over has that and tags beside it.
  const legacy = Array.isArray(document.get('tasks')) ? [['master', told] as const] : [];
  const tags = [...document].filter(([name, content]) => {
    if (Array.isArray(recordOf(content)?.get('tasks'))) return true;
    if (legacy.length === 0 || !['tasks', 'metadata'].includes(name)) telling.leaveOut('keys beside the tags', [name]);
    return false;
  });
  if (legacy.length + tags.length === 0) throw new TypeError('there is no list "tasks" in it, with tags or without');
  const tasks = merged([...legacy, ...tags]).flatMap(([tag, contents]) => tasksOfTag(tag, contents, telling));
  telling.refuseFaults();
  return { source: 'taskmaster', tasks, phases: [], translated: telling.translated, leftOut: telling.leftOut() };
};

/** The contents of each tag; a list from before tags may stand beside a tag of the same name. */
const merged = (tags: readonly (readonly [string, unknown])[]): [string, Told[]][] => {
  const byName = new Map<string, Told[]>();
  for (const [name, content] of tags) {
    const told = recordOf(content);
    if (told !== undefined) byName.set(name, [...(byName.get(name) ?? []), told]);
  }
  return [...byName];
};

type Numbered = { readonly told: Told; readonly id: string; readonly parent?: string; readonly where: string };

const tasksOfTag = (tag: string, contents: readonly Told[], telling: Telling): ImportedTask[] => {
  const metadata = contents.map((content) => recordOf(content.get('metadata'))).find((each) => each !== undefined);
  const numbered = contents.flatMap((content) =>
    listOf(content.get('tasks')).flatMap((each, at) => flatten(each, undefined, `${tag}.tasks[${at}]`, telling)),
  );
  const byId = new Map(numbered.map((one) => [one.id, one] as const).reverse());
  const tasks = numbered.map((one) => taskFrom(tag, one, byId, telling));
  const words = wordsOf(telling, tag);
  const finished = tasks.length > 0 && tasks.every(({ status }) => status === 'done' || status === 'cancelled');
  const epic: ImportedTask = {
    sourceId: tag,
    title: tag,
    ...present({
      description: textOf(metadata?.get('description')),
      createdAt: words.time('created', metadata?.get('created')),
      updatedAt: words.time('updated', metadata?.get('updated')),
    }),
    type: 'epic',
    status: finished ? 'done' : 'pending',
  };
  return [epic, ...tasks];
};

/** A task and what is below it, with ids such as `5` and `5.2`. With a stack, for hostile files nest deeply. */
const flatten = (told: unknown, above: string | undefined, where: string, telling: Telling): Numbered[] => {
  const flat: Numbered[] = [];
  const stack = [{ told, parent: above, where }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const task = recordOf(top.told);
    const own = textOf(task?.get('id'));
    if (task === undefined || own === undefined) {
      telling.fault(`${top.where} is no task with an "id"`);
      continue;
    }
    const id = top.parent === undefined ? own : `${top.parent}.${own}`;
    flat.push({ told: task, id, where: top.where, ...present({ parent: top.parent }) });
    const subtasks = listOf(task.get('subtasks'));
    for (let at = subtasks.length - 1; at >= 0; at -= 1)
      stack.push({ told: subtasks[at], parent: id, where: `${top.where}.subtasks[${at}]` });
  }
  return flat;
};

const taskFrom = (tag: string, one: Numbered, byId: ReadonlyMap<string, Numbered>, telling: Telling): ImportedTask => {
  const { told, id, parent, where } = one;
  const sourceId = `${tag}-${id}`;
  const words = wordsOf(telling, sourceId, natural, where);
  const updatedAt = words.time('updatedAt', told.get('updatedAt'));
  // Within a task, a bare number is the number of a neighbour, before it is that of a task.
  const meant = (name: string): string => (parent !== undefined && byId.has(`${parent}.${name}`) ? `${parent}.${name}` : name);
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
    status: words.status(inherited(one, byId, 'status')),
    priority: words.priority(inherited(one, byId, 'priority')),
    labels: [tag],
    depends: [
      ...new Set(
        namesIn(told.get('dependencies'))
          .flatMap((each) => textOf(each) ?? [])
          .map((name) => `${tag}-${meant(name)}`),
      ),
    ],
    acceptance: linesOf(told.get('acceptanceCriteria')),
    ...present({ createdAt: words.time('createdAt', told.get('createdAt')), updatedAt }),
    ...restOf('taskmaster', told, placed),
  };
};

/**
 * What a part says of itself, else what the task above says: of its priority always, of its status only that it is
 * finished.
 */
const inherited = (one: Numbered, byId: ReadonlyMap<string, Numbered>, field: 'status' | 'priority'): unknown => {
  for (let at: Numbered | undefined = one; at !== undefined; at = at.parent === undefined ? undefined : byId.get(at.parent)) {
    const own = textOf(at.told.get(field));
    if (own === undefined) continue;
    const words = own.trim().toLowerCase();
    return at === one || field === 'priority' || finishedWords.has(words) ? own : undefined;
  }
  return undefined;
};

const finishedWords: ReadonlySet<string> = new Set(['done', 'completed', 'cancelled']);

/** A list of ids, or a text such as "1, 2.3". */
const namesIn = (told: unknown): readonly unknown[] =>
  typeof told === 'string'
    ? told.split(/[,;\s]+/).filter((name) => name !== '')
    : typeof told === 'number'
      ? [told]
      : listOf(told);
