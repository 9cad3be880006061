import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import { notesFrom } from './cleo-history';
import { sessionsFromCleo } from './cleo-sessions';
import { instantFrom, present, recordOf, restOf, textOf, textsOf } from './told';
import { startTelling, type Telling, wordsOf } from './words';

/**
 * A backlog of cleo, as its `todo.json` has it: `{project: {phases, currentPhase}, tasks: […]}`; `toldSessions` is what
 * its `sessions.json` has. Throws a TypeError that says what is not as it should be.
 */
export const batchFromCleo = (told: unknown, toldSessions?: unknown): ImportBatch => {
  const document = recordOf(told);
  const tasks = document?.get('tasks');
  if (!Array.isArray(tasks)) throw new TypeError('there is no list "tasks" in it');
  const project = recordOf(document?.get('project'));
  const currentPhase = textOf(project?.get('currentPhase'));
  const telling = startTelling();
  const found = tasks.map((task: unknown, at) => taskFrom(task, at, telling));
  const sessions = toldSessions === undefined ? [] : sessionsFromCleo(toldSessions, telling);
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
  'id title description type status priority parentId phase labels depends files acceptance notes blockedBy createdAt updatedAt startedAt completedAt cancelledAt'.split(
    ' ',
  ),
);

const taskFrom = (told: unknown, at: number, telling: Telling): ImportedTask => {
  const task = recordOf(told);
  const sourceId = textOf(task?.get('id'));
  if (task === undefined || sourceId === undefined) throw new TypeError(`tasks[${at}] is no task with an "id"`);
  const words = wordsOf(telling, sourceId);
  const status = words.status(task.get('status'));
  const title = words.title(textOf(task.get('title')));
  const createdAt = instantFrom(task.get('createdAt'));
  const updatedAt = instantFrom(task.get('updatedAt'));
  // When a task was finished is only said of one that is: cleo leaves the time of an earlier completion behind.
  const finishedAt = instantFrom(task.get(status === 'cancelled' ? 'cancelledAt' : 'completedAt'));
  return {
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
    ...present({ blockedBy: textOf(task.get('blockedBy')), createdAt, updatedAt, startedAt: instantFrom(task.get('startedAt')) }),
    ...(status === 'done' ? present({ completedAt: finishedAt }) : {}),
    ...(status === 'cancelled' ? present({ cancelledAt: finishedAt }) : {}),
    ...restOf('cleo', task, placed),
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
