import type { Session } from '../session/schema';
import type { State } from '../state/state';
import type { TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { resolveScope } from './resolve-scope';

const known = new WeakMap<State, Map<string, ReadonlySet<TaskId>>>();

/** What the scope of a session selects in this state; each scope is resolved once per state. */
export const scopeSetOf = (state: State, { scope }: Session): ReadonlySet<TaskId> => {
  let sets = known.get(state);
  if (sets === undefined) {
    sets = new Map();
    known.set(state, sets);
  }
  const key = JSON.stringify([scope.type, scope.rootTaskId, scope.phase]);
  const cached = sets.get(key);
  if (cached !== undefined) return cached;
  const resolved = resolveScope(indexTasks(state.tasks), scope);
  sets.set(key, resolved);
  return resolved;
};
