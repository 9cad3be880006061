import { type Refusal, refuse } from '../outcome';
import type { ScopeMeeting } from '../scope/conflicts';
import { describeScope, resolveScope } from '../scope/resolve-scope';
import { scopeSetOf } from '../scope/scope-sets';
import type { TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import type { Scope, Session } from './schema';
import { stalenessOf } from './staleness';
import { shortSessionId } from './vocabulary';

/** What people and programs need to know about a session that stands in the way. */
export const sessionBrief = (world: World, session: Session): Readonly<Record<string, unknown>> => {
  const { stale, lastActivityAt, processGone, worktreeGone } = stalenessOf(world, session);
  const mine = isMine(world, session);
  return {
    session: session.id,
    shortId: shortSessionId(session.id),
    scope: describeScope(session.scope),
    ...(session.agent === undefined ? {} : { agent: session.agent }),
    ...(session.name === undefined ? {} : { name: session.name }),
    ...(session.focus.currentTask === null ? {} : { focus: session.focus.currentTask }),
    lastActivityAt,
    stale,
    ...(processGone ? { processGone } : {}),
    ...(worktreeGone ? { worktreeGone } : {}),
    ...(mine ? { mine } : {}),
    ...(stale || mine ? { resume: `stint resume ${shortSessionId(session.id)}` } : {}),
  };
};

/** The session is the caller's own: its conversation spoke for it last, or its pointer names a session without one. */
export const isMine = (world: World, session: Session): boolean => {
  const { conversation, pointer, harness } = world.caller;
  if (conversation !== undefined && session.conversation === conversation.id) return true;
  if (session.conversation !== undefined) return false;
  if (conversation !== undefined && session.conversations.includes(conversation.id)) return true;
  return pointer === session.id && (harness === undefined || session.conversations.length === 0);
};

/** 30: single-session mode and one is active, or too many active sessions that are not stale. */
export const countRefusal = (world: World, standing: readonly Session[]): Refusal | undefined => {
  const { enabled, maxConcurrentSessions } = world.state.config.multiSession;
  const active = standing.filter((session) => session.status === 'active');
  const list = (sessions: readonly Session[]) => sessions.map((session) => sessionBrief(world, session));
  const [only] = active;
  if (!enabled && only !== undefined) {
    const id = shortSessionId(only.id);
    return refuse('E_SESSION_EXISTS', `session ${id} is active, and multiSession.enabled is false: one session at a time`, {
      details: { sessions: list(active), limit: 1 },
      fix: [`stint session resume ${id}`, `stint session end ${id}`],
    }).refusals[0];
  }
  const live = active.filter((session) => !stalenessOf(world, session).stale);
  if (live.length < maxConcurrentSessions) return undefined;
  return refuse(
    'E_SESSION_EXISTS',
    `${live.length === 1 ? '1 session is' : `${live.length} sessions are`} active, the limit is ${maxConcurrentSessions} (multiSession.maxConcurrentSessions)`,
    {
      details: { sessions: list(live), limit: maxConcurrentSessions },
      fix: ['stint session list --status active', `stint config set multiSession.maxConcurrentSessions ${live.length + 1}`],
    },
  ).refusals[0];
};

/** 32, with every conflicting session and what is free inside the wanted scope. */
export const conflictRefusal = (
  world: World,
  scope: Scope,
  wanted: ReadonlySet<TaskId>,
  meetings: readonly ScopeMeeting[],
): Refusal => {
  const conflicts = meetings.filter((meeting) => meeting.verdict === 'conflict');
  const taken = conflicts.map((meeting) => scopeSetOf(world.state, meeting.session));
  const free = freeInside(world, scope, wanted, taken);
  const requested = describeScope(scope);
  const count = conflicts.length === 1 ? '1 active session' : `${conflicts.length} active sessions`;
  const ways = [
    ...conflicts.flatMap(({ session }) => {
      const { resume } = sessionBrief(world, session);
      return typeof resume === 'string' ? [resume] : [];
    }),
    ...free.slice(0, 2).map((part) => `stint start ${part.task}`),
  ];
  return refuse('E_SCOPE_CONFLICT', `${requested} overlaps ${count}`, {
    details: {
      requested,
      conflicts: conflicts.map(({ session, relation }) => ({ ...sessionBrief(world, session), relation })),
      ...(free.length > 0 ? { free } : {}),
    },
    fix: ways.length > 0 ? ways : ['stint dash'],
  }).refusals[0];
};

type FreePart = { readonly task: TaskId; readonly openTasks: number };

/** Parts of the wanted scope, just below its root, that meet none of the taken sets and hold open tasks. */
const freeInside = (
  world: World,
  scope: Scope,
  wanted: ReadonlySet<TaskId>,
  taken: readonly ReadonlySet<TaskId>[],
): FreePart[] => {
  if (scope.rootTaskId === undefined || scope.phase !== undefined) return [];
  const index = indexTasks(world.state.tasks);
  const parts: FreePart[] = [];
  for (const child of index.childrenOf(scope.rootTaskId)) {
    if (!wanted.has(child.id)) continue;
    const ids = resolveScope(index, { type: 'subtree', rootTaskId: child.id });
    let open = 0;
    let meets = false;
    for (const id of ids) {
      meets ||= taken.some((set) => set.has(id));
      const task = index.byId.get(id);
      if (task !== undefined && !isFinished(task)) open += 1;
    }
    if (!meets && open > 0) parts.push({ task: child.id, openTasks: open });
  }
  return parts;
};
