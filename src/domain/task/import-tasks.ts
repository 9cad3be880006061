import type { EventDraft } from '../event/schema';
import { sealEntries } from '../ledger/seal-entries';
import { accept, type Outcome, refuse, type Warning } from '../outcome';
import { storedForm } from '../secret/is-stored';
import type { Session } from '../session/schema';
import type { Change } from '../state/change';
import type { State } from '../state/state';
import type { World } from '../world';
import { treeConflictRefusal, treeConflictWarnings, withTasks } from './check-tree';
import { type Link, linksThatCloseCycles } from './cut-cycles';
import { fieldFaults } from './field-faults';
import { describeRing, findDeadlocks } from './find-deadlocks';
import { isTaskId, nextTaskIds } from './id';
import { compareAgain, goneFrom } from './import-again';
import type { ImportBatch, ImportedTask, ImportReport, LeftOut } from './import-batch';
import { type ImportedRecord, recordOfImport } from './import-entries';
import { dateFaults, depthFaults } from './import-faults';
import { closedSessionsOf } from './import-sessions';
import { seenOf } from './origin';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';
import { isFinished } from './vocabulary';

/**
 * Brings in what no earlier import brought, all of it or nothing. Tasks that are here are touched with `update` alone, and
 * only where they were not changed here. A link that leads nowhere or closes a cycle is told in the report, and nothing is
 * put in its place.
 */
export const decideImport = (
  world: World,
  batch: ImportBatch,
  options: { readonly allowOverlap?: boolean; readonly update?: boolean } = {},
): Outcome<ImportReport> => {
  const { state } = world;
  const faults = batch.tasks.flatMap((task) => fieldFaults(task).map((fault) => `${task.sourceId}: ${fault}`));
  for (const fault of dateFaults(batch)) faults.push(fault);
  if (faults.length > 0) return refuseImport(faults);
  const here = broughtBefore(world, batch);
  const fresh = batch.tasks.filter((task) => !here.has(task.sourceId));
  const { ids, renamed, lastTaskNumber } = idsFor(state, batch, fresh);
  const freshIds = new Map(fresh.map((task, at) => [task.sourceId, ids[at] ?? ''] as const).reverse());
  const idOf = new Map([...here, ...freshIds]);

  const { linked, missingParents, missingDepends } = linkUp(world, batch, fresh, ids, idOf);
  const again = compareAgain(pairsOf(world, batch, here, idOf), options.update === true, world.now);
  const uncycled = withoutCycles(state, [...linked, ...again.updated]);
  const cut = uncycled.cut;
  const unrecorded = uncycled.tasks.slice(0, linked.length);
  const updated = uncycled.tasks.slice(linked.length);
  const record = recordOfImport(world, batch, { fresh: freshIds, here, tasks: withTasks(state.tasks, uncycled.tasks) });
  const tasks = unrecorded.map((task) => record.completed.get(task.id) ?? task);
  const sessions = closedSessionsOf(world, batch, idOf);
  const tooDeep = depthFaults({ tasks: [...tasks, ...updated], sessions, entries: record.entries });
  if (tooDeep.length > 0) return refuseImport(tooDeep);
  const kept = tasks.filter((task) => task.archivedAt === undefined);
  const after = withTasks(state.tasks, [...kept, ...updated]);
  const conflict = treeConflictRefusal(state, after);
  if (conflict !== undefined && options.allowOverlap !== true) return { ok: false, refusals: [conflict] };

  const finished = tasks.filter(isFinished).length;
  const report: ImportReport = {
    source: batch.source,
    added: tasks.length,
    archived: tasks.length - kept.length,
    updated: updated.length,
    changed: again.changed,
    gone: goneFrom(state.tasks, here, batch),
    unchanged: batch.tasks.length - fresh.length - updated.length,
    epics: tasks.filter((task) => task.type === 'epic').length,
    open: tasks.length - finished,
    finished,
    sessions: sessions.length,
    entries: record.entries.length,
    phases: newPhases(state, batch),
    translated: translatedOf(batch, freshIds),
    renamed,
    missingParents,
    missingDepends,
    cut,
    leftOut: leftOutOf(batch, fresh, tasks, record),
    deadlocks:
      kept.length + updated.length === 0 ? [] : deadlocksAmong(after, new Set([...kept, ...updated].map((task) => task.id))),
  };
  const warnings: Warning[] = treeConflictWarnings(state, after);
  const overlap = conflict === undefined ? [] : [overlapEvent(world, batch.source)];
  const change = changeOf(world, batch, report, {
    tasks: [...tasks, ...updated],
    lastTaskNumber: Math.max(lastTaskNumber, record.highestNumber),
    record,
    sessions,
    events: overlap,
  });
  return accept(report, change, warnings);
};

const refuseImport = (faults: readonly string[]): Outcome<ImportReport> => {
  const shown = faults.slice(0, 20);
  const rest = faults.length - shown.length;
  const more = rest > 0 ? `\n  and ${rest} more` : '';
  return refuse('E_TASK_INVALID', `nothing was imported:\n  ${shown.join('\n  ')}${more}`, { details: { faults: shown } });
};

type Linked = {
  readonly linked: readonly Task[];
  readonly missingParents: ImportReport['missingParents'];
  readonly missingDepends: ImportReport['missingDepends'];
};

/** Puts the ids that tasks have here in the place of the source's. */
const linkUp = (
  world: World,
  batch: ImportBatch,
  fresh: readonly ImportedTask[],
  ids: readonly TaskId[],
  idOf: ReadonlyMap<string, TaskId>,
): Linked => {
  const { state } = world;
  const taken = new Set([...state.tasks, ...state.archive.tasks()].map((task) => task.id).concat(ids));
  const missingParents: ImportReport['missingParents'][number][] = [];
  const missingDepends: ImportReport['missingDepends'][number][] = [];
  const linked = fresh.map((task, at) => {
    const id = ids[at] ?? '';
    const parentId = task.parent === undefined ? undefined : idOf.get(task.parent);
    if (task.parent !== undefined && parentId === undefined) missingParents.push({ task: id, parent: task.parent });
    const depends = new Set<TaskId>();
    for (const name of task.depends ?? []) {
      const known = idOf.get(name) ?? (batch.linksHere === true && taken.has(name) ? name : undefined);
      if (known === undefined) missingDepends.push({ task: id, depends: name });
      // A task of this project that happens to have the id is not the one that is meant.
      depends.add(known ?? (taken.has(name) ? `${batch.source}:${name}` : name));
    }
    const place = { id, depends: [...depends], ...(parentId === undefined ? {} : { parentId }) };
    return build(world, batch, task, place);
  });
  return { linked, missingParents, missingDepends };
};

const overlapEvent = (world: World, source: string): EventDraft => ({
  at: world.now,
  type: 'note',
  ...(world.caller.agent === undefined ? {} : { agent: world.caller.agent }),
  synthetic: true,
  data: { text: `a backlog of ${source} was imported although scopes overlap now`, allowOverlap: true },
});

/** Ids of tasks, archived ones too, that this backlog has given before, by their key there. */
const broughtBefore = (world: World, { source, place = '', tasks }: ImportBatch): Map<string, TaskId> => {
  const { state } = world;
  // Older imports did not say which backlog of the tool it was.
  const prefix = `${source}:`;
  // Where an id of the source looks like a secret, it was masked when it was written.
  const masked = new Map<string, string>();
  const maskedRefs = new Map<string, string>();
  for (const { sourceId } of tasks) {
    const key = storedForm(world, sourceId);
    if (key !== sourceId) masked.set(key, sourceId);
    const ref = storedForm(world, `${prefix}${sourceId}`);
    if (ref !== `${prefix}${sourceId}`) maskedRefs.set(ref, sourceId);
  }
  const found = new Map<string, TaskId>();
  for (const { id, externalRef } of [...state.archive.tasks(), ...state.tasks])
    if (typeof externalRef === 'string') {
      if (externalRef.startsWith(prefix)) found.set(maskedRefs.get(externalRef) ?? externalRef.slice(prefix.length), id);
    } else if (externalRef?.tool === source && externalRef.source === place)
      found.set(masked.get(externalRef.key) ?? externalRef.key, id);
  return found;
};

type Ids = { readonly ids: readonly TaskId[]; readonly renamed: ImportReport['renamed']; readonly lastTaskNumber: number };

/** The source's ids where they are legal and free; the others get numbers behind all of them. */
const idsFor = (state: State, batch: ImportBatch, tasks: readonly ImportedTask[]): Ids => {
  const taken = new Set([...state.tasks, ...state.archive.tasks()].map((task) => task.id));
  const wantedBy = ({ sourceId, wantedId }: ImportedTask): string | undefined =>
    wantedId ?? (batch.withoutIds === true ? undefined : sourceId);
  const kept = tasks.map((task) => {
    const wanted = [wantedBy(task), task.otherId].find((id) => id !== undefined && isTaskId(id) && !taken.has(id));
    if (wanted === undefined) return undefined;
    taken.add(wanted);
    return wanted;
  });
  const own = kept.filter((id) => id !== undefined);
  const numbers = nextTaskIds(state, kept.length - own.length, own);
  const unused = numbers.ids.values();
  const renamed: ImportReport['renamed'][number][] = [];
  const ids = kept.map((id, at) => {
    if (id !== undefined) return id;
    const to = unused.next().value ?? '';
    const task = tasks[at];
    const from = task === undefined ? undefined : wantedBy(task);
    if (from !== undefined) renamed.push({ from, to });
    return to;
  });
  return { ids, renamed, lastTaskNumber: Math.max(state.lastTaskNumber, numbers.lastTaskNumber) };
};

const build = (
  world: World,
  batch: ImportBatch,
  item: ImportedTask,
  place: { readonly id: TaskId; readonly parentId?: TaskId; readonly depends: string[] },
): Task => {
  const createdAt = item.createdAt ?? world.now;
  const task: Task = {
    ...item.extra,
    id: place.id,
    uid: world.mint.uid(),
    title: item.title,
    ...(item.description === undefined ? {} : { description: item.description }),
    type: item.type ?? 'task',
    // Nobody holds an imported task, so it cannot be in progress.
    status: item.status === undefined || item.status === 'active' ? 'pending' : item.status,
    priority: item.priority ?? 'medium',
    ...(place.parentId === undefined ? {} : { parentId: place.parentId }),
    ...(item.phase === undefined ? {} : { phase: item.phase }),
    labels: [...new Set(item.labels ?? [])],
    depends: place.depends,
    files: [...new Set(item.files ?? [])],
    acceptance: [...(item.acceptance ?? [])],
    notes: [...(item.notes ?? [])],
    createdAt,
    updatedAt: item.updatedAt ?? createdAt,
    ...(item.startedAt === undefined ? {} : { startedAt: item.startedAt }),
    ...(item.completedAt === undefined ? {} : { completedAt: item.completedAt }),
    ...(item.cancelledAt === undefined ? {} : { cancelledAt: item.cancelledAt }),
    ...(item.blockedBy === undefined ? {} : { blockedBy: item.blockedBy }),
    ...(item.archivedAt === undefined ? {} : { archivedAt: item.archivedAt }),
  };
  const externalRef = { tool: batch.source, source: batch.place ?? '', key: item.sourceId, seen: seenOf(task) };
  return { ...task, externalRef };
};

/** Tasks that are here and open to change, each with what its source makes of it now. */
const pairsOf = (
  world: World,
  batch: ImportBatch,
  here: ReadonlyMap<string, TaskId>,
  idOf: ReadonlyMap<string, TaskId>,
): (readonly [Task, Task])[] => {
  const { byId } = indexTasks(world.state.tasks);
  const known = batch.tasks.flatMap((item) => {
    const task = byId.get(here.get(item.sourceId) ?? '');
    return task === undefined ? [] : [{ item, task }];
  });
  const still = { ...world, mint: { ...world.mint, uid: () => '' } };
  const { linked } = linkUp(
    still,
    batch,
    known.map(({ item }) => item),
    known.map(({ task }) => task.id),
    idOf,
  );
  return known.flatMap(({ task }, at) => {
    const now = linked[at];
    return now === undefined ? [] : [[task, now] as const];
  });
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
  const above = byFrom(parents);
  const parentOf = (id: TaskId): TaskId | undefined => (above.has(id) ? undefined : byId.get(id)?.parentId);
  const closing = linksThatCloseCycles(ids, (id) => byId.get(id)?.depends ?? []);
  const known = new Set(closing.map(({ from, to }) => `${from} ${to}`));
  const depends = [...closing, ...linksToOwnParts(parentOf, tasks).filter(({ from, to }) => !known.has(`${from} ${to}`))];
  if (parents.length + depends.length === 0) return { tasks, cut: [] };
  const own = new Set(ids);
  const cut = [
    ...parents.filter(({ from }) => own.has(from)).map((link) => ({ task: link.from, field: 'parent' as const, to: link.to })),
    ...depends.filter(({ from }) => own.has(from)).map((link) => ({ task: link.from, field: 'depends' as const, to: link.to })),
  ];
  const before = byFrom(depends);
  return { tasks: tasks.map((task) => withoutLinks(task, above, before)), cut };
};

const byFrom = (links: readonly Link[]): ReadonlyMap<TaskId, readonly TaskId[]> => {
  const found = new Map<TaskId, TaskId[]>();
  for (const { from, to } of links) {
    const others = found.get(from);
    if (others === undefined) found.set(from, [to]);
    else others.push(to);
  }
  return found;
};

/** A task waits for its parts anyway; as a dependency that would hold the part back as well. */
const linksToOwnParts = (parentOf: (id: TaskId) => TaskId | undefined, tasks: readonly Task[]): Link[] =>
  tasks.flatMap((task) =>
    task.depends.flatMap((to) => {
      const seen = new Set<TaskId>();
      for (let at = parentOf(to); at !== undefined && !seen.has(at); at = parentOf(at)) {
        if (at === task.id) return [{ from: task.id, to }];
        seen.add(at);
      }
      return [];
    }),
  );

const withoutLinks = (
  task: Task,
  parents: ReadonlyMap<TaskId, readonly TaskId[]>,
  depends: ReadonlyMap<TaskId, readonly TaskId[]>,
): Task => {
  const lost = new Set(depends.get(task.id));
  const { parentId, ...rest } = task;
  const keepsParent = parentId !== undefined && !parents.has(task.id);
  return { ...rest, ...(keepsParent ? { parentId } : {}), depends: task.depends.filter((id) => !lost.has(id)) };
};

/** Rings that one of the new tasks is part of, in words. */
const deadlocksAmong = (tasks: readonly Task[], fresh: ReadonlySet<TaskId>): readonly string[] =>
  findDeadlocks(tasks)
    .filter((ring) => ring.some((id) => fresh.has(id)))
    .map((ring) => describeRing(tasks, ring));

const newPhases = (state: State, batch: ImportBatch): readonly string[] => {
  const known = new Set(state.config.project.phases);
  return [...new Set([...batch.phases, ...batch.tasks.flatMap((task) => task.phase ?? [])])].filter((phase) => !known.has(phase));
};

/** With the ids that tasks have here, and the status that they really got. */
const translatedOf = (batch: ImportBatch, freshIds: ReadonlyMap<string, TaskId>): ImportReport['translated'] =>
  batch.translated.flatMap(({ task, field, from, to }) => {
    const id = freshIds.get(task);
    return id === undefined ? [] : [{ task: id, field, from, to: field === 'status' && to === 'active' ? 'pending' : to }];
  });

const leftOutOf = (
  batch: ImportBatch,
  fresh: readonly ImportedTask[],
  tasks: readonly Task[],
  record: ImportedRecord,
): readonly LeftOut[] => {
  const active = fresh.filter((task) => task.status === 'active').length;
  const open = tasks.filter((task) => task.completions !== undefined && task.status !== 'done').length;
  const found: LeftOut[] = [
    { what: 'in progress in the source: open here, for nobody holds them', count: active },
    { what: 'open although their completion is recorded', count: open },
    { what: 'ledger entries of tasks that the source no longer has', count: record.withoutTask },
    ...(batch.leftOut ?? []),
  ];
  return found.filter(({ count }) => count > 0);
};

type Parts = {
  readonly tasks: readonly Task[];
  readonly lastTaskNumber: number;
  readonly record: ImportedRecord;
  readonly sessions: readonly Session[];
  readonly events: readonly EventDraft[];
};

const changeOf = (world: World, batch: ImportBatch, report: ImportReport, parts: Parts): Change | null => {
  const { state } = world;
  const { tasks, lastTaskNumber, record, sessions, events } = parts;
  const { phases, currentPhase } = state.config.project;
  const config = {
    ...(report.phases.length === 0 ? {} : { 'project.phases': [...phases, ...report.phases] }),
    ...(currentPhase !== undefined || batch.currentPhase === undefined ? {} : { 'project.currentPhase': batch.currentPhase }),
  };
  const settles = Object.keys(config).length > 0;
  if (tasks.length + sessions.length + record.entries.length === 0 && !settles) return null;
  return {
    tasks: { put: tasks.filter((task) => task.archivedAt === undefined) },
    ...(report.archived === 0 ? {} : { archiveTasks: tasks.filter((task) => task.archivedAt !== undefined) }),
    lastTaskNumber,
    ...(sessions.length === 0 ? {} : { archiveSessions: sessions }),
    ...(record.entries.length === 0 ? {} : { ledger: sealEntries(record.entries, state.ledger.heads, world.sha256) }),
    ...(events.length === 0 ? {} : { events }),
    ...(settles ? { config } : {}),
  };
};
