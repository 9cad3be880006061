import type { LedgerEntry } from './schema';

export type FileFact = NonNullable<LedgerEntry['files']>[number];
export type CommitFact = NonNullable<LedgerEntry['commits']>[number];

/** A completion with everything that was recorded about it later. */
export type Completion = {
  /** The line as it was written. */
  readonly entry: LedgerEntry;
  readonly state: 'stands' | 'reopened' | 'voided';
  /** The newest that stands. */
  readonly reason?: string;
  readonly notes: readonly { readonly at: string; readonly text: string; readonly entry: string }[];
  /** Each path once. */
  readonly files: readonly FileFact[];
  readonly commits: readonly CommitFact[];
  readonly tokens?: Readonly<Record<string, unknown>>;
  /** null and undefined: unknown. */
  readonly costUsd?: number | null;
  readonly costSource?: string;
  readonly durationMs?: number;
  /** Amendments that were taken in, oldest first. */
  readonly amendments: readonly LedgerEntry[];
  /** Amendments that were voided. */
  readonly dropped: readonly LedgerEntry[];
  readonly reopened?: LedgerEntry;
  readonly voided?: LedgerEntry;
};

/** Applies to a completion the lines that refer to it or, as voids, to its amendments. `marks` are in file order. */
export const foldCompletion = (entry: LedgerEntry, marks: readonly LedgerEntry[]): Completion => {
  const voids = new Map(marks.flatMap((mark) => (mark.type === 'voided' && mark.ref !== undefined ? [[mark.ref, mark]] : [])));
  const all = marks.filter((mark) => mark.type === 'amended' && mark.ref === entry.id);
  const amendments = all.filter((mark) => !voids.has(mark.id)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const lines = [entry, ...amendments];
  const voided = voids.get(entry.id);
  const reopened = marks.find((mark) => mark.type === 'reopened' && mark.ref === entry.id);
  return {
    entry,
    state: voided !== undefined ? 'voided' : reopened !== undefined ? 'reopened' : 'stands',
    ...latest(lines, 'reason'),
    notes: lines.flatMap((line) => (line.note === undefined ? [] : [{ at: line.at, text: line.note, entry: line.id }])),
    files: uniqueBy(
      lines.flatMap((line) => line.files ?? []),
      (file) => file.path,
    ),
    commits: uniqueBy(
      lines.flatMap((line) => line.commits ?? []),
      (commit) => commit.sha,
    ),
    ...latest(lines, 'tokens'),
    ...latest(lines, 'costUsd'),
    ...latest(lines, 'costSource'),
    ...latest(lines, 'durationMs'),
    amendments,
    dropped: all.filter((mark) => voids.has(mark.id)),
    ...(reopened === undefined ? {} : { reopened }),
    ...(voided === undefined ? {} : { voided }),
  };
};

/** When the work was finished, not when the line was written. */
export const finishedAt = (entry: LedgerEntry): string => entry.completedAt ?? entry.at;

const latest = <K extends keyof LedgerEntry & string>(lines: readonly LedgerEntry[], key: K) => {
  const value = lines.findLast((line) => line[key] !== undefined)?.[key];
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: NonNullable<LedgerEntry[P]> };
};

const uniqueBy = <T>(items: readonly T[], key: (item: T) => string): T[] => {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(key(item))) found.set(key(item), item);
  return [...found.values()];
};
