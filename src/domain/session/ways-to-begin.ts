import { scopeSetOf } from '../scope/scope-sets';
import { rankReady } from '../task/next';
import type { Task, TaskId } from '../task/schema';
import { epicOf, indexTasks, subtreeOf } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import type { Session } from './schema';
import { stalenessOf } from './staleness';

/** `open`: open tasks in it, the root left out where it has others below it. */
export type ScopeToStart = { readonly task: Task; readonly open: number };

/** Scopes that can be started without meeting another session, those of the best ready tasks first: an epic, else the task alone. */
export const scopesToStart = (world: World, most: number): ScopeToStart[] => {
  const { tasks, sessions } = world.state;
  const index = indexTasks(tasks);
  const taken = new Set<TaskId>();
  for (const session of sessions)
    if (session.status === 'active') for (const id of scopeSetOf(world.state, session)) taken.add(id);
  const epics = new Map<TaskId, ScopeToStart | undefined>();
  /** undefined where a part of it is taken. */
  const freeEpic = (epic: Task): ScopeToStart | undefined => {
    if (!epics.has(epic.id)) epics.set(epic.id, asFreeScope(subtreeOf(index, epic.id), taken));
    return epics.get(epic.id);
  };
  const found = new Map<TaskId, ScopeToStart>();
  for (const { task } of rankReady(world).ready) {
    if (found.size === most) break;
    if (taken.has(task.id)) continue;
    const epic = epicOf(index, task.id);
    const scope = (epic === undefined ? undefined : freeEpic(epic)) ?? { task, open: 1 };
    found.set(scope.task.id, scope);
  }
  return [...found.values()];
};

const asFreeScope = (whole: readonly Task[], taken: ReadonlySet<TaskId>): ScopeToStart | undefined => {
  const [root, ...rest] = whole;
  if (root === undefined || whole.some(({ id }) => taken.has(id))) return undefined;
  return { task: root, open: Math.max(1, rest.filter((task) => !isFinished(task)).length) };
};

/** Sessions to go on with: those of this conversation first, then suspended ones and those gone silent, the latest first. */
export const sessionsToResume = (world: World, most: number): Session[] => {
  const id = world.caller.conversation?.id;
  const isOwn = (session: Session): boolean => id !== undefined && session.conversations.includes(id);
  return world.state.sessions
    .filter((session) => {
      if (session.status === 'active') return stalenessOf(world, session).stale;
      return session.status === 'suspended' || isOwn(session);
    })
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || Date.parse(b.lastActivityAt) - Date.parse(a.lastActivityAt))
    .slice(0, most);
};
