import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareTaskIds } from '../../domain/task/id';
import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { Priority, TaskStatus } from '../../domain/task/vocabulary';
import { AdapterError } from '../adapter-error';
import { type IdScheme, idScheme } from './backlog-md-ids';
import { fieldsIn, readFrontMatter } from './front-matter';
import { checksIn, sectionsOf } from './page-sections';
import { isFile, isFolder, readText } from './read-json';
import { present, restOf, type Told, textOf, textsOf } from './told';
import { kindLabel, startTelling, statusOfWord, type Telling, type Vocabulary, wordsOf } from './words';

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
  readonly file: string;
  readonly draft: boolean;
  readonly completed: boolean;
};

export type BacklogMdOptions = {
  /** Pages in folders below `tasks/` and the others too. */
  readonly recursive?: boolean;
  /** Pages that cannot be read are told and passed over. */
  readonly skipBad?: boolean;
};

/** The folder of Backlog.md: a page a task. Throws a TypeError that names all pages which are not as they should be. */
export const readBacklogMd = (folder: string, options: BacklogMdOptions = {}): ImportBatch => {
  const telling = startTelling();
  const pagesIn = pageReader(folder, options, telling);
  const vocabulary = vocabularyOf(folder, telling);
  const byId = (a: Page, b: Page): number => compareTaskIds(a.id, b.id);
  const pages = [...[...pagesIn('tasks'), ...pagesIn('completed')].sort(byId), ...pagesIn('drafts').sort(byId)];
  for (const kind of ['decisions', 'docs', 'milestones', 'archive/tasks', 'archive/drafts']) {
    telling.leaveOut(`pages of ${kind}/`, namesIn(join(folder, kind), false));
  }
  const ids = idScheme(pages.map(({ id }) => id));
  const tasks = pages.map((page) => taskFrom(page, ids, vocabulary, telling));
  telling.refuseFaults();
  return { source: 'backlog', tasks, phases: [], translated: telling.translated, leftOut: telling.leftOut() };
};

const namesIn = (folder: string, recursive: boolean): string[] =>
  isFolder(folder)
    ? (readdirSync(folder, { recursive }) as string[]).filter((name) => name.endsWith('.md') && isFile(join(folder, name))).sort()
    : [];

/** The statuses of the project's own configuration: the first is open, the last is done, those between are in progress. */
const vocabularyOf = (folder: string, telling: Telling): Vocabulary => {
  const file = ['config.yml', 'config.yaml'].map((name) => join(folder, name)).find(isFile);
  if (file === undefined) return natural;
  let own: string[] = [];
  try {
    own = textsOf(fieldsIn(readText(file)).get('statuses'));
  } catch {
    telling.leaveOut('settings of the project that cannot be read', [file]);
  }
  const words = own.map((word, at): [string, TaskStatus] => [
    word,
    natural.status?.get(word) ?? (at === own.length - 1 ? 'done' : at === 0 ? 'pending' : (statusOfWord(word) ?? 'active')),
  ]);
  return { ...natural, status: new Map<string, TaskStatus>([...(natural.status ?? []), ...words]) };
};

const pageReader =
  (folder: string, options: BacklogMdOptions, telling: Telling) =>
  (kind: 'tasks' | 'completed' | 'drafts'): Page[] => {
    const names = namesIn(join(folder, kind), options.recursive === true);
    const flat = new Set(names);
    const deeper = namesIn(join(folder, kind), true).filter((name) => !flat.has(name));
    telling.leaveOut(
      `pages in folders below ${kind}/: read with --recursive`,
      deeper.map((name) => join(kind, name)),
    );
    return names.flatMap((name): Page[] => {
      const file = join(kind, name);
      try {
        const page = readFrontMatter(readText(join(folder, file)));
        const id = textOf(page?.fields.get('id'));
        if (page !== undefined && id !== undefined)
          return [{ ...page, id, file, draft: kind === 'drafts', completed: kind === 'completed' }];
      } catch (error) {
        if (!isFaultOfPage(error)) throw error;
        if (options.skipBad === true) telling.leaveOut('pages that cannot be read: passed over', [`${file}: ${error.message}`]);
        else telling.fault(`${file}: ${error.message}`);
        return [];
      }
      telling.leaveOut(`pages of ${kind}/ without an id at their top`, [name]);
      return [];
    });
  };

/** Not of the disk, which would be another thing the next time. */
const isFaultOfPage = (error: unknown): error is Error =>
  error instanceof TypeError || (error instanceof AdapterError && error.code === 'E_TASK_INVALID');

const taskFrom = (page: Page, ids: IdScheme, vocabulary: Vocabulary, telling: Telling): ImportedTask => {
  const { fields, body, id, file, draft, completed } = page;
  const words = wordsOf(telling, id, vocabulary, file);
  const told = words.status(fields.get('status'));
  const status = draft ? 'blocked' : completed && told !== 'cancelled' ? 'done' : told;
  if (completed && told !== status) telling.translated.push({ task: id, field: 'status', from: told, to: status });
  const sections = sectionsOf(body);
  const createdAt = words.time('created_date', inUtc(fields.get('created_date')));
  const updatedAt = words.time('updated_date', inUtc(fields.get('updated_date')));
  const criteria = criteriaSections.map((name) => [name, checksIn(sections.get(name))] as const);
  const checks = criteria.flatMap(([, found]) => found.checks);
  const besideThem = criteria.flatMap(([name, { rest }]) => (rest === '' ? [] : [[name, rest] as const]));
  const checked = status === 'done' ? 0 : checks.filter((check) => check.checked).length;
  if (checked > 0) telling.leaveOut('ticks of acceptance criteria of open tasks', checked);
  if (named(fields.get('assignee')).length > 0) telling.leaveOut('assignees: kept under "import", for a task here is claimed');
  const parent = textOf(fields.get('parent_task_id')) ?? ids.above(id);
  return {
    sourceId: id,
    title: words.title(textOf(fields.get('title'))),
    ...present({
      description: descriptionOf(sections, besideThem),
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
const criteriaSections = ['Acceptance Criteria', 'Definition of Done'];
const placedSections = new Set(['', 'Description', ...criteriaSections, ...noteSections]);

const descriptionOf = (
  sections: ReadonlyMap<string, string>,
  besideCriteria: readonly (readonly [string, string])[],
): string | undefined => {
  const head = [sections.get(''), sections.get('Description')].filter((text) => text !== undefined && text !== '');
  // A heading may be all that somebody wrote.
  const others = [...besideCriteria, ...[...sections].filter(([name]) => !placedSections.has(name))].map(([name, text]) =>
    text === '' ? `## ${name}` : `## ${name}\n\n${text}`,
  );
  return textOf([...head, ...others].join('\n\n'));
};

/** A list, or one name as a text. */
const named = (told: unknown): string[] => (typeof told === 'string' ? textsOf([told]) : textsOf(told));

/** Backlog.md writes `2026-01-31 12:00`, in UTC. */
const inUtc = (told: unknown): unknown => {
  const parts = typeof told === 'string' ? /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?$/.exec(told.trim()) : null;
  return parts === null ? told : `${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? ':00'}Z`;
};
