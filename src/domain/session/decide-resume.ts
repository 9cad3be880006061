import { stillNamed } from '../binding/still-named';
import { accept, type Outcome, type Refused, refuse, type Warning } from '../outcome';
import { meetScopes } from '../scope/conflicts';
import { describeScope } from '../scope/resolve-scope';
import { scopeSetOf } from '../scope/scope-sets';
import { startDraft } from '../state/draft';
import { findTask } from '../task/find-task';
import type { TaskId } from '../task/schema';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import { leaveOtherSessions, spokenForBy } from './bind';
import { claimAsFocus, releaseClaim } from './claims';
import { enter, type WantedFocus } from './enter-session';
import { findSession } from './find-session';
import { type LastSession, lastSession } from './last-session';
import { isMine } from './obstacles';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { stateRefusal } from './state-refusal';
import { takeOverMode } from './take-over';
import { type LastReason, shortSessionId } from './vocabulary';

export type ResumeRequest = {
  readonly session?: string;
  readonly last: boolean;
  readonly focus?: string;
  readonly autoFocus: boolean;
  readonly agent?: string;
  readonly note?: string;
  readonly takeover: boolean;
  readonly force: boolean;
};

export type Resumed = {
  readonly session: Session;
  readonly ids: ReadonlySet<TaskId>;
  /** It was active: its agent crashed, or it was the caller's own. */
  readonly adopted: boolean;
  readonly tookOver: readonly string[];
  /** Why `--last` took this one, and whose it was. */
  readonly chosenBy?: LastReason;
  readonly was?: string;
};

/**
 * Continues a session and binds it. Checks in this order: usage, unknown (31), status (39, or 35 for an active session in
 * other hands), scope (33), session count (30), conflicts (32), focus in scope (34), open (40), free (35), startable (42).
 */
export const decideResume = (world: World, request: ResumeRequest): Outcome<Resumed> => {
  const target = resumable(world, request);
  if (!target.ok) return target;
  const { session: stored, chosenBy, was } = target;
  if (stored.status === 'closed') return { ok: false, refusals: [stateRefusal(stored, 'resume')] };
  const adopted = stored.status === 'active';
  // What --last takes holds nobody up: it is stale, or its process is gone.
  const isOpen = chosenBy !== undefined || isMine(world, stored) || stalenessOf(world, stored).stale;
  if (adopted && !isOpen && !request.force) return inOtherHands(stored);
  const ids = scopeSetOf(world.state, stored);
  if (ids.size === 0) {
    return refuse(
      'E_SCOPE_INVALID',
      `scope ${describeScope(stored.scope)} of session ${shortSessionId(stored.id)} selects no task any more`,
      {
        details: { scope: describeScope(stored.scope), session: stored.id },
        fix: [`stint session close ${shortSessionId(stored.id)}`],
      },
    );
  }
  const agent = request.agent ?? world.caller.agent;
  const session: Session = agent === undefined ? stored : { ...stored, agent };
  const { wanted, warnings } = wantedFocus(world, session, ids, request);
  const draft = startDraft(world);
  const entered = enter(world, draft, session, {
    ids,
    mode: takeOverMode(request),
    focus: wanted,
    meetings: adopted ? [] : meetScopes(world.state, ids, new Set([session.id])),
  });
  if (!entered.ok) return entered;
  const revived = revive(world, session, request, wanted.kind === 'none');
  draft.putSession(spokenForBy(world, revived));
  const left = leaveOtherSessions(world, draft, session.id);
  draft.event({ type: adopted ? 'session_adopt' : 'session_resume', session: session.id });
  const { task } = entered;
  if (task !== undefined) {
    const before = session.focus.currentTask;
    if (before !== null && before !== task.id) releaseClaim(world, draft, session.id, before, 'forget-focus');
    const alreadyFocus = adopted && before === task.id && session.held.some((held) => held.taskId === task.id);
    if (!alreadyFocus) claimAsFocus(world, draft, session.id, draft.task(task.id) ?? task);
  }
  const result = {
    session: draft.session(session.id) ?? session,
    ids,
    adopted,
    tookOver: entered.tookOver,
    ...(chosenBy === undefined ? {} : { chosenBy }),
    ...(was === undefined ? {} : { was }),
  };
  return accept(result, draft.change(), [
    ...(target.warnings ?? []),
    ...warnings,
    ...entered.warnings,
    ...left,
    ...stillNamed(world, session.id),
  ]);
};

const revive = (world: World, session: Session, request: ResumeRequest, forgetFocus: boolean): Session => {
  const { suspendedAt: _suspendedAt, endedAt: _endedAt, pointedFrom: _pointedFrom, ...rest } = session;
  const noted = request.note === undefined ? session.notes : [...session.notes, { at: world.now, text: request.note }];
  return {
    ...(rest as Session),
    status: 'active',
    notes: noted,
    focus: {
      ...session.focus,
      ...(request.note === undefined ? {} : { sessionNote: request.note }),
      ...(forgetFocus ? { currentTask: null } : {}),
    },
    stats: { ...session.stats, resumes: session.stats.resumes + 1 },
  };
};

const inOtherHands = (session: Session): Refused => {
  const id = shortSessionId(session.id);
  const who = session.agent ?? session.conversation;
  return refuse('E_TASK_CLAIMED', `session ${id} is active${who === undefined ? '' : ` in the hands of ${who}`} and not stale`, {
    details: { session: session.id, status: session.status, ...(session.agent === undefined ? {} : { agent: session.agent }) },
    fix: [`stint session show ${id}`],
  });
};

type Target = { readonly ok: true; readonly session: Session } & Partial<Omit<LastSession, 'ok' | 'session'>>;

const resumable = (world: World, request: ResumeRequest): Target | Refused => {
  if (request.force && !request.takeover) return refuse('E_USAGE', '--force goes with --takeover');
  if (request.focus !== undefined && request.autoFocus)
    return refuse('E_USAGE', '--focus and --auto-focus exclude each other: give one');
  const { explicit } = world.caller;
  const named = request.session ?? (explicit?.from === '--session' ? explicit.session : undefined);
  if (request.last) {
    if (named !== undefined) return refuse('E_USAGE', `--last and the session ${named} exclude each other: give one`);
    return lastSession(world, request.agent);
  }
  if (named === undefined)
    return refuse('E_USAGE', 'resume needs a session id, or --last', {
      fix: ['stint session resume --last', 'stint session list'],
    });
  return findSession(world.state, named);
};

/** What was asked for, else the remembered focus; one that is finished, archived or out of scope is dropped with a warning. */
const wantedFocus = (
  world: World,
  session: Session,
  ids: ReadonlySet<TaskId>,
  request: ResumeRequest,
): { readonly wanted: WantedFocus; readonly warnings: readonly Warning[] } => {
  if (request.autoFocus) return { wanted: { kind: 'auto' }, warnings: [] };
  if (request.focus !== undefined) return { wanted: { kind: 'task', id: request.focus }, warnings: [] };
  const remembered = session.focus.currentTask;
  if (remembered === null) return { wanted: { kind: 'none' }, warnings: [] };
  const task = findTask(world.state, remembered);
  const gone = task === undefined ? (world.state.archive.task(remembered) === undefined ? 'gone' : 'archived') : undefined;
  const why =
    gone ?? (task !== undefined && isFinished(task) ? task.status : ids.has(task?.id ?? '') ? undefined : 'outside the scope');
  if (why === undefined) return { wanted: { kind: 'task', id: remembered }, warnings: [] };
  return {
    wanted: { kind: 'none' },
    warnings: [
      {
        code: 'W_FOCUS_DROPPED',
        message: `the remembered focus ${remembered} is ${why}: no focus now, \`stint next\` suggests one`,
      },
    ],
  };
};
