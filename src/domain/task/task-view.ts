import { resolveBinding } from '../binding/resolve-binding';
import { claimantOf } from '../scope/ownership';
import { shortSessionId } from '../session/vocabulary';
import type { World } from '../world';
import type { ShowAnswer, TaskItem, TaskRecord } from './answer';
import { describeObstacles } from './next';
import { readinessOf } from './readiness';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';
import { isFinished } from './vocabulary';

/** A task as lists show it. */
export const viewTask = (world: World, task: Task): TaskItem => {
  const { id, title, type, status, priority, parentId, phase, labels, depends, blockedBy } = task;
  const session = claimantOf(world.state, id);
  const by = holderName(world, task);
  return {
    id,
    title,
    type,
    status,
    priority,
    ...(parentId === undefined ? {} : { parentId }),
    ...(phase === undefined ? {} : { phase }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(depends.length === 0 ? {} : { depends }),
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...(by === undefined ? {} : { by }),
    ...(session === undefined ? {} : { session: session.id }),
    ...(task.archivedAt === undefined ? {} : { archived: true as const }),
  };
};

/** The agent or person that has the task in hand, else the short id of the session. */
export const holderName = (world: World, task: Task): string | undefined => {
  const session = claimantOf(world.state, task.id);
  if (session !== undefined) return session.agent ?? shortSessionId(session.id);
  return task.status === 'active' ? task.work?.by : undefined;
};

const emptyable: ReadonlySet<string> = new Set(['labels', 'depends', 'files', 'acceptance', 'notes']);

/** The stored record without its empty lists. */
export const recordOf = (task: Task): TaskRecord =>
  Object.fromEntries(
    Object.entries(task).filter(([key, value]) => !(emptyable.has(key) && Array.isArray(value) && value.length === 0)),
  ) as TaskRecord;

type Brief = Pick<Task, 'id' | 'title' | 'status'>;

const brief = ({ id, title, status }: Task): Brief => ({ id, title, status });

/** Everything about one task: its record and its neighbours. */
export const detailTask = (world: World, task: Task, archived: boolean): ShowAnswer => {
  const { state } = world;
  const index = indexTasks(state.tasks);
  const find = (id: TaskId): Task | undefined => index.byId.get(id) ?? state.archive.task(id);
  const parent = task.parentId === undefined ? undefined : find(task.parentId);
  const children = index.childrenOf(task.id).map(brief);
  const dependencies = task.depends.map((id) => {
    const other = find(id);
    return other === undefined ? { id } : brief(other);
  });
  const dependents = state.tasks.filter((other) => other.depends.includes(task.id)).map(brief);
  const by = holderName(world, task);
  const because = isFinished(task) ? [] : describeObstacles(readinessOf(world, resolveBinding(world).session).obstaclesOf(task));
  return {
    task: recordOf(task),
    ...(archived ? { archived: true as const } : {}),
    ...(parent === undefined ? {} : { parent: brief(parent) }),
    ...(children.length === 0 ? {} : { children }),
    ...(dependencies.length === 0 ? {} : { dependencies }),
    ...(dependents.length === 0 ? {} : { dependents }),
    ...(by === undefined ? {} : { by }),
    ...(because.length === 0 ? {} : { because }),
  };
};
