import { type Completion, finishedAt } from './fold';
import type { PathPattern } from './path-pattern';
import type { LedgerEntry } from './schema';

/** Which completions a question is about; every part narrows. */
export type LedgerFilter = {
  /** In the words, paths, ids or commit subjects, without regard to case. */
  readonly text?: string;
  readonly taskUid?: string;
  /** Ids of an epic and of everything below it. */
  readonly within?: { readonly root: string; readonly ids: ReadonlySet<string> };
  readonly session?: string;
  readonly agent?: string;
  readonly file?: PathPattern;
  readonly phase?: string;
  readonly labels?: readonly string[];
  readonly source?: string;
  readonly sinceMs?: number;
  /** Exclusive. */
  readonly untilMs?: number;
};

/** Whether the parts of a filter that later lines cannot change let a completion through. */
export const matchesFacts = (filter: LedgerFilter, entry: LedgerEntry): boolean => {
  const { task } = entry;
  const { within, labels } = filter;
  if (filter.taskUid !== undefined && task.uid !== filter.taskUid) return false;
  if (filter.session !== undefined && entry.session !== filter.session) return false;
  if (filter.agent !== undefined && entry.agent !== filter.agent) return false;
  if (filter.phase !== undefined && task.phase !== filter.phase) return false;
  if (filter.source !== undefined && entry.source !== filter.source) return false;
  if (labels?.some((label) => !task.labels.includes(label))) return false;
  if (within !== undefined && ![task.id, task.parentId, task.epicId].some((id) => id !== undefined && within.ids.has(id)))
    return false;
  if (filter.sinceMs === undefined && filter.untilMs === undefined) return true;
  const ms = Date.parse(finishedAt(entry));
  return ms >= (filter.sinceMs ?? Number.NEGATIVE_INFINITY) && ms < (filter.untilMs ?? Number.POSITIVE_INFINITY);
};

/** Whether the words and files of these lines together are what a filter looks for. */
export const matchesContent = (filter: LedgerFilter, lines: readonly LedgerEntry[]): boolean => {
  const { text, file } = filter;
  if (file !== undefined && !lines.some((line) => line.files?.some(({ path }) => file.matches(path)))) return false;
  if (text === undefined) return true;
  const wanted = text.toLowerCase();
  return lines.some((line) => wordsOf(line).some((words) => words.toLowerCase().includes(wanted)));
};

export const matchesCompletion = (filter: LedgerFilter, { entry, amendments, voided, reopened }: Completion): boolean =>
  matchesFacts(filter, entry) &&
  matchesContent(filter, [entry, ...amendments, ...[voided, reopened].filter((line) => line !== undefined)]);

const wordsOf = (line: LedgerEntry): string[] => [
  line.id,
  line.task.id,
  line.task.title,
  ...line.task.labels,
  ...[line.reason, line.note, line.branch, line.agent].filter((text) => text !== undefined),
  ...(line.files ?? []).map(({ path }) => path),
  ...(line.commits ?? []).flatMap(({ sha, subject }) => [sha, subject]),
];

/** Whether later lines can make a completion match that does not match by itself. */
export const looksAtContent = ({ text, file }: LedgerFilter): boolean => text !== undefined || file !== undefined;

/** A piece of JSON that every line which decides about a match holds; undefined where there is none. */
export const pieceOf = (filter: LedgerFilter): { readonly piece: string; readonly ignoreCase: boolean } | undefined => {
  if (filter.text !== undefined) return pieceOfText(JSON.stringify(filter.text).slice(1, -1), true);
  if (filter.taskUid !== undefined) return pieceOfText(JSON.stringify(filter.taskUid), false);
  if (filter.file !== undefined) return pieceOfText(JSON.stringify(filter.file.piece).slice(1, -1), false);
  const value = filter.session ?? filter.labels?.[0] ?? filter.agent ?? filter.phase ?? filter.source;
  return value === undefined ? undefined : pieceOfText(JSON.stringify(value), false);
};

/** Letters beyond ASCII can stand in the file as they are or escaped: only the longest run without them is looked for. */
const pieceOfText = (json: string, ignoreCase: boolean) => {
  const runs = json.split(/[^ -~]+/);
  const piece = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return piece === '' ? undefined : { piece, ignoreCase };
};
