import { basename } from 'node:path';
import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import type { NewTask } from '../../domain/task/new-task';
import { parseChecklist } from '../../domain/task/parse-checklist';

/**
 * A Markdown checklist, read as `task add --from` reads it. An item is known again by its own id (`^id`), or by its title
 * and those above it. Throws a TypeError that names the lines which are wrong.
 */
export const batchFromMarkdown = (text: string, path: string): ImportBatch => {
  const file = basename(path);
  const { tasks, faults } = parseChecklist(text, file);
  if (faults.length > 0) throw new TypeError(faults.slice(0, 20).join('\n  '));
  if (tasks.length === 0) throw new TypeError('it holds no item such as `- [ ] Title`');
  const keys = keysOf(tasks, file);
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
      ...(id === undefined ? {} : { wantedId: id }),
      ...(above === undefined ? {} : { parent: keys[above] ?? '' }),
      type,
      depends: depends.map((name) => keyOf.get(name) ?? name),
    };
  });
  return { source: 'markdown', tasks: imported, phases: [], translated: [], linksHere: true };
};

/** `file#id`, or `file#Title above/Title`; the second of two equal ones ends in ` (2)`. None of them is a legal id. */
const keysOf = (tasks: readonly NewTask[], file: string): string[] => {
  const seen = new Map<string, number>();
  const keys: string[] = [];
  for (const { id, title, parent } of tasks) {
    const above = typeof parent === 'number' ? `${keys[parent]}/` : `${file}#`;
    const key = id === undefined ? `${above}${title}` : `${file}#^${id}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    keys.push(times === 1 ? key : `${key} (${times})`);
  }
  return keys;
};
