import { distance } from 'fastest-levenshtein';
import type { State } from '../state/state';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';

const numbered = /^([A-Za-z][A-Za-z0-9-]*?)0*(\d+)$/;

/** `T1` and `t001` mean `T001`: the prefix in lower case and the number without leading zeros. */
const loosely = (id: string): string => {
  const parts = numbered.exec(id);
  return parts === null ? id.toLowerCase() : `${parts[1]?.toLowerCase()}${parts[2]}`;
};

/** The task (not an archived one) that a typed id means; undefined if none or, loosely read, several. */
export const findTask = (state: State, typed: string): Task | undefined => {
  const index = indexTasks(state.tasks);
  const exact = index.byId.get(typed);
  if (exact !== undefined) return exact;
  const wanted = loosely(typed);
  const matches = state.tasks.filter((task) => loosely(task.id) === wanted);
  return matches.length === 1 ? matches[0] : undefined;
};

/** As findTask, and then among the archived ones. */
export const findTaskOrArchived = (state: State, typed: string): { task: Task; archived: boolean } | undefined => {
  const open = findTask(state, typed);
  if (open !== undefined) return { task: open, archived: false };
  const exact = state.archive.task(typed);
  if (exact !== undefined) return { task: exact, archived: true };
  const wanted = loosely(typed);
  const matches = state.archive.tasks().filter((task) => loosely(task.id) === wanted);
  const only = matches.length === 1 ? matches[0] : undefined;
  return only === undefined ? undefined : { task: only, archived: true };
};

/** Up to three ids that look like the typed one, nearest first. */
export const similarTaskIds = (state: State, typed: string): TaskId[] => {
  const wanted = loosely(typed);
  const limit = Math.max(1, Math.floor(typed.length / 3));
  return state.tasks
    .map(({ id }) => ({ id, away: Math.min(distance(loosely(id), wanted), distance(id.toLowerCase(), typed.toLowerCase())) }))
    .filter((candidate) => candidate.away <= limit)
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map((candidate) => candidate.id);
};
