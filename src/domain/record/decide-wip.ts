import { boundSession } from '../binding/bound-session';
import { accept, type Outcome, type Refused, refuse, type Warning } from '../outcome';
import { scopeSetOf } from '../scope/scope-sets';
import { checkFree, type FocusCheck, notInScopeRefusal } from '../session/choose-focus';
import { claimAsFocus, takenInHand } from '../session/claims';
import type { Session } from '../session/schema';
import { shortSessionId } from '../session/vocabulary';
import { startDraft } from '../state/draft';
import { findTask } from '../task/find-task';
import type { Task } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import { clearHolder } from './clear-holder';
import { knownTask } from './known-task';

export type WipRequest = {
  readonly task: string;
  readonly takeover: boolean;
  /** Write `Started work on …` to session.log; `task claim` does not. */
  readonly logged: boolean;
};

export type InProgress = { readonly task: Task; readonly changed: boolean; readonly session?: string; readonly by: string };

/**
 * Takes a task in hand. In a session: unknown 1, out of scope 34, finished 40, held by another 35, too many in progress 40.
 * Unbound: unknown 1, finished 40, held 35.
 */
export const decideWip = (world: World, request: WipRequest): Outcome<InProgress> => {
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const { session } = bound;
  const found = knownTask(world, request.task);
  if (!found.ok) return found;
  if (found.archived) {
    return refuse('E_TASK_STATE', `${found.task.id} is archived (${found.task.status})`, {
      details: { task: found.task.id, archived: true },
      fix: [`stint task reopen ${found.task.id}`],
    });
  }
  const warnings = [...bound.warnings];
  return session === undefined
    ? unbound(world, request, found.task, warnings)
    : inSession(world, request, session, found.task, warnings);
};

const passes = (check: FocusCheck, takeover: boolean): Refused | undefined => {
  if (check.ok || (takeover && check.holder !== undefined)) return undefined;
  return { ok: false, refusals: [check.refusal] };
};

const inSession = (world: World, request: WipRequest, session: Session, task: Task, warnings: Warning[]): Outcome<InProgress> => {
  const held = session.held.some((one) => one.taskId === task.id);
  if (!held && !scopeSetOf(world.state, session).has(task.id)) {
    return { ok: false, refusals: [notInScopeRefusal(world, session, task.id, task)] };
  }
  const check = checkFree(world, session, task);
  const refused = passes(check, request.takeover);
  if (refused !== undefined) return refused;
  if (check.ok) for (const each of check.warnings) warnings.push(each);
  const by = session.agent ?? world.caller.owner;
  if (held && session.focus.currentTask === task.id && task.status === 'active') {
    return accept({ task, changed: false, session: session.id, by }, null, warnings);
  }
  const limit = world.state.config.multiSession.maxActiveTasksPerScope;
  const busy = openlyHeld(world, session);
  if (!held && busy.length >= limit) return tooMany(session, busy, task);
  const draft = startDraft(world);
  clearHolder(world, draft, session, task);
  claimAsFocus(world, draft, session.id, draft.task(task.id) ?? task);
  if (request.logged) draft.log(startedLine(task));
  return accept({ task: draft.task(task.id) ?? task, changed: true, session: session.id, by }, draft.change(), warnings);
};

/** The held tasks that are still open: a hand-finished one does not count against the limit. */
const openlyHeld = (world: World, session: Session): Task[] =>
  session.held.flatMap((held) => {
    const task = findTask(world.state, held.taskId);
    return task !== undefined && !isFinished(task) ? [task] : [];
  });

const tooMany = (session: Session, busy: readonly Task[], task: Task): Refused => {
  const ids = busy.map((one) => one.id);
  const verb = ids.length === 1 ? 'is' : 'are';
  return refuse('E_TASK_STATE', `${ids.join(', ')} ${verb} in progress: finish it, or \`focus set\` to move`, {
    details: { task: task.id, inProgress: ids, session: session.id, shortId: shortSessionId(session.id) },
    fix: [...ids.slice(0, 1).map((id) => `stint done ${id}`), `stint focus set ${task.id}`],
  });
};

const unbound = (world: World, request: WipRequest, task: Task, warnings: Warning[]): Outcome<InProgress> => {
  const check = checkFree(world, undefined, task);
  const refused = passes(check, request.takeover);
  if (refused !== undefined) return refused;
  if (check.ok) for (const each of check.warnings) warnings.push(each);
  const by = world.caller.owner;
  if (task.status === 'active' && task.work !== undefined && task.work.by === by && task.work.session === undefined) {
    return accept({ task, changed: false, by }, null, warnings);
  }
  const draft = startDraft(world);
  clearHolder(world, draft, undefined, task);
  const taken = takenInHand(world, undefined, indexTasks(world.state.tasks).byId.get(task.id) ?? task);
  draft.putTask(taken);
  draft.event({ type: 'task_claim', task: task.id });
  if (request.logged) draft.log(startedLine(task));
  return accept({ task: taken, changed: true, by }, draft.change(), warnings);
};

const startedLine = (task: Task): string => `Started work on ${task.id}: ${task.title}`;
