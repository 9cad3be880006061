import type { State } from '../state/state';
import type { TaskId } from './schema';

/** Ids that may be kept on import; see also `isTaskId`. */
export const taskIdPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** Names that Windows keeps for devices, with or without an extension. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const objectKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether `text` may be the id of a task: safe as a file name, a word of a command line and a key. */
export const isTaskId = (text: string): boolean =>
  taskIdPattern.test(text) && !text.includes('..') && !deviceName.test(text) && !objectKeys.has(text);

/** Longer numbers are taken as names, so that one odd imported id does not use the number space up. */
const longestNumber = 9;

/** The number in an id such as `T012` with this prefix; undefined for any other id. */
export const taskNumber = (prefix: string, id: TaskId): number | undefined => {
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^\d+$/.test(digits) && digits.length <= longestNumber ? Number(digits) : undefined;
};

export type NewTaskIds = { readonly ids: readonly TaskId[]; readonly lastTaskNumber: number };

/** `count` fresh ids after the highest number ever used; `kept` are ids that the same change brings along. */
export const nextTaskIds = (state: State, count: number, kept: readonly TaskId[] = []): NewTaskIds => {
  const prefix = state.config.task.prefix;
  const taken = new Set<TaskId>(kept);
  let last = state.lastTaskNumber;
  for (const id of kept) last = Math.max(last, taskNumber(prefix, id) ?? 0);
  for (const task of state.tasks) {
    taken.add(task.id);
    last = Math.max(last, taskNumber(prefix, task.id) ?? 0);
  }
  const ids: TaskId[] = [];
  while (ids.length < count) {
    last += 1;
    const id = `${prefix}${String(last).padStart(3, '0')}`;
    if (!taken.has(id)) ids.push(id);
  }
  return { ids, lastTaskNumber: last };
};

const runs = /\d+|\D+/g;

/**
 * Order of ids as people count: `T2` before `T10`, `task-3.9` before `task-3.10`. Most pairs differ first within two
 * numbers or two words, and are told apart there: a list compares them thousands of times.
 */
export const compareTaskIds = (a: TaskId, b: TaskId): number => {
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at >= a.length || at >= b.length || isDigitAt(a, at) !== isDigitAt(b, at)) return compareByRuns(a, b);
  // A zero may lead its number, which then is shorter than it looks.
  if (a.charCodeAt(at) === zero || b.charCodeAt(at) === zero) return compareByRuns(a, b);
  return endOfDigits(a, at) - endOfDigits(b, at) || a.charCodeAt(at) - b.charCodeAt(at);
};

const zero = 48;

const isDigitAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= zero && code < zero + 10;
};

const endOfDigits = (text: string, from: number): number => {
  let end = from;
  while (isDigitAt(text, end)) end += 1;
  return end;
};

const compareByRuns = (a: TaskId, b: TaskId): number => {
  const left = a.match(runs) ?? [];
  const right = b.match(runs) ?? [];
  for (const [at, run] of left.entries()) {
    const order = compareRuns(run, right[at] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length || byCodeUnit(a, b);
};

const compareRuns = (a: string, b: string): number => {
  if (!isDigitAt(a, 0) || !isDigitAt(b, 0)) return byCodeUnit(a, b);
  const left = a.replace(/^0+(?=\d)/, '');
  const right = b.replace(/^0+(?=\d)/, '');
  return left.length - right.length || byCodeUnit(left, right);
};

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
