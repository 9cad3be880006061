import { type Asker, claimantOf, reservedFor } from '../scope/ownership';
import type { Session } from '../session/schema';
import type { State } from '../state/state';
import type { World } from '../world';
import type { Task, TaskId, Work } from './schema';
import { indexTasks } from './task-index';
import { isFinished, type TaskStatus } from './vocabulary';

/** One reason why a task cannot be started now. */
export type Obstacle =
  | { readonly kind: 'finished'; readonly status: TaskStatus }
  /** `mine`: by the session that chooses. */
  | { readonly kind: 'claimed'; readonly session: Session; readonly mine: boolean }
  | { readonly kind: 'active'; readonly work?: Work }
  | { readonly kind: 'blocked'; readonly by?: string }
  /** It lies in the scope of another active session. */
  | { readonly kind: 'reserved'; readonly session: Session }
  /** `status` is absent for an id that no task has, archived or not. */
  | { readonly kind: 'dependency'; readonly id: TaskId; readonly status?: TaskStatus }
  | { readonly kind: 'open-children'; readonly count: number }
  /** The nearest task above that may not go on itself, and why: `by` names a task or says in words what it waits for. */
  | { readonly kind: 'ancestor'; readonly id: TaskId; readonly because: AncestorStop };

export type AncestorStop =
  | { readonly kind: 'finished'; readonly status: TaskStatus }
  | { readonly kind: 'blocked'; readonly by?: string }
  | { readonly kind: 'dependency'; readonly id: TaskId; readonly status?: TaskStatus };

/**
 * Tells what stands in the way of a task; an empty list: it may be started. The one rule of what is ready. Built once per
 * state in one pass.
 */
export type Readiness = { readonly obstaclesOf: (task: Task) => readonly Obstacle[] };

export const readinessOf = (world: World, chooser?: Asker): Readiness => {
  const { state } = world;
  const openChildren = countOpenChildren(state.tasks);
  const reserver = reservedFor(state, chooser);
  const stopAbove = ancestorStops(state);
  return {
    obstaclesOf: (task) => {
      if (isFinished(task)) return [{ kind: 'finished', status: task.status }];
      const obstacles: Obstacle[] = [];
      const claimant = claimantOf(state, task.id);
      if (claimant !== undefined) obstacles.push({ kind: 'claimed', session: claimant, mine: claimant.id === chooser?.id });
      else if (task.status === 'active') {
        obstacles.push(task.work === undefined ? { kind: 'active' } : { kind: 'active', work: task.work });
      }
      if (task.status === 'blocked') {
        obstacles.push(task.blockedBy === undefined ? { kind: 'blocked' } : { kind: 'blocked', by: task.blockedBy });
      }
      const owner = reserver(task.id);
      if (owner !== undefined && owner.id !== claimant?.id) obstacles.push({ kind: 'reserved', session: owner });
      for (const id of new Set(task.depends)) {
        const status = statusOf(state, id);
        if (status === undefined) obstacles.push({ kind: 'dependency', id });
        else if (!isFinished({ status })) obstacles.push({ kind: 'dependency', id, status });
      }
      const children = openChildren.get(task.id);
      if (children !== undefined) obstacles.push({ kind: 'open-children', count: children });
      // What is in hand is under way, whatever stands above it.
      const stop = claimant === undefined && task.status !== 'active' ? stopAbove(task) : undefined;
      if (stop !== undefined) obstacles.push({ kind: 'ancestor', ...stop });
      return obstacles;
    },
  };
};

/** The status of a task, an archived one included; undefined if there is none. */
export const statusOf = (state: State, id: TaskId): TaskStatus | undefined =>
  (indexTasks(state.tasks).byId.get(id) ?? state.archive.task(id))?.status;

type Stop = { readonly id: TaskId; readonly because: AncestorStop };

/** For each task the nearest one above that may not go on; every task is walked through once, however deep they nest. */
const ancestorStops = (state: State): ((task: Task) => Stop | undefined) => {
  const { byId } = indexTasks(state.tasks);
  const known = new Map<TaskId, Stop | undefined>();
  return (task) => {
    const path: Task[] = [];
    const seen = new Set<TaskId>();
    let at: Task | undefined = task;
    while (at !== undefined && !known.has(at.id) && !seen.has(at.id)) {
      seen.add(at.id);
      path.push(at);
      at = parentOf(state, byId, at);
    }
    // Where parents make a circle, what stops one of them reaches the others in a second round.
    const rounds = at !== undefined && seen.has(at.id) ? [...path.toReversed(), ...path.toReversed()] : path.toReversed();
    for (const below of rounds) {
      const parent = parentOf(state, byId, below);
      const because = parent === undefined ? undefined : stopOf(state, parent);
      const above = parent === undefined ? undefined : known.get(parent.id);
      known.set(below.id, parent === undefined || because === undefined ? above : { id: parent.id, because });
    }
    return known.get(task.id);
  };
};

const parentOf = (state: State, byId: ReadonlyMap<TaskId, Task>, { id, parentId }: Task): Task | undefined =>
  parentId === undefined || parentId === id ? undefined : (byId.get(parentId) ?? state.archive.task(parentId));

const stopOf = (state: State, task: Task): AncestorStop | undefined => {
  if (isFinished(task)) return { kind: 'finished', status: task.status };
  if (task.status === 'blocked')
    return task.blockedBy === undefined ? { kind: 'blocked' } : { kind: 'blocked', by: task.blockedBy };
  for (const id of task.depends) {
    const status = statusOf(state, id);
    if (status === undefined) return { kind: 'dependency', id };
    if (!isFinished({ status })) return { kind: 'dependency', id, status };
  }
  return undefined;
};

const countOpenChildren = (tasks: readonly Task[]): ReadonlyMap<TaskId, number> => {
  const counts = new Map<TaskId, number>();
  for (const task of tasks) {
    if (task.parentId === undefined || task.parentId === task.id || isFinished(task)) continue;
    counts.set(task.parentId, (counts.get(task.parentId) ?? 0) + 1);
  }
  return counts;
};
