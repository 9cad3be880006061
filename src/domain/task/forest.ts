import type { Task, TaskId } from './schema';
import { indexTasks, type TaskIndex } from './task-index';

export type Placed = { readonly task: Task; readonly depth: number };

/**
 * Every task once, children right behind their parent, in file order. Tasks whose parent is missing stand at the top;
 * so does one task of every cycle of parents.
 */
export const forestOf = (tasks: readonly Task[], rootId?: TaskId): Placed[] => {
  const index = indexTasks(tasks);
  const placed: Placed[] = [];
  const seen = new Set<TaskId>();
  const all = [...index.byId.values()];
  const roots = rootId === undefined ? all.filter((task) => isTop(index, task)) : all.filter((task) => task.id === rootId);
  for (const root of roots) place(index, root, seen, placed);
  if (rootId === undefined) for (const task of all) place(index, task, seen, placed);
  return placed;
};

const isTop = (index: TaskIndex, task: Task): boolean =>
  task.parentId === undefined || task.parentId === task.id || !index.byId.has(task.parentId);

const place = (index: TaskIndex, root: Task, seen: Set<TaskId>, placed: Placed[]): void => {
  const stack: Placed[] = [{ task: root, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (seen.has(top.task.id)) continue;
    seen.add(top.task.id);
    placed.push(top);
    for (const child of index.childrenOf(top.task.id).toReversed()) stack.push({ task: child, depth: top.depth + 1 });
  }
};

/** A sum over each task and everything below it, in one pass from the leaves upwards. */
export const sumUpwards = (placed: readonly Placed[], countOf: (task: Task) => number): ReadonlyMap<TaskId, number> => {
  const sums = new Map<TaskId, number>();
  const pending: number[] = [];
  for (const one of placed.toReversed()) {
    const sum = countOf(one.task) + (pending[one.depth + 1] ?? 0);
    pending[one.depth + 1] = 0;
    pending[one.depth] = (pending[one.depth] ?? 0) + sum;
    sums.set(one.task.id, sum);
  }
  return sums;
};
