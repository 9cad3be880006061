import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { TaskStatus } from '../../domain/task/vocabulary';
import { notesFrom } from './cleo-history';
import { sessionsFromCleo } from './cleo-sessions';
import { listOf, present, recordOf, restOf, textOf, textsOf } from './told';
import { startTelling, type Telling, wordsOf } from './words';

/** What lies beside a `todo.json`. */
export type BesideCleo = { readonly sessions?: unknown; readonly archive?: unknown };

/**
 * A backlog of cleo, as its `todo.json` or the JSON of `cleo export` has it: `{project: {phases, currentPhase}, tasks: […]}`;
 * `beside` is what its `sessions.json` and `todo-archive.json` have. Throws a TypeError that says what is not as it should be.
 */
export const batchFromCleo = (told: unknown, beside: BesideCleo = {}): ImportBatch => {
  const top = recordOf(told);
  const document = [top, recordOf(top?.get('data')), recordOf(top?.get('result'))].find((each) =>
    Array.isArray(each?.get('tasks')),
  );
  const tasks = document?.get('tasks');
  if (!Array.isArray(tasks)) throw new TypeError('there is no list "tasks" in it');
  const archive = recordOf(beside.archive);
  const archived = listOf(archive?.get('archivedTasks') ?? archive?.get('tasks'));
  const project = recordOf(document?.get('project'));
  const currentPhase = textOf(project?.get('currentPhase'));
  const telling = startTelling();
  const found = [
    ...tasks.flatMap((task: unknown, at) => taskFrom(task, `tasks[${at}]`, false, telling)),
    ...archived.flatMap((task, at) => taskFrom(task, `archivedTasks[${at}]`, true, telling)),
  ];
  const sessions = beside.sessions === undefined ? [] : sessionsFromCleo(beside.sessions, telling);
  telling.refuseFaults();
  const leftOut = telling.leftOut();
  return {
    source: 'cleo',
    tasks: found,
    phases: phasesOf(project?.get('phases')),
    ...(currentPhase === undefined ? {} : { currentPhase }),
    translated: telling.translated,
    ...(sessions.length === 0 ? {} : { sessions }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
};

/** Keys with a place of their own here; the others are kept together under `import`. */
const placed = new Set(
  'id title description type status priority parentId phase labels depends files acceptance notes blockedBy createdAt updatedAt startedAt completedAt cancelledAt archivedAt'.split(
    ' ',
  ),
);

const taskFrom = (told: unknown, where: string, inArchive: boolean, telling: Telling): ImportedTask[] => {
  const task = recordOf(told);
  const sourceId = textOf(task?.get('id'));
  if (task === undefined || sourceId === undefined) {
    telling.fault(`${where} is no task with an "id"`);
    return [];
  }
  const words = wordsOf(telling, sourceId, {}, where);
  const archived = inArchive || task.get('status') === 'archived';
  const archive = recordOf(task.get('_archive')) ?? task;
  const stated =
    task.get('status') === 'archived'
      ? statusInArchive(archive.get('archiveReason') ?? archive.get('reason'))
      : words.status(task.get('status'));
  // What was put away there without being finished was given up.
  const status = archived && stated !== 'done' ? 'cancelled' : stated;
  if (status !== stated) telling.translated.push({ task: sourceId, field: 'status', from: `${stated}, archived`, to: status });
  const title = words.title(textOf(task.get('title')));
  const createdAt = words.time('createdAt', task.get('createdAt'));
  const updatedAt = words.time('updatedAt', task.get('updatedAt'));
  // When a task was finished is only said of one that is: cleo leaves the time of an earlier completion behind.
  const finishedField = status === 'cancelled' ? 'cancelledAt' : 'completedAt';
  const finishedAt = words.time(finishedField, task.get(finishedField));
  const archivedAt = archived
    ? (words.time('archivedAt', archive.get('archivedAt')) ?? finishedAt ?? updatedAt ?? createdAt ?? unknownAt)
    : undefined;
  return [
    {
      sourceId,
      title,
      ...present({
        description: textOf(task.get('description')),
        phase: textOf(task.get('phase')),
        parent: textOf(task.get('parentId')),
      }),
      type: words.type(task.get('type')),
      status,
      priority: words.priority(task.get('priority')),
      labels: textsOf(task.get('labels')),
      depends: textsOf(task.get('depends')),
      files: textsOf(task.get('files')),
      acceptance: textsOf(task.get('acceptance')),
      notes: notesFrom(task.get('notes'), createdAt ?? updatedAt),
      ...present({
        blockedBy: textOf(task.get('blockedBy')),
        createdAt,
        updatedAt,
        startedAt: words.time('startedAt', task.get('startedAt')),
        archivedAt,
      }),
      ...(status === 'done' ? present({ completedAt: finishedAt }) : {}),
      ...(status === 'cancelled' ? present({ cancelledAt: finishedAt }) : {}),
      ...restOf('cleo', task, placed),
    },
  ];
};

const unknownAt = '1970-01-01T00:00:00.000Z';

const statusInArchive = (reason: unknown): TaskStatus => (/cancel/i.test(textOf(reason) ?? '') ? 'cancelled' : 'done');

/** By their `order`; a plain list is taken as it is. */
const phasesOf = (told: unknown): string[] => {
  if (Array.isArray(told)) return textsOf(told);
  const phases = [...(recordOf(told) ?? [])].map(([name, phase]) => ({
    name,
    order: Number(recordOf(phase)?.get('order') ?? Number.NaN),
  }));
  return phases.sort((a, b) => (a.order || 0) - (b.order || 0)).map(({ name }) => name);
};
