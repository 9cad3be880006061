import type { Outcome, Warning } from '../../domain/outcome';
import { accept } from '../../domain/outcome';
import { knownTask } from '../../domain/record/known-task';
import type { DashAnswer, ShowAnswer, TaskListAnswer, TaskTreeAnswer } from '../../domain/task/answer';
import { type ListRequest, listTasks, type TreeRequest, treeOfTasks } from '../../domain/task/list-tasks';
import { overviewOf } from '../../domain/task/overview';
import { detailTask } from '../../domain/task/task-view';
import type { World } from '../../domain/world';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

type Result<R> = Promise<{ data: R; warnings: readonly Warning[] }>;

export const showTask = (context: Context, id: string): Result<ShowAnswer> =>
  look(context, (world) => {
    const known = knownTask(world, id);
    return known.ok ? accept(detailTask(world, known.task, known.archived)) : known;
  });

export const listOfTasks = (context: Context, request: ListRequest): Result<TaskListAnswer> =>
  look(context, (world) => listTasks(world, request));

export const showTree = (context: Context, request: TreeRequest): Result<TaskTreeAnswer> =>
  look(context, (world) => treeOfTasks(world, request));

export const showOverview = (context: Context): Result<DashAnswer> => look(context, (world) => accept(overviewOf(world)));

const look = async <R>(context: Context, decide: (world: World) => Outcome<R>): Result<R> => {
  const outcome = await readWorld(context, decide);
  if (!outcome.ok) throw new AppError(outcome.refusals[0]);
  return { data: outcome.result, warnings: outcome.warnings };
};
