import type { Draft } from '../state/draft';
import type { Task, Work } from '../task/schema';
import type { World } from '../world';
import type { Session } from './schema';

/** How many released focus records a session keeps in its record; older ones stay in the events. */
const focusHistoryLimit = 200;

/** A task without the mark of who works on it. */
export const withoutWork = (task: Task): Task => {
  const { work: _work, ...rest } = task;
  return rest as Task;
};

const workOf = (world: World, session: Session | undefined): Work => {
  const { caller, now } = world;
  const { branch, head, worktree } = caller.checkout;
  return {
    by: session?.agent ?? caller.owner,
    ...(session === undefined ? {} : { session: session.id }),
    ...(caller.conversation === undefined ? {} : { conversation: caller.conversation.id }),
    at: now,
    ...(head === undefined ? {} : { head }),
    ...(branch === undefined ? {} : { branch }),
    worktree,
  };
};

/** The task as taken in hand now, by a session or (undefined) by an unbound owner. */
export const takenInHand = (world: World, session: Session | undefined, task: Task): Task => ({
  ...task,
  status: 'active',
  work: workOf(world, session),
  startedAt: task.startedAt ?? world.now,
  updatedAt: world.now,
});

const remember = (session: Session, record: Session['focusHistory'][number]): Session['focusHistory'] =>
  [...session.focusHistory, record].slice(-focusHistoryLimit);

/** Adds a claim on `task` to the session in `draft` and makes it the focus. The task must be free or already held by it. */
export const claimAsFocus = (world: World, draft: Draft, sessionId: string, task: Task): void => {
  const session = draft.session(sessionId);
  if (session === undefined) return;
  const alreadyHeld = session.held.some((held) => held.taskId === task.id);
  draft.putTask(alreadyHeld && task.status === 'active' && task.work !== undefined ? task : takenInHand(world, session, task));
  draft.putSession({
    ...session,
    held: alreadyHeld ? session.held : [...session.held, { taskId: task.id, at: world.now }],
    focus: { ...session.focus, currentTask: task.id },
    focusHistory: remember(session, { taskId: task.id, at: world.now, action: 'focused' }),
    stats: { ...session.stats, focusChanges: session.stats.focusChanges + 1 },
    lastActivityAt: world.now,
  });
  if (!alreadyHeld) draft.event({ type: 'task_claim', session: session.id, task: task.id });
  draft.event({ type: 'focus', session: session.id, task: task.id });
};

/**
 * Takes the claim on one task from the session. The task goes `active → pending`; one that is no longer active, or is
 * in somebody else's hands by now, is left as it is. The focus is cleared if it was this task and `forget` is set.
 */
export const releaseClaim = (
  world: World,
  draft: Draft,
  sessionId: string,
  taskId: string,
  forget: 'forget-focus' | 'keep-focus',
): void => {
  const session = draft.session(sessionId);
  if (session === undefined || !session.held.some((held) => held.taskId === taskId)) return;
  const clearFocus = forget === 'forget-focus' && session.focus.currentTask === taskId;
  draft.putSession({
    ...session,
    held: session.held.filter((held) => held.taskId !== taskId),
    focus: clearFocus ? { ...session.focus, currentTask: null } : session.focus,
    focusHistory: remember(session, { taskId, at: world.now, action: 'released' }),
  });
  const task = draft.task(taskId);
  if (task?.status === 'active' && (task.work?.session === undefined || task.work.session === session.id)) {
    draft.putTask({ ...withoutWork(task), status: 'pending', updatedAt: world.now });
  }
  draft.event({ type: 'task_release', session: session.id, task: taskId });
};

/** Takes every claim from the session and keeps its focus in the record, for a later resume. */
export const releaseAllClaims = (world: World, draft: Draft, sessionId: string): void => {
  for (const held of draft.session(sessionId)?.held ?? []) releaseClaim(world, draft, sessionId, held.taskId, 'keep-focus');
};

/** Ends the claim on a task that was just finished: no longer held, and no longer the focus. */
export const settleClaim = (world: World, draft: Draft, sessionId: string, taskId: string): void => {
  const session = draft.session(sessionId);
  if (session === undefined) return;
  const wasFocus = session.focus.currentTask === taskId;
  draft.putSession({
    ...session,
    held: session.held.filter((held) => held.taskId !== taskId),
    focus: wasFocus ? { ...session.focus, currentTask: null } : session.focus,
    focusHistory: wasFocus ? remember(session, { taskId, at: world.now, action: 'finished' }) : session.focusHistory,
  });
};
