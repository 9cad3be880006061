import { boundSession } from '../binding/bound-session';
import type { Refused, Warning } from '../outcome';
import { refuse } from '../outcome';
import { describeScope, resolveScope } from '../scope/resolve-scope';
import { shortSessionId } from '../session/vocabulary';
import type { World } from '../world';
import { withTasks } from './check-tree';
import { findTask, similarTaskIds } from './find-task';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';

/** Where tasks go that name no parent. */
export type Placement = {
  readonly ok: true;
  readonly parentId?: TaskId;
  readonly phase?: string;
  /** The session whose scope decided, and the root that it gave. */
  readonly placed?: { readonly session: string; readonly under?: TaskId; readonly phase?: string };
  readonly warnings: readonly Warning[];
  /** Warnings for tasks that ended up outside the scope of the caller's session. */
  readonly outside: (added: readonly Task[]) => readonly Warning[];
};

export const placementFor = (world: World, request: { readonly parent?: string; readonly top: boolean }): Placement | Refused => {
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const { session, warnings } = bound;
  const outside = (added: readonly Task[]): readonly Warning[] => {
    if (session === undefined) return [];
    const inScope = resolveScope(indexTasks(withTasks(world.state.tasks, added)), session.scope);
    const ids = added.filter((task) => !inScope.has(task.id)).map((task) => task.id);
    if (ids.length === 0) return [];
    const some =
      ids.length > 3
        ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more are`
        : `${ids.join(', ')} ${ids.length === 1 ? 'is' : 'are'}`;
    const scope = describeScope(session.scope);
    return [{ code: 'W_OUTSIDE_SCOPE', message: `${some} outside the scope ${scope} of session ${shortSessionId(session.id)}` }];
  };
  const base = { ok: true as const, warnings, outside };
  if (request.parent !== undefined) {
    const parent = findTask(world.state, request.parent);
    return parent === undefined ? unknownParent(world, request.parent) : { ...base, parentId: parent.id };
  }
  if (request.top || session === undefined) return base;
  const { type, rootTaskId, phase } = session.scope;
  if (type === 'task') return base;
  const withPhase = phase === undefined ? {} : { phase };
  if (rootTaskId === undefined) return phase === undefined ? base : { ...base, phase, placed: { session: session.id, phase } };
  if (!indexTasks(world.state.tasks).byId.has(rootTaskId)) return base;
  return { ...base, parentId: rootTaskId, ...withPhase, placed: { session: session.id, under: rootTaskId, ...withPhase } };
};

/** E_TASK_INVALID with near ids. */
export const unknownParent = ({ state }: World, typed: string): Refused => {
  const archived = state.archive.task(typed) !== undefined;
  const similar = similarTaskIds(state, typed);
  const hint = similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
  return refuse(
    'E_TASK_INVALID',
    archived ? `the parent ${typed} is archived` : `the parent ${JSON.stringify(typed)} does not exist${hint}`,
    {
      details: { parent: typed, ...(similar.length > 0 ? { similar } : {}) },
    },
  );
};
