import { linksThatCloseCycles } from './cut-cycles';
import { findCycle } from './find-cycle';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';
import { isFinished } from './vocabulary';

/**
 * What waits for what, in one graph of two nodes a task: that it may begin (`>ID`) and that it is finished (`ID`). A task
 * begins when its dependencies are finished and the task above it may begin; it is finished when it has begun and its open
 * children are finished. A ring in it is work that nobody can ever start.
 */
export type WaitingGraph = {
  readonly nodes: readonly string[];
  readonly nextOf: (node: string) => readonly string[];
};

export const waitingGraph = (tasks: readonly Task[]): WaitingGraph => {
  const index = indexTasks(tasks);
  const isOpen = (id: TaskId): boolean => {
    const task = index.byId.get(id);
    return task !== undefined && !isFinished(task);
  };
  const open = [...index.byId.values()].filter((task) => !isFinished(task));
  return {
    nodes: open.flatMap(({ id }) => nodesOf(id)),
    nextOf: (node) => {
      const task = index.byId.get(taskOf(node));
      if (task === undefined || isFinished(task)) return [];
      if (!node.startsWith(begins)) {
        const children = index.childrenOf(task.id).filter((child) => !isFinished(child));
        return [begins + task.id, ...children.map((child) => child.id)];
      }
      const { parentId } = task;
      const above = parentId === undefined || parentId === task.id || !isOpen(parentId) ? [] : [begins + parentId];
      return [...task.depends.filter(isOpen), ...above];
    },
  };
};

const begins = '>';

/** The nodes of a task. No id of a task begins with the sign. */
export const nodesOf = (id: TaskId): readonly string[] => [id, begins + id];

const taskOf = (node: string): TaskId => (node.startsWith(begins) ? node.slice(begins.length) : node);

/** Tasks that wait for each other in a ring; the first one is repeated at the end. */
export type Ring = readonly TaskId[];

/** A ring of nodes as tasks, each once in a row. */
export const ringOf = (nodes: readonly string[]): Ring => {
  const ids = nodes.map(taskOf).filter((id, at, all) => id !== all[at - 1]);
  return ids.length > 1 && ids[0] === ids.at(-1) ? ids : [...ids, ids[0] ?? ''];
};

/** How many rings are looked for: one that is opened often opens others. */
const ringLimit = 20;

/** Rings of open tasks of which none can ever be started. */
export const findDeadlocks = (tasks: readonly Task[]): readonly Ring[] => {
  const { nodes, nextOf } = waitingGraph(tasks);
  const found = new Map<string, Ring>();
  for (const { to } of linksThatCloseCycles(nodes, nextOf).slice(0, ringLimit)) {
    const path = findCycle([to], nextOf);
    if (path === undefined) continue;
    const ring = ringOf(path);
    found.set([...new Set(ring)].sort().join(' '), ring);
  }
  return [...found.values()];
};

/** A ring in words: `P waits for its part C, C waits for P`. */
export const describeRing = (tasks: readonly Task[], ring: Ring): string => {
  const { byId } = indexTasks(tasks);
  const steps = ring.slice(0, -1).map((id, at) => {
    const next = ring[at + 1] ?? '';
    if (byId.get(id)?.depends.includes(next) === true) return `${id} waits for ${next}`;
    return byId.get(next)?.parentId === id ? `${id} waits for its part ${next}` : `${id} is part of ${next}`;
  });
  return (steps.length <= 8 ? steps : [...steps.slice(0, 4), '…', ...steps.slice(-3)]).join(', ');
};
