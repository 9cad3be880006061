import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInSecond,
  millisecondsInWeek,
} from 'date-fns/constants';

/** A length of time as people write it: `45m`, `8h`, `14d`, `2w`, `90s`. */
export const durationPattern = /^\d{1,6}(?:s|m|h|d|w)$/;

const unitMs: Readonly<Record<string, number>> = {
  s: millisecondsInSecond,
  m: millisecondsInMinute,
  h: millisecondsInHour,
  d: millisecondsInDay,
  w: millisecondsInWeek,
};

/** Milliseconds of a duration such as `45m`; undefined if `text` is none. */
export const parseDurationMs = (text: string): number | undefined => {
  if (!durationPattern.test(text)) return undefined;
  const unit = unitMs[text.slice(-1)];
  return unit === undefined ? undefined : Number(text.slice(0, -1)) * unit;
};
