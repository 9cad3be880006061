import type { EntryDraft } from '../ledger/seal-entries';
import { completionId } from '../record/complete-task';
import type { World } from '../world';
import { isTaskId, taskNumber } from './id';
import type { ImportBatch, ImportedEntry } from './import-batch';
import type { Task, TaskId } from './schema';
import { epicOf, indexTasks } from './task-index';

type Given = {
  /** Tasks of the source that this import brings, by their id there. */
  readonly fresh: ReadonlyMap<string, TaskId>;
  /** Those that an earlier import brought: their record is left as it is. */
  readonly here: ReadonlyMap<string, TaskId>;
  /** All tasks as they will stand. */
  readonly tasks: readonly Task[];
};

export type ImportedRecord = {
  /** In the order of the completions. */
  readonly entries: readonly EntryDraft[];
  /** Tasks that gained a completion, by id. */
  readonly completed: ReadonlyMap<TaskId, Task>;
  /** Entries for tasks that are not in the backlog of the source. */
  readonly withoutTask: number;
  /** The highest number of this project's form among the ids that the ledger gained. */
  readonly highestNumber: number;
};

/**
 * Ledger lines for the completions of a source. Ids come from what was completed, and a completion that is in the ledger
 * is not recorded again. A task that the source no longer has gets its line all the same, with an id made from its name.
 */
export const recordOfImport = (world: World, batch: ImportBatch, given: Given): ImportedRecord => {
  const told = [...(batch.entries ?? [])].sort((a, b) =>
    a.completedAt < b.completedAt ? -1 : a.completedAt > b.completedAt ? 1 : 0,
  );
  const index = indexTasks(given.tasks);
  const completed = new Map<TaskId, Task>();
  const strangers = new Map<string, number>();
  const entries: EntryDraft[] = [];
  let withoutTask = 0;
  let highestNumber = 0;
  for (const entry of told) {
    if (given.here.has(entry.task)) continue;
    const uid = world.sha256(`${batch.source}:${entry.task}`).slice(0, 21);
    if (!strangers.has(uid) && recordedBefore(world, uid)) continue;
    const id = given.fresh.get(entry.task);
    const task = id === undefined ? undefined : (completed.get(id) ?? index.byId.get(id));
    if (task !== undefined) {
      const number = (task.completions ?? 0) + 1;
      const entryId = completionId(task, number);
      const done = task.status === 'done' ? { completedAt: task.completedAt ?? entry.completedAt, entryId } : {};
      completed.set(task.id, { ...task, ...done, completions: number });
      const epic = epicOf(index, task.id);
      entries.push(lineOf(world, batch.source, entry, entryId, taskOf(task, epic?.id)));
      continue;
    }
    const number = (strangers.get(uid) ?? 0) + 1;
    strangers.set(uid, number);
    withoutTask += 1;
    const kept = isTaskId(entry.task) && !index.byId.has(entry.task) && world.state.archive.task(entry.task) === undefined;
    if (kept) highestNumber = Math.max(highestNumber, taskNumber(world.state.config.task.prefix, entry.task) ?? 0);
    entries.push(
      lineOf(world, batch.source, entry, completionId({ uid }, number), {
        id: kept ? entry.task : `${batch.source}:${entry.task}`,
        uid,
        title: entry.title,
        type: 'task',
        ...(entry.epic === undefined ? {} : { epicId: given.fresh.get(entry.epic) ?? given.here.get(entry.epic) ?? entry.epic }),
        labels: [...entry.labels],
      }),
    );
  }
  return { entries, completed, withoutTask, highestNumber };
};

const recordedBefore = ({ state }: World, uid: string): boolean =>
  state.ledger.count > 0 && state.ledger.entriesOf(uid).length > 0;

const taskOf = (task: Task, epicId: TaskId | undefined): EntryDraft['task'] => ({
  id: task.id,
  uid: task.uid,
  title: task.title,
  type: task.type,
  ...(task.parentId === undefined ? {} : { parentId: task.parentId }),
  ...(epicId === undefined || epicId === task.id ? {} : { epicId }),
  ...(task.phase === undefined ? {} : { phase: task.phase }),
  labels: task.labels,
});

/** `at` is when it was completed, so that questions about a time find it there; when it was imported stands under `import`. */
const lineOf = (world: World, source: string, told: ImportedEntry, id: string, task: EntryDraft['task']): EntryDraft => {
  const { startedAt, durationMs, reason, harness, tokens, costUsd } = told;
  return {
    id,
    type: 'completed',
    at: told.completedAt,
    source: 'import',
    task,
    ...(harness === undefined ? {} : { harness }),
    ...(startedAt === undefined ? {} : { startedAt }),
    completedAt: told.completedAt,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(reason === undefined ? {} : { reason }),
    files: told.files.map((path) => ({ path, origin: 'import' as const })),
    commits: told.commits.map(({ sha, subject }) => ({ sha, subject, origin: 'import' as const })),
    ...(tokens === undefined ? {} : { tokens: { ...tokens } }),
    ...(costUsd === undefined ? {} : { costUsd, costSource: source }),
    flags: [],
    ...{ import: { source, id: told.task, at: world.now, ...told.extra } },
  };
};
