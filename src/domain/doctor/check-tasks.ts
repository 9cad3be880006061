import type { State } from '../state/state';
import { linksThatCloseCycles } from '../task/cut-cycles';
import { findCycle } from '../task/find-cycle';
import { describeRing, findDeadlocks } from '../task/find-deadlocks';
import type { Task, TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import { shellWord } from '../text/shell-word';
import { type Finding, finding, repairLine } from './finding';
import { highestNumber } from './highest-number';

export type RecordFacts = {
  readonly state: State;
  /** The line of `.stint/todo.json` or `.stint/sessions.json` that a record stands on; undefined where it cannot be told. */
  readonly lineOf: (file: 'todo.json' | 'sessions.json', id: string) => number | undefined;
  /** Ids of the ledger's entries; undefined where the ledger cannot be read or is git's to change. */
  readonly entryIds: ReadonlySet<string> | undefined;
};

const todo = '.stint/todo.json';

/** What the tasks say of each other, of the archive and of the ledger, and cannot be. */
export const checkTasks = (facts: RecordFacts): Finding[] => {
  const { state, lineOf } = facts;
  const at = (id: string) => {
    const line = lineOf('todo.json', id);
    return { file: todo, ...(line === undefined ? {} : { line }) };
  };
  return [
    ...twice(state, at),
    ...links(state, at),
    ...cycles(state, at),
    ...deadlocks(state, at),
    ...belowFinished(state, at),
    ...numbers(state),
    ...state.tasks.flatMap((task) => entryOf(facts, task, at)),
  ];
};

type At = (id: string) => { readonly file: string; readonly line?: number };

const twice = (state: State, at: At): Finding[] => {
  const found: Finding[] = [];
  const byUid = new Map<string, Task>();
  for (const task of state.tasks) {
    const other = byUid.get(task.uid);
    if (other === undefined) byUid.set(task.uid, task);
    else
      found.push(
        finding('uid-twice', `${other.id} and ${task.id} have the same uid ${task.uid}: one was copied from the other`, {
          ...at(task.id),
          fix: editLine(at(task.id)),
        }),
      );
  }
  for (const archived of state.archive.tasks()) {
    const open = indexTasks(state.tasks).byId.get(archived.id);
    if (open !== undefined)
      found.push(
        finding('archived-and-open', `${open.id} is in todo.json and in archive/tasks.jsonl`, {
          ...at(open.id),
          fix: editLine(at(open.id)),
        }),
      );
    const other = byUid.get(archived.uid);
    if (other !== undefined && other.id !== archived.id)
      found.push(
        finding('uid-twice', `${other.id} and the archived ${archived.id} have the same uid ${archived.uid}`, {
          ...at(other.id),
          fix: editLine(at(other.id)),
        }),
      );
  }
  return found;
};

const editLine = ({ file, line }: { readonly file: string; readonly line?: number }): string =>
  line === undefined ? `vi ${file}` : `vi +${line} ${file}`;

const links = (state: State, at: At): Finding[] => {
  const { byId } = indexTasks(state.tasks);
  const isKnown = (id: TaskId): boolean => byId.has(id) || state.archive.task(id) !== undefined;
  return state.tasks.flatMap((task) => [
    ...(task.parentId === undefined || isKnown(task.parentId)
      ? []
      : [
          finding('parent-missing', `the parent ${task.parentId} of ${task.id} does not exist`, {
            ...at(task.id),
            fix: `stint task update ${shellWord(task.id)} --top`,
          }),
        ]),
    ...task.depends
      .filter((id) => !isKnown(id))
      .map((id) =>
        finding('dependency-missing', `${task.id} waits for ${id}, which does not exist`, {
          ...at(task.id),
          fix: `stint task update ${shellWord(task.id)} --remove-depends ${shellWord(id)}`,
        }),
      ),
  ]);
};

const cycles = (state: State, at: At): Finding[] => {
  const { byId } = indexTasks(state.tasks);
  const ids = [...byId.keys()];
  const parents = (id: TaskId): readonly TaskId[] => {
    const parentId = byId.get(id)?.parentId;
    return parentId === undefined ? [] : [parentId];
  };
  const depends = (id: TaskId): readonly TaskId[] => byId.get(id)?.depends ?? [];
  const shown = (path: readonly TaskId[] = [], verb: string): string =>
    (path.length <= 12 ? path : [...path.slice(0, 6), '…', ...path.slice(-5)]).join(` ${verb} `);
  return [
    ...linksThatCloseCycles(ids, parents).map(({ from }) =>
      finding('parent-cycle', `a circle of parents: ${shown(findCycle([from], parents), 'is under')}`, {
        ...at(from),
        fix: `stint task update ${shellWord(from)} --top`,
      }),
    ),
    ...linksThatCloseCycles(ids, depends).map(({ from, to }) =>
      finding('dependency-cycle', `a circle of dependencies: ${shown(findCycle([from], depends), 'waits for')}`, {
        ...at(from),
        fix: `stint task update ${shellWord(from)} --remove-depends ${shellWord(to)}`,
      }),
    ),
  ];
};

/** Rings of dependencies and parts; those of dependencies alone are told as such. */
const deadlocks = ({ tasks }: State, at: At): Finding[] => {
  const { byId } = indexTasks(tasks);
  const waits = (id: TaskId, other: TaskId | undefined): boolean =>
    other !== undefined && byId.get(id)?.depends.includes(other) === true;
  return findDeadlocks(tasks).flatMap((ring) => {
    const from = ring.findIndex((id, step) => step < ring.length - 1 && waits(id, ring[step + 1]));
    const [id, other] = [ring[from], ring[from + 1]];
    if (
      id === undefined ||
      other === undefined ||
      ring.every((each, step) => step === ring.length - 1 || waits(each, ring[step + 1]))
    )
      return [];
    return [
      finding('deadlock', `nobody can ever start these: ${describeRing(tasks, ring)}`, {
        ...at(id),
        fix: `stint task update ${shellWord(id)} --remove-depends ${shellWord(other)}`,
      }),
    ];
  });
};

const belowFinished = ({ tasks, archive }: State, at: At): Finding[] => {
  const { byId } = indexTasks(tasks);
  return tasks.flatMap((task) => {
    const { id, parentId } = task;
    const above = parentId === undefined || isFinished(task) ? undefined : (byId.get(parentId) ?? archive.task(parentId));
    if (above === undefined || !isFinished(above)) return [];
    const fix =
      archive.task(above.id) === undefined
        ? `stint task reopen ${shellWord(above.id)}`
        : `stint task update ${shellWord(id)} --top`;
    return [
      finding('open-below-finished', `${id} is open and part of ${above.id}, which is ${above.status}`, { ...at(id), fix }),
    ];
  });
};

const numbers = (state: State): Finding[] => {
  const highest = highestNumber(state);
  if (highest <= state.lastTaskNumber) return [];
  const { prefix } = state.config.task;
  const message = `_meta.lastTaskNumber is ${state.lastTaskNumber}, and ${prefix}${String(highest).padStart(3, '0')} was used already`;
  return [finding('number-reused', message, { file: todo, line: 1, fix: repairLine })];
};

const entryOf = ({ entryIds }: RecordFacts, task: Task, at: At): Finding[] => {
  if (task.status !== 'done') return [];
  const id = shellWord(task.id);
  if (task.entryId === undefined)
    return [
      finding('done-without-entry', `${task.id} is done, and the ledger has no entry of it`, {
        ...at(task.id),
        fix: `stint done ${id}`,
      }),
    ];
  if (entryIds === undefined || entryIds.has(task.entryId)) return [];
  return [
    finding('entry-missing', `${task.id} is done, and its entry ${task.entryId} is not in the ledger`, {
      ...at(task.id),
      fix: 'stint ledger verify',
    }),
  ];
};
