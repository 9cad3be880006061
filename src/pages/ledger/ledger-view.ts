import { type Completion, finishedAt } from '../../domain/ledger/fold';

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
  readonly name?: string | undefined;
  readonly agent?: string | undefined;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
};

export const nobody = 'no agent named';

/** Completions as the page shows them, oldest first. */
export const viewCompletions = (completions: Iterable<Completion>): Finished[] => {
  const seen = new Set<string>();
  const finished: Finished[] = [];
  for (const completion of completions) {
    const { id } = completion.entry;
    finished.push(viewOf(completion, seen.has(id)));
    seen.add(id);
  }
  return finished.sort((a, b) => a.completedAt - b.completedAt);
};

const instantOf = (text: string | undefined): number | undefined => {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};

/** `again`: the same completion was recorded on two branches, and both lines are kept. */
const viewOf = ({ entry, state, reason, notes, files, commits, durationMs, costUsd }: Completion, again: boolean): Finished => ({
  id: entry.id,
  task: entry.task.id,
  title: entry.task.title,
  epic: entry.task.epicId,
  phase: entry.task.phase,
  agent: entry.agent ?? nobody,
  session: entry.session,
  startedAt: instantOf(entry.startedAt),
  completedAt: instantOf(finishedAt(entry)) ?? 0,
  durationMs,
  reasons: [...(reason === undefined ? [] : [reason]), ...notes.map(({ text }) => text)],
  files: files.map(({ path }) => path),
  commits: commits.map(({ sha, subject }) => `${sha.slice(0, 10)} ${subject}`),
  marks: [
    ...(state === 'stands' ? [] : [state]),
    ...(again ? ['recorded twice'] : []),
    ...(entry.redacted === undefined ? [] : ['redacted']),
    ...entry.flags,
  ],
  costUsd: costUsd ?? undefined,
  voided: state === 'voided',
});

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
