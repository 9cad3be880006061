import type { TaskId } from './schema';

/**
 * A cycle that runs through one of `changed`, as the ids on it with the first one repeated at the end; undefined if
 * there is none. Cycles that touch no changed task are somebody else's.
 */
export const findCycle = (changed: readonly TaskId[], nextOf: (id: TaskId) => readonly TaskId[]): TaskId[] | undefined => {
  if (changed.length > 1 && !reachesCycle(changed, nextOf)) return undefined;
  for (const id of changed) {
    const path = pathBackTo(id, nextOf);
    if (path !== undefined) return path;
  }
  return undefined;
};

/** Depth first with an explicit stack: chains may be 100,000 long. */
const reachesCycle = (starts: readonly TaskId[], nextOf: (id: TaskId) => readonly TaskId[]): boolean => {
  const onPath = new Set<TaskId>();
  const finished = new Set<TaskId>();
  for (const start of starts) {
    if (finished.has(start)) continue;
    const stack = [{ id: start, left: [...nextOf(start)] }];
    onPath.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        onPath.delete(top.id);
        finished.add(top.id);
        stack.pop();
      } else if (onPath.has(next)) return true;
      else if (!finished.has(next)) {
        onPath.add(next);
        stack.push({ id: next, left: [...nextOf(next)] });
      }
    }
  }
  return false;
};

const pathBackTo = (id: TaskId, nextOf: (id: TaskId) => readonly TaskId[]): TaskId[] | undefined => {
  const cameFrom = new Map<TaskId, TaskId>();
  const queue = [id];
  for (let at = 0; at < queue.length; at += 1) {
    const here = queue[at] ?? id;
    for (const next of nextOf(here)) {
      if (next === id) return [...walkBack(here, id, cameFrom), id];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, here);
      queue.push(next);
    }
  }
  return undefined;
};

const walkBack = (from: TaskId, to: TaskId, cameFrom: ReadonlyMap<TaskId, TaskId>): TaskId[] => {
  const path = [from];
  for (let at = from; at !== to; ) {
    const before = cameFrom.get(at);
    if (before === undefined) break;
    path.push(before);
    at = before;
  }
  return path.reverse();
};
