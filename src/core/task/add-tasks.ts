import type { Warning } from '../../domain/outcome';
import type { AddAnswer } from '../../domain/task/answer';
import { type Added, type AddRequest, decideAdd } from '../../domain/task/decide-add';
import { forestOf } from '../../domain/task/forest';
import type { NewTask } from '../../domain/task/new-task';
import { parseChecklist } from '../../domain/task/parse-checklist';
import { parseTaskLines } from '../../domain/task/parse-task-lines';
import { viewTask } from '../../domain/task/task-view';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

type Result = Promise<{ data: AddAnswer; warnings: readonly Warning[] }>;
type Place = Pick<AddRequest, 'parent' | 'top'> & { readonly dryRun: boolean };

export const addTask = (context: Context, task: NewTask, place: Place): Result =>
  add(context, { tasks: [task], ...place }, place.dryRun);

/** The text of a backlog and what it is called in messages. */
export type BacklogText = { readonly text: string; readonly name: string };

/** All tasks of a checklist or of JSONL, or none. */
export const addTasksFrom = async (context: Context, backlog: BacklogText, place: Place): Result => {
  const lines = isJsonLines(backlog);
  const { faults, tasks, warnings } = lines
    ? parseTaskLines(backlog.text, backlog.name)
    : { ...parseChecklist(backlog.text, backlog.name), warnings: [] };
  if (faults.length > 0) {
    const rest = faults.length > 20 ? `\n  and ${faults.length - 20} more` : '';
    throw new AppError({
      code: 'E_TASK_INVALID',
      message:
        faults.length === 1
          ? `${faults[0]}`
          : `${faults.length} faults, nothing was added:\n  ${faults.slice(0, 20).join('\n  ')}${rest}`,
      details: { faults: faults.slice(0, 20) },
    });
  }
  if (tasks.length === 0) {
    throw new AppError({
      code: 'E_TASK_INVALID',
      message: `${backlog.name} holds no task: items look like \`- [ ] Title\`, or lines like {"title":"Title"}`,
      details: { file: backlog.name },
    });
  }
  const answer = await add(context, { tasks, ...place, parentsAreEpics: !lines }, place.dryRun);
  return { ...answer, warnings: [...warnings, ...answer.warnings] };
};

const isJsonLines = ({ text, name }: BacklogText): boolean =>
  /\.(?:jsonl|ndjson)$/i.test(name) || (!/\.(?:md|markdown)$/i.test(name) && /^\uFEFF?\s*\{/.test(text));

const add = async (context: Context, request: AddRequest, dryRun: boolean): Result => {
  const { result, warnings } = await commitDecision(
    context,
    (world) => {
      const outcome = decideAdd(world, request);
      if (!outcome.ok) return outcome;
      const { tasks, placed }: Added = outcome.result;
      const items = forestOf(tasks).map(({ task, depth }) => ({ ...viewTask(world, task), depth }));
      return {
        ...outcome,
        result: { items, total: items.length, truncated: false, ...(placed === undefined ? {} : { placed }) },
      };
    },
    { dryRun },
  );
  return { data: { ...result, ...(dryRun ? { dryRun: true as const } : {}) }, warnings };
};
