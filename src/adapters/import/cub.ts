import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { Priority, TaskStatus } from '../../domain/task/vocabulary';
import { type CubLedger, entriesFromCub } from './cub-ledger';
import { notesFromCub } from './cub-notes';
import type { JsonLine } from './read-json';
import { linesOf, present, recordOf, restOf, type Told, textOf, textsOf } from './told';
import { kindLabel, startTelling, type Telling, type Vocabulary, type Words, wordsOf } from './words';

/** What cub and beads call the same. */
export const openClosed: Vocabulary = {
  status: new Map<string, TaskStatus>([
    ['open', 'pending'],
    ['in_progress', 'active'],
    ['blocked', 'blocked'],
    ['closed', 'done'],
  ]),
  priority: new Map<string, Priority>(
    (['critical', 'high', 'medium', 'low'] as const).flatMap((priority, at) => [
      [`P${at}`, priority],
      [String(at), priority],
    ]),
  ),
};

const placed = new Set(
  'id title description status priority issue_type labels dependsOn blocks parent created_at updated_at closed_at acceptanceCriteria notes is_ready priority_numeric'.split(
    ' ',
  ),
);

/** A backlog of cub: the lines of `tasks.jsonl`, and its ledger. Throws a TypeError that says what is not as it should be. */
export const batchFromCub = (lines: readonly JsonLine[], ledger?: CubLedger): ImportBatch => {
  const telling = startTelling();
  const told = lines.flatMap(({ value, line }) => {
    const task = recordOf(value);
    const sourceId = textOf(task?.get('id'));
    if (task === undefined || sourceId === undefined) {
      telling.fault(`line ${line} is no task with an "id"`);
      return [];
    }
    return [{ task, sourceId, line }];
  });
  const blocked = blockedBy(told);
  const tasks = told.map(({ task, sourceId, line }) =>
    taskFrom(task, wordsOf(telling, sourceId, openClosed, `line ${line}`), sourceId, blocked.get(sourceId) ?? [], telling),
  );
  telling.refuseFaults();
  if (lines.some(({ value }) => isWithoutZone(recordOf(value)?.get('created_at'))))
    telling.leaveOut('tasks with times that name no zone: taken as the local time of this machine', tasks.length);
  const entries = ledger === undefined ? [] : entriesFromCub(ledger, told, telling);
  return {
    source: 'cub',
    tasks,
    phases: [],
    translated: telling.translated,
    ...(entries.length === 0 ? {} : { entries }),
    leftOut: telling.leftOut(),
  };
};

export type CubTask = { readonly task: Told; readonly sourceId: string };

/** `blocks` says from the other side what `dependsOn` says, and not always both are there. */
const blockedBy = (told: readonly CubTask[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { task, sourceId } of told) {
    for (const id of textsOf(task.get('blocks'))) {
      const known = found.get(id);
      if (known === undefined) found.set(id, [sourceId]);
      else known.push(sourceId);
    }
  }
  return found;
};

const taskFrom = (task: Told, words: Words, sourceId: string, blocked: readonly string[], telling: Telling): ImportedTask => {
  const status = words.status(task.get('status'));
  const createdAt = words.time('created_at', task.get('created_at'));
  const closedAt = words.time('closed_at', task.get('closed_at'));
  if (textOf(task.get('assignee')) !== undefined) telling.leaveOut('assignees: kept under "import", for a task here is claimed');
  return {
    sourceId,
    title: words.title(textOf(task.get('title'))),
    ...present({ description: textOf(task.get('description')), parent: textOf(task.get('parent')) }),
    type: words.type(task.get('issue_type')),
    status,
    priority: words.priority(task.get('priority') ?? task.get('priority_numeric')),
    labels: [...textsOf(task.get('labels')), ...kindLabel(task, 'issue_type')],
    depends: [...new Set([...textsOf(task.get('dependsOn')), ...blocked])],
    acceptance: linesOf(task.get('acceptanceCriteria')),
    notes: notesFromCub(task.get('notes'), createdAt),
    ...present({ createdAt, updatedAt: words.time('updated_at', task.get('updated_at')) }),
    ...(status === 'done' ? present({ completedAt: closedAt }) : {}),
    ...restOf('cub', task, placed),
  };
};

const isWithoutZone = (told: unknown): boolean => typeof told === 'string' && /T[\d:.]+$/.test(told);
