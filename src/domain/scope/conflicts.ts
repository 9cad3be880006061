import type { Config } from '../config/schema';
import type { Session } from '../session/schema';
import type { State } from '../state/state';
import type { Task, TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { resolveScope } from './resolve-scope';
import { scopeSetOf } from './scope-sets';

/** How two sets of tasks lie to each other; `inside`: the first is a strict part of the second. */
export type ScopeRelation = 'disjoint' | 'same' | 'inside' | 'contains' | 'overlap';

type Ids = ReadonlySet<TaskId>;

/** Linear in the smaller set. An empty set is disjoint from every set. */
export const relateScopes = (a: Ids, b: Ids): ScopeRelation => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const id of small) if (large.has(id)) shared += 1;
  if (shared === 0) return 'disjoint';
  if (shared === a.size && shared === b.size) return 'same';
  if (shared === a.size) return 'inside';
  if (shared === b.size) return 'contains';
  return 'overlap';
};

export type Verdict = 'fine' | 'warning' | 'conflict';

/** What the settings make of a relation between the scopes of two active sessions. */
export const judgeRelation = (relation: ScopeRelation, config: Config): Verdict => {
  const { allowNestedScopes, allowScopeOverlap } = config.multiSession;
  switch (relation) {
    case 'disjoint':
      return 'fine';
    case 'same':
      return 'conflict';
    case 'inside':
    case 'contains':
      return allowNestedScopes ? 'warning' : 'conflict';
    case 'overlap':
      return allowScopeOverlap ? 'warning' : 'conflict';
  }
};

export type ScopeMeeting = { readonly session: Session; readonly relation: ScopeRelation; readonly verdict: Verdict };

/** How a set of tasks meets the scope of every active session but `except`; disjoint ones are left out. */
export const meetScopes = (state: State, wanted: Ids, except: ReadonlySet<string> = new Set()): ScopeMeeting[] => {
  const meetings: ScopeMeeting[] = [];
  for (const session of state.sessions) {
    if (session.status !== 'active' || except.has(session.id)) continue;
    const relation = relateScopes(wanted, scopeSetOf(state, session));
    const verdict = judgeRelation(relation, state.config);
    if (verdict !== 'fine') meetings.push({ session, relation, verdict });
  }
  return meetings;
};

export type TreeConflict = { readonly a: Session; readonly b: Session; readonly relation: ScopeRelation };

/**
 * The pairs of active sessions whose scopes would conflict with `tasks` as the tree and do not conflict today:
 * what a move, a change of phase or an import would break.
 */
export const treeChangeConflicts = (state: State, tasks: readonly Task[]): TreeConflict[] => {
  const active = state.sessions.filter((session) => session.status === 'active');
  if (active.length < 2) return [];
  const index = indexTasks(tasks);
  const after = active.map((session) => resolveScope(index, session.scope));
  const conflicts: TreeConflict[] = [];
  for (const [i, a] of active.entries()) {
    for (const [j, b] of active.entries()) {
      const [setA, setB] = [after[i], after[j]];
      if (j <= i || setA === undefined || setB === undefined) continue;
      const relation = relateScopes(setA, setB);
      if (judgeRelation(relation, state.config) !== 'conflict') continue;
      const before = relateScopes(scopeSetOf(state, a), scopeSetOf(state, b));
      if (judgeRelation(before, state.config) !== 'conflict') conflicts.push({ a, b, relation });
    }
  }
  return conflicts;
};
