import type { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { standInLine } from '../../src/store/commit-line';
import { replaceSpawnSync } from '../support/child-calls';
import { type WatchedFileCalls, watchFileCalls } from '../support/watched-file-calls';
import { type ScratchJournal, scratchJournal } from './scratch-journal';

let scratch: ScratchJournal;
let watched: WatchedFileCalls;
/** How long flock(1) was told to wait, in seconds, by turn. */
let waits: string[];
/** Whether it gets the lock, by turn; what happens meanwhile is the function's. */
let turns: (() => boolean)[];
let restore: () => void;

beforeEach(() => {
  scratch = scratchJournal(64);
  scratch.make({ 'journal/0/1.json': '' });
  watched = watchFileCalls(scratch.project);
  waits = [];
  turns = [];
  restore = replaceSpawnSync(((_command: string, args: string[]) => {
    waits.push(args[2] ?? '');
    return { status: turns.shift()?.() === true ? 0 : 1 };
  }) as unknown as typeof spawnSync);
});
afterEach(() => {
  restore();
  watched.restore();
  scratch.remove();
});

let committed = 1;
/** Not got, and somebody has committed meanwhile. */
const moves = (): boolean => {
  scratch.make({ [`journal/0/${++committed}.json`]: '' });
  return false;
};
const got = (): boolean => true;
const stands = (): boolean => false;
const never = (): boolean => false;

describe.skipIf(process.platform === 'darwin')('in line', () => {
  test.each<[string, (() => boolean)[], boolean, string[]]>([
    ['the first at once', [got], true, ['0.5']],
    ['the line stands: on without', [stands, got], false, ['0.5']],
    ['the line moves: twice as long', [moves, got], true, ['0.5', '1']],
    ['the line moves, and then stands', [moves, moves, stands, got], false, ['0.5', '1', '2']],
    ['no longer than two seconds', [moves, moves, moves, moves, got], true, ['0.5', '1', '2', '2', '2']],
  ])('%s', async (_what, happens, isInFront, expected) => {
    turns = happens;
    const line = standInLine(scratch.journal, never);
    expect(line.isInFront()).toBe(false);
    expect(await line.wait(0)).toBe(isInFront);
    expect(line.isInFront()).toBe(isInFront);
    expect(waits).toEqual(expected);
    line.leave();
    expect(watched.only('open').filter((call) => call === 'open .lock')).toHaveLength(expected.length);
    expect(watched.only('close').filter((call) => call === 'close .lock')).toHaveLength(expected.length);
  });

  test('stood in again after every fifth lost race, until one is in front', async () => {
    turns = [stands, stands, got];
    const line = standInLine(scratch.journal, never);
    const fronts: boolean[] = [];
    for (let lost = 0; lost <= 20; lost++) fronts.push(await line.wait(lost));
    expect(fronts.indexOf(true)).toBe(10);
    expect(fronts.lastIndexOf(false)).toBe(9);
    expect(waits).toEqual(['0.5', '0.5', '0.5']);
    expect(watched.only('close').filter((call) => call === 'close .lock')).toHaveLength(2);
    line.leave();
    expect(watched.only('close').filter((call) => call === 'close .lock')).toHaveLength(3);
  });

  test('not while four of five races are lost', async () => {
    const line = standInLine(scratch.journal, never);
    for (const lost of [1, 2, 3, 4, 6, 9, 11]) expect(await line.wait(lost)).toBe(false);
    expect(waits).toEqual([]);
    line.leave();
  });

  test('not once it is late', async () => {
    turns = [got];
    const late = standInLine(scratch.journal, () => true);
    expect(await late.wait(0)).toBe(false);
    expect(waits).toEqual([]);
    turns = [moves, moves, got];
    let looks = 0;
    const soon = standInLine(scratch.journal, () => ++looks > 2);
    expect(await soon.wait(0)).toBe(false);
    expect(waits).toEqual(['0.5', '1']);
    late.leave();
    soon.leave();
  });

  test('a project without a journal has a line too', async () => {
    const empty = scratchJournal();
    turns = [stands];
    expect(await standInLine(empty.journal, never).wait(0)).toBe(false);
    turns = [
      () => {
        empty.make({ 'journal/0/': '' });
        return false;
      },
      got,
    ];
    const line = standInLine(empty.journal, never);
    expect(await line.wait(0)).toBe(true);
    line.leave();
    empty.remove();
  });
});
