import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareTaskIds } from '../../domain/task/id';
import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { Priority, TaskStatus } from '../../domain/task/vocabulary';
import { type IdScheme, idScheme } from './backlog-md-ids';
import { readFrontMatter } from './front-matter';
import { checksIn, sectionsOf } from './page-sections';
import { isFile, isFolder, readText } from './read-json';
import { instantFrom, present, restOf, type Told, textOf, textsOf, withSections } from './told';
import { kindLabel, startTelling, type Telling, type Vocabulary, wordsOf } from './words';

const natural: Vocabulary = {
  status: new Map<string, TaskStatus>([
    ['To Do', 'pending'],
    ['In Progress', 'active'],
    ['Done', 'done'],
  ]),
  priority: new Map<string, Priority>((['high', 'medium', 'low'] as const).map((word) => [word, word])),
};

const placed = new Set(
  'id title status priority labels dependencies parent_task_id created_date updated_date milestone modified_files type'.split(
    ' ',
  ),
);

type Page = {
  readonly fields: Told;
  readonly body: string;
  readonly id: string;
  readonly draft: boolean;
  readonly completed: boolean;
};

/** The folder of Backlog.md: a page a task. Throws a TypeError that names the page which is not as it should be. */
export const readBacklogMd = (folder: string): ImportBatch => {
  const telling = startTelling();
  const byId = (a: Page, b: Page): number => compareTaskIds(a.id, b.id);
  const pages = [
    ...[...pagesIn(folder, 'tasks', telling), ...pagesIn(folder, 'completed', telling)].sort(byId),
    ...pagesIn(folder, 'drafts', telling).sort(byId),
  ];
  for (const kind of ['decisions', 'docs', 'milestones', 'archive/tasks', 'archive/drafts']) {
    const count = namesIn(join(folder, kind)).length;
    if (count > 0) telling.leaveOut(`pages of ${kind}/`, count);
  }
  const ids = idScheme(pages.map(({ id }) => id));
  const tasks = pages.map((page) => taskFrom(page, ids, telling));
  return { source: 'backlog', tasks, phases: [], translated: telling.translated, leftOut: telling.leftOut() };
};

const namesIn = (folder: string): string[] =>
  isFolder(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.md') && isFile(join(folder, name)))
        .sort()
    : [];

const pagesIn = (folder: string, kind: 'tasks' | 'completed' | 'drafts', telling: Telling): Page[] =>
  namesIn(join(folder, kind)).flatMap((name): Page[] => {
    const file = join(kind, name);
    try {
      const page = readFrontMatter(readText(join(folder, file)));
      const id = textOf(page?.fields.get('id'));
      if (page !== undefined && id !== undefined)
        return [{ ...page, id, draft: kind === 'drafts', completed: kind === 'completed' }];
    } catch (error) {
      if (error instanceof TypeError) throw new TypeError(`${file}: ${error.message}`);
      throw error;
    }
    telling.leaveOut(`pages of ${kind}/ without an id at their top`);
    return [];
  });

const taskFrom = ({ fields, body, id, draft, completed }: Page, ids: IdScheme, telling: Telling): ImportedTask => {
  const words = wordsOf(telling, id, natural);
  const told = words.status(fields.get('status'));
  const status = draft ? 'blocked' : completed && told !== 'cancelled' ? 'done' : told;
  if (completed && told !== status) telling.translated.push({ task: id, field: 'status', from: told, to: status });
  const sections = sectionsOf(body);
  const createdAt = dateFrom(fields.get('created_date'));
  const updatedAt = dateFrom(fields.get('updated_date'));
  const checks = [...checksIn(sections.get('Acceptance Criteria')), ...checksIn(sections.get('Definition of Done'))];
  const checked = status === 'done' ? 0 : checks.filter((check) => check.checked).length;
  if (checked > 0) telling.leaveOut('ticks of acceptance criteria of open tasks', checked);
  if (named(fields.get('assignee')).length > 0) telling.leaveOut('assignees: kept under "import", for a task here is claimed');
  const parent = textOf(fields.get('parent_task_id')) ?? ids.above(id);
  return {
    sourceId: id,
    title: words.title(textOf(fields.get('title'))),
    ...present({
      description: descriptionOf(sections),
      parent: parent === undefined ? undefined : ids.find(parent),
      phase: textOf(fields.get('milestone')),
    }),
    type: parent === undefined ? 'task' : 'subtask',
    status,
    priority: words.priority(fields.get('priority')),
    labels: [...named(fields.get('labels')), ...kindLabel(fields, 'type'), ...(draft ? ['draft'] : [])],
    depends: [...new Set(named(fields.get('dependencies')).map(ids.find))],
    files: textsOf(fields.get('modified_files')),
    acceptance: checks.map((check) => check.text),
    notes: noteSections.flatMap((name) => {
      const text = sections.get(name);
      const at = updatedAt ?? createdAt ?? '1970-01-01T00:00:00.000Z';
      return text === undefined || text === '' ? [] : [{ at, text: `${name}: ${text}` }];
    }),
    ...present({ createdAt, updatedAt, blockedBy: draft ? 'it is a draft' : undefined }),
    ...(status === 'done' ? present({ completedAt: updatedAt }) : {}),
    ...restOf('backlog', fields, placed),
  };
};

const noteSections = ['Implementation Notes', 'Final Summary', 'Comments'];
const placedSections = new Set(['', 'Description', 'Acceptance Criteria', 'Definition of Done', ...noteSections]);

const descriptionOf = (sections: ReadonlyMap<string, string>): string | undefined => {
  const head = [sections.get(''), sections.get('Description')].filter((text) => text !== undefined && text !== '').join('\n\n');
  return withSections(
    head,
    [...sections].filter(([name]) => !placedSections.has(name)),
  );
};

/** A list, or one name as a text. */
const named = (told: unknown): string[] => (typeof told === 'string' ? textsOf([told]) : textsOf(told));

/** Backlog.md writes `2026-01-31 12:00`, in UTC. */
const dateFrom = (told: unknown): string | undefined => {
  const parts = typeof told === 'string' ? /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?$/.exec(told.trim()) : null;
  if (parts === null) return instantFrom(told);
  return instantFrom(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? ':00'}Z`);
};
