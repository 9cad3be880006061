import { targetSession } from '../../domain/binding/require-session';
import { type Event, eventFrom } from '../../domain/event/event-from';
import type { Warning } from '../../domain/outcome';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';
import { foldForReading } from '../record/fold-pending';

export type SessionEvents = {
  readonly session: string;
  /** Read while it is gone through, once; or a list of the newest. */
  readonly events: Iterable<Event>;
};

/**
 * The trail of one session, open or closed, oldest first; with `limit` only the newest so many. `warnings` is complete
 * once the events were gone through: lines that are no events are skipped and counted.
 */
export const eventsOfSession = async (
  context: Context,
  typed: string | undefined,
  limit: number | undefined,
): Promise<{ readonly data: SessionEvents; readonly warnings: readonly Warning[] }> => {
  const warnings: Warning[] = [...(await foldForReading(context))];
  const session = await readWorld(context, (world) => {
    const target = targetSession(world, typed);
    if (!target.ok) throw new AppError(target.refusals[0]);
    return target.session.id;
  });
  const events = readEvents(context.eventLines(session), session, warnings);
  return { data: { session, events: limit === undefined ? events : newest(events, limit) }, warnings };
};

function* readEvents(lines: Iterable<string>, session: string, warnings: Warning[]): Generator<Event> {
  let skipped = 0;
  for (const line of lines) {
    const event = eventFrom(line);
    if (event === undefined) skipped += 1;
    else yield event;
  }
  if (skipped === 0) return;
  const [what, were] = skipped === 1 ? ['line', 'is no event and was'] : ['lines', 'are no events and were'];
  warnings.push({ code: 'W_LINES_SKIPPED', message: `${skipped} ${what} of .stint/events/${session}.jsonl ${were} skipped` });
}

const newest = (events: Iterable<Event>, limit: number): Event[] => {
  let kept: Event[] = [];
  for (const event of events) {
    kept.push(event);
    if (kept.length >= 2 * limit + 64) kept = kept.slice(-limit);
  }
  return kept.slice(-limit);
};
