import type { TaskId } from './schema';

export type Link = { readonly from: TaskId; readonly to: TaskId };

/**
 * Links whose removal leaves no cycle, found by walking from each id in order: always those that close one. Depth first
 * with an explicit stack, since chains may be 100,000 long.
 */
export const linksThatCloseCycles = (ids: readonly TaskId[], nextOf: (id: TaskId) => readonly TaskId[]): Link[] => {
  const closing: Link[] = [];
  const onPath = new Set<TaskId>();
  const finished = new Set<TaskId>();
  for (const start of ids) {
    if (finished.has(start)) continue;
    const stack = [{ id: start, left: nextOf(start).values() }];
    onPath.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.next();
      if (next.done === true) {
        onPath.delete(top.id);
        finished.add(top.id);
        stack.pop();
      } else if (onPath.has(next.value)) closing.push({ from: top.id, to: next.value });
      else if (!finished.has(next.value)) {
        onPath.add(next.value);
        stack.push({ id: next.value, left: nextOf(next.value).values() });
      }
    }
  }
  return closing;
};
