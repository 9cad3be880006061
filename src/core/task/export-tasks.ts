import type { Warning } from '../../domain/outcome';
import { checklistMarker } from '../../domain/task/parse-checklist';
import { renderChecklist } from '../../domain/task/render-checklist';
import { renderTaskLines } from '../../domain/task/render-task-lines';
import type { Task } from '../../domain/task/schema';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

export type TaskFormat = 'jsonl' | 'markdown';
type Exported = { readonly text: string; readonly tasks: number; readonly warnings: readonly Warning[] };

/** Tasks in a form that `task add --from` reads back. Links to tasks that are not in the export are left out, and told. */
export const exportTasks = (context: Context, format: TaskFormat, options: { readonly archived: boolean }): Promise<Exported> =>
  readWorld(context, ({ state }) => {
    const all = options.archived ? [...state.tasks, ...state.archive.tasks()] : state.tasks;
    const { tasks, lost } = closedUnderLinks(all);
    const warnings: Warning[] = lost === 0 ? [] : [{ code: 'W_LINK_LEFT_OUT', message: linksMessage(lost, options.archived) }];
    if (format === 'jsonl') return { text: renderTaskLines(tasks), tasks: tasks.length, warnings };
    const { text, unwritten } = renderChecklist(tasks);
    return {
      text: text === '' ? '' : `${checklistMarker}\n\n${text}`,
      tasks: tasks.length,
      warnings: [...warnings, ...checklistWarnings(tasks, unwritten)],
    };
  });

const closedUnderLinks = (all: readonly Task[]): { readonly tasks: readonly Task[]; readonly lost: number } => {
  const ids = new Set(all.map((task) => task.id));
  let lost = 0;
  const tasks = all.map((task) => {
    const depends = task.depends.filter((id) => ids.has(id));
    const orphan = task.parentId !== undefined && !ids.has(task.parentId);
    lost += task.depends.length - depends.length + (orphan ? 1 : 0);
    if (!orphan) return depends.length === task.depends.length ? task : { ...task, depends };
    const { parentId: _parentId, ...rest } = task;
    return { ...rest, depends };
  });
  return { tasks, lost };
};

const linksMessage = (lost: number, archived: boolean): string => {
  const links = lost === 1 ? '1 link leads to a task that is' : `${lost} links lead to tasks that are`;
  return `${links} not in the export: left out${archived ? '' : ' (--archived exports archived tasks too)'}`;
};

const checklistWarnings = (tasks: readonly Task[], unwritten: readonly string[]): Warning[] => {
  const warnings: Warning[] = [];
  const names = unwritten.slice(0, 5).map((name) => JSON.stringify(name));
  if (unwritten.length > 0)
    warnings.push({
      code: 'W_EXPORT_PARTIAL',
      message: `${unwritten.length} labels or phases cannot stand in a checklist (${names.join(', ')}${unwritten.length > 5 ? ', …' : ''}): left out`,
    });
  const more = tasks.filter((task) => task.notes.length + task.files.length + task.acceptance.length > 0).length;
  if (more > 0)
    warnings.push({
      code: 'W_EXPORT_PARTIAL',
      message: `a checklist has no place for notes, files and acceptance criteria, which ${more} tasks have: --format jsonl keeps everything`,
    });
  return warnings;
};
