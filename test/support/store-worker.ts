import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { LedgerEntry } from '../../src/domain/ledger/schema';
import type { Session } from '../../src/domain/session/schema';
import type { Change } from '../../src/domain/state/change';
import type { State } from '../../src/domain/state/state';
import type { Task } from '../../src/domain/task/schema';
import { initProject } from '../../src/store/init-project';
import { openFilesStore } from '../../src/store/open-store';
import type { Decided } from '../../src/store/store';

/**
 * A process that commits: `node store-worker.cjs DIR done KEY` or `loop PREFIX COUNT`, `read SECONDS`, `init`. Each key
 * becomes a task, a session, a ledger line, an event and a log line, all in one commit; a key that is there already is
 * acknowledged without another. Prints `ACK key generation [WARN code]`, `ALREADY key`, `ERR key code message`.
 */
const at = '2026-01-02T03:04:05.000Z';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const sessionIdOf = (key: string): string => `session_20260102_030405_${sha256(key).slice(0, 6)}`;

const taskOf = (key: string, number: number): Task => ({
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

const sessionOf = (key: string): Session => ({
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

const disagreement = (state: State): string | undefined => {
  const { tasks, sessions, ledger } = state;
  if (tasks.length !== sessions.length || tasks.length !== ledger.count)
    return `${tasks.length} ${sessions.length} ${ledger.count}`;
  const last = tasks[tasks.length - 1];
  if (last !== undefined && sessions[sessions.length - 1]?.focus.sessionNote !== last.uid) return `last ${last.uid}`;
  return undefined;
};

const [, , dir = '', verb, word = '', count = '1'] = process.argv;
const say = (line: string): void => void writeSync(1, `${line}\n`);
const store = openFilesStore({
  dir,
  clock: () => new Date().toISOString(),
  lockTimeoutMs: Number(process.env.WAIT_MS ?? 10_000),
  useLock: process.env.STINT_LOCK !== 'off',
  epochSize: Number(process.env.EPOCH_SIZE ?? 64),
});

const done = async (key: string): Promise<void> => {
  try {
    const { result, generation, warnings } = await store.commit((state): Decided<string> => {
      const wrong = disagreement(state);
      if (wrong !== undefined) throw new Error(`torn snapshot: ${wrong}`);
      if (state.tasks.some((task) => task.uid === key)) return { change: null, result: 'ALREADY' };
      return { change: changeFor(key, state), result: 'ACK' };
    });
    say(`${result} ${key} ${generation}${warnings.map(({ code }) => ` WARN ${code}`).join('')}`);
  } catch (error) {
    say(`ERR ${key} ${(error as { code?: string }).code ?? 'FAULT'} ${(error as Error).message}`);
  }
};

const readUntil = async (endMs: number): Promise<void> => {
  let reads = 0;
  let last = 0;
  while (Date.now() < endMs) {
    try {
      const [wrong, generation] = await store.read((state) => [disagreement(state), state.generation] as const);
      if (wrong !== undefined) say(`BAD torn snapshot: ${wrong}`);
      if (generation < last) say(`BAD generation went back from ${last} to ${generation}`);
      last = generation;
      reads++;
    } catch (error) {
      say(`BAD ${(error as Error).message}`);
    }
  }
  say(`READS ${reads}`);
};

const run = async (): Promise<void> => {
  if (verb === 'init') initProject(dir);
  if (verb === 'done') await done(word);
  if (verb === 'loop') for (let index = 0; index < Number(count); index++) await done(`${word}-${index}`);
  if (verb === 'read') await readUntil(Date.now() + Number(word) * 1000);
};
void run();
