import type { ChildProcess } from 'node:child_process';
import {
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commitBegan, type KernelLock, makeLock, showCommit, takeKernelLock } from '../../../src/store/files/kernel-lock';
import { replaceSpawn, scratchChild } from '../../support/child-calls';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { type WatchedFileCalls, watchFileCalls } from '../../support/watched-file-calls';

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

/** Goes on as often as told, then no more. */
const times = (count: number) => () => count-- > 0;
const never = (): boolean => false;
const release = (lock: KernelLock | 'none' | undefined): void => {
  if (typeof lock !== 'object') throw new Error(`expected a lock, not ${lock}`);
  lock.release();
};

const hasFlock = process.platform === 'linux' && existsSync('/usr/bin/flock');

test.skipIf(!hasFlock)('one holds it; it is free once he lets go', async () => {
  const first = await takeKernelLock(folder, never);
  expect(await takeKernelLock(folder, never)).toBeUndefined();
  release(first);
  release(await takeKernelLock(folder, never));
  expect(watched.log).toEqual(['open', 'open', 'close', 'close', 'open', 'close'].map((call) => `${call} .lock`));
  expect(statSync(join(folder, '.lock')).mode & 0o777).toBe(0o600);
});

describe('by flock(1)', () => {
  type Child = ReturnType<typeof scratchChild>;
  const withFlock = async (goOn: () => boolean, flock: (child: Child) => void) => {
    const calls: unknown[][] = [];
    const child = scratchChild();
    const restore = replaceSpawn(((...args: unknown[]) => {
      calls.push(args);
      flock(child);
      return child as unknown as ChildProcess;
    }) as never);
    try {
      return { lock: await onPlatform('linux', () => takeKernelLock(folder, goOn)), calls, child };
    } finally {
      restore();
    }
  };
  const exits = (code: number | null) => (child: Child) => {
    setImmediate(() => child.emit('exit', code));
  };

  test('which locks the descriptor that it inherits', async () => {
    const { lock, calls, child } = await withFlock(never, exits(0));
    const fd = expect.any(Number);
    expect(calls).toEqual([[expect.stringMatching(/^\/.*\/flock$/), ['-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] }]]);
    expect(watched.log).toEqual(['open .lock']);
    release(lock);
    expect(watched.log).toEqual(['open .lock', 'close .lock']);
    expect(child.signals).toEqual([]);
  });

  test('which is killed once its wait is to end, and is waited for', async () => {
    let asked = 0;
    const { lock, child } = await withFlock(
      () => ++asked < 3,
      () => {},
    );
    expect([lock, asked, child.signals]).toEqual([undefined, 3, ['SIGKILL']]);
    expect(watched.log).toEqual(['open .lock', 'close .lock']);
  });

  test('which gets the lock just before it would have been killed', async () => {
    const { lock } = await withFlock(never, (child) => {
      child.kill = () => {
        setTimeout(() => child.emit('exit', 0), 250);
        return true;
      };
    });
    release(lock);
  });

  test.each<[string, (child: Child) => void]>([
    ['cannot lock here', exits(1)],
    ['was killed by somebody', exits(null)],
    ['is not installed', (child) => setImmediate(() => child.emit('error', fileError('ENOENT', 'spawn flock')))],
    [
      'cannot be started',
      () => {
        throw fileError('ENOMEM', 'spawn');
      },
    ],
  ])('%s: there is no lock here, and no descriptor stays', async (_what, flock) => {
    expect((await withFlock(times(99), flock)).lock).toBe('none');
    expect(watched.log).toEqual(['open .lock', 'close .lock']);
  });

  test('its file cannot be made: there is no lock here', async () => {
    watched.before('open .lock', () => {
      throw fileError('EROFS', 'open');
    });
    expect(await withFlock(never, exits(0))).toMatchObject({ lock: 'none', calls: [] });
    expect(watched.log).toEqual(['open .lock']);
  });

  test('its file leads elsewhere: there is no lock here', async () => {
    symlinkSync('elsewhere', join(folder, '.lock'));
    expect(await withFlock(never, exits(0))).toMatchObject({ lock: 'none', calls: [] });
  });
});

describe('by an exclusive open, on macOS', () => {
  const polled = async (goOn: () => boolean, heldTimes: number) => {
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
      return { lock: await onPlatform('darwin', () => takeKernelLock(folder, goOn)), opens, pauses };
    } finally {
      globalThis.setTimeout = setTimeout;
      restore();
    }
  };
  const asked = [
    constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY | 0x20,
    0o600,
  ];

  test('at once', async () => {
    const { lock, opens, pauses } = await polled(never, 0);
    expect([opens, pauses]).toEqual([[asked], []]);
    release(lock);
    expect(watched.only('open', 'close')).toEqual(['open .lock', 'close .lock']);
  });

  test('after two others', async () => {
    const { lock, opens, pauses } = await polled(times(2), 2);
    expect([opens, pauses]).toEqual([
      [asked, asked, asked],
      [10, 10],
    ]);
    release(lock);
  });

  test.each([0, 1, 3])('not within %i pauses', async (count) => {
    const { lock, opens } = await polled(times(count), 99);
    expect(lock).toBeUndefined();
    expect(opens).toHaveLength(count + 1);
  });
});

describe('a commit that is being made', () => {
  const lock = () => join(folder, '.lock');

  test('shows, until it does not any more', () => {
    makeLock(folder);
    expect(commitBegan(folder)).toBe(0);
    const before = Date.now();
    showCommit(folder, true);
    // The file system cuts off parts of a millisecond, up to two seconds of them.
    expect(commitBegan(folder)).toBeGreaterThan(before - 2_001);
    expect(commitBegan(folder)).toBeLessThanOrEqual(Date.now() + 1);
    showCommit(folder, false);
    expect(commitBegan(folder)).toBe(0);
    expect([statSync(lock()).size, statSync(lock()).mode & 0o777]).toEqual([0, 0o600]);
  });

  test('is as old as the file says', () => {
    writeFileSync(lock(), '');
    utimesSync(lock(), 1_000, 2_000);
    expect(commitBegan(folder)).toBe(2_000_000);
  });

  test('does not show where there is no file for that, nor in a file that a link leads to', () => {
    showCommit(folder, true);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, 'other'), '');
    utimesSync(join(folder, 'other'), 1_000, 1_000);
    symlinkSync('other', lock());
    showCommit(folder, true);
    makeLock(folder);
    expect(statSync(join(folder, 'other')).mtimeMs).toBe(1_000_000);
  });

  test('cannot be seen: there is none', () => {
    makeLock(folder);
    showCommit(folder, true);
    watched.before('lstat .lock', () => {
      throw fileError('EIO', 'stat');
    });
    expect(commitBegan(folder)).toBe(0);
    expect(commitBegan(folder)).toBeGreaterThan(0);
  });

  test('by nobody: the file is made where that is possible', () => {
    watched.before('open .lock', () => {
      throw fileError('EROFS', 'open');
    });
    makeLock(folder);
    expect(readdirSync(folder)).toEqual([]);
    watched.forget();
    makeLock(folder);
    expect(watched.only('open', 'close')).toEqual(['open .lock', 'close .lock']);
    expect(commitBegan(folder)).toBe(0);
  });
});
