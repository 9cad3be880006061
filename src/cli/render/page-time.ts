import {
  millisecondsInDay as day,
  millisecondsInHour as hour,
  millisecondsInMinute as minute,
  millisecondsInSecond as second,
} from 'date-fns/constants';
import { lightFormat } from 'date-fns/lightFormat';
import type { Instant } from '../../domain/time/instant';

/** A length of time in its largest whole unit: "12 s", "45 min", "3 h", "2 days". */
export const span = (ms: number): string => {
  const length = Math.abs(ms);
  if (length < minute) return `${Math.floor(length / second)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < 2 * day) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / day)} days`;
};

/** How long ago `at` is, seen from `now`; beyond 60 days its local date. */
export const ago = (at: Instant, now: Instant): string => {
  const passed = Date.parse(now) - Date.parse(at);
  if (Number.isNaN(passed)) return at;
  if (Math.abs(passed) < 10 * second) return 'just now';
  if (Math.abs(passed) > 60 * day) return localDate(at);
  return passed < 0 ? `in ${span(passed)}` : `${span(passed)} ago`;
};

/** Date and time in the local zone: `2026-01-31 09:05`. Intl would cost more than the rest of a command. */
export const localDate = (at: Instant): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : lightFormat(date, 'yyyy-MM-dd HH:mm');
};
