import { type Refused, refuse, type Warning } from '../outcome';
import type { Scope } from '../session/schema';
import { findTask, similarTaskIds } from '../task/find-task';
import type { TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import type { World } from '../world';
import { describeScope, resolveScope } from './resolve-scope';
import type { ParsedScope } from './scope-request';

export type SelectedScope = {
  readonly ok: true;
  readonly scope: Scope;
  readonly ids: ReadonlySet<TaskId>;
  readonly warnings: readonly Warning[];
};

/** Turns a parsed scope into a rule on today's tree. Unknown root or nothing selected: E_SCOPE_INVALID. */
export const selectScope = (world: World, parsed: ParsedScope): SelectedScope | Refused => {
  const { state } = world;
  const phase = parsed.phase === undefined ? {} : { phase: parsed.phase };
  if (parsed.root === undefined) return resolved(world, { type: 'project', ...phase }, []);
  const root = findTask(state, parsed.root);
  if (root === undefined) {
    const similar = similarTaskIds(state, parsed.root);
    const archived = state.archive.task(parsed.root) !== undefined;
    const hint = archived ? ' (it is archived)' : similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
    return refuse('E_SCOPE_INVALID', `the root task ${JSON.stringify(parsed.root)} does not exist${hint}`, {
      details: { root: parsed.root, ...(similar.length > 0 ? { similar } : {}) },
      fix: ['stint list --all'],
    });
  }
  const type = parsed.type ?? (root.type === 'epic' ? 'epic' : 'subtree');
  const warnings: Warning[] =
    type === 'epic' && root.type !== 'epic'
      ? [{ code: 'W_SCOPE_TYPE', message: `${root.id} is a ${root.type}, not an epic: subtree:${root.id} says the same` }]
      : [];
  return resolved(world, { type, rootTaskId: root.id, ...phase }, warnings);
};

const resolved = (world: World, scope: Scope, warnings: readonly Warning[]): SelectedScope | Refused => {
  const index = indexTasks(world.state.tasks);
  const ids = resolveScope(index, scope);
  if (ids.size > 0) return { ok: true, scope, ids, warnings };
  const { phase: _phase, ...unfiltered } = scope;
  const phases = new Set<string>();
  for (const id of resolveScope(index, unfiltered as Scope)) {
    const phase = index.byId.get(id)?.phase;
    if (phase !== undefined) phases.add(phase);
  }
  const known = phases.size > 0 ? ` (phases there: ${[...phases].sort().join(', ')})` : '';
  return refuse('E_SCOPE_INVALID', `scope ${describeScope(scope)} selects no task${scope.phase === undefined ? '' : known}`, {
    details: { scope: describeScope(scope), ...(phases.size > 0 ? { phases: [...phases].sort() } : {}) },
  });
};
