import { accept, type Outcome, refuse, type Warning } from '../outcome';
import { heldByAnother } from '../scope/ownership';
import { claimedRefusal } from '../session/choose-focus';
import { settleClaim, withoutWork } from '../session/claims';
import type { Session } from '../session/schema';
import type { Draft } from '../state/draft';
import type { World } from '../world';
import type { Task } from './schema';
import { archivedRefusal, taskInHand } from './task-in-hand';
import { indexTasks, subtreeOf } from './task-index';
import { isFinished } from './vocabulary';

export type CancelRequest = {
  readonly id: string;
  readonly reason?: string;
  readonly withChildren: boolean;
  readonly takeover: boolean;
};

export type Cancelled = {
  readonly task: Task;
  readonly changed: boolean /** Cancelled with it. */;
  readonly children: readonly Task[];
};

/** Gives a task up. Open tasks below it stand in the way (40) unless they are cancelled too. */
export const decideCancel = (world: World, request: CancelRequest): Outcome<Cancelled> => {
  const found = taskInHand(world, request.id, { protectedChange: true, takeover: request.takeover });
  if (!found.ok) return found;
  const { task, draft, session } = found;
  if (task.status === 'cancelled') return accept({ task, changed: false, children: [] }, null, found.warnings);
  if (found.archived) return archivedRefusal(task);
  if (task.status === 'done') {
    return refuse('E_TASK_STATE', `${task.id} is done`, {
      details: { task: task.id, status: task.status },
      fix: [`stint task reopen ${task.id}`],
    });
  }
  const open = subtreeOf(indexTasks(world.state.tasks), task.id).filter((child) => child.id !== task.id && !isFinished(child));
  if (open.length > 0 && !request.withChildren) return openChildren(task, open);
  const foreign = open.flatMap((child) => {
    const holder = request.takeover ? undefined : heldByAnother(world, session, child);
    return holder === undefined ? [] : [claimedRefusal(child, holder)];
  });
  const [first, ...others] = foreign;
  if (first !== undefined) return { ok: false, refusals: [first, ...others] };
  for (const child of open) cancel(world, draft, session, child, request.reason);
  cancel(world, draft, session, task, request.reason);
  const children = open.map((child) => draft.task(child.id) ?? child);
  return accept({ task: draft.task(task.id) ?? task, changed: true, children }, draft.change(), [
    ...found.warnings,
    ...dependentWarnings(world, [task, ...open]),
  ]);
};

const cancel = (world: World, draft: Draft, session: Session | undefined, task: Task, reason: string | undefined): void => {
  const { blockedBy: _blockedBy, ...rest } = withoutWork(draft.task(task.id) ?? task);
  draft.putTask({
    ...(rest as Task),
    status: 'cancelled',
    cancelledAt: world.now,
    updatedAt: world.now,
    ...(reason === undefined ? {} : { notes: [...task.notes, { at: world.now, text: reason, by: world.caller.owner }] }),
  });
  for (const other of draft.sessions()) {
    if (other.held.some((held) => held.taskId === task.id)) settleClaim(world, draft, other.id, task.id);
  }
  draft.event({
    type: 'task_close',
    task: task.id,
    ...(session === undefined ? {} : { session: session.id }),
    data: { cancelled: true, ...(reason === undefined ? {} : { reason }) },
  });
};

const openChildren = (task: Task, open: readonly Task[]) => {
  const ids = open.map((child) => child.id);
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  const count = ids.length === 1 ? '1 open task' : `${ids.length} open tasks`;
  return refuse('E_TASK_STATE', `${task.id} has ${count} below it: ${ids.slice(0, 5).join(', ')}${more}`, {
    details: { task: task.id, open: ids },
    fix: ids.slice(0, 3).map((id) => `stint task cancel ${id}`),
  });
};

/** A cancelled dependency counts as finished: what waited for it may start now, perhaps on wrong assumptions. */
const dependentWarnings = (world: World, cancelled: readonly Task[]): Warning[] => {
  const gone = new Set(cancelled.map((task) => task.id));
  const waiting = world.state.tasks.filter(
    (task) => !isFinished(task) && !gone.has(task.id) && task.depends.some((id) => gone.has(id)),
  );
  if (waiting.length === 0) return [];
  const ids = waiting.slice(0, 5).map((task) => task.id);
  const more = waiting.length > 5 ? ` and ${waiting.length - 5} more` : '';
  return [{ code: 'W_DEPENDENCY_CANCELLED', message: `${ids.join(', ')}${more} waited for it and no longer will` }];
};
