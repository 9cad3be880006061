import type { ImportBatch, ImportedTask, Translation } from '../../domain/task/import-batch';
import { type Priority, priorities, type TaskStatus, type TaskType, taskStatuses, taskTypes } from '../../domain/task/vocabulary';
import { instantFrom, notesFrom } from './cleo-history';

/**
 * A backlog of cleo, as its `todo.json` has it: `{project: {phases, currentPhase}, tasks: […]}`. `told` is the parsed
 * document. Throws a TypeError that says what is not as it should be.
 */
export const batchFromCleo = (told: unknown): ImportBatch => {
  const document = recordOf(told);
  const tasks = document?.get('tasks');
  if (!Array.isArray(tasks)) throw new TypeError('there is no list "tasks" in it');
  const project = recordOf(document?.get('project'));
  const currentPhase = textOf(project?.get('currentPhase'));
  const translated: Translation[] = [];
  return {
    source: 'cleo',
    tasks: tasks.map((task: unknown, at) => taskFrom(task, at, translated)),
    phases: phasesOf(project?.get('phases')),
    ...(currentPhase === undefined ? {} : { currentPhase }),
    translated,
  };
};

/** Keys with a place of their own here; the others are kept together under `import`. */
const placed = new Set(
  'id title description type status priority parentId phase labels depends files acceptance notes blockedBy createdAt updatedAt startedAt completedAt cancelledAt'.split(
    ' ',
  ),
);

const statusWords: ReadonlyMap<string, TaskStatus> = new Map([
  ...taskStatuses.map((status) => [status, status] as const),
  ...['completed', 'complete', 'finished', 'closed', 'resolved'].map((word) => [word, 'done'] as const),
  ...['canceled', 'abandoned', 'wontfix', 'dropped'].map((word) => [word, 'cancelled'] as const),
  ...['in_progress', 'in-progress', 'inprogress', 'started', 'doing', 'wip'].map((word) => [word, 'active'] as const),
  ...['todo', 'to-do', 'open', 'new', 'ready', 'backlog'].map((word) => [word, 'pending'] as const),
  ...['waiting', 'on-hold', 'on_hold', 'deferred'].map((word) => [word, 'blocked'] as const),
]);
const priorityWords: ReadonlyMap<string, Priority> = new Map([
  ...priorities.map((priority) => [priority, priority] as const),
  ['urgent', 'critical'],
  ['normal', 'medium'],
]);
const typeWords: ReadonlyMap<string, TaskType> = new Map(taskTypes.map((type) => [type, type] as const));

const taskFrom = (told: unknown, at: number, translated: Translation[]): ImportedTask => {
  const task = recordOf(told);
  const sourceId = textOf(task?.get('id'));
  if (task === undefined || sourceId === undefined) throw new TypeError(`tasks[${at}] is no task with an "id"`);
  const word = <T extends string>(field: string, words: ReadonlyMap<string, T>, otherwise: T): T => {
    const raw = task.get(field);
    if (raw === undefined || raw === null) return otherwise;
    const to = words.get(String(raw).trim().toLowerCase()) ?? otherwise;
    if (to !== raw) translated.push({ task: sourceId, field, from: String(raw), to });
    return to;
  };
  const status = word('status', statusWords, 'pending');
  const title = textOf(task.get('title'));
  if (title === undefined) translated.push({ task: sourceId, field: 'title', from: '', to: `(no title) ${sourceId}` });
  const createdAt = instantFrom(task.get('createdAt'));
  const updatedAt = instantFrom(task.get('updatedAt'));
  const startedAt = instantFrom(task.get('startedAt'));
  // When a task was finished is only said of one that is: cleo leaves the time of an earlier completion behind.
  const finishedAt = instantFrom(task.get(status === 'cancelled' ? 'cancelledAt' : 'completedAt'));
  const texts = {
    description: textOf(task.get('description')),
    phase: textOf(task.get('phase')),
    parent: textOf(task.get('parentId')),
  };
  const blockedBy = textOf(task.get('blockedBy'));
  const rest = [...task].filter(([key, value]) => !placed.has(key) && value !== null);
  return {
    sourceId,
    title: title ?? `(no title) ${sourceId}`,
    ...present(texts),
    type: word('type', typeWords, 'task'),
    status,
    priority: word('priority', priorityWords, 'medium'),
    labels: textsOf(task.get('labels')),
    depends: textsOf(task.get('depends')),
    files: textsOf(task.get('files')),
    acceptance: textsOf(task.get('acceptance')),
    notes: notesFrom(task.get('notes'), createdAt ?? updatedAt),
    ...present({ blockedBy, createdAt, updatedAt, startedAt }),
    ...(status === 'done' ? present({ completedAt: finishedAt }) : {}),
    ...(status === 'cancelled' ? present({ cancelledAt: finishedAt }) : {}),
    ...(rest.length === 0 ? {} : { extra: { import: Object.fromEntries([['source', 'cleo'], ...rest]) } }),
  };
};

/** By their `order`; a plain list is taken as it is. */
const phasesOf = (told: unknown): string[] => {
  if (Array.isArray(told)) return textsOf(told);
  const phases = [...(recordOf(told) ?? [])].map(([name, phase]) => ({
    name,
    order: Number(recordOf(phase)?.get('order') ?? Number.NaN),
  }));
  return phases.sort((a, b) => (a.order || 0) - (b.order || 0)).map(({ name }) => name);
};

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

const present = <T extends Record<string, string | undefined>>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;

/** A Map, so that a key such as `__proto__` is one like any other. */
const recordOf = (told: unknown): ReadonlyMap<string, unknown> | undefined =>
  typeof told === 'object' && told !== null && !Array.isArray(told) ? new Map<string, unknown>(Object.entries(told)) : undefined;

const textOf = (told: unknown): string | undefined => {
  const text = typeof told === 'number' ? String(told) : told;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
};

const textsOf = (told: unknown): string[] => (Array.isArray(told) ? told.flatMap((item) => textOf(item) ?? []) : []);
