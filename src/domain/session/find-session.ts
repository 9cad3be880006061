import { type Refused, refuse } from '../outcome';
import type { State } from '../state/state';
import type { Session } from './schema';
import { shortSessionId } from './vocabulary';

export type FoundSession = { readonly ok: true; readonly session: Session };

/**
 * The session that a typed id means: the whole id, a unique prefix of it, or its six hex digits (or a unique
 * beginning of them); open sessions first, then closed ones. Unknown or ambiguous: E_SESSION_NOT_FOUND.
 */
export const findSession = (state: State, typed: string): FoundSession | Refused => {
  const wanted = typed.trim();
  const open = matching(state.sessions, wanted);
  const found = open.length > 0 ? open : matching(state.archive.sessions(), wanted);
  const [session, another] = found;
  if (session === undefined) {
    return refuse('E_SESSION_NOT_FOUND', `there is no session ${JSON.stringify(typed)}`, {
      details: { session: typed },
      fix: ['stint session list --status all'],
    });
  }
  if (another === undefined) return { ok: true, session };
  const candidates = found.map((candidate) => candidate.id);
  return refuse('E_SESSION_NOT_FOUND', `session ${JSON.stringify(typed)} is ambiguous: ${candidates.join(', ')}`, {
    details: { session: typed, candidates },
  });
};

const matching = (sessions: readonly Session[], wanted: string): Session[] => {
  if (wanted === '') return [];
  return sessions.filter((session) => session.id.startsWith(wanted) || shortSessionId(session.id).startsWith(wanted));
};
