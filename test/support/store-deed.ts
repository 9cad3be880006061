import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LedgerEntry } from '../../src/domain/ledger/schema';
import type { Session } from '../../src/domain/session/schema';
import type { Change } from '../../src/domain/state/change';
import type { State } from '../../src/domain/state/state';
import type { Task } from '../../src/domain/task/schema';
import type { Decided, Store } from '../../src/store/store';

/** One key, told in five files by one commit: a task, a session, a ledger line, an event and a log line. */

/** Where the copies of a project lie that is in no repository: copied and removed with it. */
export const copiesIn = (dir: string): string => join(dir, 'git', 'copies');

const at = '2026-01-02T03:04:05.000Z';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const sessionIdOf = (key: string): string => `session_20260102_030405_${sha256(key).slice(0, 6)}`;

export const taskOf = (key: string, number: number): Task => ({
  id: `T${number}`,
  uid: key,
  title: `title of ${key}`,
  type: 'task',
  status: 'done',
  priority: 'medium',
  labels: [],
  depends: [],
  files: [],
  acceptance: [],
  notes: [],
  createdAt: at,
  updatedAt: at,
});

export const sessionOf = (key: string): Session => ({
  id: sessionIdOf(key),
  status: 'ended',
  scope: { type: 'project' },
  focus: { currentTask: null, sessionNote: key, nextAction: null },
  conversations: [],
  held: [],
  startedAt: at,
  lastActivityAt: at,
  notes: [],
  focusHistory: [],
  stats: { tasksCompleted: 1, focusChanges: 0, suspends: 0, resumes: 0 },
});

const entryOf = (key: string, task: Task, state: State): LedgerEntry => ({
  v: 1,
  id: key,
  type: 'completed',
  at,
  source: 'direct_session',
  task: { id: task.id, uid: key, title: task.title, type: 'task', labels: [] },
  flags: [],
  prev: [...state.ledger.heads],
  hash: sha256(`${key} ${state.ledger.heads.join()} ${state.generation}`),
});

const changeFor = (key: string, state: State): Change => {
  const task = taskOf(key, state.lastTaskNumber + 1);
  return {
    tasks: { put: [task] },
    lastTaskNumber: state.lastTaskNumber + 1,
    sessions: { put: [sessionOf(key)] },
    ledger: [entryOf(key, task, state)],
    events: [{ at, type: 'log', synthetic: true, data: { key } }],
    log: [{ at, message: `done ${key}` }],
  };
};

/** What of two files of one state does not belong together. */
export const disagreement = (state: State): string | undefined => {
  const { tasks, sessions, ledger } = state;
  if (tasks.length !== sessions.length || tasks.length !== ledger.count)
    return `${tasks.length} ${sessions.length} ${ledger.count}`;
  const last = tasks[tasks.length - 1];
  if (last !== undefined && sessions[sessions.length - 1]?.focus.sessionNote !== last.uid) return `last ${last.uid}`;
  return undefined;
};

/** A key that is there already is acknowledged without another. */
export const commitDeed = (store: Store, key: string) =>
  store.commit((state): Decided<'ACK' | 'ALREADY'> => {
    const wrong = disagreement(state);
    if (wrong !== undefined) throw new Error(`torn snapshot: ${wrong}`);
    if (state.tasks.some((task) => task.uid === key)) return { change: null, result: 'ALREADY' };
    return { change: changeFor(key, state), result: 'ACK' };
  });
