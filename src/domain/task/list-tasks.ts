import { boundSession } from '../binding/bound-session';
import { requireSession } from '../binding/require-session';
import { accept, type Outcome, refuse } from '../outcome';
import { knownTask } from '../record/known-task';
import { parseScopeRequest } from '../scope/scope-request';
import { scopeSetOf } from '../scope/scope-sets';
import { selectScope } from '../scope/select-scope';
import { nearest } from '../text/nearest';
import type { World } from '../world';
import type { TaskItem, TaskListAnswer, TaskTreeAnswer } from './answer';
import { forestOf, sumUpwards } from './forest';
import { compareTaskIds } from './id';
import { readinessOf } from './readiness';
import type { Task, TaskId } from './schema';
import { viewTask } from './task-view';
import { isFinished, type Priority, priorities, type TaskStatus, type TaskType } from './vocabulary';

/** Every filter narrows; values within one filter widen, except labels, which must all be there. */
export type ListRequest = {
  readonly statuses: readonly TaskStatus[];
  readonly priorities: readonly Priority[];
  readonly types: readonly TaskType[];
  readonly labels: readonly string[];
  readonly phase?: string;
  readonly parent?: string;
  readonly scope?: string;
  readonly mine: boolean;
  /** Only what may be started now. */
  readonly ready?: boolean;
  /** Finished and archived ones too. */
  readonly all: boolean;
  /** Archived ones only. */
  readonly archived: boolean;
  readonly limit?: number;
  readonly fields?: readonly string[];
};

const fieldNames = [
  ...[
    'id',
    'title',
    'type',
    'status',
    'priority',
    'parentId',
    'phase',
    'labels',
    'depends',
    'blockedBy',
    'by',
    'session',
    'archived',
  ],
  ...['uid', 'description', 'files', 'acceptance', 'notes', 'externalRef', 'work', 'createdAt', 'updatedAt', 'startedAt'],
  ...['completedAt', 'cancelledAt', 'archivedAt'],
];

/** Tasks by my scope first, then those in progress, then priority and id. */
export const listTasks = (world: World, request: ListRequest): Outcome<TaskListAnswer> => {
  const wrong = request.fields?.find((field) => !fieldNames.includes(field));
  if (wrong !== undefined) return unknownField(wrong);
  const bound = request.mine ? requireSession(world) : boundSession(world);
  if (!bound.ok) return bound;
  const own = bound.session === undefined ? undefined : scopeSetOf(world.state, bound.session);
  const selected = selection(world, request);
  if (!selected.ok) return selected;
  const parent = request.parent === undefined ? undefined : knownTask(world, request.parent);
  if (parent?.ok === false) return parent;

  const ready = request.ready === true ? readinessOf(world, bound.session) : undefined;
  const matches = pool(world, request).filter(
    (task) =>
      matchesFields(task, request) &&
      (selected.ids === undefined || selected.ids.has(task.id)) &&
      (!request.mine || own?.has(task.id) === true) &&
      (parent === undefined || task.parentId === parent.task.id) &&
      (ready === undefined || ready.obstaclesOf(task).length === 0),
  );
  const rank = (task: Task): number =>
    (isFinished(task) ? 100 : 0) + (own?.has(task.id) === true ? 0 : 10) + (task.status === 'active' ? 0 : 5) + urgency(task);
  const sorted = inOrder(matches, rank);
  const shown = sorted.slice(0, request.limit);
  const items = shown.map((task) => (request.fields === undefined ? viewTask(world, task) : only(world, task, request.fields)));
  return accept({ items, total: sorted.length, truncated: items.length < sorted.length }, null, selected.warnings);
};

/** By rank and then by id. Tasks of one rank mostly stand in that order already, so that sorting each rank compares each once. */
const inOrder = (tasks: readonly Task[], rank: (task: Task) => number): Task[] => {
  const byRank = new Map<number, Task[]>();
  for (const task of tasks) {
    const key = rank(task);
    const equals = byRank.get(key);
    if (equals === undefined) byRank.set(key, [task]);
    else equals.push(task);
  }
  const ranks = [...byRank].sort(([a], [b]) => a - b);
  return ranks.flatMap(([, equals]) => equals.sort((a, b) => compareTaskIds(a.id, b.id)));
};

const urgency = (task: Task): number => priorities.indexOf(task.priority);

const pool = (world: World, { archived, all }: ListRequest): readonly Task[] => {
  if (archived) return world.state.archive.tasks();
  return all ? [...world.state.tasks, ...world.state.archive.tasks()] : world.state.tasks;
};

const matchesFields = (task: Task, request: ListRequest): boolean => {
  const { statuses, all, archived } = request;
  if (statuses.length > 0 ? !statuses.includes(task.status) : !all && !archived && isFinished(task)) return false;
  if (request.priorities.length > 0 && !request.priorities.includes(task.priority)) return false;
  if (request.types.length > 0 && !request.types.includes(task.type)) return false;
  if (request.phase !== undefined && task.phase !== request.phase) return false;
  return request.labels.every((label) => task.labels.includes(label));
};

const selection = (world: World, { scope }: ListRequest) => {
  if (scope === undefined) return { ok: true as const, ids: undefined, warnings: [] };
  const parsed = parseScopeRequest({ scope });
  return parsed.ok ? selectScope(world, parsed.scope) : parsed;
};

const only = (world: World, task: Task, fields: readonly string[]): Partial<TaskItem> & Record<string, unknown> => {
  const values = new Map<string, unknown>([...Object.entries(task), ...Object.entries(viewTask(world, task))]);
  return Object.fromEntries(fields.filter((field) => values.has(field)).map((field) => [field, values.get(field)]));
};

const unknownField = (field: string) => {
  const near = nearest(field, fieldNames);
  const hint = near === undefined ? `: one of ${fieldNames.join(', ')}` : `, did you mean ${near}?`;
  return refuse('E_USAGE', `--fields: a task has no field ${JSON.stringify(field)}${hint}`, {
    details: { field, fields: fieldNames },
  });
};

export type TreeRequest = { readonly root?: string; readonly all: boolean; readonly depth?: number; readonly limit?: number };

/** The tasks as a tree, depth first. Finished tasks are left out unless an open one is below them. */
export const treeOfTasks = (world: World, request: TreeRequest): Outcome<TaskTreeAnswer> => {
  const root = request.root === undefined ? undefined : knownTask(world, request.root);
  if (root?.ok === false) return root;
  const placed = forestOf(world.state.tasks, root?.task.id);
  const openBelow: ReadonlyMap<TaskId, number> = request.all
    ? new Map()
    : sumUpwards(placed, (task) => (isFinished(task) ? 0 : 1));
  const shown = placed.filter(
    ({ task, depth }) =>
      (request.all || depth === 0 || (openBelow.get(task.id) ?? 0) > 0) &&
      (request.all || root !== undefined || (openBelow.get(task.id) ?? 0) > 0) &&
      (request.depth === undefined || depth < request.depth),
  );
  const items = shown.slice(0, request.limit).map(({ task, depth }) => ({ ...viewTask(world, task), depth }));
  return accept({ items, total: shown.length, truncated: items.length < shown.length });
};
