import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliRun } from './run-cli';
import { answered, commandOf, otherProgram } from './run-cli';
import { scratchFolder } from './scratch-project';

const root = join(import.meta.dirname, '../..');

/** A copy of the built program, so that a build in between does not pull it away from under a running storm; gives its entry file. */
export const installedProgram = (): string => {
  if (otherProgram !== undefined) return otherProgram;
  const folder = join(scratchFolder(), 'stint');
  mkdirSync(folder);
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
  return join(folder, 'bin/stint.js');
};

export type Place = { readonly cwd: string; readonly env?: Readonly<Record<string, string | undefined>> };

/** What a spawned program needs from this environment, and nothing that says which conversation or harness this is. */
const environment = (extra: Place['env']): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  XDG_STATE_HOME: process.env.XDG_STATE_HOME,
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...extra,
});

export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<CliRun & { readonly signal: NodeJS.Signals | null }>;
};

/** Starts a command; a process that hangs is killed after `timeoutMs`. */
export const startCommand = (command: string, args: readonly string[], place: Place, timeoutMs = 120_000): Running => {
  const child = spawn(command, args, { cwd: place.cwd, env: environment(place.env), stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CliRun & { signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...answered(code ?? -1, stdout, stderr), signal });
    });
  });
  return { child, ended };
};

export const startStint = (program: string, argv: readonly string[], place: Place, timeoutMs?: number): Running => {
  const [command, ...args] = commandOf(program, argv);
  return startCommand(command, args, place, timeoutMs);
};

/** Runs one line per entry, all at once. */
export const storm = (
  program: string,
  crowd: readonly { readonly argv: readonly string[]; readonly place: Place }[],
): Promise<CliRun[]> => Promise.all(crowd.map(({ argv, place }) => startStint(program, argv, place).ended));

/** The lines of a JSONL file of the project, parsed; none where it is not there. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every kind
export const recordsIn = (path: string): any[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : [];

/** What must hold of a project at rest, whatever was done to it. */
export const violationsIn = (dir: string): string[] => {
  const wrong: string[] = [];
  const stint = join(dir, '.stint');
  const unique = (what: string, values: readonly string[]): void => {
    const seen = new Set<string>();
    for (const value of values) {
      if (seen.has(value)) wrong.push(`${what} ${value} is there twice`);
      seen.add(value);
    }
  };
  const { tasks } = JSON.parse(readFileSync(join(stint, 'todo.json'), 'utf8'));
  const { sessions } = JSON.parse(readFileSync(join(stint, 'sessions.json'), 'utf8'));
  const entries = recordsIn(join(stint, 'ledger.jsonl'));
  unique(
    'task',
    tasks.map((task: { id: string }) => task.id),
  );
  unique(
    'uid',
    tasks.map((task: { uid: string }) => task.uid),
  );
  unique(
    'session',
    sessions.map((session: { id: string }) => session.id),
  );
  unique(
    'entry',
    entries.map((entry) => `${entry.id} ${entry.type}`),
  );
  unique(
    'hash',
    entries.map((entry) => entry.hash),
  );
  const byId = new Map<string, { status: string; work?: { session?: string } }>(
    tasks.map((task: { id: string }) => [task.id, task]),
  );
  const holders = new Map<string, string>();
  for (const session of sessions) {
    for (const { taskId } of session.held) {
      if (holders.has(taskId)) wrong.push(`${taskId} is held by two sessions`);
      holders.set(taskId, session.id);
      if (session.status !== 'active') wrong.push(`${session.id} is ${session.status} and holds ${taskId}`);
      if (byId.get(taskId)?.status !== 'active') wrong.push(`${taskId} is held and ${byId.get(taskId)?.status}`);
    }
    const events = recordsIn(join(stint, `events/${session.id}.jsonl`));
    if (events.filter((event) => event.type === 'session_start').length !== 1)
      wrong.push(`${session.id} has not one start event`);
  }
  for (const task of tasks) {
    const session = task.work?.session;
    if (task.status === 'active' && session !== undefined && holders.get(task.id) !== session)
      wrong.push(`${task.id} is active for a session that does not hold it`);
    const completed = entries.some((entry) => entry.type === 'completed' && entry.task.uid === task.uid);
    if ((task.status === 'done') !== completed)
      wrong.push(`${task.id} is ${task.status} ${completed ? 'with' : 'without'} an entry`);
  }
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (JSON.stringify(entry.prev) !== JSON.stringify(before === undefined ? [] : [before.hash]))
      wrong.push(`entry ${index + 1} does not follow the one before`);
  }
  return wrong;
};

export const hasStrace = (): boolean => spawnSync('strace', ['-V']).status === 0;

/** A line under strace, with a fault injected; `log` takes the trace of these calls. One that hangs is killed after `timeoutMs`. */
export const startTraced = (
  program: string,
  argv: readonly string[],
  place: Place,
  trace: { readonly calls: readonly string[]; readonly inject?: string; readonly log?: string },
  timeoutMs = 120_000,
): Running =>
  startCommand(
    'strace',
    [
      ...['-f', '-qq', '-o', trace.log ?? '/dev/null', '-e', `trace=${trace.calls.join()}`],
      ...(trace.inject === undefined ? [] : ['-e', `inject=${trace.inject}`]),
      ...commandOf(program, argv),
    ],
    place,
    timeoutMs,
  );

export type Call = { readonly name: string; readonly nth: number };

/** The calls of the main thread in a trace, in order, from the first that names `dir` on; `nth` counts each name from the start. */
export const callsIn = (log: string, dir: string): Call[] => {
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  let main: string | undefined;
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const match = /^(\d+) +(\w+)\(/.exec(line);
    if (match === null) continue;
    const [, thread = '', name = ''] = match;
    main ??= thread;
    if (thread !== main) continue;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    if (calls.length > 0 || line.includes(`${dir}/`)) calls.push({ name, nth });
  }
  return calls;
};

/** The process under strace once it is stopped, which strace tells in its `log`; undefined when it ends without. */
export const waitForStop = async (
  traced: { readonly child: ChildProcess; readonly ended: Promise<unknown> },
  log: string,
): Promise<number | undefined> => {
  let over = false;
  void traced.ended.then(() => {
    over = true;
  });
  const strace = traced.child.pid ?? 0;
  for (; !over; await sleep(10)) {
    if (!readIfThere(log).includes('--- stopped by SIGSTOP ---')) continue;
    const [pid = ''] = readIfThere(`/proc/${strace}/task/${strace}/children`).trim().split(' ');
    if (pid !== '') return Number(pid);
  }
  return undefined;
};

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Ended between two looks.
    return '';
  }
};
