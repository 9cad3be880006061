import type { ImportedEntry } from '../../domain/task/import-batch';
import type { CubTask } from './cub';
import type { JsonLine } from './read-json';
import { amountOf, instantFrom, listOf, present, recordOf, type Told, textOf, textsOf } from './told';
import type { Telling } from './words';

export type CubLedger = {
  /** `ledger/index.jsonl`: a line for every completion, with the day only. */
  readonly index: readonly JsonLine[];
  /** `ledger/by-task/*.json`: all that is known of one. */
  readonly byTask: readonly unknown[];
  /** Files of `ledger/forensics`. */
  readonly forensics: number;
  /** Lines of `session.log`. */
  readonly logLines: number;
};

/** Completions that cub recorded; the index fills in where there is no entry of its own. */
export const entriesFromCub = (ledger: CubLedger, tasks: readonly CubTask[], telling: Telling): ImportedEntry[] => {
  const known = new Map(tasks.map((each) => [each.sourceId, each]));
  // cub gives tasks new ids and keeps the one under which the ledger speaks of them.
  const renamed = new Map(
    tasks.flatMap((each) =>
      textOf(each.task.get('_old_id')) === undefined ? [] : [[textOf(each.task.get('_old_id')), each] as const],
    ),
  );
  const taskOf = (id: string): CubTask | undefined => known.get(id) ?? renamed.get(id);
  const index = new Map<string, Told>();
  for (const { value, line } of ledger.index) {
    const entry = recordOf(value);
    const id = textOf(entry?.get('id'));
    if (entry === undefined || id === undefined)
      throw new TypeError(`line ${line} of its ledger/index.jsonl is no entry with an "id"`);
    index.set(id, entry);
  }
  const found = new Map<string, ImportedEntry>();
  for (const each of ledger.byTask) {
    const entry = recordOf(each);
    const id = textOf(entry?.get('id'));
    const read =
      entry === undefined || id === undefined ? undefined : wholeEntry(entry, id, index.get(id), taskOf(id)?.sourceId ?? id);
    if (id === undefined || read === undefined) telling.leaveOut('ledger entries that do not say what was completed, or when');
    else found.set(id, read);
  }
  for (const [id, entry] of index) {
    if (found.has(id)) continue;
    const read = indexEntry(entry, id, taskOf(id));
    if (read === undefined) telling.leaveOut('ledger entries that do not say what was completed, or when');
    else found.set(id, read);
  }
  if (ledger.forensics > 0) telling.leaveOut('files of ledger/forensics', ledger.forensics);
  if (ledger.logLines > 0) telling.leaveOut('lines of session.log', ledger.logLines);
  return [...found.values()];
};

const placed = new Set(
  'version id title task started_at completed_at tokens cost_usd duration_seconds approach files_changed commits harness_name epic_id lineage outcome'.split(
    ' ',
  ),
);

const wholeEntry = (told: Told, id: string, index: Told | undefined, task: string): ImportedEntry | undefined => {
  const completedAt = instantFrom(told.get('completed_at')) ?? instantFrom(recordOf(told.get('outcome'))?.get('completed_at'));
  if (completedAt === undefined) return undefined;
  const attempts = listOf(told.get('attempts')).flatMap((each) => recordOf(each) ?? []);
  const snapshot = recordOf(told.get('task'));
  const outcome = recordOf(told.get('outcome'));
  const seconds = amountOf(told.get('duration_seconds'));
  const files = textsOf(told.get('files_changed'));
  const harness = textOf(told.get('harness_name'));
  const rest = [...told].filter(([key, value]) => !placed.has(key) && says(value));
  const success = outcome?.get('success');
  return {
    task,
    title: textOf(told.get('title')) ?? textOf(index?.get('title')) ?? id,
    labels: textsOf(snapshot?.get('labels')),
    ...present({
      epic: textOf(told.get('epic_id')) ?? textOf(recordOf(told.get('lineage'))?.get('epic_id')),
      startedAt: instantFrom(told.get('started_at')),
      durationMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
      reason: textOf(told.get('approach')),
      harness: harness === 'unknown' ? undefined : harness,
      tokens: tokensOf(told.get('tokens'), modelOf(told, attempts)),
      costUsd: amountOf(told.get('cost_usd')),
    }),
    completedAt,
    files,
    commits: listOf(told.get('commits')).flatMap((each) => {
      const commit = recordOf(each);
      const sha = textOf(commit?.get('hash'));
      return sha === undefined ? [] : [{ sha, subject: textOf(commit?.get('message'))?.split('\n')[0] ?? '' }];
    }),
    extra: {
      ...(id === task ? {} : { id }),
      ...(typeof success === 'boolean' ? { success } : {}),
      ...Object.fromEntries(rest),
    },
  };
};

const modelOf = (told: Told, attempts: readonly Told[]): string | undefined =>
  textOf(told.get('harness_model')) ??
  attempts.map((attempt) => textOf(attempt.get('model'))).find((model) => model !== undefined);

const says = (value: unknown): boolean =>
  value !== null && value !== '' && !(Array.isArray(value) && value.length === 0) && value !== 'pending';

const kinds = [
  ['input', 'input_tokens'],
  ['output', 'output_tokens'],
  ['cacheRead', 'cache_read_tokens'],
  ['cacheWrite', 'cache_creation_tokens'],
] as const;

const tokensOf = (told: unknown, model: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  const tokens = recordOf(told);
  const counts = kinds.flatMap(([kind, name]) => {
    const count = amountOf(tokens?.get(name));
    return count === undefined ? [] : [[kind, count] as const];
  });
  return counts.length === 0 ? undefined : { ...Object.fromEntries(counts), ...(model === undefined ? {} : { model }) };
};

/** The index knows the day; the time is that of the task, where it was closed on the same day. */
const indexEntry = (told: Told, id: string, task: CubTask | undefined): ImportedEntry | undefined => {
  const day = textOf(told.get('completed'));
  const closed = textOf(task?.task.get('closed_at'));
  const exact = day !== undefined && closed?.startsWith(day) === true ? instantFrom(closed) : undefined;
  const completedAt = exact ?? instantFrom(day);
  if (completedAt === undefined) return undefined;
  const commit = textOf(told.get('commit'));
  const total = amountOf(told.get('tokens'));
  return {
    task: task?.sourceId ?? id,
    title: textOf(told.get('title')) ?? id,
    labels: [],
    ...present({ epic: textOf(told.get('epic')), costUsd: amountOf(told.get('cost_usd')) }),
    ...(total === undefined ? {} : { tokens: { total } }),
    completedAt,
    files: textsOf(told.get('files')),
    commits: commit === undefined ? [] : [{ sha: commit, subject: '' }],
    extra: {
      ...(task === undefined || task.sourceId === id ? {} : { id }),
      ...(exact === undefined ? { precision: 'day' } : {}),
    },
  };
};
