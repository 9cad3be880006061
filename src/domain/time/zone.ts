/** The time zone of whoever asks, as a value: a rule that needs a person's day asks this and not the machine. */
export type Zone = {
  /** What local time is ahead of UTC at a moment, in milliseconds; behind is negative. */
  readonly aheadMsAt: (ms: number) => number;
};

/** A moment as the zone's clocks show it; `month` counts from 1, `weekday` from Monday = 0. */
export type LocalTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
};

const dayMs = 86_400_000;

export const localTime = (ms: number, zone: Zone): LocalTime => {
  const shown = new Date(ms + zone.aheadMsAt(ms));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    weekday: (shown.getUTCDay() + 6) % 7,
  };
};

/**
 * The moment, in milliseconds, at which the zone's clocks show `shownMs` (a local time written as if it were UTC). A time that
 * they show twice is the first one; one that they skip is taken as if they had not been set forward yet, as `Date` has it.
 */
export const momentAt = (shownMs: number, zone: Zone): number => {
  const before = shownMs - zone.aheadMsAt(shownMs - dayMs);
  if (before + zone.aheadMsAt(before) === shownMs) return before;
  const after = shownMs - zone.aheadMsAt(shownMs + dayMs);
  return after + zone.aheadMsAt(after) === shownMs ? after : before;
};
