import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { readCopies } from '../../src/store/files/copies/bring-back';
import { findNewest } from '../../src/store/files/journal/newest';
import { journalOf } from '../../src/store/files/layout';
import { copiesIn } from './store-deed';

/** Runs `store-worker` as real processes. */

/** A scratch folder with the worker bundled in it. */
export const buildWorker = (): { readonly folder: string; readonly worker: string; remove(): void } => {
  const folder = mkdtempSync(join(tmpdir(), 'stint-torture-'));
  const worker = join(folder, 'worker.cjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'store-worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: worker,
  });
  return { folder, worker, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

export const environment = (extra: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  EPOCH_SIZE: '4',
  ...extra,
});

export type Ran = { readonly output: string; readonly timedOut: boolean };

export const runWorker = (worker: string, args: readonly string[], extra: Record<string, string> = {}): Ran => {
  const run = spawnSync('node', [worker, ...args], {
    encoding: 'utf8',
    env: environment(extra),
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  return { output: run.stdout + run.stderr, timedOut: run.error !== undefined };
};

export type Running = { readonly child: ChildProcess; output(): string; readonly ended: Promise<NodeJS.Signals | null> };

export const startProcess = (program: string, args: readonly string[], extra: Record<string, string> = {}): Running => {
  const child = spawn(program, args, { env: environment(extra), stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (data) => {
    text += data;
  });
  child.stderr.on('data', (data) => {
    text += data;
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  return { child, output: () => text, ended };
};

export const acknowledged = (output: string): string[] =>
  [...output.matchAll(/^(?:ACK|ALREADY) (\S+)/gm)].map((match) => match[1] ?? '');

export const refused = (output: string): string[] => [...output.matchAll(/^ERR (\S+)/gm)].map((match) => match[1] ?? '');

export const hasStrace = (): boolean => spawnSync('strace', ['-V']).status === 0;

export const copyProject = (from: string, to: string): void => {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
};

const linesOf = (path: string): string[] => {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
};

/** Once the newest commit is done, the copies hold what the project holds. */
const faultsOfCopies = (dir: string): string[] => {
  const journal = journalOf(dir, Number(environment().EPOCH_SIZE), undefined, undefined, { copies: copiesIn(dir) });
  const tip = findNewest(journal);
  const copied = readCopies(journal);
  // Tests commit without copies as well, as in a sandbox that may not write to the git folder.
  if (tip?.done !== true || copied?.record?.generation !== tip.generation) return [];
  const files = ['todo.json', 'sessions.json', 'ledger.jsonl', 'session.log', 'events/unbound.jsonl'];
  const differs = (file: string): boolean => copied.files.bytes(file)?.equals(readFileSync(join(dir, file))) !== true;
  return files.filter(differs).map((file) => `the copy of ${file} is not what the project has`);
};

/** What is wrong in a project on which only workers have worked; `acked` are keys that have to be there. */
export const findViolations = (dir: string, acked: readonly string[]): string[] => {
  const wrong: string[] = [];
  const parse = (name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'));
  const keys = (name: string, list: readonly string[]): string => {
    if (new Set(list).size !== list.length) wrong.push(`a key is in ${name} twice`);
    return [...list].sort().join();
  };
  const records = (name: string) => linesOf(join(dir, name)).map((line) => JSON.parse(line));
  try {
    const todo = parse('todo.json');
    const sessions = parse('sessions.json');
    const entries = records('ledger.jsonl');
    const tasks = keys(
      'todo.json',
      todo.tasks.map(({ uid }: { uid: string }) => uid),
    );
    const others = {
      'sessions.json': sessions.sessions.map(({ focus }: { focus: { sessionNote: string } }) => focus.sessionNote),
      'ledger.jsonl': entries.map(({ id }) => id),
      'session.log': linesOf(join(dir, 'session.log')).map((line) => line.replace(/^\[2026-01-02 03:04:05 UTC\] done /, '')),
      'events/unbound.jsonl': records('events/unbound.jsonl').map(({ data }) => data.key),
    };
    for (const [name, list] of Object.entries(others)) if (keys(name, list) !== tasks) wrong.push(`${name} and todo.json differ`);
    const present = new Set(tasks.split(','));
    for (const key of acked) if (!present.has(key)) wrong.push(`acknowledged ${key} is lost`);
    const ids = todo.tasks.map(({ id }: { id: string }) => id);
    if (ids.some((id: string, index: number) => id !== `T${index + 1}`)) wrong.push('task numbers have gaps');
    for (const [index, { prev }] of entries.entries())
      if (prev.join() !== (entries[index - 1]?.hash ?? '')) wrong.push(`ledger line ${index + 1} does not follow the one before`);
  } catch (error) {
    wrong.push(`unreadable: ${String(error)}`);
  }
  wrong.push(...faultsOfCopies(dir));
  if (readdirSync(dir).some((name) => name.includes('.kept-'))) wrong.push('a file was taken for a hand edit');
  const epochs = readdirSync(join(dir, 'journal'))
    .map(Number)
    .filter((epoch) => !Number.isNaN(epoch))
    .sort((a, b) => a - b);
  if (epochs.length > 3 || epochs.some((epoch, index) => index > 0 && epoch !== (epochs[index - 1] ?? 0) + 1))
    wrong.push(`epochs ${epochs.join()}`);
  return wrong;
};
