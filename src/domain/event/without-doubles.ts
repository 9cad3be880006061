import type { HookReading } from './hook-reading';

/** What tells copies of one event from another event like it. */
export type Arrival = Pick<HookReading, 'key' | 'repeatable' | 'twin' | 'shape' | 'at'> & {
  /** ISO instant at which this machine took it in. */
  readonly receivedAt: string;
};

/** Hooks of one event run side by side; a person or an agent needs longer than this to do the same again. */
const copiesWithinMs = 5000;
const twinsWithinMs = 2000;

/**
 * Each event once, however many hook files it came through: the first copy of each key stays. Arrivals may be in any
 * order; those that stay keep theirs. Copies of what is in `earlier` do not stay, whenever they came in.
 */
export const withoutDoubles = <A extends Arrival>(arrivals: readonly A[], earlier: readonly A[] = []): A[] => {
  const ordered = [...byArrival(earlier), ...byArrival(arrivals)];
  const lastMs = new Map<string, number>();
  const unpaired = new Map<string, A[]>();
  const kept: { readonly arrival: A; readonly place: number }[] = [];
  for (const { arrival, place, ms } of ordered) {
    const before = lastMs.get(arrival.key);
    if (before !== undefined && (!arrival.repeatable || Math.abs(ms - before) <= copiesWithinMs)) continue;
    lastMs.set(arrival.key, ms);
    if (!isPaired(arrival, unpaired)) kept.push({ arrival, place });
  }
  const old = new Set(earlier);
  return kept
    .filter(({ arrival }) => !old.has(arrival))
    .sort((a, b) => a.place - b.place)
    .map(({ arrival }) => arrival);
};

const byArrival = <A extends Arrival>(arrivals: readonly A[]) =>
  arrivals.map((arrival, place) => ({ arrival, place, ms: Date.parse(arrival.receivedAt) })).sort((a, b) => a.ms - b.ms);

/** Whether the other form of this event is there already: each stands for one only. */
const isPaired = <A extends Arrival>(arrival: A, unpaired: Map<string, A[]>): boolean => {
  const { twin, at } = arrival;
  if (twin === undefined || at === undefined) return false;
  const waiting = unpaired.get(twin) ?? [];
  const other = waiting.findIndex(
    (each) => each.shape !== arrival.shape && Math.abs(Date.parse(each.at ?? '') - Date.parse(at)) <= twinsWithinMs,
  );
  if (other === -1) {
    unpaired.set(twin, [...waiting, arrival]);
    return false;
  }
  unpaired.set(twin, waiting.toSpliced(other, 1));
  return true;
};
