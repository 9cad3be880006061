import { type Refused, refuse, type Warning } from '../outcome';
import { elapsedMs } from '../time/instant';
import type { World } from '../world';
import { sessionBrief } from './obstacles';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { type LastReason, shortSessionId } from './vocabulary';

export type LastSession = {
  readonly ok: true;
  readonly session: Session;
  readonly chosenBy: LastReason;
  /** Whose it was, where nothing says that it was the caller's: an agent's name, else its harness. */
  readonly was?: string;
  readonly warnings: readonly Warning[];
};

/**
 * The session that `resume --last` means, among those that hold nobody up: suspended and ended ones, and active ones that are
 * stale or whose process is gone. First those that this conversation spoke for, then those of this agent's name, of this
 * checkout's pointer, of a person in this worktree and elsewhere, and then any; the latest first. A person gets the first. An
 * agent takes over nothing that is not known to be its own, unless there is only one.
 */
export const lastSession = (world: World, wantedAgent: string | undefined): LastSession | Refused => {
  const candidates = world.state.sessions
    .flatMap((session) => {
      const { stale, processGone, lastActivityAt } = stalenessOf(world, session);
      const rests = session.status === 'suspended' || session.status === 'ended';
      return rests || (session.status === 'active' && (stale || processGone)) ? [{ session, lastActivityAt }] : [];
    })
    .sort((a, b) => elapsedMs(a.lastActivityAt, b.lastActivityAt))
    .map(({ session }) => session);
  const named = wantedAgent === undefined ? [] : candidates.filter(({ agent }) => agent === wantedAgent);
  const pool = named.length > 0 ? named : candidates;
  const [first, ...others] = pool
    .map((session) => ({ session, place: placeOf(world, session, wantedAgent) }))
    // Stable: within a place the latest stays first.
    .sort((a, b) => order.indexOf(a.place) - order.indexOf(b.place));
  if (first === undefined) {
    return refuse('E_SESSION_NOT_FOUND', 'there is no suspended, ended or stale session to resume', {
      fix: ['stint session list', 'stint next'],
    });
  }
  const { session, place } = first;
  const chosenBy = place === 'person here' ? 'person' : place;
  if (chosenBy === 'conversation' || chosenBy === 'agent') return { ok: true, session, chosenBy, warnings: [] };
  const was = session.agent ?? session.harness;
  const whose = was === undefined ? {} : { was };
  if (world.caller.harness === undefined || chosenBy === 'checkout')
    return { ok: true, session, chosenBy, ...whose, warnings: [] };
  if (others.length > 0) return whichOne(world, pool);
  const message = `session ${shortSessionId(session.id)} is the only one to resume; nothing says that it is yours${was === undefined ? '' : `, it was ${was}`}`;
  return { ok: true, session, chosenBy: 'only', ...whose, warnings: [{ code: 'W_SESSION_NOT_YOURS', message }] };
};

type Place = Exclude<LastReason, 'only'> | 'person here';

const order: readonly Place[] = ['conversation', 'agent', 'checkout', 'person here', 'person', 'latest'];

const placeOf = ({ caller }: World, session: Session, wantedAgent: string | undefined): Place => {
  const name = wantedAgent ?? caller.agent;
  const { worktree } = caller.checkout;
  if (caller.conversation !== undefined && session.conversations.at(-1) === caller.conversation.id) return 'conversation';
  if (name !== undefined && session.agent === name) return 'agent';
  if (caller.pointer === session.id || session.pointedFrom === worktree) return 'checkout';
  // Scripts that name themselves are owners by that name; a person without one owns theirs as well.
  const isPersonal = session.harness === undefined && (name === undefined || session.agent === undefined);
  if (!isPersonal || caller.harness !== undefined) return 'latest';
  return session.git?.worktree === worktree ? 'person here' : 'person';
};

const whichOne = (world: World, candidates: readonly Session[]): Refused => {
  const lineFor = ({ id }: Session): string => `stint resume ${shortSessionId(id)}`;
  return refuse('E_SESSION_NOT_FOUND', `${candidates.length} sessions can be resumed, and nothing says which one is yours`, {
    details: {
      sessions: candidates.map((session) => ({
        ...sessionBrief(world, session),
        status: session.status,
        ...(session.focus.sessionNote === null ? {} : { note: session.focus.sessionNote }),
        resume: lineFor(session),
      })),
    },
    fix: candidates.map(lineFor),
  });
};
