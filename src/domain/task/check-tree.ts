import { type Refusal, refuse, type Warning } from '../outcome';
import { treeChangeConflicts } from '../scope/conflicts';
import { describeScope } from '../scope/resolve-scope';
import { shortSessionId } from '../session/vocabulary';
import type { State } from '../state/state';
import { findCycle } from './find-cycle';
import { describeRing, nodesOf, ringOf, waitingGraph } from './find-deadlocks';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';

/** The task list with some tasks replaced, and new ones at the end. */
export const withTasks = (tasks: readonly Task[], changed: readonly Task[]): readonly Task[] => {
  const put = new Map(changed.map((task) => [task.id, task]));
  const known = indexTasks(tasks).byId;
  return [...tasks.map((task) => put.get(task.id) ?? task), ...changed.filter((task) => !known.has(task.id))];
};

/** E_TASK_INVALID for a cycle of parents or dependencies, or a ring of both, that the changed tasks would close. */
export const cycleRefusal = (tasks: readonly Task[], changed: readonly TaskId[]): Refusal | undefined => {
  const { byId } = indexTasks(tasks);
  const parents = findCycle(changed, (id) => {
    const parentId = byId.get(id)?.parentId;
    return parentId === undefined ? [] : [parentId];
  });
  if (parents !== undefined) return cycle('parents', 'is under', parents);
  const depends = findCycle(changed, (id) => byId.get(id)?.depends ?? []);
  if (depends !== undefined) return cycle('dependencies', 'waits for', depends);
  const nodes = findCycle(changed.flatMap(nodesOf), waitingGraph(tasks).nextOf);
  if (nodes === undefined) return undefined;
  const ring = ringOf(nodes);
  return refuse('E_TASK_INVALID', `none of these could ever be started: ${describeRing(tasks, ring)}`, {
    details: { cycle: ring.slice(0, 50) },
  }).refusals[0];
};

const cycle = (what: string, verb: string, ids: readonly TaskId[]): Refusal => {
  const shown = ids.length > 12 ? [...ids.slice(0, 6), '…', ...ids.slice(-5)] : ids;
  return refuse('E_TASK_INVALID', `this would close a cycle of ${what}: ${shown.join(` ${verb} `)}`, {
    details: { cycle: ids.slice(0, 50) },
  }).refusals[0];
};

const pairs = (state: State, tasks: readonly Task[]) =>
  treeChangeConflicts(state, tasks).map(({ a, b, relation }) => ({
    sessions: [a.id, b.id],
    relation,
    text: `${shortSessionId(a.id)} (${describeScope(a.scope)}) and ${shortSessionId(b.id)} (${describeScope(b.scope)})`,
  }));

/** E_SCOPE_CONFLICT: the changed tree would make scopes of active sessions conflict. */
export const treeConflictRefusal = (state: State, tasks: readonly Task[]): Refusal | undefined => {
  const found = pairs(state, tasks);
  if (found.length === 0) return undefined;
  return refuse(
    'E_SCOPE_CONFLICT',
    `this would make scopes of active sessions overlap: ${found.map((pair) => pair.text).join('; ')}`,
    { details: { conflicts: found.map(({ sessions, relation }) => ({ sessions, relation })) } },
  ).refusals[0];
};

export const treeConflictWarnings = (state: State, tasks: readonly Task[]): Warning[] =>
  pairs(state, tasks).map((pair) => ({
    code: 'W_SCOPE_CONFLICT',
    message: `the scopes of two active sessions overlap now: ${pair.text}`,
  }));
