import type { Warning } from '../outcome';
import { findSession } from '../session/find-session';
import { shortSessionId } from '../session/vocabulary';
import type { World } from '../world';

/**
 * After a start, resume or switch that bound the caller to `boundId`: another session that was named outright was not
 * taken for it, and one in STINT_SESSION goes before the new binding in every later command.
 */
export const stillNamed = (world: World, boundId: string): Warning[] => {
  const { explicit } = world.caller;
  if (explicit === undefined || explicit.from === '--no-session') return [];
  const { session: typed, from } = explicit;
  const found = typed === 'none' ? undefined : findSession(world.state, typed);
  if (found?.ok === true && found.session.id === boundId) return [];
  const what =
    found === undefined
      ? `${from} is none`
      : found.ok
        ? `${from} names session ${shortSessionId(found.session.id)}, which is ${found.session.status}`
        : `${from} names ${JSON.stringify(typed)}, which is no session`;
  const later = from === 'STINT_SESSION' ? `: unset it, or later commands are not bound to ${shortSessionId(boundId)}` : '';
  return [{ code: 'W_SESSION_IGNORED', message: `${what}; it was ignored here${later}` }];
};
