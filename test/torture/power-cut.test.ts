import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFilesStore } from '../../src/store/files/open-store';
import {
  copyImage,
  type FileSystem,
  makeImage,
  mountImage,
  unmountIfThere,
  unmountImage,
  whyNoImage,
} from '../support/loop-image';
import { commitDeed, copiesIn } from '../support/store-deed';
import { acknowledged, buildWorker, environment, findViolations, hasStrace, runWorker } from '../support/store-processes';

/**
 * Power cuts on real file systems in images: the image is copied while it is mounted, at each call that makes something
 * durable and right after the acknowledgement, so that what the file system has not written is missing; the copy is
 * mounted and looked at. STINT_TORTURE=full cuts at every such call; else at a few.
 */
const full = process.env.STINT_TORTURE === 'full';
const calls = ['fsync', 'link', 'rename', 'pwrite64', 'mkdir'];

const probe = mkdtempSync(join(tmpdir(), 'stint-probe-'));
const missing = new Map<FileSystem, string | undefined>(
  (['ext4', 'xfs', 'btrfs'] as const).map((type) => [type, hasStrace() ? whyNoImage(type, probe) : 'strace is not installed']),
);
rmSync(probe, { recursive: true, force: true });
for (const reason of missing.values()) if (reason !== undefined) process.stdout.write(`skipped: ${reason}\n`);

type Point = { readonly call: string; readonly nth: number };

describe('a power cut', () => {
  let scratch: ReturnType<typeof buildWorker>;
  beforeAll(() => {
    scratch = buildWorker();
  });
  afterAll(() => {
    for (const name of ['mounted', 'cut']) unmountIfThere(join(scratch.folder, name));
    scratch.remove();
  });

  const done = (dir: string, key: string, log: string, inject: readonly string[] = []): string =>
    spawnSync('strace', ['-qq', '-o', log, '-e', `trace=${calls.join()}`, ...inject, 'node', scratch.worker, dir, 'done', key], {
      encoding: 'utf8',
      env: environment(),
      timeout: 120_000,
      killSignal: 'SIGKILL',
    }).stdout;

  /** What is wrong with the project on a copy of the image. */
  const faultsOf = async (dir: string, acked: readonly string[]): Promise<string[]> => {
    const store = openFilesStore({
      dir,
      clock: () => new Date().toISOString(),
      lockTimeoutMs: 2_000,
      useLock: false,
      epochSize: 4,
      reach: { copies: copiesIn(dir) },
    });
    try {
      const keys = await store.read((state) => state.tasks.map(({ uid }) => uid));
      const lost = acked.filter((key) => !keys.includes(key)).map((key) => `acknowledged ${key} cannot be read`);
      await commitDeed(store, 'R');
      const after = findViolations(dir, [...acked, 'R']);
      for (const key of ['X', 'Y', 'n1', 'n2', 'n3', 'n4', 'n5']) await commitDeed(store, key);
      return [...lost, ...after, ...findViolations(dir, [...acked, 'R', 'X', 'Y', 'n5'])];
    } catch (error) {
      return [`refused: ${String(error)}`];
    }
  };

  const cases = (['ext4', 'xfs', 'btrfs'] as const).flatMap((type) =>
    (full ? [1, 3, 11] : [3]).map((before) => ({ type, before })),
  );
  for (const { type, before } of cases)
    test.skipIf(missing.get(type) !== undefined)(`${type}, after ${before} commits`, async () => {
      const image = join(scratch.folder, `${type}.img`);
      const at = join(scratch.folder, 'mounted');
      const cutAt = join(scratch.folder, 'cut');
      const dir = join(at, 'project');
      const log = join(scratch.folder, 'calls');
      const earlier = Array.from({ length: before }, (_, index) => `p-${index}`);
      makeImage(image, type);
      mountImage(image, type, at);
      runWorker(scratch.worker, [dir, 'init']);
      runWorker(scratch.worker, [dir, 'loop', 'p', String(before)]);
      unmountImage(at);
      copyImage(image, `${image}.before`);

      const fresh = (): void => {
        copyImage(`${image}.before`, image);
        mountImage(image, type, at);
      };
      fresh();
      done(dir, 'X', log);
      unmountImage(at);
      const counts = new Map<string, number>();
      const points: (Point | undefined)[] = [];
      for (const line of readFileSync(log, 'utf8').split('\n')) {
        const call = /^(\w+)\(/.exec(line)?.[1];
        if (call === undefined) continue;
        const nth = (counts.get(call) ?? 0) + 1;
        counts.set(call, nth);
        points.push({ call, nth });
      }
      const link = points.findIndex((point) => point?.call === 'link');
      // undefined: the command ends, and has said so.
      points.push(undefined);
      const chosen = full ? points : [points[link], points[link + 1], points[points.length - 3], undefined];

      const wrong: string[] = [];
      let cuts = 0;
      let acks = 0;
      const struck = async (point: Point | undefined, another: boolean): Promise<void> => {
        fresh();
        const inject = point === undefined ? [] : ['-e', `inject=${point.call}:signal=SIGKILL:when=${point.nth}`];
        const said = [done(dir, 'X', '/dev/null', inject)];
        // Somebody else finishes what was left, says so, and then the power goes.
        if (another) said.push(runWorker(scratch.worker, [dir, 'done', 'Y']).output);
        copyImage(image, `${image}.cut`);
        unmountImage(at);
        mountImage(`${image}.cut`, type, cutAt);
        const acked = acknowledged(said.join(''));
        cuts++;
        acks += acked.length;
        for (const text of await faultsOf(join(cutAt, 'project'), [...earlier, ...acked]))
          wrong.push(`${point?.call} ${point?.nth}${another ? ', then another' : ''}: ${text}`);
        unmountImage(cutAt);
      };
      for (const [index, point] of chosen.entries()) {
        await struck(point, false);
        if (point !== undefined && (full || index === 0)) await struck(point, true);
      }
      process.stdout.write(`${type} after ${before}: ${cuts} cuts, ${acks} acknowledged\n`);
      expect(wrong).toEqual([]);
      expect(acks).toBeGreaterThan(0);
    });
});
