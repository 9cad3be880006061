import { resolveBinding } from '../binding/resolve-binding';
import { accept, type Outcome, refuse, type Warning } from '../outcome';
import { clearHolder } from '../record/clear-holder';
import { knownTask } from '../record/known-task';
import { heldByAnother } from '../scope/ownership';
import { claimedRefusal } from '../session/choose-focus';
import { shortSessionId } from '../session/vocabulary';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { treeConflictWarnings } from './check-tree';
import type { Task, TaskId } from './schema';
import { indexTasks, subtreeOf } from './task-index';
import { isFinished } from './vocabulary';

export type ArchiveRequest = {
  /** None: every finished task. */
  readonly ids: readonly string[];
  readonly takeover: boolean;
};

export type Skipped = { readonly id: TaskId; readonly because: string };
export type Archived = { readonly tasks: readonly Task[]; readonly skipped: readonly Skipped[] };

/**
 * Moves finished tasks out of the way. What an open session needs stays: its root, what it holds; so does a finished
 * task with a task below it that stays. A named task takes the finished ones below it along.
 */
export const decideArchive = (world: World, request: ArchiveRequest): Outcome<Archived> => {
  const { state } = world;
  const draft = startDraft(world);
  const candidates = new Map<TaskId, Task>();
  if (request.ids.length === 0) for (const task of state.tasks) if (isFinished(task)) candidates.set(task.id, task);
  const mine = resolveBinding(world).session;
  const already: Skipped[] = [];
  const takenOver = new Set<TaskId>();
  for (const typed of request.ids) {
    const known = knownTask(world, typed);
    if (!known.ok) return known;
    const { task } = known;
    if (known.archived) {
      already.push({ id: task.id, because: 'is archived already' });
      continue;
    }
    const holder = heldByAnother(world, mine, task);
    if (holder !== undefined) {
      if (!request.takeover) return { ok: false, refusals: [claimedRefusal(task, holder)] };
      clearHolder(world, draft, mine, task);
    }
    if (request.takeover) takenOver.add(task.id);
    if (!isFinished(task)) return notFinished(task);
    for (const below of subtreeOf(indexTasks(state.tasks), task.id)) if (isFinished(below)) candidates.set(below.id, below);
  }
  const staying = whatStays(world, candidates, takenOver);
  const tasks: Task[] = [];
  const skipped = [...already];
  for (const task of candidates.values()) {
    const because = staying.get(task.id);
    if (because !== undefined) skipped.push({ id: task.id, because });
    else tasks.push({ ...task, archivedAt: world.now, updatedAt: world.now });
  }
  if (tasks.length === 0) return accept({ tasks, skipped });
  const gone = new Set(tasks.map((task) => task.id));
  const left = state.tasks.filter((task) => !gone.has(task.id));
  const warnings: Warning[] = treeConflictWarnings(state, left);
  return accept({ tasks, skipped }, { ...draft.change(), archiveTasks: tasks, tasks: { remove: [...gone] } }, warnings);
};

const notFinished = (task: Task) =>
  refuse('E_TASK_STATE', `${task.id} is ${task.status}: only finished tasks are archived`, {
    details: { task: task.id, status: task.status },
    fix: [`stint done ${task.id}`, `stint task cancel ${task.id}`],
  });

/** The candidates that must stay, with the reason. One walk upwards from everything that stays. */
const whatStays = (
  { state }: World,
  candidates: ReadonlyMap<TaskId, Task>,
  takenOver: ReadonlySet<TaskId>,
): ReadonlyMap<TaskId, string> => {
  const { byId } = indexTasks(state.tasks);
  const staying = new Map<TaskId, string>();
  for (const session of state.sessions) {
    const root = session.scope.rootTaskId;
    const id = shortSessionId(session.id);
    if (root !== undefined && candidates.has(root)) staying.set(root, `is the root of ${session.status} session ${id}`);
    for (const { taskId } of session.held) {
      if (candidates.has(taskId) && !takenOver.has(taskId)) staying.set(taskId, `is held by session ${id}`);
    }
  }
  for (const task of state.tasks) {
    if (candidates.has(task.id) && !staying.has(task.id)) continue;
    for (let parent = parentOf(byId, task); parent !== undefined && candidates.has(parent.id); parent = parentOf(byId, parent)) {
      if (staying.has(parent.id)) break;
      staying.set(parent.id, isFinished(task) ? `has ${task.id} below it, which stays` : `has an open task below it: ${task.id}`);
    }
  }
  return staying;
};

const parentOf = (byId: ReadonlyMap<TaskId, Task>, task: Task): Task | undefined =>
  task.parentId === undefined ? undefined : byId.get(task.parentId);
