import { accept, type Outcome } from '../outcome';
import { releaseAllClaims, withoutWork } from '../session/claims';
import type { Session } from '../session/schema';
import { shortSessionId } from '../session/vocabulary';
import type { Change } from '../state/change';
import { startDraft } from '../state/draft';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import type { Mended } from './answer';
import { tasksWithoutClaim } from './check-sessions';
import { highestNumber } from './highest-number';

/** The repairs of records that need no guess: claims that nobody can have, and a number that was used before. */
export const mendRecords = (world: World): Outcome<readonly Mended[]> => {
  const draft = startDraft(world);
  const mended: Mended[] = [];
  const note = (code: string, what: string): void => {
    mended.push({ code, what, file: '.stint/sessions.json' });
  };
  for (const session of world.state.sessions) {
    if (session.held.length === 0) continue;
    const short = shortSessionId(session.id);
    if (session.status !== 'active') {
      releaseAllClaims(world, draft, session.id);
      note('claim-of-inactive', `released what session ${short} held: ${session.held.map(({ taskId }) => taskId).join(', ')}`);
      continue;
    }
    const kept = session.held.filter(({ taskId }) => {
      const task = draft.task(taskId);
      const isGone = task === undefined || isFinished(task);
      const isAnothers = !isGone && isHeldByOwner(world, session, taskId);
      if (isGone) note('claim-on-nothing', `session ${short} holds ${taskId} no longer`);
      else if (isAnothers) note('claim-twice', `session ${short} holds ${taskId} no longer, which the other one works on`);
      return !isGone && !isAnothers;
    });
    if (kept.length === session.held.length) continue;
    const { currentTask } = session.focus;
    const focus = kept.some(({ taskId }) => taskId === currentTask) ? currentTask : null;
    draft.putSession({ ...session, held: kept, focus: { ...session.focus, currentTask: focus } });
  }
  for (const { task, owner } of tasksWithoutClaim(world)) {
    if (owner?.status === 'active') continue;
    draft.putTask({ ...withoutWork(task), status: 'pending', updatedAt: world.now });
    mended.push({ code: 'work-without-claim', what: `${task.id} is pending again`, file: '.stint/todo.json' });
  }
  const highest = highestNumber(world.state);
  const isLow = highest > world.state.lastTaskNumber;
  if (isLow) mended.push({ code: 'number-reused', what: `set _meta.lastTaskNumber to ${highest}`, file: '.stint/todo.json' });
  const change: Change = { ...draft.change(), ...(isLow ? { lastTaskNumber: highest } : {}) };
  return accept(mended, mended.length === 0 ? null : change);
};

/** Whether the task itself names another active session that holds it. */
const isHeldByOwner = ({ state }: World, session: Session, taskId: string): boolean => {
  const owner = state.tasks.find(({ id }) => id === taskId)?.work?.session;
  return (
    owner !== session.id &&
    state.sessions.some(
      (each) => each.id === owner && each.status === 'active' && each.held.some((held) => held.taskId === taskId),
    )
  );
};
