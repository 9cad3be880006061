import { type Event, eventFrom } from '../../domain/event/event-from';
import { foldArrivals } from '../../domain/event/fold-arrivals';
import { isSteering, type Timeline, timelineOf } from '../../domain/reconcile/timeline';
import type { Session } from '../../domain/session/schema';
import type { State } from '../../domain/state/state';
import type { Context } from '../context';

/** The events of a project, read as they are gone through. */
export type EventSource = {
  /** Of a session; without one, those that belong to none. */
  readonly of: (session?: string) => Iterable<Event>;
  readonly timelineOf: (session: Session) => Timeline;
};

/** By session. */
type PendingEvents = ReadonlyMap<string | undefined, readonly Event[]>;

/** What hooks reported and no command has taken over yet, as events. To be asked while the state is read. */
export const pendingEvents = (context: Context, state: State): PendingEvents => {
  const waiting = new Map<string | undefined, Event[]>();
  const { change } = foldArrivals(state.sessions, state.spool.pending().arrivals, context.locateWrite);
  for (const draft of change?.events ?? []) {
    const own = waiting.get(draft.session) ?? [];
    waiting.set(draft.session, own);
    own.push({ id: '', ...draft } as Event);
  }
  return waiting;
};

/** `waiting` follows what stands in the files. */
export const openEvents = (context: Context, waiting: PendingEvents = new Map()): EventSource => {
  const of = function* (session?: string, mayTell?: RegExp): Generator<Event> {
    for (const line of context.eventLines(session)) {
      if (mayTell?.test(line) === false) continue;
      const event = eventFrom(line);
      if (event !== undefined) yield event;
    }
    yield* waiting.get(session) ?? [];
  };
  return {
    of: (session) => of(session),
    timelineOf: (session) => timelineOf(session, [...of(session.id, steeringLine)].filter(isSteering)),
  };
};

const steeringLine = /"type":"(?:session_|task_|focus|conversation_start)/;
