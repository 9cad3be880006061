import type { ChildProcess } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommitLine, standInLine } from '../../../src/store/files/commit-line';
import { commitBegan, makeLock, showCommit } from '../../../src/store/files/kernel-lock';
import { replaceSpawn, scratchChild } from '../../support/child-calls';
import { fileError } from '../../support/file-calls';
import { type WatchedFileCalls, watchFileCalls } from '../../support/watched-file-calls';
import { type ScratchJournal, scratchJournal } from './scratch-journal';

type Child = ReturnType<typeof scratchChild>;
/** What happens at a look of one who waits, counted from 1; five looks are a second. */
type AtLook = (look: number, child: Child) => void;

let scratch: ScratchJournal;
let watched: WatchedFileCalls;
/** One for each time that a place was taken, by turn: nothing happens where there is none. */
let turns: AtLook[];
/** How many looks each wait had. */
let looks: number[];
let uptimeMs: number;
let cpuMs: number;
let restore: () => void;

const got: AtLook = (_look, child) => child.emit('exit', 0);
let committed: number;
const commit = (): void => scratch.make({ [`journal/0/${++committed}.json`]: '' });

beforeEach(() => {
  scratch = scratchJournal(64);
  committed = 1;
  scratch.make({ 'journal/0/1.json': '' });
  makeLock(scratch.project);
  watched = watchFileCalls(scratch.project);
  turns = [];
  looks = [];
  [uptimeMs, cpuMs] = [40, 40];
  const real = { setInterval: globalThis.setInterval, uptime: process.uptime, cpuUsage: process.cpuUsage };
  let child: Child;
  globalThis.setInterval = ((work: () => void, ms: number) => {
    const [at, of] = [looks.push(0) - 1, child];
    return real.setInterval(() => {
      looks[at] = (looks[at] ?? 0) + 1;
      // A little more, so that nothing hangs on the last bit of a sum.
      uptimeMs += ms * 1.001;
      turns[at]?.(looks[at], of);
      work();
    }, 0);
  }) as typeof setInterval;
  process.uptime = () => uptimeMs / 1_000;
  process.cpuUsage = () => ({ user: (cpuMs * 1_000) / 4, system: (cpuMs * 3_000) / 4 });
  const restoreSpawn = replaceSpawn((() => {
    child = scratchChild();
    return child as unknown as ChildProcess;
  }) as never);
  restore = () => {
    restoreSpawn();
    globalThis.setInterval = real.setInterval;
    Object.assign(process, { uptime: real.uptime, cpuUsage: real.cpuUsage });
  };
});
afterEach(() => {
  restore();
  watched.restore();
  scratch.remove();
});

const never = (): boolean => false;
const isShown = (): boolean => commitBegan(scratch.project) > 0;
const waits = async (line: CommitLine, count: number): Promise<boolean[]> => {
  const fronts: boolean[] = [];
  for (let at = 0; at < count; at++) fronts.push(await line.wait());
  return fronts;
};

describe.skipIf(process.platform === 'darwin')('in line', () => {
  test('the first is in front at once, shows that it commits, and lets go', async () => {
    turns = [got];
    const line = standInLine(scratch.journal, never);
    expect(await waits(line, 3)).toEqual([true, true, true]);
    expect([looks, isShown(), line.hasPlaces()]).toEqual([[1], true, true]);
    watched.forget();
    line.leave();
    expect(isShown()).toBe(false);
    expect(watched.only('close')).toEqual(['close .lock']);
  });

  test('one that only looks does not show', async () => {
    turns = [got];
    const line = standInLine(scratch.journal, never, true);
    expect([await line.wait(), isShown()]).toEqual([true, false]);
    showCommit(scratch.project, true);
    line.leave();
    expect(isShown()).toBe(true);
  });

  test('which stands: each wait is twice as long as the one before, up to three seconds', async () => {
    const line = standInLine(scratch.journal, never);
    expect(await waits(line, 5)).toEqual([false, false, false, false, false]);
    expect(looks).toEqual([3, 5, 10, 15, 15]);
    line.leave();
    expect(isShown()).toBe(false);
  });

  test.each([
    ['as fast as with a processor alone', 40, 3],
    ['half as fast', 20, 5],
    ['faster than the clock, by two processors', 80, 3],
    ['hardly at all', 1, 15],
  ])('of one that runs %s', async (_what, cpu, expected) => {
    cpuMs = cpu;
    expect(await standInLine(scratch.journal, never).wait()).toBe(false);
    expect(looks).toEqual([expected]);
  });

  test.each<[string, () => void]>([
    ['somebody commits', commit],
    ['somebody comes to the front', () => utimesSync(`${scratch.project}/.lock`, uptimeMs, uptimeMs)],
  ])('as long as it moves, because %s', async (_what, move) => {
    turns = [
      (look, child) => {
        if (look % 2 === 0) move();
        if (look === 43) got(look, child);
      },
    ];
    expect(await standInLine(scratch.journal, never).wait()).toBe(true);
    expect(looks).toEqual([43]);
  });

  test('until half a second after it moved last', async () => {
    turns = [(look) => look <= 12 && commit()];
    expect(await standInLine(scratch.journal, never).wait()).toBe(false);
    expect(looks).toEqual([15]);
  });

  test('not once it is late', async () => {
    turns = [commit];
    let asked = 0;
    expect(await standInLine(scratch.journal, () => ++asked > 7).wait()).toBe(false);
    expect(looks).toEqual([8]);
  });

  test('not again where there is no lock to stand by', async () => {
    turns = [(_look, child) => child.emit('error', fileError('ENOENT', 'spawn flock'))];
    const line = standInLine(scratch.journal, never);
    expect(line.hasPlaces()).toBe(true);
    expect(await waits(line, 3)).toEqual([false, false, false]);
    expect([looks, line.hasPlaces(), isShown()]).toEqual([[1], false, false]);
    line.leave();
  });

  test('of a project without a journal', async () => {
    const empty = scratchJournal();
    makeLock(empty.project);
    expect(await standInLine(empty.journal, never).wait()).toBe(false);
    expect(looks).toEqual([3]);
    empty.remove();
  });

  test('of a project whose journal cannot be read', async () => {
    watched.always('readdir journal', () => {
      throw fileError('EIO', 'scandir');
    });
    expect(await standInLine(scratch.journal, never).wait()).toBe(false);
    expect(looks).toEqual([3]);
  });
});

describe.skipIf(process.platform === 'darwin')('before the first try', () => {
  test('one who is alone does not stand in line, but shows that it commits', async () => {
    const line = standInLine(scratch.journal, never);
    await line.enter();
    expect([looks, isShown()]).toEqual([[], true]);
    line.leave();
    expect(isShown()).toBe(false);
  });

  test.each([
    ['a moment ago', 0, [1]],
    ['a second ago', -1, [1]],
    ['longer ago than a commit takes', -3, []],
    ['in a second, by another clock', 1, [1]],
    ['in an hour, by another clock', 3_600, []],
  ])('where another commit began %s', async (_what, seconds, expected) => {
    turns = [got];
    showCommit(scratch.project, true);
    const at = Date.now() / 1_000 + seconds;
    utimesSync(`${scratch.project}/.lock`, at, at);
    const line = standInLine(scratch.journal, never);
    await line.enter();
    expect(looks).toEqual(expected);
    expect(Math.abs(commitBegan(scratch.project) - Date.now())).toBeLessThan(900_000);
    line.leave();
    expect(isShown()).toBe(false);
  });

  test('one whose place is taken away goes on, and hides nobody', async () => {
    showCommit(scratch.project, true);
    const line = standInLine(scratch.journal, never);
    await line.enter();
    line.leave();
    expect([looks, isShown()]).toEqual([[3], true]);
  });
});
