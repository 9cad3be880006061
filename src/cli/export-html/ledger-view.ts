import type { LedgerEntry } from '../../domain/ledger/schema';

/** A completion with what later lines say of it. Times are milliseconds since 1970. */
export type Finished = {
  readonly id: string;
  readonly task: string;
  readonly title: string;
  readonly epic: string | undefined;
  readonly phase: string | undefined;
  readonly agent: string;
  readonly session: string | undefined;
  readonly startedAt: number | undefined;
  readonly completedAt: number;
  readonly durationMs: number | undefined;
  readonly reasons: readonly string[];
  readonly files: readonly string[];
  readonly commits: readonly string[];
  readonly marks: readonly string[];
  readonly costUsd: number | undefined;
  readonly voided: boolean;
};

export type SessionSpan = {
  readonly id: string;
  readonly name?: string;
  readonly agent: string;
  readonly from: number;
  readonly to: number;
};

export type SessionFacts = {
  readonly id: string;
  readonly name?: string;
  readonly agent?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
};

/** A ledger line as far as the page reads it: redacted fields may be missing. */
type Line = Pick<LedgerEntry, 'id' | 'type' | 'at'> & Partial<LedgerEntry>;

export const nobody = 'no agent named';

export const foldEntries = (entries: Iterable<Line>): Finished[] => {
  const completions = new Map<string, Finished>();
  for (const entry of entries) {
    if (entry.type === 'completed') {
      const known = completions.get(entry.id);
      // The same completion recorded on two branches: the earlier one stands, as the lists have it.
      completions.set(
        entry.id,
        known === undefined ? finishedFrom(entry) : { ...known, marks: unique([...known.marks, 'recorded twice']) },
      );
      continue;
    }
    const target = completions.get(entry.ref ?? '');
    if (target !== undefined) completions.set(target.id, withLater(target, entry));
  }
  return [...completions.values()].sort((a, b) => a.completedAt - b.completedAt);
};

const instantOf = (text: string | undefined): number | undefined => {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};

const unique = (list: readonly string[]): string[] => [...new Set(list)];

const filesOf = (entry: Line): string[] => (entry.files ?? []).map(({ path }) => path);
const commitsOf = (entry: Line): string[] => (entry.commits ?? []).map(({ sha, subject }) => `${sha.slice(0, 10)} ${subject}`);

const finishedFrom = (entry: Line): Finished => ({
  id: entry.id,
  task: entry.task?.id ?? '(redacted)',
  title: entry.task?.title ?? '',
  epic: entry.task?.epicId,
  phase: entry.task?.phase,
  agent: entry.agent ?? nobody,
  session: entry.session,
  startedAt: instantOf(entry.startedAt),
  completedAt: instantOf(entry.completedAt) ?? instantOf(entry.at) ?? 0,
  durationMs: entry.durationMs,
  reasons: entry.reason === undefined ? [] : [entry.reason],
  files: filesOf(entry),
  commits: commitsOf(entry),
  marks: unique([...(entry.flags ?? []), ...(entry.redacted === undefined ? [] : ['redacted'])]),
  costUsd: entry.costUsd ?? undefined,
  voided: false,
});

const withLater = (target: Finished, entry: Line): Finished => {
  if (entry.type === 'voided') return { ...target, voided: true, marks: unique([...target.marks, 'voided']) };
  if (entry.type === 'reopened') return { ...target, marks: unique([...target.marks, 'reopened']) };
  return {
    ...target,
    reasons: entry.reason === undefined ? target.reasons : [...target.reasons, entry.reason],
    files: unique([...target.files, ...filesOf(entry)]),
    commits: unique([...target.commits, ...commitsOf(entry)]),
  };
};

/** Sessions with their tasks; where a session is not known any more, the time that its tasks cover. */
export const sessionSpans = (finished: readonly Finished[], known: Iterable<SessionFacts>): SessionSpan[] => {
  const spans = new Map<string, SessionSpan>();
  for (const each of finished) {
    if (each.session === undefined) continue;
    const from = each.startedAt ?? each.completedAt;
    const span = spans.get(each.session);
    spans.set(each.session, {
      id: each.session,
      agent: span?.agent ?? each.agent,
      from: Math.min(span?.from ?? from, from),
      to: Math.max(span?.to ?? each.completedAt, each.completedAt),
    });
  }
  for (const { id, name, startedAt, endedAt } of known) {
    const span = spans.get(id);
    if (span === undefined) continue;
    spans.set(id, {
      ...span,
      ...(name === undefined ? {} : { name }),
      from: Math.min(span.from, instantOf(startedAt) ?? span.from),
      to: Math.max(span.to, instantOf(endedAt) ?? span.to),
    });
  }
  return [...spans.values()].sort((a, b) => a.from - b.from);
};

/** The value in the middle; undefined for none. */
export const median = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || upper === undefined || lower === undefined ? upper : (lower + upper) / 2;
};
