const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export type TimeScale = {
  readonly from: number;
  readonly to: number;
  /** A place between 0 and 100, with two decimals. */
  readonly percent: (ms: number) => number;
  /** At most `most` round instants, with their labels. */
  readonly ticks: (most: number) => readonly { readonly at: number; readonly label: string }[];
};

const steps = [
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  28 * day,
  91 * day,
  364 * day,
];

/** From the first to the last instant, with some air on both sides. */
export const timeScale = (instants: readonly number[]): TimeScale => {
  const first = instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const air = Math.max((last - first) * 0.02, 5 * minute);
  const from = first - air;
  const to = last + air;
  return {
    from,
    to,
    percent: (ms) => Math.round(((ms - from) / (to - from)) * 10_000) / 100,
    ticks: (most) => {
      const step = steps.find((each) => (to - from) / each <= most) ?? (to - from) / most;
      const found: { at: number; label: string }[] = [];
      for (let at = Math.ceil(from / step) * step; at < to; at += step) found.push({ at, label: labelOf(at, step, to - from) });
      return found;
    },
  };
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const labelOf = (ms: number, step: number, range: number): string => {
  const at = new Date(ms);
  const date = `${at.getUTCDate()} ${months[at.getUTCMonth()]}`;
  if (step >= day) return range > 300 * day ? `${date} ${at.getUTCFullYear()}` : date;
  const time = at.toISOString().slice(11, 16);
  return time === '00:00' ? date : time;
};
