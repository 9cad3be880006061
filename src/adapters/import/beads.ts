import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { TaskNote } from '../../domain/task/schema';
import type { Instant } from '../../domain/time/instant';
import { openClosed } from './cub';
import type { JsonLine } from './read-json';
import { instantFrom, linesOf, listOf, present, recordOf, restOf, type Told, textOf, textsOf, withSections } from './told';
import { kindLabel, startTelling, type Telling, wordsOf } from './words';

const placed = new Set(
  'id title description design status priority issue_type created_at updated_at started_at closed_at close_reason labels dependencies acceptance_criteria notes comments'.split(
    ' ',
  ),
);

/** A backlog of beads: the lines of `issues.jsonl`. Throws a TypeError that says what is not as it should be. */
export const batchFromBeads = (lines: readonly JsonLine[]): ImportBatch => {
  const telling = startTelling();
  const issues = lines.flatMap(({ value, line }) => {
    const issue = recordOf(value);
    const sourceId = textOf(issue?.get('id'));
    if (issue === undefined || sourceId === undefined) throw new TypeError(`line ${line} is no issue with an "id"`);
    if (issue.get('status') !== 'tombstone') return [{ issue, sourceId }];
    telling.leaveOut('issues that were deleted (tombstone)');
    return [];
  });
  const ids = new Set(issues.map(({ sourceId }) => sourceId));
  const tasks = issues.map(({ issue, sourceId }) => taskFrom(issue, sourceId, ids, telling));
  return { source: 'beads', tasks, phases: [], translated: telling.translated, leftOut: telling.leftOut() };
};

const taskFrom = (issue: Told, sourceId: string, ids: ReadonlySet<string>, telling: Telling): ImportedTask => {
  const words = wordsOf(telling, sourceId, openClosed);
  const status = words.status(issue.get('status'));
  const createdAt = instantFrom(issue.get('created_at'));
  const updatedAt = instantFrom(issue.get('updated_at'));
  const closedAt = instantFrom(issue.get('closed_at'));
  const { parent, depends, others } = linksOf(issue, ids, telling);
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
    ...present({ createdAt, updatedAt, startedAt: instantFrom(issue.get('started_at')) }),
    ...(status === 'done' ? present({ completedAt: closedAt }) : {}),
    ...(kept === undefined && others.length === 0
      ? {}
      : { extra: { import: { source: 'beads', ...kept, ...(others.length === 0 ? {} : { dependencies: others }) } } }),
  };
};

type Links = { readonly parent: string | undefined; readonly depends: string[]; readonly others: unknown[] };

/** One parent, the first that is there; what blocks is a dependency; other relations are only kept. */
const linksOf = (issue: Told, ids: ReadonlySet<string>, telling: Telling): Links => {
  const parents: string[] = [];
  const depends = new Set<string>();
  const others: unknown[] = [];
  for (const each of listOf(issue.get('dependencies'))) {
    const link = recordOf(each);
    const type = textOf(link?.get('type'));
    const id = textOf(link?.get('depends_on_id'));
    if (type === 'parent-child' && id !== undefined) parents.push(id);
    else if (type === 'blocks' && id !== undefined) depends.add(id);
    else {
      others.push(each);
      telling.leaveOut(`links of type ${type ?? '(none)'}: kept under "import"`);
    }
  }
  const parent = parents.find((id) => ids.has(id)) ?? parents[0];
  for (const id of new Set(parents)) {
    if (id === parent) continue;
    others.push({ depends_on_id: id, type: 'parent-child' });
    telling.leaveOut('further parents of an issue: kept under "import", for a task has one');
  }
  return { parent, depends: [...depends], others };
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
