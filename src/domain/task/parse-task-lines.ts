import type { Warning } from '../outcome';
import { nestingOf, recordDepthLimit } from '../text/json-nesting';
import { nearest } from '../text/nearest';
import { instantPattern, isInstant } from '../time/instant';
import type { NewTask } from './new-task';
import type { ParsedTasks } from './parse-checklist';
import type { TaskNote } from './schema';
import { priorities, taskStatuses, taskTypes } from './vocabulary';

const texts = ['id', 'uid', 'title', 'description', 'phase', 'externalRef', 'blockedBy'] as const;
const lists = ['labels', 'depends', 'files', 'acceptance'] as const;
const instants = ['createdAt', 'updatedAt', 'startedAt', 'completedAt', 'cancelledAt'] as const;
const choices = { type: taskTypes, status: taskStatuses, priority: priorities } as const;
/** Written by stint itself about work that happened elsewhere: not taken over. */
const derived = ['archivedAt', 'work', 'completions', 'entryId'] as const;
const known: ReadonlySet<string> = new Set([
  ...texts,
  ...lists,
  ...instants,
  ...Object.keys(choices),
  ...derived,
  'parentId',
  'notes',
]);

/** JSONL of task fields, one task a line; only `title` is required. Unknown keys are kept. */
export const parseTaskLines = (text: string, file: string): ParsedTasks & { readonly warnings: readonly Warning[] } => {
  const tasks: NewTask[] = [];
  const faults: string[] = [];
  const warnings = new Map<string, Warning>();
  for (const [index, line] of text.split(/\r\n|\n/).entries()) {
    if (line.trim() === '') continue;
    const where = `${file}:${index + 1}`;
    const record = recordOf(line.replace(/^\uFEFF/, ''));
    if (typeof record === 'string') {
      faults.push(`${where}: ${record}`);
      continue;
    }
    const read = readTask(record);
    for (const each of read.faults.map((fault) => `${where}: ${fault}`)) faults.push(each);
    for (const [key, message] of read.hints)
      if (!warnings.has(key)) warnings.set(key, { code: 'W_UNKNOWN_FIELD', message: `${where}: ${message}` });
    tasks.push({ where, ...read.task });
  }
  return { tasks, faults, warnings: [...warnings.values()] };
};

type Fields = ReadonlyMap<string, unknown>;

const recordOf = (line: string): Fields | string => {
  if (nestingOf(line) > recordDepthLimit) return `nested deeper than ${recordDepthLimit} levels`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'a line must be a JSON object with a title';
  return new Map(Object.entries(value));
};

type ReadTask = {
  readonly task: NewTask;
  readonly faults: readonly string[];
  readonly hints: readonly (readonly [string, string])[];
};

const readTask = (record: Fields): ReadTask => {
  const faults: string[] = [];
  const hints: [string, string][] = [];
  const fields = new Map<string, unknown>();
  const extra: [string, unknown][] = [];
  for (const [key, value] of record) {
    if (!known.has(key)) {
      const near = nearest(key, [...known]);
      if (near !== undefined) hints.push([key, `${JSON.stringify(key)} is kept, but stint reads ${near}`]);
      extra.push([key, value]);
    } else if (value !== null && !derived.some((name) => name === key)) {
      const fault = faultOf(key, value);
      if (fault === undefined) fields.set(key === 'parentId' ? 'parent' : key, value);
      else faults.push(fault);
    }
  }
  if (!record.has('title')) faults.push('a task needs a title');
  // Nobody holds an imported task, so it cannot be in progress yet.
  if (fields.get('status') === 'active') fields.set('status', 'pending');
  const task = { title: '', ...Object.fromEntries(fields), ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }) };
  return { task: task as NewTask, faults, hints };
};

const faultOf = (key: string, value: unknown): string | undefined => {
  const shown = JSON.stringify(value).slice(0, 60);
  if (Object.hasOwn(choices, key)) {
    const allowed: readonly string[] = choices[key as keyof typeof choices];
    if (typeof value === 'string' && allowed.includes(value)) return undefined;
    const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
    return `${key} ${shown} is none of ${allowed.join(', ')}${near === undefined ? '' : `, did you mean ${near}?`}`;
  }
  if (lists.some((name) => name === key)) {
    return Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? undefined
      : `${key} must be a list of strings, not ${shown}`;
  }
  if (key === 'notes') return isNotes(value) ? undefined : `notes must be a list of {"at","text"}, not ${shown}`;
  if (key === 'externalRef' && isOrigin(value)) return undefined;
  if (typeof value !== 'string') return `${key} must be a string, not ${shown}`;
  if (instants.some((name) => name === key) && !isInstant(value)) return `${key} ${wordsForInstant(value)} ${shown}`;
  return key === 'uid' && value === '' ? 'uid must not be empty' : undefined;
};

const wordsForInstant = (text: string): string =>
  instantPattern.test(text) && !Number.isNaN(Date.parse(text))
    ? 'must lie within the years 1 to 9999 (UTC), not at'
    : 'must be an instant such as 2026-01-31T12:00:00Z, not';

const isOrigin = (value: unknown): boolean => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const { tool, source, key, seen } = value as { tool?: unknown; source?: unknown; key?: unknown; seen?: unknown };
  const named = [tool, source, key].every((part) => typeof part === 'string');
  return named && (seen === undefined || (typeof seen === 'object' && seen !== null && !Array.isArray(seen)));
};

const isNotes = (value: unknown): value is TaskNote[] =>
  Array.isArray(value) &&
  value.every((note) => {
    if (note === null || typeof note !== 'object') return false;
    const { at, text, by } = note as { at?: unknown; text?: unknown; by?: unknown };
    return typeof at === 'string' && isInstant(at) && typeof text === 'string' && (by === undefined || typeof by === 'string');
  });
