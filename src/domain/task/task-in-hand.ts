import { boundSession } from '../binding/bound-session';
import { type Outcome, refuse } from '../outcome';
import { clearHolder } from '../record/clear-holder';
import { knownTask } from '../record/known-task';
import { heldByAnother, keptFromMe } from '../scope/ownership';
import { claimedRefusal } from '../session/choose-focus';
import type { Session } from '../session/schema';
import { type Draft, startDraft } from '../state/draft';
import type { World } from '../world';
import type { Task } from './schema';

/** A task that the caller may change, and the change in the making. */
export type TaskInHand = {
  readonly ok: true;
  readonly task: Task;
  readonly archived: boolean;
  readonly session: Session | undefined;
  readonly draft: Draft;
  readonly warnings: Extract<Outcome<never>, { ok: true }>['warnings'];
};

/**
 * The task that a typed id means. Unknown: 1. With `protectedChange`, a task in another's hands is refused (35), or with
 * `takeover` taken out of them; with `takes` so is one in another's scope.
 */
export const taskInHand = (
  world: World,
  typed: string,
  {
    protectedChange,
    takeover,
    takes = false,
  }: { readonly protectedChange: boolean; readonly takeover: boolean; readonly takes?: boolean },
): TaskInHand | Extract<Outcome<never>, { ok: false }> => {
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const { session, warnings } = bound;
  const known = knownTask(world, typed);
  if (!known.ok) return known;
  const draft = startDraft(world);
  const inTheWay = takes ? keptFromMe : heldByAnother;
  const holder = protectedChange ? inTheWay(world, session, known.task) : undefined;
  if (holder !== undefined) {
    if (!takeover) return { ok: false, refusals: [claimedRefusal(known.task, holder)] };
    clearHolder(world, draft, session, known.task);
  }
  return { ok: true, task: draft.task(known.task.id) ?? known.task, archived: known.archived, session, draft, warnings };
};

/** E_TASK_STATE: archived tasks are history until they are reopened. */
export const archivedRefusal = (task: Task) =>
  refuse('E_TASK_STATE', `${task.id} is archived`, {
    details: { task: task.id, status: task.status, archived: true },
    fix: [`stint task reopen ${task.id}`],
  });
