/** An ISO-8601 instant in UTC, as `Date.prototype.toISOString` writes it. */
export type Instant = string;

export const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

const firstMs = Date.parse('0001-01-01T00:00:00.000Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a text is an instant that every part of this program can count with: one of the years 1 to 9999 in UTC. */
export const isInstant = (text: string): boolean => {
  const ms = instantPattern.test(text) ? Date.parse(text) : Number.NaN;
  return ms >= firstMs && ms <= lastMs;
};

/** The instant of a moment in milliseconds since 1970; one outside of the years 1 to 9999 is taken for the nearest inside. */
export const instantAt = (ms: number): Instant => new Date(Math.min(Math.max(ms, firstMs), lastMs)).toISOString();

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export const elapsedMs = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);
