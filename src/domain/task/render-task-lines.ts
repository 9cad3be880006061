import { visibleJson } from '../text/visible';
import type { Task } from './schema';

/** What a reading project finds out by itself. */
const derived: ReadonlySet<string> = new Set(['archivedAt', 'work', 'completions', 'entryId']);

/** Tasks as `task add --from` reads JSONL: one a line, unknown keys too. */
export const renderTaskLines = (tasks: readonly Task[]): string =>
  tasks
    .map(
      (task) => `${visibleJson(JSON.stringify(Object.fromEntries(Object.entries(task).filter(([key]) => !derived.has(key)))))}\n`,
    )
    .join('');
