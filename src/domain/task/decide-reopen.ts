import { accept, type Outcome, type Warning } from '../outcome';
import { entryHeader } from '../record/complete-task';
import type { World } from '../world';
import type { Task } from './schema';
import { taskInHand } from './task-in-hand';
import { indexTasks } from './task-index';
import { isFinished } from './vocabulary';

export type ReopenRequest = { readonly id: string; readonly reason?: string; readonly takeover: boolean };

export type Reopened = {
  readonly task: Task;
  readonly changed: boolean;
  /** The ledger line that takes the completion back, where there was one. */
  readonly entry?: string;
  readonly unarchived?: true;
};

/** A finished task, archived or not, becomes pending again. Its next completion is a new one. */
export const decideReopen = (world: World, request: ReopenRequest): Outcome<Reopened> => {
  const found = taskInHand(world, request.id, { protectedChange: true, takeover: request.takeover });
  if (!found.ok) return found;
  const { task, archived, draft, session } = found;
  if (!isFinished(task) && !archived) return accept({ task, changed: false }, null, found.warnings);
  const {
    completedAt: _completed,
    cancelledAt: _cancelled,
    archivedAt: _archived,
    entryId,
    work: _work,
    startedAt: _started,
    ...rest
  } = task;
  const reopened = { ...rest, status: 'pending', updatedAt: world.now } as Task;
  draft.putTask(reopened);
  const entry = task.status === 'done' && entryId !== undefined ? `${entryId}-reopened` : undefined;
  if (entry !== undefined && entryId !== undefined) {
    draft.entry({
      id: entry,
      type: 'reopened',
      ...entryHeader(world, task, session),
      ref: entryId,
      ...(request.reason === undefined ? {} : { reason: request.reason }),
      flags: [],
    });
  }
  draft.event({
    type: 'task_reopen',
    task: task.id,
    ...(session === undefined ? {} : { session: session.id }),
    ...(entry === undefined ? {} : { data: { entry } }),
  });
  const change = draft.change();
  return accept(
    {
      task: reopened,
      changed: true,
      ...(entry === undefined ? {} : { entry }),
      ...(archived ? { unarchived: true as const } : {}),
    },
    change === null || !archived ? change : { ...change, unarchiveTasks: [task.id] },
    [...found.warnings, ...parentWarning(world, reopened)],
  );
};

const parentWarning = (world: World, task: Task): Warning[] => {
  if (task.parentId === undefined) return [];
  const parent = indexTasks(world.state.tasks).byId.get(task.parentId);
  if (parent === undefined)
    return [{ code: 'W_PARENT_MISSING', message: `the parent ${task.parentId} of ${task.id} is not among the open tasks` }];
  return isFinished(parent)
    ? [{ code: 'W_PARENT_FINISHED', message: `${parent.id} is ${parent.status}, and has an open child now` }]
    : [];
};
