import type { Refusal, Refused, Warning } from '../outcome';
import type { ScopeMeeting } from '../scope/conflicts';
import { describeScope } from '../scope/resolve-scope';
import type { Draft } from '../state/draft';
import type { Task, TaskId } from '../task/schema';
import type { World } from '../world';
import { autoFocus, checkFocus, type FocusCheck } from './choose-focus';
import { withoutWork } from './claims';
import { conflictRefusal, countRefusal } from './obstacles';
import type { Session } from './schema';
import { mayTakeOver, type TakeOver, takeOver, worldWith } from './take-over';
import { shortSessionId } from './vocabulary';

export type WantedFocus = { readonly kind: 'auto' } | { readonly kind: 'task'; readonly id: string } | { readonly kind: 'none' };

export type Entry = {
  readonly ids: ReadonlySet<TaskId>;
  readonly meetings: readonly ScopeMeeting[];
  readonly mode: TakeOver;
  readonly focus: WantedFocus;
};

export type Entered = {
  readonly ok: true;
  readonly task?: Task;
  readonly warnings: readonly Warning[];
  readonly tookOver: readonly string[];
};

/**
 * What start and resume check alike before a session becomes active: session count (30), scope conflicts (32), focus in
 * scope (34), open (40), free (35), something startable (42). Sessions that stand in the way and may be taken over are
 * ended in `draft`.
 */
export const enter = (world: World, draft: Draft, session: Session, entry: Entry): Entered | Refused => {
  const tookOver: string[] = [];
  const remove = (other: Session): void => {
    takeOver(world, draft, other, session);
    tookOver.push(other.id);
  };
  for (const { session: other, verdict } of entry.meetings) {
    if (verdict === 'conflict' && mayTakeOver(world, entry.mode, other)) remove(other);
  }
  if (!world.state.config.multiSession.enabled) {
    for (const other of draft.sessions()) {
      if (other.status === 'active' && other.id !== session.id && mayTakeOver(world, entry.mode, other)) remove(other);
    }
  }
  const standing = draft.sessions().filter((other) => other.id !== session.id);
  const tooMany = countRefusal(world, standing);
  if (tooMany !== undefined) {
    // The limit of sessions counts only those that are not stale: no take-over was to be expected.
    const inTheWay = world.state.config.multiSession.enabled ? [] : standing.filter(({ status }) => status === 'active');
    return { ok: false, refusals: [notTakenOver(tooMany, entry.mode, inTheWay)] };
  }
  const left = entry.meetings.filter((meeting) => !tookOver.includes(meeting.session.id));
  const conflicts = left.filter((meeting) => meeting.verdict === 'conflict');
  if (conflicts.length > 0) {
    const refusal = conflictRefusal(world, session.scope, entry.ids, left);
    const inTheWay = conflicts.map((meeting) => meeting.session);
    return { ok: false, refusals: [notTakenOver(refusal, entry.mode, inTheWay)] };
  }
  const now = tookOver.length > 0 ? worldWith(world, draft) : world;
  const check = checkWanted(now, session, entry.focus);
  const cleared = check === undefined || check.ok ? check : clearHolder(now, draft, session, entry, check, remove);
  if (cleared !== undefined && !cleared.ok) return cleared;
  const warnings = left.filter((meeting) => !tookOver.includes(meeting.session.id)).map(meetingWarning);
  if (cleared === undefined) return { ok: true, warnings, tookOver };
  return { ok: true, task: cleared.task, warnings: [...warnings, ...cleared.warnings], tookOver };
};

const checkWanted = (world: World, session: Session, focus: WantedFocus): FocusCheck | undefined => {
  if (focus.kind === 'none') return undefined;
  return focus.kind === 'auto' ? autoFocus(world, session) : checkFocus(world, session, focus.id);
};

/** A focus that somebody else has in hand: taken over where the mode allows it. */
const clearHolder = (
  world: World,
  draft: Draft,
  session: Session,
  entry: Entry,
  check: Extract<FocusCheck, { ok: false }>,
  remove: (other: Session) => void,
): Extract<FocusCheck, { ok: true }> | Refused => {
  const { holder, task, refusal } = check;
  if (holder === undefined || task === undefined || entry.focus.kind !== 'task') return { ok: false, refusals: [refusal] };
  if (holder.kind === 'owner') {
    if (entry.mode === 'never') return { ok: false, refusals: [refusal] };
    draft.putTask({ ...withoutWork(task), status: 'pending', updatedAt: world.now });
    draft.event({ type: 'task_release', task: task.id, data: { takenFrom: holder.by, takenOverBy: session.id } });
  } else {
    if (!mayTakeOver(world, entry.mode, holder.session)) {
      return { ok: false, refusals: [notTakenOver(refusal, entry.mode, [holder.session])] };
    }
    remove(holder.session);
  }
  const again = checkFocus(worldWith(world, draft), session, entry.focus.id);
  return again.ok ? again : { ok: false, refusals: [again.refusal] };
};

/** The refusal, saying why what was asked for with --takeover did not help. */
const notTakenOver = (refusal: Refusal, mode: TakeOver, inTheWay: readonly Session[]): Refusal => {
  if (mode !== 'stale' || inTheWay.length === 0) return refusal;
  const names = inTheWay.map(({ id }) => shortSessionId(id)).join(', ');
  const are = inTheWay.length === 1 ? 'is' : 'are';
  return { ...refusal, message: `${refusal.message}; --takeover ends stale sessions only, and ${names} ${are} not stale` };
};

const meetingWarning = ({ session, relation }: ScopeMeeting): Warning => {
  const other = `${describeScope(session.scope)} of session ${shortSessionId(session.id)}${session.agent === undefined ? '' : ` (${session.agent})`}`;
  if (relation === 'inside') return { code: 'W_SCOPE_NESTED', message: `lies inside ${other}: its free tasks are now yours` };
  if (relation === 'contains') return { code: 'W_SCOPE_NESTED', message: `contains ${other}: its tasks stay with that session` };
  return { code: 'W_SCOPE_OVERLAP', message: `overlaps ${other}` };
};
