import { accept, type Outcome, refuse, type Warning } from '../outcome';
import type { State } from '../state/state';
import type { World } from '../world';
import { cycleRefusal, treeConflictWarnings, withTasks } from './check-tree';
import { fieldFaults } from './field-faults';
import { findTask, findTaskOrArchived, similarTaskIds } from './find-task';
import { isTaskId, nextTaskIds } from './id';
import type { NewTask } from './new-task';
import { type Placement, placementFor } from './placement';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';
import { isFinished, type TaskType } from './vocabulary';

export type AddRequest = {
  /** In the order in which they are to be numbered. */
  readonly tasks: readonly NewTask[];
  /** Parent of every task that names none. */
  readonly parent?: string;
  /** Tasks that name no parent have none, also in a session. */
  readonly top: boolean;
  /** Top-level tasks with children become epics: what a checklist means. */
  readonly parentsAreEpics?: boolean;
};

export type Added = {
  readonly tasks: readonly Task[];
  /** Set where the session's scope decided about the parent. */
  readonly placed?: Placement['placed'];
};

/** How many faults of a file are named at once. */
const namedFaults = 20;

/** Adds all tasks or none. Ids, parents and dependencies may point forward within the request. */
export const decideAdd = (world: World, request: AddRequest): Outcome<Added> => {
  const { state } = world;
  const faults = request.tasks.flatMap((task) => fieldFaults(task).map((fault) => at(task, fault)));
  for (const each of idFaults(state, request.tasks)) faults.push(each);
  if (faults.length > 0) return invalid(faults);
  const placement = placementFor(world, request);
  if (!placement.ok) return placement;

  const given = request.tasks.flatMap((task) => (task.id === undefined ? [] : [task.id]));
  const fresh = nextTaskIds(state, request.tasks.length - given.length, given);
  const unused = fresh.ids.values();
  const ids = request.tasks.map((task) => task.id ?? unused.next().value ?? '');
  const own = new Set(ids);
  const links = request.tasks.map((task) => linksOf(state, own, ids, task, placement.parentId));
  const linkFaults = links.flatMap((link, index) => link.faults.map((fault) => at(request.tasks[index], fault)));
  if (linkFaults.length > 0) return invalid(linkFaults);

  const underScope = placedByScope(links, ids, placement);
  const drafts = request.tasks.map((item, index) => {
    const { parentId, depends } = links[index] ?? { parentId: undefined, depends: [] };
    const inherited = placement.phase !== undefined && underScope(index) ? { phase: placement.phase } : {};
    return build(world, item, ids[index] ?? '', { ...inherited, ...(parentId === undefined ? {} : { parentId }), depends });
  });
  const untyped = withTasks(state.tasks, drafts);
  const cycle = cycleRefusal(untyped, ids);
  if (cycle !== undefined) return { ok: false, refusals: [cycle] };
  const tasks = withTypes(state, drafts, request);
  const warnings: Warning[] = [
    ...placement.warnings,
    ...parentWarnings(state, tasks),
    ...(placement.outside(tasks) ?? []),
    ...treeConflictWarnings(state, withTasks(state.tasks, tasks)),
  ];
  const anyPlaced = request.tasks.some((task) => task.parent === undefined);
  const changesNumber = fresh.lastTaskNumber !== state.lastTaskNumber;
  const change = { tasks: { put: tasks }, ...(changesNumber ? { lastTaskNumber: fresh.lastTaskNumber } : {}) };
  return accept(
    { tasks, ...(placement.placed === undefined || !anyPlaced ? {} : { placed: placement.placed }) },
    tasks.length === 0 ? null : change,
    warnings,
  );
};

const at = (task: NewTask | undefined, fault: string): string => (task?.where === undefined ? fault : `${task.where}: ${fault}`);

const invalid = (faults: readonly string[]) => {
  const shown = faults.slice(0, namedFaults);
  const rest = faults.length - shown.length;
  const more = rest > 0 ? `\n  and ${rest} more` : '';
  const message =
    faults.length === 1 ? (faults[0] ?? '') : `${faults.length} faults, nothing was added:\n  ${shown.join('\n  ')}${more}`;
  return refuse('E_TASK_INVALID', message, { details: { faults: shown } });
};

const idFaults = (state: State, tasks: readonly NewTask[]): string[] => {
  const faults: string[] = [];
  const seen = new Map<TaskId, NewTask>();
  const uids = new Map<string, TaskId>();
  if (tasks.some((task) => task.uid !== undefined)) {
    for (const task of [...state.tasks, ...state.archive.tasks()]) uids.set(task.uid, task.id);
  }
  for (const task of tasks) {
    if (task.uid !== undefined) {
      const other = uids.get(task.uid);
      if (other !== undefined) faults.push(at(task, `the uid ${task.uid} belongs to ${other}`));
      uids.set(task.uid, task.id ?? 'another line');
    }
    if (task.id === undefined) continue;
    const before = seen.get(task.id);
    if (!isTaskId(task.id))
      faults.push(at(task, `${JSON.stringify(task.id)} cannot be an id: letters, digits, ".", "_", "-", at most 64`));
    else if (before !== undefined)
      faults.push(at(task, `the id ${task.id} is given twice${before.where === undefined ? '' : `, first in ${before.where}`}`));
    else if (exists(state, task.id)) faults.push(at(task, `the id ${task.id} is taken`));
    seen.set(task.id, task);
  }
  return faults;
};

const exists = (state: State, id: TaskId): boolean =>
  indexTasks(state.tasks).byId.has(id) || state.archive.task(id) !== undefined;

type Links = { readonly parentId?: TaskId; readonly depends: readonly TaskId[]; readonly faults: readonly string[] };

const linksOf = (
  state: State,
  own: ReadonlySet<TaskId>,
  ids: readonly TaskId[],
  task: NewTask,
  defaultParent: TaskId | undefined,
): Links => {
  const faults: string[] = [];
  const parentId = typeof task.parent === 'number' ? ids[task.parent] : parentIn(state, own, task.parent, faults);
  const depends = (task.depends ?? []).map((typed) => {
    if (own.has(typed)) return typed;
    const found = findTaskOrArchived(state, typed);
    if (found === undefined) faults.push(unknown('dependency', typed, state, own));
    return found?.task.id ?? typed;
  });
  const placed = task.parent === undefined ? defaultParent : parentId;
  return { ...(placed === undefined ? {} : { parentId: placed }), depends: [...new Set(depends)], faults };
};

const parentIn = (state: State, own: ReadonlySet<TaskId>, typed: string | undefined, faults: string[]): TaskId | undefined => {
  if (typed === undefined || own.has(typed)) return typed;
  const found = findTask(state, typed);
  if (found === undefined) faults.push(unknown('parent', typed, state, own));
  return found?.id;
};

/** What a link that leads nowhere is reported as, with near ids. */
const unknown = (what: string, typed: string, state: State, own: ReadonlySet<TaskId>): string => {
  const archived = what === 'parent' && state.archive.task(typed) !== undefined;
  if (archived) return `the parent ${typed} is archived`;
  const near = [...own].filter((id) => id.toLowerCase() === typed.toLowerCase()).concat(similarTaskIds(state, typed));
  const hint = near.length > 0 ? `, did you mean ${near.slice(0, 3).join(' or ')}?` : '';
  return `the ${what} ${JSON.stringify(typed)} does not exist${hint}`;
};

/** Whether a task hangs, directly or not, below the place that the session's scope gave. */
const placedByScope = (links: readonly Links[], ids: readonly TaskId[], { placed, parentId }: Placement) => {
  const position = new Map(ids.map((id, index) => [id, index]));
  const answers = new Map<number, boolean>();
  return (start: number): boolean => {
    if (placed === undefined) return false;
    const path = new Set<number>();
    let answer = false;
    for (let index: number | undefined = start; index !== undefined && !path.has(index); ) {
      const known = answers.get(index);
      if (known !== undefined) {
        answer = known;
        break;
      }
      path.add(index);
      const above: TaskId | undefined = links[index]?.parentId;
      const next: number | undefined = above === undefined ? undefined : position.get(above);
      if (next === undefined) answer = above === parentId;
      index = next;
    }
    for (const index of path) answers.set(index, answer);
    return answer;
  };
};

type Place = { readonly parentId?: TaskId; readonly phase?: string; readonly depends: readonly TaskId[] };

const build = (world: World, item: NewTask, id: TaskId, place: Place): Task => {
  const { now, mint } = world;
  const status = item.status ?? 'pending';
  const phase = item.phase ?? place.phase;
  return {
    ...item.extra,
    id,
    uid: item.uid ?? mint.uid(),
    title: item.title,
    ...(item.description === undefined ? {} : { description: item.description }),
    type: item.type ?? 'task',
    status,
    priority: item.priority ?? 'medium',
    ...(place.parentId === undefined ? {} : { parentId: place.parentId }),
    ...(phase === undefined ? {} : { phase }),
    labels: [...new Set(item.labels ?? [])],
    depends: [...place.depends],
    files: [...new Set(item.files ?? [])],
    acceptance: [...(item.acceptance ?? [])],
    notes: [...(item.notes ?? [])],
    ...(item.externalRef === undefined ? {} : { externalRef: item.externalRef }),
    createdAt: item.createdAt ?? now,
    updatedAt: item.updatedAt ?? now,
    ...(item.startedAt === undefined ? {} : { startedAt: item.startedAt }),
    // When it was finished is only known where somebody says so.
    ...(status === 'done' && item.completedAt !== undefined ? { completedAt: item.completedAt } : {}),
    ...(status === 'cancelled' && item.cancelledAt !== undefined ? { cancelledAt: item.cancelledAt } : {}),
    ...(status === 'blocked' && item.blockedBy !== undefined ? { blockedBy: item.blockedBy } : {}),
  };
};

/** Fills in the types that were left open: a task below a task is a subtask. */
const withTypes = (state: State, drafts: readonly Task[], request: AddRequest): Task[] => {
  const parents = new Set(drafts.map((task) => task.parentId));
  const byId = new Map(withTasks(state.tasks, drafts).map((task) => [task.id, task]));
  const given = new Map(drafts.map((task, index) => [task.id, request.tasks[index]?.type]));
  const added = new Set(drafts.map((task) => task.id));
  const types = new Map<TaskId, TaskType>();
  const typeOf = (task: Task): TaskType => {
    const explicit = added.has(task.id) ? given.get(task.id) : task.type;
    if (explicit !== undefined) return explicit;
    const above = task.parentId === undefined ? undefined : byId.get(task.parentId);
    const inList = above !== undefined && added.has(above.id);
    if (request.parentsAreEpics === true && !inList && parents.has(task.id)) return 'epic';
    const aboveType = above === undefined ? undefined : (types.get(above.id) ?? (inList ? given.get(above.id) : above.type));
    return above === undefined || aboveType === 'epic' ? 'task' : 'subtask';
  };
  for (const task of parentsFirst(drafts)) types.set(task.id, typeOf(task));
  return drafts.map((task) => ({ ...task, type: types.get(task.id) ?? task.type }));
};

const parentsFirst = (tasks: readonly Task[]): Task[] => {
  const waiting = new Map<TaskId | undefined, Task[]>();
  const own = new Set(tasks.map((task) => task.id));
  for (const task of tasks) {
    const above = task.parentId !== undefined && own.has(task.parentId) ? task.parentId : undefined;
    const siblings = waiting.get(above);
    if (siblings === undefined) waiting.set(above, [task]);
    else siblings.push(task);
  }
  const ordered = [...(waiting.get(undefined) ?? [])];
  for (let index = 0; index < ordered.length; index += 1) {
    for (const child of waiting.get(ordered[index]?.id) ?? []) ordered.push(child);
  }
  return ordered;
};

const parentWarnings = (state: State, tasks: readonly Task[]): Warning[] => {
  const finished = new Set(state.tasks.filter(isFinished).map((task) => task.id));
  const parents = new Set(tasks.filter((task) => !isFinished(task)).map((task) => task.parentId));
  return [...parents]
    .filter((id): id is TaskId => id !== undefined && finished.has(id))
    .map((id) => ({ code: 'W_PARENT_FINISHED', message: `${id} is finished, and has an open child now` }));
};
