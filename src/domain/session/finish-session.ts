import type { Draft } from '../state/draft';
import type { Instant } from '../time/instant';
import type { World } from '../world';
import { withoutConversation } from './bind';
import { releaseAllClaims } from './claims';
import type { Session } from './schema';

/** Appends to the notes and makes it the current one. */
export const withNote = (world: World, session: Session, text: string): Session => ({
  ...session,
  notes: [...session.notes, { at: world.now, text }],
  focus: { ...session.focus, sessionNote: text },
});

/** Puts a session down, to be resumed later: claims released, focus and notes kept in the record, no live conversation. */
export const putDown = (
  world: World,
  draft: Draft,
  sessionId: string,
  as: 'suspended' | 'ended',
  options: {
    readonly note?: string;
    readonly data?: Readonly<Record<string, unknown>>;
    /** When it was last active, where that is not now. */
    readonly lastActivityAt?: Instant;
  } = {},
): void => {
  releaseAllClaims(world, draft, sessionId);
  const session = draft.session(sessionId);
  if (session === undefined) return;
  const noted = options.note === undefined ? session : withNote(world, session, options.note);
  const stamped: Session =
    as === 'suspended'
      ? { ...noted, status: as, suspendedAt: world.now, stats: { ...noted.stats, suspends: noted.stats.suspends + 1 } }
      : { ...noted, status: as, endedAt: world.now };
  draft.putSession({ ...withoutConversation(stamped), lastActivityAt: options.lastActivityAt ?? world.now });
  const data = { ...(options.note === undefined ? {} : { note: options.note }), ...options.data };
  draft.event({
    type: as === 'suspended' ? 'session_suspend' : 'session_end',
    session: sessionId,
    ...(Object.keys(data).length > 0 ? { data } : {}),
  });
};
