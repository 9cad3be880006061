import type { ProcessIdentity } from '../binding/caller';
import { accept, type Outcome } from '../outcome';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { leaveOtherSessions, spokenForBy } from './bind';
import type { Session } from './schema';

/** The session that moved along, or whose process is new; undefined: nothing had to be done. */
export type Followed = { readonly session: Session | undefined };

/**
 * A conversation of the caller has begun. Its session learns in which process it goes on (a resumed conversation has a new
 * one). `cleared`: it took the place of another conversation of the same process, whose session moves along; where several
 * active sessions name that process, which one was cleared cannot be told, and none moves.
 */
export const decideFollow = (world: World, { cleared }: { readonly cleared: boolean }): Outcome<Followed> => {
  const { conversation, process } = world.caller;
  if (conversation === undefined || process === undefined) return accept({ session: undefined });
  const active = world.state.sessions.filter((session) => session.status === 'active');
  const draft = startDraft(world);
  const own = active.find((session) => session.conversation === conversation.id);
  if (own !== undefined) {
    if (isSameProcess(own.process, process)) return accept({ session: undefined });
    const session = { ...own, process: { ...process } };
    draft.putSession(session);
    return accept({ session }, draft.change());
  }
  if (!cleared) return accept({ session: undefined });
  const [left, another] = active.filter(
    (session) => session.conversation !== undefined && isSameProcess(session.process, process),
  );
  if (left === undefined || another !== undefined) return accept({ session: undefined });
  const session = spokenForBy(world, left);
  draft.putSession(session);
  leaveOtherSessions(world, draft, left.id);
  draft.event({ type: 'session_switch', session: left.id, data: { reason: 'clear', from: left.conversation } });
  return accept({ session }, draft.change());
};

const isSameProcess = (a: ProcessIdentity | undefined, b: ProcessIdentity): boolean =>
  a !== undefined &&
  a.pid === b.pid &&
  a.startTime === b.startTime &&
  a.bootId === b.bootId &&
  a.pidNamespace === b.pidNamespace &&
  a.host === b.host;
