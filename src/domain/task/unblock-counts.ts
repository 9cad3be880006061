import type { Task, TaskId } from './schema';
import { isFinished } from './vocabulary';

/**
 * For each task of `sources`: how many open tasks wait for it, directly or through other open tasks.
 * Sources must be ready (nothing open before them). Mostly little waits for each, and is walked through one by one; where that
 * takes long, reachability is propagated for 32 sources at a time, so the cost is (edges × sources / 32), and cycles end.
 */
export const unblockCounts = (tasks: readonly Task[], sources: readonly Task[]): ReadonlyMap<TaskId, number> => {
  const graph = openDependents(tasks);
  const leading = sources.filter((task) => graph.outDegree(task.id) > 0).map((task) => task.id);
  const counts = new Map<TaskId, number>();
  const reach = walker(graph);
  let walked = 0;
  while (walked < leading.length) {
    const id = leading[walked] ?? '';
    const count = reach(graph.nodeOf(id));
    if (count === undefined) break;
    counts.set(id, count);
    walked += 1;
  }
  if (walked === leading.length) return counts;
  const order = graph.inOrder();
  const masks = new Int32Array(graph.size);
  for (let start = walked; start < leading.length; start += 32) {
    const chunk = leading.slice(start, start + 32);
    masks.fill(0);
    chunk.forEach((id, bit) => {
      masks[graph.nodeOf(id)] = 1 << bit;
    });
    propagate(graph, order, masks);
    const reached = countBits(order, masks, chunk.length);
    // Every source carries its own bit once.
    chunk.forEach((id, bit) => {
      counts.set(id, (reached[bit] ?? 0) - 1);
    });
  }
  return counts;
};

/** Walks from one source after the other, as long as all walks together take no more steps than four for each node. */
const walker = ({ size, first, targets }: Graph): ((source: number) => number | undefined) => {
  const seenFrom = new Int32Array(size).fill(-1);
  const found: number[] = [];
  let left = 4 * size;
  return (source) => {
    seenFrom[source] = source;
    found.length = 0;
    found.push(source);
    for (let at = 0; at < found.length; at += 1) {
      const node = found[at] ?? 0;
      for (let edge = first[node] ?? 0; edge < (first[node + 1] ?? 0); edge += 1) {
        if (left-- <= 0) return undefined;
        const to = targets[edge] ?? 0;
        if (seenFrom[to] === source) continue;
        seenFrom[to] = source;
        found.push(to);
      }
    }
    return found.length - 1;
  };
};

type Order = {
  /** A dependency comes before its dependents; nodes in or behind a cycle come last. */
  readonly nodes: Int32Array;
  /** How many nodes are in no cycle and behind none. */
  readonly sorted: number;
};

type Graph = {
  readonly size: number;
  readonly nodeOf: (id: TaskId) => number;
  readonly outDegree: (id: TaskId) => number;
  readonly inOrder: () => Order;
  readonly first: Int32Array;
  readonly targets: Int32Array;
};

/** Edges lead from a task to the open tasks that depend on it, packed in two arrays. */
const openDependents = (tasks: readonly Task[]): Graph => {
  const open = tasks.filter((task) => !isFinished(task));
  const nodes = new Map<TaskId, number>();
  open.forEach((task, node) => {
    nodes.set(task.id, node);
  });
  let length = 0;
  for (const task of open) length += task.depends.length;
  const sources = new Int32Array(length);
  const waiting = new Int32Array(length);
  const first = new Int32Array(open.length + 1);
  let edges = 0;
  for (let node = 0; node < open.length; node += 1) {
    for (const id of open[node]?.depends ?? []) {
      const from = nodes.get(id);
      if (from === undefined) continue;
      sources[edges] = from;
      waiting[edges++] = node;
      first[from + 1] = (first[from + 1] ?? 0) + 1;
    }
  }
  for (let node = 0; node < open.length; node += 1) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const targets = new Int32Array(edges);
  const filled = first.slice();
  for (let edge = 0; edge < edges; edge += 1) {
    const from = sources[edge] ?? 0;
    const slot = filled[from] ?? 0;
    targets[slot] = waiting[edge] ?? 0;
    filled[from] = slot + 1;
  }
  const nodeOf = (id: TaskId) => nodes.get(id) ?? -1;
  return {
    size: open.length,
    nodeOf,
    outDegree: (id) => (first[nodeOf(id) + 1] ?? 0) - (first[nodeOf(id)] ?? 0),
    inOrder: () => topological(first, targets, open.length),
    first,
    targets,
  };
};

const topological = (first: Int32Array, targets: Int32Array, size: number): Order => {
  const waitsFor = new Int32Array(size);
  for (const to of targets) waitsFor[to] = (waitsFor[to] ?? 0) + 1;
  const nodes = new Int32Array(size);
  let length = 0;
  for (let node = 0; node < size; node += 1) if (waitsFor[node] === 0) nodes[length++] = node;
  for (let at = 0; at < length; at += 1) {
    const node = nodes[at] ?? 0;
    for (let edge = first[node] ?? 0; edge < (first[node + 1] ?? 0); edge += 1) {
      const to = targets[edge] ?? 0;
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0) nodes[length++] = to;
    }
  }
  const sorted = length;
  for (let node = 0; node < size; node += 1) if ((waitsFor[node] ?? 0) > 0) nodes[length++] = node;
  return { nodes, sorted };
};

/** Gives every node the bits of all sources before it. */
const propagate = ({ first, targets }: Graph, { nodes, sorted }: Order, masks: Int32Array): void => {
  const again: number[] = [];
  const push = (node: number, collect: boolean) => {
    const mask = masks[node] ?? 0;
    for (let edge = first[node] ?? 0; edge < (first[node + 1] ?? 0); edge += 1) {
      const to = targets[edge] ?? 0;
      const old = masks[to] ?? 0;
      if ((old | mask) === old) continue;
      masks[to] = old | mask;
      if (collect) again.push(to);
    }
  };
  for (let at = 0; at < sorted; at += 1) push(nodes[at] ?? 0, false);
  for (let at = sorted; at < nodes.length; at += 1) push(nodes[at] ?? 0, true);
  for (let node = again.pop(); node !== undefined; node = again.pop()) push(node, true);
};

const countBits = ({ nodes }: Order, masks: Int32Array, bits: number): number[] => {
  const counts = new Array<number>(bits).fill(0);
  const add = (mask: number, times: number) => {
    for (let bit = 0; bit < bits; bit += 1) if (((mask >>> bit) & 1) === 1) counts[bit] = (counts[bit] ?? 0) + times;
  };
  // Neighbours in the order mostly carry the same bits, so runs are counted at once.
  let run = 0;
  let times = 0;
  for (const node of nodes) {
    const mask = masks[node] ?? 0;
    if (mask === run) times += 1;
    else {
      if (run !== 0) add(run, times);
      run = mask;
      times = 1;
    }
  }
  if (run !== 0) add(run, times);
  return counts;
};
