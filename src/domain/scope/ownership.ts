import type { Session } from '../session/schema';
import type { State } from '../state/state';
import type { Task, TaskId } from '../task/schema';
import type { World } from '../world';
import { relateScopes } from './conflicts';
import { scopeSetOf } from './scope-sets';

/** Who has a task in hand: an active session that claimed it, one whose inner scope owns it, or an unbound owner. */
export type Holder =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'inner-scope'; readonly session: Session }
  | { readonly kind: 'owner'; readonly by: string; readonly at: string };

const holders = new WeakMap<State, ReadonlyMap<TaskId, Session>>();

/** The active session that holds a task in `held`. */
export const claimantOf = (state: State, id: TaskId): Session | undefined => {
  let map = holders.get(state);
  if (map === undefined) {
    const built = new Map<TaskId, Session>();
    for (const session of state.sessions) {
      if (session.status !== 'active') continue;
      for (const held of session.held) if (!built.has(held.taskId)) built.set(held.taskId, session);
    }
    map = built;
    holders.set(state, map);
  }
  return map.get(id);
};

/** The other active session whose scope lies strictly inside that of `session` and selects the task. */
export const innerOwner = (state: State, session: Session, id: TaskId): Session | undefined => {
  const own = scopeSetOf(state, session);
  if (!own.has(id)) return undefined;
  return state.sessions.find(
    (other) =>
      other.status === 'active' &&
      other.id !== session.id &&
      scopeSetOf(state, other).has(id) &&
      relateScopes(scopeSetOf(state, other), own) === 'inside',
  );
};

/**
 * Who else has the task in hand, seen from `mine` (undefined: an unbound caller); undefined when it is free or mine.
 * Inner scopes count only for a session whose scope holds them, and not for a task that `mine` already holds.
 */
export const heldByAnother = (world: World, mine: Session | undefined, task: Task): Holder | undefined => {
  const { state, caller } = world;
  const claimant = claimantOf(state, task.id);
  if (claimant !== undefined) return claimant.id === mine?.id ? undefined : { kind: 'session', session: claimant };
  const { work } = task;
  if (
    task.status === 'active' &&
    work !== undefined &&
    work.session === undefined &&
    work.by !== (mine?.agent ?? caller.owner) &&
    work.by !== caller.owner
  ) {
    return { kind: 'owner', by: work.by, at: work.at };
  }
  if (mine === undefined) return undefined;
  const inner = innerOwner(state, mine, task.id);
  return inner === undefined ? undefined : { kind: 'inner-scope', session: inner };
};
