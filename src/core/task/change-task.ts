import type { Outcome, Warning } from '../../domain/outcome';
import { worldAfter } from '../../domain/state/world-after';
import type { CancelAnswer, ChangedAnswer, ReopenAnswer } from '../../domain/task/answer';
import { type CancelRequest, decideCancel } from '../../domain/task/decide-cancel';
import { decideReopen, type ReopenRequest } from '../../domain/task/decide-reopen';
import { decideUpdate, type UpdateRequest } from '../../domain/task/decide-update';
import type { Task } from '../../domain/task/schema';
import { viewTask } from '../../domain/task/task-view';
import type { World } from '../../domain/world';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

type Result<R> = Promise<{ data: R; warnings: readonly Warning[] }>;

/** Also moves: a new parent is one of the fields. */
export const updateTask = (context: Context, request: UpdateRequest, dryRun: boolean): Result<ChangedAnswer> =>
  change(
    context,
    (world) => decideUpdate(world, request),
    () => ({}),
    dryRun,
  );

export const cancelTask = (context: Context, request: CancelRequest): Result<CancelAnswer> =>
  change(
    context,
    (world) => decideCancel(world, request),
    ({ children }) => (children.length === 0 ? {} : { children: children.map((task) => task.id) }),
  );

export const reopenTask = (context: Context, request: ReopenRequest): Result<ReopenAnswer> =>
  change(
    context,
    (world) => decideReopen(world, request),
    ({ entry, unarchived }) => ({
      ...(entry === undefined ? {} : { entry }),
      ...(unarchived === undefined ? {} : { unarchived }),
    }),
  );

const change = async <R extends { readonly task: Task; readonly changed: boolean }, M extends object>(
  context: Context,
  decide: (world: World) => Outcome<R>,
  more: (result: R) => M,
  dryRun = false,
): Result<ChangedAnswer & M> => {
  const { result, warnings } = await commitDecision(
    context,
    (world) => {
      const outcome = decide(world);
      if (!outcome.ok) return outcome;
      const { task, changed } = outcome.result;
      const view = viewTask(worldAfter(world, outcome.change), task);
      return { ...outcome, result: { task: view, changed, ...more(outcome.result) } };
    },
    { dryRun },
  );
  return { data: result, warnings };
};
