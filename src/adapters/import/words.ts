import type { LeftOut, Translation } from '../../domain/task/import-batch';
import { type Priority, priorities, type TaskStatus, type TaskType, taskStatuses, taskTypes } from '../../domain/task/vocabulary';
import { type Instant, isInstant } from '../../domain/time/instant';
import { instantFrom, isBeyondYears, type Told } from './told';

const statusWords: ReadonlyMap<string, TaskStatus> = new Map([
  ...taskStatuses.map((status) => [status, status] as const),
  ...['completed', 'complete', 'finished', 'closed', 'resolved'].map((word) => [word, 'done'] as const),
  ...['canceled', 'abandoned', 'wontfix', 'dropped'].map((word) => [word, 'cancelled'] as const),
  ...['in_progress', 'in-progress', 'in progress', 'inprogress', 'started', 'doing', 'wip', 'review', 'in review'].map(
    (word) => [word, 'active'] as const,
  ),
  ...['todo', 'to-do', 'to do', 'open', 'new', 'ready', 'backlog'].map((word) => [word, 'pending'] as const),
  ...['waiting', 'on-hold', 'on_hold', 'on hold', 'deferred'].map((word) => [word, 'blocked'] as const),
]);
const priorityWords: ReadonlyMap<string, Priority> = new Map([
  ...priorities.map((priority) => [priority, priority] as const),
  ['urgent', 'critical'],
  ['normal', 'medium'],
  ['4', 'low'],
  ['p4', 'low'],
]);
const typeWords: ReadonlyMap<string, TaskType> = new Map(taskTypes.map((type) => [type, type] as const));

/** What a word for a status usually means; undefined for one that is not known. */
export const statusOfWord = (word: string): TaskStatus | undefined => statusWords.get(word.trim().toLowerCase());

/** Values that a source means as this tool means them: nothing is said about those. */
export type Vocabulary = {
  readonly status?: ReadonlyMap<string, TaskStatus>;
  readonly priority?: ReadonlyMap<string, Priority>;
};

/** Collects what does not come over as it stood in the source. */
export type Telling = {
  readonly translated: Translation[];
  /** How many there are, or what each of them is. */
  readonly leaveOut: (what: string, found?: number | readonly string[]) => void;
  readonly leftOut: () => readonly LeftOut[];
  /** Something that forbids the whole import. */
  readonly fault: (text: string) => void;
  /** Throws a TypeError that names all faults, where there are any. */
  readonly refuseFaults: () => void;
};

/** How many faults of a source are named at once. */
const faultLimit = 20;

/** The first faults, and how many more there are. */
export const namedFaults = (faults: readonly string[]): string =>
  [...faults.slice(0, faultLimit), ...(faults.length > faultLimit ? [`and ${faults.length - faultLimit} more`] : [])].join(
    '\n  ',
  );

export const startTelling = (): Telling => {
  const translated: Translation[] = [];
  const counts = new Map<string, number>();
  const named = new Map<string, string[]>();
  const faults: string[] = [];
  return {
    translated,
    leaveOut: (what, found = 1) => {
      const count = typeof found === 'number' ? found : found.length;
      if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
      if (typeof found === 'number') return;
      const names = named.get(what) ?? [];
      for (const name of found) if (name !== '') names.push(name);
      named.set(what, names);
    },
    leftOut: () =>
      [...counts].map(([what, count]) => {
        const items = named.get(what) ?? [];
        return items.length === 0 ? { what, count } : { what, count, items };
      }),
    fault: (text) => faults.push(text),
    refuseFaults: () => {
      if (faults.length > 0) throw new TypeError(namedFaults(faults));
    },
  };
};

export type Words = {
  readonly status: (raw: unknown) => TaskStatus;
  readonly priority: (raw: unknown) => Priority;
  readonly type: (raw: unknown) => TaskType;
  readonly title: (raw: string | undefined) => string;
  /** A time, told where it cannot be read; nothing is put in its place. */
  readonly time: (field: string, raw: unknown) => Instant | undefined;
};

/** Reads the words of one task; those that are not simply ours are told. `where`: its place in the source. */
export const wordsOf = (telling: Telling, task: string, own: Vocabulary = {}, where = task): Words => {
  const word = <T extends string>(
    field: string,
    raw: unknown,
    natural: ReadonlyMap<string, T> | undefined,
    words: ReadonlyMap<string, T>,
    otherwise: T,
  ): T => {
    if (raw === undefined || raw === null || raw === '') return otherwise;
    const known = natural?.get(String(raw));
    if (known !== undefined) return known;
    const to = words.get(String(raw).trim().toLowerCase()) ?? otherwise;
    if (to !== raw) telling.translated.push({ task, field, from: String(raw), to });
    return to;
  };
  return {
    status: (raw) => word('status', raw, own.status, statusWords, 'pending'),
    priority: (raw) => word('priority', raw, own.priority, priorityWords, 'medium'),
    type: (raw) => word('type', raw, undefined, typeWords, 'task'),
    title: (raw) => {
      if (raw !== undefined) return raw;
      telling.translated.push({ task, field: 'title', from: '', to: `(no title) ${task}` });
      return `(no title) ${task}`;
    },
    time: (field, raw) => {
      if (raw === undefined || raw === null || raw === '') return undefined;
      const at = instantFrom(raw);
      if (at !== undefined && isInstant(at)) return at;
      if (isBeyondYears(raw)) telling.fault(`${where}: ${field} ${JSON.stringify(raw)} is not within the years 0001 to 9999`);
      else telling.leaveOut('times that cannot be read: unknown here', [`${task} ${field} ${JSON.stringify(raw)}`]);
      return undefined;
    },
  };
};

/** Kinds of work that this tool does not tell apart, kept as a label. */
export const kindLabel = (told: Told, field: string): string[] => {
  const kind = told.get(field);
  return typeof kind === 'string' && kind.trim() !== '' && !typeWords.has(kind.trim().toLowerCase()) ? [kind.trim()] : [];
};
