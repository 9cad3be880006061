import { parseDurationMs } from '../time/duration';
import { elapsedMs, type Instant } from '../time/instant';
import type { World } from '../world';
import type { Session } from './schema';

export type Staleness = {
  readonly stale: boolean;
  /** The later of the record and the life sign. */
  readonly lastActivityAt: Instant;
  readonly quietMs: number;
  readonly processGone: boolean;
  readonly worktreeGone: boolean;
};

const minute = 60_000;
const withHooksMs = 45 * minute;
const withoutHooksMs = 8 * 60 * minute;
/** A gone process says nothing while a restarted agent may still speak up. */
const processGraceMs = 5 * minute;

/** Whether an active session has gone silent. Computed on every read; nothing acts on it unasked. */
export const stalenessOf = (world: World, session: Session): Staleness => {
  const { aliveAt, processGone, worktreeGone } = world.signsOf(session);
  const lastActivityAt =
    aliveAt !== undefined && elapsedMs(session.lastActivityAt, aliveAt) > 0 ? aliveAt : session.lastActivityAt;
  const quietMs = Math.max(0, elapsedMs(lastActivityAt, world.now));
  const configured = world.state.config.session.staleAfter;
  const limitMs =
    (configured === undefined ? undefined : parseDurationMs(configured)) ??
    (session.hooks === true ? withHooksMs : withoutHooksMs);
  const silent = quietMs > limitMs || worktreeGone || (processGone && quietMs >= processGraceMs);
  return { stale: session.status === 'active' && silent, lastActivityAt, quietMs, processGone, worktreeGone };
};
