import type { spawnSync } from 'node:child_process';
import { constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeKernelLock } from '../../src/store/kernel-lock';
import { replaceSpawnSync } from '../support/child-calls';
import { fileError, replaceFileCalls } from '../support/file-calls';
import { type WatchedFileCalls, watchFileCalls } from '../support/watched-file-calls';

let folder: string;
let watched: WatchedFileCalls;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-lock-'));
  watched = watchFileCalls(folder);
});
afterEach(() => {
  watched.restore();
  rmSync(folder, { recursive: true, force: true });
});

const onPlatform = async <T>(platform: NodeJS.Platform, work: () => Promise<T>): Promise<T> => {
  const real = process.platform;
  Object.defineProperty(process, 'platform', { value: platform });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, 'platform', { value: real });
  }
};

const hasFlock = process.platform === 'linux' && existsSync('/usr/bin/flock');

test.skipIf(!hasFlock)('one holds it; it is free once he lets go', async () => {
  const first = await takeKernelLock(folder, 0);
  expect(first).toBeDefined();
  expect(await takeKernelLock(folder, 10)).toBeUndefined();
  first?.release();
  const second = await takeKernelLock(folder, 0);
  expect(second).toBeDefined();
  second?.release();
  expect(watched.log).toEqual(['open', 'open', 'close', 'close', 'open', 'close'].map((call) => `${call} .lock`));
  expect(statSync(join(folder, '.lock')).mode & 0o777).toBe(0o600);
});

describe('by flock(1)', () => {
  const withFlock = async (waitMs: number, flock: () => { status: number | null }) => {
    const calls: unknown[][] = [];
    const restore = replaceSpawnSync(((...args: unknown[]) => {
      calls.push(args);
      return flock();
    }) as typeof spawnSync);
    try {
      return { lock: await onPlatform('linux', () => takeKernelLock(folder, waitMs)), calls };
    } finally {
      restore();
    }
  };

  test('which locks the descriptor that it inherits, and is killed where it stays', async () => {
    const { lock, calls } = await withFlock(1_500, () => ({ status: 0 }));
    const fd = expect.any(Number);
    expect(calls).toEqual([
      ['flock', ['-x', '-w', '1.5', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd], timeout: 3_500, killSignal: 'SIGKILL' }],
    ]);
    expect(watched.log).toEqual(['open .lock']);
    lock?.release();
    expect(watched.log).toEqual(['open .lock', 'close .lock']);
  });

  test.each<[string, () => { status: number | null }]>([
    ['not got in time', () => ({ status: 1 })],
    ['killed, or not installed', () => ({ status: null })],
    [
      'no process to be had',
      () => {
        throw fileError('EAGAIN', 'spawnSync');
      },
    ],
  ])('%s: no lock, and no descriptor stays', async (_what, flock) => {
    expect((await withFlock(20, flock)).lock).toBeUndefined();
    expect(watched.log).toEqual(['open .lock', 'close .lock']);
  });

  test('its file cannot be made: no lock', async () => {
    watched.before('open .lock', () => {
      throw fileError('EROFS', 'open');
    });
    expect(await withFlock(20, () => ({ status: 0 }))).toEqual({ lock: undefined, calls: [] });
    expect(watched.log).toEqual(['open .lock']);
  });
});

describe('by an exclusive open, on macOS', () => {
  const polled = async (waitMs: number, heldTimes: number) => {
    const opens: unknown[] = [];
    const pauses: unknown[] = [];
    const { setTimeout } = globalThis;
    globalThis.setTimeout = ((work: () => void, ms: number) => {
      if (ms > 1_000) return setTimeout(work, ms);
      pauses.push(ms);
      return setTimeout(work, 0);
    }) as typeof setTimeout;
    const restore = replaceFileCalls((real) => ({
      openSync: (path, flags, mode) => {
        opens.push([flags, mode]);
        if (opens.length <= heldTimes) throw fileError('EAGAIN', 'open');
        return real.openSync(path, constants.O_RDWR | constants.O_CREAT, mode);
      },
    }));
    try {
      return { lock: await onPlatform('darwin', () => takeKernelLock(folder, waitMs)), opens, pauses };
    } finally {
      globalThis.setTimeout = setTimeout;
      restore();
    }
  };
  const asked = [constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | 0x20, 0o600];

  test('at once', async () => {
    const { lock, opens, pauses } = await polled(0, 0);
    expect([opens, pauses]).toEqual([[asked], []]);
    lock?.release();
    expect(watched.log).toEqual(['open .lock', 'close .lock']);
  });

  test('after two others', async () => {
    const { lock, opens, pauses } = await polled(20, 2);
    expect([opens, pauses]).toEqual([
      [asked, asked, asked],
      [10, 10],
    ]);
    expect(lock).toBeDefined();
    lock?.release();
  });

  test.each([
    [0, 1],
    [9, 1],
    [20, 3],
    [29, 3],
  ])('not in %i ms: given up after %i tries', async (waitMs, tries) => {
    const { lock, opens } = await polled(waitMs, 99);
    expect(lock).toBeUndefined();
    expect(opens).toHaveLength(tries);
  });
});
