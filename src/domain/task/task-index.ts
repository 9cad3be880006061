import type { Task, TaskId } from './schema';

/** Look-ups over the tasks of one generation. Cyclic, missing and self-naming parents are allowed in it. */
export type TaskIndex = {
  readonly tasks: readonly Task[];
  readonly byId: ReadonlyMap<TaskId, Task>;
  /** Direct children in file order. */
  readonly childrenOf: (id: TaskId) => readonly Task[];
};

const noTasks: readonly Task[] = [];
const known = new WeakMap<readonly Task[], TaskIndex>();

/** The index of a task list; the same list gives the same index. */
export const indexTasks = (tasks: readonly Task[]): TaskIndex => {
  const cached = known.get(tasks);
  if (cached !== undefined) return cached;
  const byId = new Map<TaskId, Task>();
  for (const task of tasks) byId.set(task.id, task);
  let children: Map<TaskId, Task[]> | undefined;
  const index: TaskIndex = {
    tasks,
    byId,
    childrenOf: (id) => {
      children ??= groupByParent(tasks);
      return children.get(id) ?? noTasks;
    },
  };
  known.set(tasks, index);
  return index;
};

const groupByParent = (tasks: readonly Task[]): Map<TaskId, Task[]> => {
  const children = new Map<TaskId, Task[]>();
  for (const task of tasks) {
    if (task.parentId === undefined || task.parentId === task.id) continue;
    const siblings = children.get(task.parentId);
    if (siblings === undefined) children.set(task.parentId, [task]);
    else siblings.push(task);
  }
  return children;
};

/** The task `rootId` and everything below it, each once, parents before children; empty if it is unknown. */
export const subtreeOf = (index: TaskIndex, rootId: TaskId): Task[] => {
  const root = index.byId.get(rootId);
  if (root === undefined) return [];
  const found = [root];
  const seen = new Set([root.id]);
  for (let at = 0; at < found.length; at += 1) {
    const task = found[at];
    if (task === undefined) break;
    for (const child of index.childrenOf(task.id)) {
      if (seen.has(child.id)) continue;
      seen.add(child.id);
      found.push(child);
    }
  }
  return found;
};

/** Parent, grandparent, … of a task, nearest first; ends at a missing parent or where a cycle closes. */
export const ancestorsOf = (index: TaskIndex, id: TaskId): Task[] => {
  const found: Task[] = [];
  const seen = new Set([id]);
  let parentId = index.byId.get(id)?.parentId;
  while (parentId !== undefined && !seen.has(parentId)) {
    const parent = index.byId.get(parentId);
    if (parent === undefined) break;
    seen.add(parentId);
    found.push(parent);
    parentId = parent.parentId;
  }
  return found;
};

/** The nearest ancestor of type epic, the task itself included. */
export const epicOf = (index: TaskIndex, id: TaskId): Task | undefined => {
  const own = index.byId.get(id);
  if (own?.type === 'epic') return own;
  return ancestorsOf(index, id).find((task) => task.type === 'epic');
};
