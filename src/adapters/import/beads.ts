import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { TaskNote } from '../../domain/task/schema';
import type { TaskStatus } from '../../domain/task/vocabulary';
import type { Instant } from '../../domain/time/instant';
import { openClosed } from './cub';
import type { JsonLine } from './read-json';
import { instantFrom, linesOf, listOf, present, recordOf, restOf, type Told, textOf, textsOf, withSections } from './told';
import { kindLabel, startTelling, type Telling, type Vocabulary, wordsOf } from './words';

const placed = new Set(
  'id title description design status priority issue_type created_at updated_at started_at closed_at close_reason labels dependencies acceptance_criteria notes comments defer_until pinned ephemeral'.split(
    ' ',
  ),
);

/** Words of a reason for closing that beads takes as a failure, for links of the type conditional-blocks. */
const failure = /fail|reject|won'?t ?fix|cancel|abandon|blocked|error|timeout|abort/i;

/** Kinds of issues that are messages and machinery of agents, which beads never offers as work. */
const noWork: ReadonlySet<string> = new Set(
  'message agent convoy gate event role rig molecule wisp slot queue merge-request'.split(' '),
);

type Issues = {
  readonly byId: ReadonlyMap<string, Told>;
  /** Deleted ones: nothing waits for them. */
  readonly gone: ReadonlySet<string>;
  readonly now: Instant;
};

/**
 * A backlog of beads: the lines of `issues.jsonl`. `now` tells what is still put off. Throws a TypeError that says what is
 * not as it should be.
 */
export const batchFromBeads = (lines: readonly JsonLine[], now: Instant): ImportBatch => {
  const telling = startTelling();
  const gone = new Set<string>();
  const issues = lines.flatMap(({ value, line }) => {
    const issue = recordOf(value);
    const kind = textOf(issue?.get('_type')) ?? 'issue';
    if (kind !== 'issue') {
      telling.leaveOut(`lines of type ${kind}: no issues`, [
        textOf(issue?.get('key')) ?? textOf(issue?.get('id')) ?? `line ${line}`,
      ]);
      return [];
    }
    const sourceId = textOf(issue?.get('id'));
    if (issue === undefined || sourceId === undefined) {
      telling.fault(`line ${line} is no issue with an "id"`);
      return [];
    }
    if (issue.get('status') !== 'tombstone') return [{ issue, sourceId, line }];
    gone.add(sourceId);
    telling.leaveOut('issues that were deleted (tombstone)', [sourceId]);
    return [];
  });
  const all: Issues = { byId: new Map(issues.map(({ issue, sourceId }) => [sourceId, issue])), gone, now };
  const tasks = issues.map((each) => taskFrom(each, all, telling));
  telling.refuseFaults();
  return { source: 'beads', tasks, phases: [], translated: telling.translated, leftOut: telling.leftOut() };
};

type Line = { readonly issue: Told; readonly sourceId: string; readonly line: number };

const taskFrom = ({ issue, sourceId, line }: Line, all: Issues, telling: Telling): ImportedTask => {
  const words = wordsOf(telling, sourceId, beadsWords, `line ${line}`);
  const told = words.status(issue.get('status'));
  const createdAt = words.time('created_at', issue.get('created_at'));
  const updatedAt = words.time('updated_at', issue.get('updated_at'));
  const closedAt = words.time('closed_at', issue.get('closed_at'));
  const deferUntil = words.time('defer_until', issue.get('defer_until'));
  const { parent, depends, others, never } = linksOf(issue, all, telling);
  const away = told === 'done' || told === 'cancelled' ? undefined : (whyNoWork(issue, deferUntil, all.now) ?? never);
  const status = away === undefined ? told : 'blocked';
  if (away !== undefined) telling.leaveOut('issues that beads does not offer as work: blocked here', [`${sourceId} ${away}`]);
  if (textOf(issue.get('assignee')) !== undefined) telling.leaveOut('assignees: kept under "import", for a task here is claimed');
  const rest = restOf('beads', issue, placed);
  const kept = rest.extra?.import as Readonly<Record<string, unknown>> | undefined;
  return {
    sourceId,
    title: words.title(textOf(issue.get('title'))),
    ...present({ description: withSections(issue.get('description'), [['Design', issue.get('design')]]), parent }),
    type: words.type(issue.get('issue_type')),
    status,
    priority: words.priority(issue.get('priority')),
    labels: [...textsOf(issue.get('labels')), ...kindLabel(issue, 'issue_type')],
    depends,
    acceptance: linesOf(issue.get('acceptance_criteria')),
    notes: notesOf(issue, { createdAt, updatedAt, closedAt }),
    ...present({ createdAt, updatedAt, startedAt: words.time('started_at', issue.get('started_at')), blockedBy: away }),
    ...(status === 'done' ? present({ completedAt: closedAt }) : {}),
    ...(kept === undefined && others.length === 0
      ? {}
      : { extra: { import: { source: 'beads', ...kept, ...(others.length === 0 ? {} : { dependencies: others }) } } }),
  };
};

const beadsWords: Vocabulary = {
  ...openClosed,
  status: new Map<string, TaskStatus>([
    ...(openClosed.status ?? []),
    ...(['deferred', 'pinned', 'hooked'] as const).map((word) => [word, 'blocked'] as const),
  ]),
};

/** Why beads keeps an open issue out of what is ready, apart from its links; undefined where it does not. */
const whyNoWork = (issue: Told, deferUntil: Instant | undefined, now: Instant): string | undefined => {
  const type = textOf(issue.get('issue_type'))?.toLowerCase();
  if (type !== undefined && noWork.has(type)) return `is no work: ${type}`;
  if (issue.get('ephemeral') === true) return 'is no work: ephemeral';
  const status = textOf(issue.get('status'));
  if (issue.get('pinned') === true || status === 'pinned') return 'is pinned';
  if (status === 'hooked') return 'is on the hook of an agent';
  if (deferUntil !== undefined && deferUntil > now) return `is put off until ${deferUntil}`;
  return status === 'deferred' ? 'is put off' : undefined;
};

type Links = {
  readonly parent: string | undefined;
  readonly depends: string[];
  readonly others: unknown[];
  /** Why the issue will not be needed, where a condition on another is no longer to be met. */
  readonly never: string | undefined;
};

/** One parent, the first that is there; what blocks is a dependency, unless it is deleted; other relations are only kept. */
const linksOf = (issue: Told, { byId, gone }: Issues, telling: Telling): Links => {
  let never: string | undefined;
  const parents: string[] = [];
  const depends = new Set<string>();
  const others: unknown[] = [];
  for (const each of listOf(issue.get('dependencies'))) {
    const link = recordOf(each);
    const type = textOf(link?.get('type'));
    const id = textOf(link?.get('depends_on_id'));
    const waits = type === 'blocks' || type === 'waits-for' || type === 'conditional-blocks';
    if (id !== undefined && gone.has(id) && (waits || type === 'parent-child')) {
      others.push(each);
      telling.leaveOut('links to deleted issues: kept under "import", nothing waits for them', [
        `${textOf(issue.get('id'))} → ${id}`,
      ]);
    } else if (type === 'parent-child' && id !== undefined) parents.push(id);
    else if (type === 'blocks' && id !== undefined) depends.add(id);
    else if (type === 'waits-for' && id !== undefined) {
      depends.add(id);
      others.push(each);
    } else if (type === 'conditional-blocks' && id !== undefined) {
      depends.add(id);
      others.push(each);
      const other = byId.get(id);
      if (other?.get('status') === 'closed' && !failure.test(textOf(other.get('close_reason')) ?? ''))
        never = `was to run if ${id} failed`;
    } else {
      others.push(each);
      telling.leaveOut(`links of type ${type ?? '(none)'}: kept under "import"`);
    }
  }
  const parent = parents.find((id) => byId.has(id)) ?? parents[0];
  for (const id of new Set(parents)) {
    if (id === parent) continue;
    others.push({ depends_on_id: id, type: 'parent-child' });
    telling.leaveOut('further parents of an issue: kept under "import", for a task has one');
  }
  return { parent, depends: [...depends], others, never };
};

type Times = {
  readonly createdAt: Instant | undefined;
  readonly updatedAt: Instant | undefined;
  readonly closedAt: Instant | undefined;
};

const notesOf = (issue: Told, { createdAt, updatedAt, closedAt }: Times): TaskNote[] => {
  const otherwise = updatedAt ?? createdAt ?? '1970-01-01T00:00:00.000Z';
  const own = textOf(issue.get('notes'));
  const reason = textOf(issue.get('close_reason'));
  const comments = listOf(issue.get('comments')).flatMap((each): TaskNote[] => {
    const comment = recordOf(each);
    const text = textOf(comment?.get('text'));
    if (text === undefined) return [];
    return [
      { at: instantFrom(comment?.get('created_at')) ?? otherwise, text, ...present({ by: textOf(comment?.get('author')) }) },
    ];
  });
  return [
    ...(own === undefined ? [] : [{ at: otherwise, text: own }]),
    ...comments,
    ...(reason === undefined ? [] : [{ at: closedAt ?? otherwise, text: `Closed: ${reason}` }]),
  ];
};
