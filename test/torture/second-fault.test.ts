import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFilesStore } from '../../src/store/files/open-store';
import { type Call, callsIn } from '../support/processes';
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
 * One process is killed right after its link; the one that comes next, which finishes that commit before its own, is struck at each of its
 * calls by kill -9 or an error; a third must find both commits as they were answered. STINT_TORTURE=full strikes everywhere.
 */
const full = process.env.STINT_TORTURE === 'full';
const strace = hasStrace();
if (!strace) process.stdout.write('skipped: strace is not installed\n');

const calls = ['openat', 'link', 'rename', 'fsync', 'pwrite64', 'unlink', 'mkdir', 'rmdir', 'getdents64', 'pread64'];
const faults = ['signal=SIGKILL', ...['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'EROFS'].map((errno) => `error=${errno}`)];

describe.skipIf(!strace)('a fault while a killed commit is finished', () => {
  let scratch: ReturnType<typeof buildWorker>;
  beforeAll(() => {
    scratch = buildWorker();
  });
  afterAll(() => scratch.remove());

  const traced = (dir: string, key: string, log: string, inject: readonly string[]) =>
    spawnSync(
      'strace',
      ['-f', '-qq', '-o', log, '-e', `trace=${calls.join()}`, ...inject, 'node', scratch.worker, dir, 'done', key],
      {
        encoding: 'utf8',
        env: environment(),
        timeout: 120_000,
        killSignal: 'SIGKILL',
      },
    ).stdout;

  const storeAt = (dir: string) =>
    openFilesStore({
      dir,
      clock: () => new Date().toISOString(),
      lockTimeoutMs: 2_000,
      useLock: false,
      epochSize: 4,
      reach: { copies: copiesIn(dir) },
    });

  test.each(full ? [1, 3, 11] : [2, 7])('after %i commits', async (commits) => {
    const earlier = Array.from({ length: commits }, (_, index) => `p-${index}`);
    const dir = join(scratch.folder, 'project');
    const base = join(scratch.folder, 'base');
    rmSync(base, { recursive: true, force: true });
    runWorker(scratch.worker, [base, 'init']);
    runWorker(scratch.worker, [base, 'loop', 'p', String(commits)]);
    const log = join(scratch.folder, 'calls');
    copyProject(base, dir);
    traced(dir, 'X', log, []);
    // A kill comes before the call: the first fsync after the link never happens.
    const all = callsIn(log, dir);
    const link = all.findIndex(({ name }) => name === 'link');
    const next = all.slice(link).find(({ name }) => name === 'fsync');
    traced(base, 'X', '/dev/null', ['-e', `inject=fsync:signal=SIGKILL:when=${next?.nth}`]);
    const open = await storeAt(base).read((state) => state.tasks.map(({ uid }) => uid));
    expect(open, 'committed by its link').toEqual([...earlier, 'X']);

    copyProject(base, dir);
    expect(acknowledged(traced(dir, 'R', log, []))).toEqual(['R']);
    const points = callsIn(log, dir).flatMap((call) => faults.map((fault) => ({ call, fault })));
    // Every kind of fault has its turn.
    let step = full ? 1 : Math.ceil(points.length / 14);
    while (step > 1 && (step % 2 === 0 || step % 3 === 0)) step++;
    const outcomes = { killed: 0, refused: 0, acknowledged: 0 };
    const wrong: string[] = [];

    const strike = async (call: Call, fault: string): Promise<string[]> => {
      copyProject(base, dir);
      const said = traced(dir, 'R', '/dev/null', ['-e', `inject=${call.name}:${fault}:when=${call.nth}`]);
      const acked = acknowledged(said);
      const isRefused = refused(said).length > 0;
      outcomes[isRefused ? 'refused' : acked.length > 0 ? 'acknowledged' : 'killed']++;
      if (/ERR R FAULT/.test(said)) return [said];
      try {
        const store = storeAt(dir);
        const keys = await store.read((state) => state.tasks.map(({ uid }) => uid));
        const lost = [...earlier, 'X', ...acked].filter((key) => !keys.includes(key)).map((key) => `${key} cannot be read`);
        if (isRefused && keys.includes('R')) lost.push('refused, and committed');
        await commitDeed(store, 'third');
        const after = findViolations(dir, [...earlier, 'X', ...acked, 'third']);
        for (const key of ['R', 'n0', 'n1', 'n2', 'n3', 'n4', 'n5']) await commitDeed(store, key);
        return [...lost, ...after, ...findViolations(dir, [...earlier, 'X', 'R', 'third', 'n5'])];
      } catch (error) {
        return [`the third: ${String(error)}`];
      }
    };
    const chosen = points.filter((_, index) => index % step === 0);
    for (const { call, fault } of chosen)
      wrong.push(...(await strike(call, fault)).map((text) => `${call.name} ${call.nth} ${fault}: ${text}`));
    process.stdout.write(`after ${commits}: ${chosen.length} points, ${JSON.stringify(outcomes)}\n`);
    expect(wrong).toEqual([]);
    for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(0);
  });
});
