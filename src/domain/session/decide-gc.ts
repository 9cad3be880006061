import { accept, type Outcome, refuse } from '../outcome';
import { startDraft } from '../state/draft';
import { parseDurationMs } from '../time/duration';
import { elapsedMs } from '../time/instant';
import type { World } from '../world';
import { putDown } from './finish-session';
import type { Session } from './schema';
import { stalenessOf } from './staleness';

export type GcRequest = { readonly olderThan?: string };
export type GarbageCollected = { readonly ended: readonly Session[]; readonly archived: readonly Session[] };

/** Ends stale sessions; with `olderThan` (a duration such as 14d) also archives sessions that ended longer ago. */
export const decideGc = (world: World, request: GcRequest): Outcome<GarbageCollected> => {
  const olderMs = request.olderThan === undefined ? undefined : parseDurationMs(request.olderThan);
  if (request.olderThan !== undefined && olderMs === undefined) {
    return refuse('E_USAGE', `--older-than takes a duration such as 14d, 36h or 2w, not ${JSON.stringify(request.olderThan)}`);
  }
  const draft = startDraft(world);
  const ended: Session[] = [];
  const archived: Session[] = [];
  for (const session of world.state.sessions) {
    const { stale, quietMs, lastActivityAt } = stalenessOf(world, session);
    if (stale) {
      const minutes = Math.round(quietMs / 60_000);
      putDown(world, draft, session.id, 'ended', { data: { stale: true, quietMinutes: minutes }, lastActivityAt });
      ended.push(draft.session(session.id) ?? session);
    } else if (
      session.status === 'ended' &&
      olderMs !== undefined &&
      elapsedMs(session.endedAt ?? session.lastActivityAt, world.now) > olderMs
    ) {
      const closed: Session = { ...session, status: 'closed', closedAt: world.now };
      draft.archiveSession(closed);
      draft.event({ type: 'session_close', session: session.id, data: { archivedAfter: request.olderThan } });
      archived.push(closed);
    }
  }
  return accept({ ended, archived }, draft.change());
};
