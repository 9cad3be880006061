import { accept, type Outcome, type Refused, refuse, type Warning } from '../outcome';
import { asStored, storedForm } from '../secret/is-stored';
import type { World } from '../world';
import { changeStatus, type WorkingStatus } from './change-status';
import { cycleRefusal, treeConflictRefusal, treeConflictWarnings, withTasks } from './check-tree';
import { fieldFaults, tooLong } from './field-faults';
import { findTask, findTaskOrArchived, similarTaskIds } from './find-task';
import { unknownParent } from './placement';
import type { Task, TaskId } from './schema';
import { archivedRefusal, taskInHand } from './task-in-hand';
import type { Priority, TaskType } from './vocabulary';

/** What to change; an absent field stays as it is, an empty `description`, `phase` or `blockedBy` is taken out. */
export type UpdateRequest = {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: TaskType;
  readonly priority?: Priority;
  readonly phase?: string;
  readonly status?: WorkingStatus;
  readonly blockedBy?: string;
  /** An id, or null for none. */
  readonly parent?: string | null;
  readonly add?: Lists;
  readonly remove?: Lists;
  /** Appended to the notes. */
  readonly note?: string;
  readonly takeover: boolean;
  readonly allowOverlap: boolean;
};

type Lists = {
  readonly labels?: readonly string[];
  readonly depends?: readonly string[];
  readonly files?: readonly string[];
  readonly acceptance?: readonly string[];
};

export type Updated = { readonly task: Task; readonly changed: boolean };

export const decideUpdate = (world: World, request: UpdateRequest): Outcome<Updated> => {
  const protectedChange = request.status !== undefined || request.blockedBy !== undefined || request.parent !== undefined;
  const found = taskInHand(world, request.id, {
    protectedChange,
    takeover: request.takeover,
    takes: request.status === 'active',
  });
  if (!found.ok) return found;
  if (found.archived) return archivedRefusal(found.task);
  const { draft, session } = found;
  const warnings: Warning[] = [...found.warnings];
  const faults = textFaults(request);
  if (faults.length > 0) return refuse('E_TASK_INVALID', faults.join('; '), { details: { faults } });

  const fields = withFields(world, found.task, request);
  if (!fields.ok) return fields;
  const wanted = request.status ?? (request.blockedBy !== undefined && request.blockedBy !== '' ? 'blocked' : undefined);
  let task = fields.task;
  if (wanted !== undefined) {
    const status = changeStatus(world, draft, session, task, wanted);
    if (!status.ok) return status;
    for (const each of status.warnings) warnings.push(each);
    task = status.task;
  }
  task = withBlockedBy(task, request.blockedBy);

  const before = world.state.tasks.find((other) => other.id === task.id);
  const changed = JSON.stringify(task) !== JSON.stringify(before);
  if (!changed && draft.change() === null) return accept({ task, changed: false }, null, warnings);
  const tasks = withTasks(world.state.tasks, [task]);
  const cycle = cycleRefusal(tasks, [task.id]);
  const touchesLinks = task.parentId !== before?.parentId || task.depends.some((id) => !before?.depends.includes(id));
  if (touchesLinks && cycle !== undefined) return { ok: false, refusals: [cycle] };
  if (task.parentId !== before?.parentId || task.phase !== before?.phase) {
    const conflict = treeConflictRefusal(world.state, tasks);
    if (conflict !== undefined && !request.allowOverlap) return { ok: false, refusals: [conflict] };
    if (conflict !== undefined) {
      for (const each of treeConflictWarnings(world.state, tasks)) warnings.push(each);
      draft.event({
        type: 'note',
        task: task.id,
        ...(session === undefined ? {} : { session: session.id }),
        data: { text: `${task.id} was changed although scopes overlap now`, allowOverlap: true },
      });
    }
  }
  const updated = { ...task, updatedAt: world.now };
  draft.putTask(updated);
  return accept({ task: updated, changed: true }, draft.change(), warnings);
};

const textFaults = ({ title, description, phase, blockedBy, add, note }: UpdateRequest): string[] => [
  ...fieldFaults({
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(phase === undefined || phase === '' ? {} : { phase }),
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...add,
  }),
  ...(note === undefined ? [] : tooLong('note', note)),
  ...(note !== undefined && note.trim() === '' ? ['a note needs a text'] : []),
];

const withFields = (world: World, task: Task, request: UpdateRequest): { readonly ok: true; readonly task: Task } | Refused => {
  const { add, remove, parent } = request;
  const depends = resolveDepends(world, add?.depends ?? []);
  if (!depends.ok) return depends;
  const parentId = parent === undefined || parent === null ? undefined : findTask(world.state, parent)?.id;
  if (typeof parent === 'string' && parentId === undefined) return unknownParent(world, parent);
  const { parentId: oldParent, description: oldDescription, phase: oldPhase, ...rest } = task;
  const description = asStored(world, request.description, oldDescription);
  const phase = asStored(world, request.phase, oldPhase);
  const newParent = parent === undefined ? oldParent : parentId;
  const removedDepends = (remove?.depends ?? []).map((typed) => findTaskOrArchived(world.state, typed)?.task.id ?? typed);
  const changed = {
    ...rest,
    title: asStored(world, request.title, task.title),
    type: request.type ?? task.type,
    priority: request.priority ?? task.priority,
    labels: merge(world, task.labels, add?.labels, remove?.labels),
    depends: merge(world, task.depends, depends.ids, removedDepends),
    files: merge(world, task.files, add?.files, remove?.files),
    acceptance: merge(world, task.acceptance, add?.acceptance, remove?.acceptance),
    notes: request.note === undefined ? task.notes : [...task.notes, noteOf(world, request.note)],
  };
  const next = {
    ...changed,
    ...(newParent === undefined ? {} : { parentId: newParent }),
    ...(description === undefined || description === '' ? {} : { description }),
    ...(phase === undefined || phase === '' ? {} : { phase }),
  } as Task;
  // In the order of the stored keys, so that an update without effect is seen as one.
  return { ok: true, task: inOrderOf(task, next) };
};

const inOrderOf = (old: Task, next: Task): Task => {
  const values = new Map<string, unknown>(Object.entries(next));
  const kept = Object.keys(old).filter((key) => values.has(key));
  const fresh = [...values.keys()].filter((key) => !Object.hasOwn(old, key));
  return Object.fromEntries([...kept, ...fresh].map((key) => [key, values.get(key)])) as Task;
};

const merge = (world: World, old: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] => {
  const gone = new Set(remove.flatMap((item) => [item, storedForm(world, item)]));
  const fresh = add.filter((item) => !old.includes(storedForm(world, item)));
  return [...new Set([...old, ...fresh])].filter((item) => !gone.has(item));
};

const noteOf = (world: World, text: string): Task['notes'][number] => ({ at: world.now, text, by: world.caller.owner });

const resolveDepends = (world: World, typed: readonly string[]): { readonly ok: true; readonly ids: TaskId[] } | Refused => {
  const ids: TaskId[] = [];
  for (const id of typed) {
    const found = findTaskOrArchived(world.state, id);
    if (found === undefined) {
      const similar = similarTaskIds(world.state, id);
      const hint = similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
      return refuse('E_TASK_INVALID', `the dependency ${JSON.stringify(id)} does not exist${hint}`, {
        details: { dependency: id, ...(similar.length > 0 ? { similar } : {}) },
      });
    }
    ids.push(found.task.id);
  }
  return { ok: true, ids };
};

const withBlockedBy = (task: Task, blockedBy: string | undefined): Task => {
  if (task.status === 'blocked' && blockedBy !== undefined && blockedBy !== '') return { ...task, blockedBy };
  if (task.blockedBy === undefined || (task.status === 'blocked' && blockedBy === undefined)) return task;
  const { blockedBy: _blockedBy, ...rest } = task;
  return rest as Task;
};
