import { accept, type Outcome, refuse } from '../outcome';
import type { Change } from '../state/change';
import type { State } from '../state/state';
import type { World } from '../world';
import { type Link, linksThatCloseCycles } from './cut-cycles';
import { fieldFaults } from './field-faults';
import { isTaskId, nextTaskIds } from './id';
import type { ImportBatch, ImportedTask, ImportReport } from './import-batch';
import type { Task, TaskId } from './schema';
import { isFinished } from './vocabulary';

/**
 * Brings in what no earlier import brought, all of it or nothing. Tasks that are here are never touched. A link that leads
 * nowhere or closes a cycle is told in the report, and nothing is put in its place.
 */
export const decideImport = (world: World, batch: ImportBatch): Outcome<ImportReport> => {
  const { state } = world;
  const faults = batch.tasks.flatMap((task) => fieldFaults(task).map((fault) => `${task.sourceId}: ${fault}`));
  if (faults.length > 0)
    return refuse('E_TASK_INVALID', `nothing was imported:\n  ${faults.slice(0, 20).join('\n  ')}`, {
      details: { faults: faults.slice(0, 20) },
    });
  const here = broughtBefore(state, batch.source);
  const fresh = batch.tasks.filter((task) => !here.has(task.sourceId));
  const { ids, renamed, lastTaskNumber } = idsFor(state, fresh);
  const idOf = new Map([...here, ...fresh.map((task, at) => [task.sourceId, ids[at] ?? ''] as const).reverse()]);

  const missingParents: ImportReport['missingParents'][number][] = [];
  const missingDepends: ImportReport['missingDepends'][number][] = [];
  const linked = fresh.map((task, at) => {
    const id = ids[at] ?? '';
    const parentId = task.parent === undefined ? undefined : idOf.get(task.parent);
    if (task.parent !== undefined && parentId === undefined) missingParents.push({ task: id, parent: task.parent });
    const depends = [...new Set((task.depends ?? []).map((name) => idOf.get(name) ?? name))];
    for (const name of task.depends ?? []) if (!idOf.has(name)) missingDepends.push({ task: id, depends: name });
    return build(world, batch.source, task, { id, depends, ...(parentId === undefined ? {} : { parentId }) });
  });
  const { tasks, cut } = withoutCycles(state, linked);
  const finished = tasks.filter(isFinished).length;
  const report: ImportReport = {
    source: batch.source,
    added: tasks.length,
    unchanged: batch.tasks.length - fresh.length,
    epics: tasks.filter((task) => task.type === 'epic').length,
    open: tasks.length - finished,
    finished,
    phases: newPhases(state, batch),
    translated: translatedOf(batch, fresh),
    renamed,
    missingParents,
    missingDepends,
    cut,
  };
  return accept(report, changeOf(state, batch, report, tasks, lastTaskNumber));
};

/** Ids of tasks, archived ones too, that this source has given before, by their id there. */
const broughtBefore = (state: State, source: string): Map<string, TaskId> => {
  const prefix = `${source}:`;
  const found = new Map<string, TaskId>();
  for (const { id, externalRef } of [...state.archive.tasks(), ...state.tasks])
    if (externalRef?.startsWith(prefix) === true) found.set(externalRef.slice(prefix.length), id);
  return found;
};

type Ids = { readonly ids: readonly TaskId[]; readonly renamed: ImportReport['renamed']; readonly lastTaskNumber: number };

/** The source's ids where they are legal and free; the others get numbers behind all of them. */
const idsFor = (state: State, tasks: readonly ImportedTask[]): Ids => {
  const taken = new Set([...state.tasks, ...state.archive.tasks()].map((task) => task.id));
  const kept = tasks.map(({ sourceId }) => {
    if (!isTaskId(sourceId) || taken.has(sourceId)) return undefined;
    taken.add(sourceId);
    return sourceId;
  });
  const own = kept.filter((id) => id !== undefined);
  const numbers = nextTaskIds(state, kept.length - own.length, own);
  const unused = numbers.ids.values();
  const renamed: ImportReport['renamed'][number][] = [];
  const ids = kept.map((id, at) => {
    if (id !== undefined) return id;
    const to = unused.next().value ?? '';
    renamed.push({ from: tasks[at]?.sourceId ?? '', to });
    return to;
  });
  return { ids, renamed, lastTaskNumber: Math.max(state.lastTaskNumber, numbers.lastTaskNumber) };
};

const build = (
  world: World,
  source: string,
  item: ImportedTask,
  place: { readonly id: TaskId; readonly parentId?: TaskId; readonly depends: string[] },
): Task => {
  const createdAt = item.createdAt ?? world.now;
  return {
    ...item.extra,
    id: place.id,
    uid: world.mint.uid(),
    title: item.title,
    ...(item.description === undefined ? {} : { description: item.description }),
    type: item.type ?? 'task',
    status: item.status ?? 'pending',
    priority: item.priority ?? 'medium',
    ...(place.parentId === undefined ? {} : { parentId: place.parentId }),
    ...(item.phase === undefined ? {} : { phase: item.phase }),
    labels: [...new Set(item.labels ?? [])],
    depends: place.depends,
    files: [...new Set(item.files ?? [])],
    acceptance: [...(item.acceptance ?? [])],
    notes: [...(item.notes ?? [])],
    externalRef: `${source}:${item.sourceId}`,
    createdAt,
    updatedAt: item.updatedAt ?? createdAt,
    ...(item.startedAt === undefined ? {} : { startedAt: item.startedAt }),
    ...(item.completedAt === undefined ? {} : { completedAt: item.completedAt }),
    ...(item.cancelledAt === undefined ? {} : { cancelledAt: item.cancelledAt }),
    ...(item.blockedBy === undefined ? {} : { blockedBy: item.blockedBy }),
  };
};

type Uncycled = { readonly tasks: readonly Task[]; readonly cut: ImportReport['cut'] };

/** Only links of the new tasks are cut: nothing that was here before leads to them. */
const withoutCycles = (state: State, tasks: readonly Task[]): Uncycled => {
  const ids = tasks.map((task) => task.id);
  const byId = new Map([...state.tasks, ...tasks].map((task) => [task.id, task]));
  const parents = linksThatCloseCycles(ids, (id) => {
    const parentId = byId.get(id)?.parentId;
    return parentId === undefined ? [] : [parentId];
  });
  const depends = linksThatCloseCycles(ids, (id) => byId.get(id)?.depends ?? []);
  if (parents.length + depends.length === 0) return { tasks, cut: [] };
  const own = new Set(ids);
  const cut = [
    ...parents.filter(({ from }) => own.has(from)).map((link) => ({ task: link.from, field: 'parent' as const, to: link.to })),
    ...depends.filter(({ from }) => own.has(from)).map((link) => ({ task: link.from, field: 'depends' as const, to: link.to })),
  ];
  return { tasks: tasks.map((task) => withoutLinks(task, parents, depends)), cut };
};

const withoutLinks = (task: Task, parents: readonly Link[], depends: readonly Link[]): Task => {
  const lost = new Set(depends.filter(({ from }) => from === task.id).map(({ to }) => to));
  const { parentId, ...rest } = task;
  const keepsParent = parentId !== undefined && !parents.some(({ from }) => from === task.id);
  return { ...rest, ...(keepsParent ? { parentId } : {}), depends: task.depends.filter((id) => !lost.has(id)) };
};

const newPhases = (state: State, batch: ImportBatch): readonly string[] => {
  const known = new Set(state.config.project.phases);
  return [...new Set([...batch.phases, ...batch.tasks.flatMap((task) => task.phase ?? [])])].filter((phase) => !known.has(phase));
};

const translatedOf = (batch: ImportBatch, fresh: readonly ImportedTask[]): ImportReport['translated'] => {
  const own = new Set(fresh.map((task) => task.sourceId));
  return batch.translated.filter(({ task }) => own.has(task));
};

const changeOf = (
  state: State,
  batch: ImportBatch,
  report: ImportReport,
  tasks: readonly Task[],
  lastTaskNumber: number,
): Change | null => {
  const { phases, currentPhase } = state.config.project;
  const config = {
    ...(report.phases.length === 0 ? {} : { 'project.phases': [...phases, ...report.phases] }),
    ...(currentPhase !== undefined || batch.currentPhase === undefined ? {} : { 'project.currentPhase': batch.currentPhase }),
  };
  const settles = Object.keys(config).length > 0;
  if (tasks.length === 0 && !settles) return null;
  return { tasks: { put: tasks }, lastTaskNumber, ...(settles ? { config } : {}) };
};
