import type { Warning } from '../outcome';
import { describeScope } from '../scope/resolve-scope';
import type { Draft } from '../state/draft';
import type { World } from '../world';
import type { Session } from './schema';
import { shortSessionId } from './vocabulary';

/** A session that no live conversation speaks for. */
export const withoutConversation = (session: Session): Session => {
  const { conversation: _conversation, ...rest } = session;
  return rest as Session;
};

/** The session with the caller as its live conversation and process; a caller without a conversation leaves it without one. */
export const spokenForBy = (world: World, session: Session): Session => {
  const { conversation, harness, process, checkout } = world.caller;
  const { process: _process, hooks, ...free } = withoutConversation(session);
  return {
    ...(free as Session),
    // Whether hooks report for another conversation shows with its first report.
    ...(hooks !== undefined && conversation !== undefined && conversation.id === session.conversation ? { hooks } : {}),
    ...(conversation === undefined
      ? {}
      : {
          conversation: conversation.id,
          conversations: [...session.conversations.filter((id) => id !== conversation.id), conversation.id],
        }),
    ...(harness === undefined ? {} : { harness }),
    ...(process === undefined ? {} : { process: { ...process } }),
    git: { ...checkout },
    lastActivityAt: world.now,
  };
};

/**
 * A conversation speaks for one session: it leaves every other active one, whose claims and focus stay as they are. Gives a
 * warning for each.
 */
export const leaveOtherSessions = (world: World, draft: Draft, boundId: string): Warning[] => {
  const id = world.caller.conversation?.id;
  if (id === undefined) return [];
  const warnings: Warning[] = [];
  for (const session of draft.sessions()) {
    if (session.id === boundId || session.conversation !== id) continue;
    draft.putSession(withoutConversation(session));
    if (session.status !== 'active') continue;
    draft.event({ type: 'session_switch', session: session.id, data: { left: true, to: shortSessionId(boundId) } });
    const short = shortSessionId(session.id);
    warnings.push({
      code: 'W_SESSION_LEFT',
      message: `session ${short} (${describeScope(session.scope)}) stays active, with what it holds: \`stint session switch ${short}\` goes back to it, \`stint session end ${short}\` ends it`,
    });
  }
  return warnings;
};
