/** A length of time as people write it: `45m`, `8h`, `14d`, `2w`, `90s`. */
export const durationPattern = /^\d{1,6}(?:s|m|h|d|w)$/;

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of a duration such as `45m`; undefined if `text` is none. */
export const parseDurationMs = (text: string): number | undefined => {
  if (!durationPattern.test(text)) return undefined;
  const unit = unitMs[text.slice(-1)];
  return unit === undefined ? undefined : Number(text.slice(0, -1)) * unit;
};
