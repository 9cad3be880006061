import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SpoolBatch, SpoolMarks } from '../../../../src/domain/state/state';
import { openSidecar } from '../../../../src/store/files/sidecar';
import { openSpool } from '../../../../src/store/files/spool/read-spool';
import { sweepSpool } from '../../../../src/store/files/spool/sweep-spool';
import { atTime } from '../../../support/at-time';
import { scratchFolder } from '../../../support/scratch-project';
import { spoolLine } from './spool-lines';

let dir = '';
let marks: SpoolMarks = {};
beforeEach(() => {
  dir = scratchFolder();
  mkdirSync(join(dir, 'spool'));
  marks = {};
});
const path = (name: string): string => join(dir, 'spool', name);
const line = spoolLine;
const append = (text: string, name = 'c.jsonl'): void => appendFileSync(path(name), text);
/** Reads what is new and takes it over. */
const take = (): SpoolBatch => {
  const batch = openSpool(dir, marks).pending();
  if (batch.isNews) marks = batch.taken;
  return batch;
};
const keys = (batch = take()): string[] => batch.arrivals.map(({ key }) => key);
const makeOld = (seconds: number, name = 'c.jsonl'): void =>
  utimesSync(path(name), Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);

describe('what waits in the spool', () => {
  it('is nothing where no hook has ever reported', () => {
    rmSync(path(''), { recursive: true });
    expect(take()).toEqual({ arrivals: [], taken: {}, isNews: false, skipped: 0, unreadable: [], more: false, idle: [] });
  });

  it('is read once, each line, by the time it came in and over all files', () => {
    append(line('a', 5) + line('b', 1));
    append(line('c', 3), 'd.jsonl');
    expect(keys()).toEqual(['b', 'c', 'a']);
    expect(take()).toMatchObject({ arrivals: [], isNews: false });
    append(line('e', 9));
    expect(keys()).toEqual(['e']);
  });

  it('has each event once, also where its copy was taken over before, and came in earlier than that', () => {
    append(line('a', 5) + line('a', 6) + line('b', 7));
    expect(keys()).toEqual(['a', 'b']);
    append(line('a', 4) + line('b', 900) + line('c', 900));
    expect(keys()).toEqual(['c']);
  });

  it('tells events that can repeat by the seconds between them', () => {
    const turn = (second: number): string => line('turn', second, { repeatable: true });
    append(turn(0));
    expect(keys()).toEqual(['turn']);
    append(turn(3));
    expect(keys()).toEqual([]);
    append(turn(60));
    expect(keys()).toEqual(['turn']);
  });

  it('leaves a line that is still being written for later', () => {
    const whole = line('b', 1);
    append(line('a') + whole.slice(0, 50));
    expect(take()).toMatchObject({ skipped: 0, arrivals: [{ key: 'a' }] });
    expect(take()).toMatchObject({ isNews: false });
    append(whole.slice(50));
    expect(keys()).toEqual(['b']);
  });

  it('gives up a line that nobody has finished for a minute, and finds the one that came behind it', () => {
    append(line('a') + line('b', 1).slice(0, 50));
    makeOld(61);
    expect(take()).toMatchObject({ skipped: 1, arrivals: [{ key: 'a' }] });
    append(line('c', 2));
    expect(take()).toMatchObject({ skipped: 0, arrivals: [{ key: 'c' }] });
  });

  it('finds a whole line behind a torn one, and counts the torn and the foreign ones', () => {
    append(`${line('a').slice(0, 70)}${line('b', 1)}rubbish\n\n{"v":2}\n${line('c', 2)}`);
    expect(take()).toMatchObject({ skipped: 3, arrivals: [{ key: 'b' }, { key: 'c' }] });
  });

  it('begins anew in a file that was cut off, or that is another one of the same name', () => {
    append(line('a') + line('b', 1));
    take();
    truncateSync(path('c.jsonl'), 0);
    append(line('c', 2));
    expect(keys()).toEqual(['c']);
    writeFileSync(path('c.jsonl'), line('d', 3) + line('e', 4) + line('f', 5));
    expect(keys()).toEqual(['d', 'e', 'f']);
  });

  it('goes on in the next batch where there is too much for one', () => {
    const long = 'x'.repeat(3_000);
    const all = Array.from({ length: 2_000 }, (_, n) => `k${n}`);
    append(all.map((key, n) => line(key, n, { cwd: long })).join(''));
    append(line('other', 0), 'd.jsonl');
    const seen: string[] = [];
    let batches = 0;
    for (let more = true; more; batches++) {
      const batch = take();
      more = batch.more;
      seen.push(...keys(batch));
    }
    expect(seen.sort()).toEqual([...all, 'other'].sort());
    expect(batches).toBe(2);
  });

  it('looks neither at foreign names nor at what is no plain file', () => {
    append(line('a'), '.hidden.jsonl');
    append(line('b'), 'notes.txt');
    mkdirSync(path('folder.jsonl'));
    writeFileSync(join(dir, 'outside'), line('c'));
    symlinkSync('../outside', path('link.jsonl'));
    expect(take()).toMatchObject({ arrivals: [], isNews: false });
  });
});

describe('spool files that are done with', () => {
  it('are those taken over whole and quiet for an hour', () => {
    append(line('a'));
    append(line('b'), 'd.jsonl');
    makeOld(3_700);
    expect(take().idle).toEqual([]);
    expect(take().idle).toEqual(['c.jsonl']);
  });

  const aside = (): string[] => readdirSync(path('')).filter((name) => name.endsWith('.swept'));
  const inTwoMinutes = (work: () => void): void => atTime(Date.now() + 120_000, work);

  it('are put aside and then removed, and what came in meanwhile stays', () => {
    append(line('a'));
    append(line('b'), 'd.jsonl');
    take();
    append(line('c', 1), 'd.jsonl');
    sweepSpool(dir, ['c.jsonl', 'd.jsonl', 'none.jsonl'], marks);
    expect(readdirSync(path('')).filter((name) => name.endsWith('.jsonl'))).toEqual(['d.jsonl']);
    expect(keys()).toEqual(['c']);
    expect(Object.keys(marks)).toEqual(['d.jsonl']);
    expect(take().idle).toEqual(aside());
    sweepSpool(dir, aside(), marks);
    expect(aside()).toHaveLength(1);
    inTwoMinutes(() => sweepSpool(dir, aside(), marks));
    expect(readdirSync(path(''))).toEqual(['d.jsonl']);
  });

  it('may come back: all of it is new then, however long', () => {
    append(line('a'));
    take();
    sweepSpool(dir, ['c.jsonl'], marks);
    append(line('b', 4_000) + line('c', 4_001));
    expect(keys()).toEqual(['b', 'c']);
    expect(readFileSync(path('c.jsonl'), 'utf8')).toBe(line('b', 4_000) + line('c', 4_001));
  });

  it('give back what a hook wrote that had them open already', () => {
    append(line('a'));
    take();
    const hook = openSync(path('c.jsonl'), 'a');
    sweepSpool(dir, ['c.jsonl'], marks);
    writeSync(hook, line('b', 4_000));
    closeSync(hook);
    expect(keys()).toEqual([]);
    inTwoMinutes(() => sweepSpool(dir, aside(), marks));
    expect(keys()).toEqual(['b']);
    expect(aside()).toEqual([]);
  });
});

it('the file of a conversation tells when a hook last reported', () => {
  append(line('a'));
  utimesSync(path('c.jsonl'), 1_800_000_000, 1_800_000_000);
  const sidecar = openSidecar(dir);
  expect(sidecar.heardAt('c')).toBe('2027-01-15T08:00:00.000Z');
  expect(sidecar.heardAt('d')).toBeUndefined();
});
