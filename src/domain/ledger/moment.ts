import { parseDurationMs } from '../time/duration';
import { type Instant, instantPattern } from '../time/instant';
import { localTime, momentAt, type Zone } from '../time/zone';

const dayMs = 86_400_000;
const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const localPattern = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/;

/**
 * What `--since` and `--until` take, as milliseconds: `2w` and `3d` back from now, `today`, `yesterday`, a date, a date
 * with a time (both in `zone`), an ISO instant. For `until` a day means its end. undefined: the text is none of these.
 */
export const parseMoment = (text: string, now: Instant, side: 'since' | 'until', zone: Zone): number | undefined => {
  const nowMs = Date.parse(now);
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined) return nowMs - durationMs;
  if (text === 'now') return nowMs;
  if (text === 'today' || text === 'yesterday') {
    const { year, month, day } = localTime(nowMs, zone);
    return edgeOfDay(year, month, text === 'today' ? day : day - 1, side, zone);
  }
  const date = datePattern.exec(text);
  if (date !== null) {
    const [year = 0, month = 0, day = 0] = date.slice(1).map(Number);
    return isDay(year, month, day) ? edgeOfDay(year, month, day, side, zone) : undefined;
  }
  const local = localPattern.exec(text);
  if (local !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = local.slice(1).map((part) => Number(part ?? 0));
    const isTime = hour < 24 && minute < 60 && second < 60;
    return isDay(year, month, day) && isTime ? momentAt(Date.UTC(year, month - 1, day, hour, minute, second), zone) : undefined;
  }
  if (!instantPattern.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};

/** What a refusal says. */
export const momentForms = '2w, 3d, today, yesterday, 2026-03-04, 2026-03-04T15:00 or an ISO instant';

const isDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && Math.abs(date.getTime()) < dayMs * 1e8;
};

/** Local midnight before or, for `until`, after the day. */
const edgeOfDay = (year: number, month: number, day: number, side: 'since' | 'until', zone: Zone): number =>
  momentAt(Date.UTC(year, month - 1, day + (side === 'since' ? 0 : 1)), zone);
