import { type Refused, refuse, type Warning } from '../outcome';
import { scopeSetOf } from '../scope/scope-sets';
import { checkFree, finishedRefusal, notInScopeRefusal } from '../session/choose-focus';
import { claimAsFocus, releaseClaim, takenInHand, withoutWork } from '../session/claims';
import type { Session } from '../session/schema';
import type { Draft } from '../state/draft';
import type { World } from '../world';
import type { Task } from './schema';
import { isFinished, type openStatuses } from './vocabulary';

/** What `update --status` takes; `done`, `cancel` and `reopen` finish a task and bring it back. */
export type WorkingStatus = (typeof openStatuses)[number];

type Changed = { readonly ok: true; readonly task: Task; readonly warnings: readonly Warning[] };

/** `active` takes the task in hand as `wip` does; the others let it go. The task itself is not yet put in the draft. */
export const changeStatus = (
  world: World,
  draft: Draft,
  session: Session | undefined,
  task: Task,
  status: WorkingStatus,
): Changed | Refused => {
  if (isFinished(task)) return { ok: false, refusals: [finishedRefusal(task)] };
  if (task.status === status) return { ok: true, task, warnings: [] };
  if (status === 'active') return activate(world, draft, session, task);
  for (const other of draft.sessions()) {
    if (other.held.some((held) => held.taskId === task.id)) releaseClaim(world, draft, other.id, task.id, 'forget-focus');
  }
  return { ok: true, task: { ...withoutWork(task), status }, warnings: [] };
};

const activate = (world: World, draft: Draft, session: Session | undefined, task: Task): Changed | Refused => {
  const free = checkFree(world, session, task);
  const warnings = free.ok ? free.warnings : [];
  if (session === undefined) return { ok: true, task: takenInHand(world, undefined, task), warnings };
  if (!scopeSetOf(world.state, session).has(task.id)) {
    return { ok: false, refusals: [notInScopeRefusal(world, session, task.id, task)] };
  }
  const held = session.held.filter((claim) => claim.taskId !== task.id);
  if (held.length >= world.state.config.multiSession.maxActiveTasksPerScope) {
    const inProgress = held.map((claim) => claim.taskId);
    const what = inProgress.length === 1 ? 'is in progress: finish it' : 'are in progress: finish one';
    return refuse('E_TASK_STATE', `${inProgress.join(', ')} ${what}, or \`focus set\` to move`, {
      details: { held: inProgress },
      fix: [`stint done ${inProgress[0]}`, `stint focus set ${task.id}`],
    });
  }
  claimAsFocus(world, draft, session.id, task);
  return { ok: true, task: draft.task(task.id) ?? task, warnings };
};
