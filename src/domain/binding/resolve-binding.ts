import type { Refusal } from '../outcome';
import { refuse } from '../outcome';
import { findSession } from '../session/find-session';
import type { Session } from '../session/schema';
import { shortSessionId } from '../session/vocabulary';
import type { World } from '../world';

export type BindingRule = 'explicit' | 'conversation' | 'pointer' | 'single-session' | 'none';

/** Which session the caller speaks for. */
export type Binding = {
  /** Always an active one. */
  readonly session?: Session;
  readonly rule: BindingRule;
  /** Why something that looked like a binding was not taken. */
  readonly reason?: string;
  /** The session that was named outright is unknown (31) or not active (39). */
  readonly refusal?: Refusal;
};

const unbound = (reason?: string): Binding => (reason === undefined ? { rule: 'none' } : { rule: 'none', reason });

/** The first rule that applies: named outright, the conversation, this worktree's `.current-session`. Never a guess. */
export const resolveBinding = (world: World): Binding => {
  const { caller, state } = world;
  if (caller.explicit !== undefined) return byName(world, caller.explicit.session, caller.explicit.from);
  if (!state.config.multiSession.enabled) {
    const active = state.sessions.filter((session) => session.status === 'active');
    const [only] = active;
    if (only !== undefined && active.length === 1) return { session: only, rule: 'single-session' };
  }
  const spoken = byConversation(world);
  // A conversation that had a session of its own here does not slip into the one that the worktree points to.
  if (spoken.session !== undefined || spoken.reason !== undefined) return spoken;
  return byPointer(world);
};

const byName = (world: World, typed: string, from: string): Binding => {
  if (typed === 'none') return { rule: 'explicit', reason: `deliberately unbound by ${from}` };
  const found = findSession(world.state, typed);
  if (!found.ok) return { rule: 'explicit', reason: `${from} names an unknown session`, refusal: found.refusals[0] };
  const { session } = found;
  if (session.status === 'active') return { session, rule: 'explicit' };
  const reason = `${from} names session ${shortSessionId(session.id)}, which is ${session.status}`;
  return { rule: 'explicit', reason, refusal: notActive(session, reason) };
};

const notActive = (session: Session, reason: string): Refusal =>
  refuse('E_SESSION_STATE', reason, {
    details: { session: session.id, status: session.status },
    ...(session.status === 'closed' ? {} : { fix: [`stint session resume ${shortSessionId(session.id)}`] }),
  }).refusals[0];

const byConversation = (world: World): Binding => {
  const { conversation, ambiguousConversations } = world.caller;
  if (conversation === undefined) {
    if (ambiguousConversations === undefined) return unbound();
    const ids = ambiguousConversations.map((one) => `${one.harness} ${one.id}`).join(', ');
    return unbound(
      `several agent conversations are in the environment (${ids}) and none is the nearest: set STINT_CONVERSATION, or name the session with --session`,
    );
  }
  const active = world.state.sessions.filter((session) => session.status === 'active');
  const live = active.find((session) => session.conversation === conversation.id);
  if (live !== undefined) return { session: live, rule: 'conversation' };
  const left = active.find((session) => session.conversations.includes(conversation.id) && session.conversation !== undefined);
  if (left !== undefined) return unbound(`session ${shortSessionId(left.id)} is now in the hands of another conversation`);
  const past = world.state.sessions.filter((session) => session.conversations.includes(conversation.id)).at(-1);
  if (past === undefined) return unbound();
  const short = shortSessionId(past.id);
  return unbound(
    past.status === 'active'
      ? `this conversation left session ${short}`
      : `session ${short} of this conversation is ${past.status}`,
  );
};

const byPointer = (world: World): Binding => {
  const { pointer, harness } = world.caller;
  if (pointer === undefined) return unbound();
  const session = world.state.sessions.find((candidate) => candidate.id === pointer);
  const short = shortSessionId(pointer);
  if (session === undefined) {
    const closed = world.state.archive.session(pointer) !== undefined;
    return unbound(`.current-session names ${short}, which is ${closed ? 'closed' : 'not there any more'}`);
  }
  if (session.status !== 'active') return unbound(`.current-session names ${short}, which is ${session.status}`);
  if (harness !== undefined && session.conversations.length > 0) {
    return unbound(`.current-session names ${short}, but an agent (${harness}) is not bound by it`);
  }
  if (session.conversation !== undefined) {
    return unbound(`.current-session names ${short}, which is in the hands of an agent conversation`);
  }
  return { session, rule: 'pointer' };
};
