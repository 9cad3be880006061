import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFilesStore } from '../../src/store/files/open-store';
import { callsIn } from '../support/processes';
import { commitDeed, copiesIn } from '../support/store-deed';
import {
  acknowledged,
  buildWorker,
  copyProject,
  environment,
  findViolations,
  hasStrace,
  refused,
  runWorker,
} from '../support/store-processes';

/**
 * One commit is killed, or given an error, at its Nth call of each kind. Then the project must read clean, a refusal
 * must be true, and the same commit tried again must leave exactly one of everything.
 * STINT_TORTURE=full tries every call; else a sample.
 */
const full = process.env.STINT_TORTURE === 'full';
const calls = [
  'openat',
  'link',
  'rename',
  'fsync',
  'pwrite64',
  'unlink',
  'mkdir',
  'rmdir',
  'getdents64',
  'pread64',
  'statx',
  'close',
];
const inSample = ['link', 'rename', 'fsync', 'pwrite64', 'unlink', 'mkdir', 'openat'];
/** Generations before the commit under attack: it is inside an epoch, its last one, the first of the next, one that sweeps. */
const depths = full ? [1, 2, 3, 11] : [2, 11];

type Point = { readonly before: number; readonly call: string; readonly nth: number; readonly fault: string };

const strace = hasStrace();
if (!strace) process.stdout.write('skipped: strace is not installed\n');

describe.skipIf(!strace)('a commit that is struck at a system call', () => {
  let scratch: ReturnType<typeof buildWorker>;
  beforeAll(() => {
    scratch = buildWorker();
  });
  afterAll(() => scratch.remove());

  const traced = (dir: string, log: string, inject: readonly string[]) =>
    spawnSync(
      'strace',
      ['-f', '-qq', '-o', log, '-e', `trace=${calls.join()}`, ...inject, 'node', scratch.worker, dir, 'done', 'X'],
      {
        encoding: 'utf8',
        env: environment(),
        timeout: 120_000,
        killSignal: 'SIGKILL',
      },
    );

  const projectAfter = (generations: number): string => {
    const dir = join(scratch.folder, `base${generations}`);
    runWorker(scratch.worker, [dir, 'init']);
    runWorker(scratch.worker, [dir, 'loop', 'p', String(generations)]);
    return dir;
  };

  /** Calls by the main thread, from the first one that names the project on. */
  const pointsOf = (generations: number, faultsOf: (call: string) => readonly string[]): Point[] => {
    const base = projectAfter(generations);
    const dir = join(scratch.folder, 'counted');
    const log = join(scratch.folder, 'calls');
    copyProject(base, dir);
    traced(dir, log, []);
    return callsIn(log, dir).flatMap(({ name, nth }) =>
      faultsOf(name).map((fault) => ({ before: generations, call: name, nth, fault })),
    );
  };

  const sampled = (points: Point[], most: number): Point[] => {
    if (full) return points;
    const step = Math.max(1, points.length / most);
    return Array.from({ length: Math.min(most, points.length) }, (_, index) => points[Math.floor(index * step)]).filter(
      (point) => point !== undefined,
    );
  };

  const storeAt = (dir: string) =>
    openFilesStore({
      dir,
      clock: () => new Date().toISOString(),
      lockTimeoutMs: 10_000,
      useLock: false,
      epochSize: 4,
      reach: { copies: copiesIn(dir) },
    });

  const strike = async ({ before, call, nth, fault }: Point): Promise<{ wrong: string[]; outcome: string }> => {
    const dir = join(scratch.folder, 'struck');
    copyProject(join(scratch.folder, `base${before}`), dir);
    const struck = traced(dir, '/dev/null', ['-e', `inject=${call}:${fault}:when=${nth}`]);
    const earlier = Array.from({ length: before }, (_, index) => `p-${index}`);
    const acked = acknowledged(struck.stdout);
    const wasRefused = refused(struck.stdout).length > 0;
    const wrong: string[] = [];
    const check = (when: string, keys: readonly string[]): void => {
      for (const violation of findViolations(dir, [...earlier, ...keys])) wrong.push(`${when}: ${violation}`);
    };
    if (/ERR X FAULT/.test(struck.stdout)) wrong.push(struck.stdout);
    try {
      await commitDeed(storeAt(dir), 'R');
      check('after another commit', [...acked, 'R']);
      if (wasRefused && readFileSync(join(dir, 'ledger.jsonl'), 'utf8').includes('"id":"X"'))
        wrong.push('refused, but committed');
      for (const key of ['X', 'n0', 'n1', 'n2', 'n3', 'n4', 'n5']) await commitDeed(storeAt(dir), key);
      check('tried again, and six more', ['R', 'X', 'n5']);
    } catch (error) {
      wrong.push(`another commit: ${String(error)}`);
    }
    const outcome = wasRefused
      ? 'refused'
      : acked.length === 0
        ? 'killed'
        : /WARN/.test(struck.stdout)
          ? 'warned'
          : 'acknowledged';
    return { wrong, outcome };
  };

  const sweep = async (points: readonly Point[]): Promise<void> => {
    const outcomes: Record<string, number> = {};
    const wrong: string[] = [];
    for (const point of points) {
      const struck = await strike(point);
      outcomes[struck.outcome] = (outcomes[struck.outcome] ?? 0) + 1;
      wrong.push(...struck.wrong.map((text) => `${JSON.stringify(point)} ${text}`));
    }
    process.stdout.write(`${points.length} points: ${JSON.stringify(outcomes)}\n`);
    expect(points.length).toBeGreaterThan(12);
    expect(wrong).toEqual([]);
  };

  test('kill -9', async () => {
    const points = depths.flatMap((before) =>
      pointsOf(before, (call) => (full || inSample.includes(call) ? ['signal=SIGKILL'] : [])),
    );
    await sweep(sampled(points, 18));
  });

  test('disk full and input/output errors', async () => {
    const failing = calls.filter((call) => call !== 'close' && call !== 'statx');
    const points = depths.flatMap((before) =>
      pointsOf(before, (call) => (failing.includes(call) ? ['error=ENOSPC', 'error=EIO'] : [])),
    );
    await sweep(sampled(points, 18));
  });
});
