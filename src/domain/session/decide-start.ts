import { stillNamed } from '../binding/still-named';
import { accept, type Outcome, type Refusal, refuse, type Warning } from '../outcome';
import { meetScopes } from '../scope/conflicts';
import { describeScope } from '../scope/resolve-scope';
import { parseScopeRequest } from '../scope/scope-request';
import { selectScope } from '../scope/select-scope';
import { startDraft } from '../state/draft';
import type { TaskId } from '../task/schema';
import { shellWord } from '../text/shell-word';
import type { World } from '../world';
import { leaveOtherSessions, spokenForBy } from './bind';
import { claimAsFocus } from './claims';
import { enter } from './enter-session';
import { withNote } from './finish-session';
import type { Session } from './schema';
import { takeOverMode } from './take-over';

export type StartRequest = {
  readonly scope?: string;
  readonly root?: string;
  readonly phase?: string;
  readonly focus?: string;
  readonly autoFocus: boolean;
  readonly name?: string;
  readonly agent?: string;
  readonly note?: string;
  readonly takeover: boolean;
  readonly force: boolean;
};

export type Started = {
  readonly session: Session;
  readonly ids: ReadonlySet<TaskId>;
  /** Sessions that were ended because they stood in the way. */
  readonly tookOver: readonly string[];
};

/** What can be refused before a project is looked at: usage only. */
export const checkStartUsage = (request: StartRequest): Refusal | undefined => {
  if (request.force && !request.takeover) return refuse('E_USAGE', '--force goes with --takeover').refusals[0];
  if (request.focus !== undefined && request.autoFocus)
    return refuse('E_USAGE', '--focus and --auto-focus exclude each other: give one').refusals[0];
  if (request.focus === '') return refuse('E_USAGE', '--focus needs a task id').refusals[0];
  const parsed = parseScopeRequest(request);
  return parsed.ok ? undefined : parsed.refusals[0];
};

/**
 * Starts a session. Checks in this order: usage, focus option given (38), scope (33), session count (30), conflicts (32),
 * focus in scope (34), open (40), free (35), something startable (42).
 */
export const decideStart = (world: World, request: StartRequest): Outcome<Started> => {
  const usage = checkStartUsage(request);
  if (usage !== undefined) return { ok: false, refusals: [usage] };
  const parsed = parseScopeRequest(request);
  if (!parsed.ok) return parsed;
  if (parsed.scope.root === undefined && world.state.config.multiSession.enabled) {
    return refuse('E_USAGE', 'start needs a scope: --scope TYPE:ID, or an id alone', {
      fix: ['stint dash', 'stint task tree'],
    });
  }
  if (request.focus === undefined && !request.autoFocus) return focusRequired(request, parsed.scope.root);
  const selected = selectScope(world, parsed.scope);
  if (!selected.ok) return selected;

  const draft = startDraft(world);
  const fresh = newSession(world, request, selected.scope);
  const entered = enter(world, draft, fresh, {
    ids: selected.ids,
    mode: takeOverMode(request),
    focus: request.focus === undefined ? { kind: 'auto' } : { kind: 'task', id: request.focus },
    meetings: meetScopes(world.state, selected.ids),
  });
  if (!entered.ok) return entered;
  draft.putSession(spokenForBy(world, request.note === undefined ? fresh : withNote(world, fresh, request.note)));
  const left = leaveOtherSessions(world, draft, fresh.id);
  draft.event({
    type: 'session_start',
    session: fresh.id,
    data: { scope: describeScope(selected.scope), ...(request.name === undefined ? {} : { name: request.name }) },
  });
  if (entered.task !== undefined) claimAsFocus(world, draft, fresh.id, draft.task(entered.task.id) ?? entered.task);
  const warnings: Warning[] = [...selected.warnings, ...entered.warnings, ...left, ...stillNamed(world, fresh.id)];
  const session = draft.session(fresh.id) ?? fresh;
  return accept({ session, ids: selected.ids, tookOver: entered.tookOver }, draft.change(), warnings);
};

const focusRequired = (request: StartRequest, root: string | undefined) => {
  const scope = request.scope ?? root;
  const words = [
    'stint session start',
    ...(scope === undefined ? [] : [`--scope ${shellWord(scope)}`]),
    ...(request.scope === undefined || request.root === undefined ? [] : [`--root ${shellWord(request.root)}`]),
    ...(request.phase === undefined ? [] : [`--phase ${shellWord(request.phase)}`]),
    '--auto-focus',
  ];
  return refuse('E_FOCUS_REQUIRED', 'a start needs --focus ID or --auto-focus', { fix: [words.join(' ')] });
};

const newSession = (world: World, request: StartRequest, scope: Session['scope']): Session => {
  const { caller, now } = world;
  const agent = request.agent ?? caller.agent;
  return {
    id: sessionId(now, world.mint.sessionSuffix()),
    status: 'active',
    ...(request.name === undefined ? {} : { name: request.name }),
    ...(agent === undefined ? {} : { agent }),
    scope,
    focus: { currentTask: null, sessionNote: null, nextAction: null },
    conversations: [],
    held: [],
    startedAt: now,
    lastActivityAt: now,
    notes: [],
    focusHistory: [],
    stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
  };
};

/** `session_YYYYMMDD_HHMMSS_<6hex>`, in UTC. */
const sessionId = (now: string, suffix: string): string => {
  const stamp = now.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
  return `session_${stamp}_${suffix}`;
};
