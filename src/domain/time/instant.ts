/** An ISO-8601 instant in UTC, as `Date.prototype.toISOString` writes it. */
export type Instant = string;

export const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export const elapsedMs = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);
