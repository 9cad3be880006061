import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, programs } from '../support/run-cli';

/** One line, as it is typed, or as a harness runs a hook. */
export type Line = {
  readonly name: string;
  readonly kind: 'read' | 'write' | 'hook';
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
};

export type Where = { readonly root: string; readonly cwd: string; readonly home: string; readonly uid?: number };

/** What a process told at its end; see report.cjs. */
export type Told = {
  readonly argv: readonly string[];
  readonly pid: number;
  readonly exitCode: number;
  readonly maxRssKib: number;
  readonly ms: number;
  readonly started: readonly (readonly string[])[];
};

export type Ran = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  readonly told: readonly Told[];
  /** What was wrong with the processes: one that had to be ended, one that took too much. */
  readonly faults: readonly string[];
};

/** No command may need as much; there is no test of speed in this, a busy machine is given time. */
const endAfterMs = Number(process.env.STINT_HOSTILE_LIMIT_MS ?? 60_000);
const mostRssKib = 200 * 1024;
const endAtRssKib = 400 * 1024;
const mostOutput = 4 << 20;

const report = join(import.meta.dirname, 'report.cjs');
let runs = 0;

/** Where PATH leads into the working folder before it leads anywhere else. */
const hostilePath = `.:node_modules/.bin::${process.env.PATH ?? ''}`;

export const environmentOf = (line: Line, where: Where, mark: string): Record<string, string> => ({
  PATH: hostilePath,
  HOME: where.home,
  USER: 'ann',
  TMPDIR: join(where.root, 'tmp'),
  GIT_CONFIG_NOSYSTEM: '1',
  STINT_CONVERSATION: 'c1',
  STINT_HOSTILE_MARK: mark,
  STINT_HOSTILE_CANARY: `${where.root}.executed`,
  STINT_HOSTILE_REPORT: `${where.root}.report`,
  NODE_OPTIONS: `--require ${report}`,
  ...line.env,
});

/** Runs a line and waits until it and everything that it left behind have ended; what does not end is ended. */
export const runLine = async (line: Line, where: Where, prefix: readonly string[] = []): Promise<Ran> => {
  runs += 1;
  const mark = `${process.pid}-${runs}`;
  const faults: string[] = [];
  const [command, ...args] = [...prefix, ...commandOf(programs.stint, line.argv)] as [string, ...string[]];
  rmSync(`${where.root}.report`, { force: true });
  const began = performance.now();
  const child = spawn(command, args, { cwd: where.cwd, env: environmentOf(line, where, mark), stdio: 'pipe', detached: true });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout.length < mostOutput) stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < mostOutput) stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(line.stdin ?? '');
  const closed = new Promise((resolve) => child.on('close', resolve));
  let isOver = false;
  const ended = new Promise<{ exitCode: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exitCode, signal) => {
      isOver = true;
      resolve({ exitCode, signal });
    });
  });
  const endGroup = (why: string): void => {
    faults.push(why);
    endProcess(-(child.pid ?? 0));
    for (const { pid } of marked(mark)) endProcess(pid);
  };
  let isGuarded = true;
  const guard = (async () => {
    let waitedMs = 0;
    for (let turn = 0; isGuarded && !isOver; turn += 1) {
      waitedMs += await nap(turn < 10 ? 30 : 100);
      if (isOver) return;
      if (waitedMs > endAfterMs) return endGroup(`did not end in ${endAfterMs} ms`);
      const rss = Math.max(rssOf(child.pid ?? 0), ...(turn % 5 === 4 ? marked(mark).map(({ pid }) => rssOf(pid)) : []));
      if (rss > endAtRssKib) return endGroup(`ended at ${Math.round(rss / 1024)} MB of memory`);
    }
  })();
  const { exitCode, signal } = await ended;
  const ms = performance.now() - began;
  isGuarded = false;
  await guard;
  faults.push(...(await settle(mark)));
  await closed;
  const told = readReport(`${where.root}.report`);
  for (const { argv, maxRssKib } of told)
    if (maxRssKib > mostRssKib) faults.push(`${argv.join(' ').slice(0, 80)} took ${Math.round(maxRssKib / 1024)} MB of memory`);
  return { exitCode, signal, stdout, stderr, ms, told, faults };
};

/** Gives how long that was; while this process had no time at all, nobody waited for anybody. */
const nap = async (ms: number): Promise<number> => {
  const began = performance.now();
  await sleep(ms);
  return Math.min(performance.now() - began, 5 * ms);
};

const endProcess = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended by itself.
  }
};

/** Background work may go on behind a hook, for a while. */
const settle = async (mark: string): Promise<string[]> => {
  for (let waitedMs = 0; ; ) {
    const left = marked(mark);
    if (left.length === 0) return [];
    const fat = left.find(({ pid }) => rssOf(pid) > endAtRssKib);
    if (fat === undefined && waitedMs < endAfterMs) {
      waitedMs += await nap(30);
      continue;
    }
    for (const { pid } of left) endProcess(pid);
    return left.map(
      ({ pid, words }) => `${pid === fat?.pid ? 'takes more and more memory' : 'stays behind'}: ${words.slice(0, 200)}`,
    );
  }
};

/** Living processes that inherited this mark. */
const marked = (mark: string): { readonly pid: number; readonly words: string }[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(`STINT_HOSTILE_MARK=${mark}\0`)) return [];
      return [{ pid: Number(name), words: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      // Ended meanwhile, or not ours to look at.
      return [];
    }
  });

const rssOf = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // Ended meanwhile.
    return 0;
  }
};

const readReport = (path: string): Told[] => {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  } catch {
    // No process came to its end by itself.
    return [];
  }
};
