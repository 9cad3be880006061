import { basename } from 'node:path';
import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import { hasChecklistMarker, parseChecklist } from '../../domain/task/parse-checklist';
import type { Priority, TaskStatus } from '../../domain/task/vocabulary';
import { type ListedTask, listOfMarkdown } from './markdown-list';
import { namedFaults, startTelling, type Telling } from './words';

export type MarkdownOptions = {
  /** Read as a checklist of our own grammar. */
  readonly signs?: boolean;
  /** Read as a plan whose numbered steps follow each other. */
  readonly plan?: boolean;
};

/**
 * A Markdown list. One of somebody else is read as it stands; with `signs`, or the line that `stint export` puts at the top,
 * as `task add --from` reads it. Throws a TypeError that names the lines which are wrong.
 */
export const batchFromMarkdown = (text: string, path: string, options: MarkdownOptions = {}): ImportBatch =>
  options.signs === true || (options.plan !== true && hasChecklistMarker(text))
    ? batchFromChecklist(text, path)
    : batchFromList(text, options.plan === true);

const noItem = 'it holds no item such as `- [ ] Title`';

const batchFromList = (text: string, isPlan: boolean): ImportBatch => {
  const { tasks, leftOut } = listOfMarkdown(text, { numbered: isPlan });
  if (tasks.length === 0) throw new TypeError(noItem);
  const telling = startTelling();
  for (const [what, items] of leftOut) telling.leaveOut(what, items);
  if (!isPlan && tasks.every(({ mark }) => mark === undefined))
    telling.leaveOut('bullets without a box: open, for no box is in the file', tasks.length);
  const keys = keysOf(
    tasks.map(({ title, headings, above }) => ({ name: title, above, start: headings.map((each) => `${each}/`).join('') })),
  );
  const imported = tasks.map((task, at): ImportedTask => {
    const { title, description, type, above } = task;
    return {
      sourceId: keys[at] ?? '',
      title,
      ...(description === undefined ? {} : { description }),
      ...(above === undefined ? {} : { parent: keys[above] ?? '' }),
      type,
      ...(isPlan ? { depends: stepBefore(tasks, at).map((on) => keys[on] ?? '') } : {}),
      ...statusOf(task, keys[at] ?? '', telling),
    };
  });
  return {
    source: 'markdown',
    tasks: imported,
    phases: [],
    translated: telling.translated,
    leftOut: telling.leftOut(),
    withoutIds: true,
  };
};

/** In a plan, the one before with the same task above. */
const stepBefore = (tasks: readonly ListedTask[], at: number): number[] => {
  const before = tasks.findLastIndex((task, other) => other < at && task.above === tasks[at]?.above);
  return before === -1 ? [] : [before];
};

/** Signs of boxes that say more than open, done, cancelled or in progress. */
const statusOf = (
  { mark, status }: ListedTask,
  key: string,
  telling: Telling,
): { readonly status: TaskStatus; readonly priority?: Priority; readonly blockedBy?: string } => {
  if (mark === undefined || mark === '') return { status };
  if (status === 'blocked') {
    telling.translated.push({ task: key, field: 'status', from: `[${mark}]`, to: 'blocked' });
    return { status, blockedBy: `put off: marked [${mark}]` };
  }
  if (mark !== '!') return { status };
  telling.translated.push({ task: key, field: 'priority', from: '[!]', to: 'high' });
  return { status, priority: 'high' };
};

/** A checklist of our own grammar. An item is known again by its own id (`^id`), or by its title and those above it. */
const batchFromChecklist = (text: string, path: string): ImportBatch => {
  const { tasks, faults } = parseChecklist(text, basename(path));
  if (faults.length > 0) throw new TypeError(namedFaults(faults));
  if (tasks.length === 0) throw new TypeError(noItem);
  const keys = keysOf(
    tasks.map(({ id, title, parent }) =>
      id === undefined
        ? { name: title, above: typeof parent === 'number' ? parent : undefined, start: '' }
        : { name: `^${id}`, above: undefined, start: '' },
    ),
  );
  const keyOf = new Map(tasks.flatMap((task, at) => (task.id === undefined ? [] : [[task.id, keys[at] ?? ''] as const])));
  const parents = new Set(tasks.map((task) => task.parent));
  const types: ImportedTask['type'][] = [];
  const imported = tasks.map((task, at): ImportedTask => {
    const { id, where: _where, parent, depends = [], ...fields } = task;
    const above = typeof parent === 'number' ? parent : undefined;
    const type = above === undefined ? (parents.has(at) ? 'epic' : 'task') : types[above] === 'epic' ? 'task' : 'subtask';
    types.push(type);
    return {
      ...fields,
      sourceId: keys[at] ?? '',
      // Without an id of its own it gets the next number, whatever its title looks like.
      ...(id === undefined ? {} : { wantedId: id }),
      ...(above === undefined ? {} : { parent: keys[above] ?? '' }),
      type: task.type ?? type,
      depends: depends.map((name) => keyOf.get(name) ?? name),
    };
  });
  return { source: 'markdown', tasks: imported, phases: [], translated: [], withoutIds: true, linksHere: true };
};

type Named = { readonly name: string; readonly above: number | undefined; readonly start: string };

/** `Title above/Title`, from `start` on where nothing is above; the second of two equal ones ends in ` (2)`. */
const keysOf = (named: readonly Named[]): string[] => {
  const seen = new Map<string, number>();
  const keys: string[] = [];
  for (const { name, above, start } of named) {
    const key = `${above === undefined ? start : `${keys[above]}/`}${name}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    keys.push(times === 1 ? key : `${key} (${times})`);
  }
  return keys;
};
