import type { Session, SessionId } from '../session/schema';
import type { State } from '../state/state';
import type { TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { resolveScope } from './resolve-scope';

const known = new WeakMap<State, Map<SessionId, ReadonlySet<TaskId>>>();

/** What the scope of a session selects in this state; resolved once per state. */
export const scopeSetOf = (state: State, session: Session): ReadonlySet<TaskId> => {
  let sets = known.get(state);
  if (sets === undefined) {
    sets = new Map();
    known.set(state, sets);
  }
  const cached = sets.get(session.id);
  if (cached !== undefined) return cached;
  const resolved = resolveScope(indexTasks(state.tasks), session.scope);
  sets.set(session.id, resolved);
  return resolved;
};
