import { type Refused, refuse } from '../outcome';
import { findTaskOrArchived, similarTaskIds } from '../task/find-task';
import type { Task } from '../task/schema';
import type { World } from '../world';

export type KnownTask = { readonly ok: true; readonly task: Task; readonly archived: boolean };

/** The task that a typed id means, archived ones included, or E_TASK_NOT_FOUND with near matches. */
export const knownTask = (world: World, typed: string): KnownTask | Refused => {
  const found = findTaskOrArchived(world.state, typed);
  if (found !== undefined) return { ok: true, ...found };
  const similar = similarTaskIds(world.state, typed);
  const hint = similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
  return refuse('E_TASK_NOT_FOUND', `there is no task ${JSON.stringify(typed)}${hint}`, {
    details: { task: typed, ...(similar.length > 0 ? { similar } : {}) },
    fix: similar.length > 0 ? similar.map((id) => `stint show ${id}`) : ['stint list --all'],
  });
};
