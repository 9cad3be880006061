import { describe, expect, test } from 'vitest';
import type { SpoolBatch, SpoolMarks } from '../../../../src/domain/state/state';
import { openSpool } from '../../../../src/store/files/spool/read-spool';
import { replaceFileCalls } from '../../../support/file-calls';
import { traceFileCalls } from '../../../support/file-trace';
import { scratchFiles } from '../scratch-files';
import { headOf, spoolLine as line, lines, mark, nothing, quietSpool } from './spool-lines';

const files = scratchFiles();
const { write, read } = quietSpool(files);
const minute = 60_000;
const hour = 60 * minute;
const batch = 4 * 1024 * 1024;
const keys = ({ arrivals }: SpoolBatch): string[] => arrivals.map(({ key }) => key);

const a = line('a', 1);
const b = line('b', 2);

describe('a file', () => {
  test.each<[string, string, SpoolMarks, number, Partial<SpoolBatch>]>([
    ['is read whole the first time', a + b, {}, 0, { arrivals: lines(a + b), taken: { 'c.jsonl': mark(a + b) }, isNews: true }],
    [
      'is read from its mark on',
      a + b,
      { 'c.jsonl': mark(a) },
      0,
      { arrivals: lines(b), taken: { 'c.jsonl': mark(a + b) }, isNews: true },
    ],
    ['with nothing new changes no mark', a, { 'c.jsonl': mark(a) }, 0, { taken: { 'c.jsonl': mark(a) } }],
    [
      'shorter than its mark is read anew',
      a,
      { 'c.jsonl': mark(a, a.length + 1) },
      0,
      { arrivals: lines(a), taken: { 'c.jsonl': mark(a) }, isNews: true },
    ],
    [
      'with another first line is read anew',
      b + a,
      { 'c.jsonl': mark(a + b) },
      0,
      { arrivals: lines(a + b), taken: { 'c.jsonl': mark(b + a) }, isNews: true },
    ],
    ['without a first line yet has no digest', a.trimEnd(), {}, 0, {}],
    ['that is empty is no news', '', {}, 0, {}],
    [
      'that is empty now is news where it was not',
      '',
      { 'c.jsonl': mark(a) },
      0,
      { taken: { 'c.jsonl': { bytes: 0, head: '' } }, isNews: true },
    ],
    [
      'whose last line has no end is waited for',
      a + b.trimEnd(),
      {},
      minute,
      { arrivals: lines(a), taken: { 'c.jsonl': mark(a) }, isNews: true },
    ],
    [
      'whose last line has no end for more than a minute is taken as it is',
      a + b.trimEnd(),
      {},
      minute + 1,
      { arrivals: lines(a + b), taken: { 'c.jsonl': mark(a + b.trimEnd()) }, isNews: true },
    ],
    [
      'torn in its only line is given up after a minute',
      a.slice(0, 40),
      {},
      minute + 1,
      { skipped: 1, taken: { 'c.jsonl': { bytes: 40, head: '' } }, isNews: true },
    ],
    [
      'of foreign lines is taken over all the same',
      'x\ny\n',
      {},
      0,
      { skipped: 2, taken: { 'c.jsonl': mark('x\ny\n') }, isNews: true },
    ],
    [
      'with a torn line before a whole one counts the torn one',
      `${a.slice(0, 40)}${b}`,
      {},
      0,
      { arrivals: lines(b), skipped: 1, taken: { 'c.jsonl': mark(a.slice(0, 40) + b) }, isNews: true },
    ],
    [
      'with empty lines has no more for them',
      `\n\n${a}`,
      {},
      0,
      { arrivals: lines(a), taken: { 'c.jsonl': mark(`\n\n${a}`) }, isNews: true },
    ],
    ['quiet for an hour is not idle yet', a, { 'c.jsonl': mark(a) }, hour, { taken: { 'c.jsonl': mark(a) } }],
    ['quiet for longer is idle', a, { 'c.jsonl': mark(a) }, hour + 1, { taken: { 'c.jsonl': mark(a) }, idle: ['c.jsonl'] }],
    ['empty and quiet is idle', '', {}, hour + 1, { idle: ['c.jsonl'] }],
    [
      'with news is not idle, however quiet',
      a,
      {},
      2 * hour,
      { arrivals: lines(a), taken: { 'c.jsonl': mark(a) }, isNews: true },
    ],
  ])('%s', (_, content, marks, afterMs, expected) => {
    write('c.jsonl', content);
    expect(read(marks, afterMs)).toStrictEqual({ ...nothing, ...expected });
  });

  test.each([
    ['is known by all of a first line that is shorter than 4 KiB', 'x'.repeat(4095), 4095],
    ['is known by the beginning of a longer one', 'x'.repeat(5000), 4096],
  ])('%s', (_, first, length) => {
    write('c.jsonl', `${first}\n`);
    expect(read().taken).toEqual({ 'c.jsonl': { bytes: first.length + 1, head: headOf(first.slice(0, length)) } });
  });

  test('is known by 4 KiB of a first line that has no end', () => {
    const first = 'x'.repeat(4096);
    write('c.jsonl', first);
    expect(read({}, 0).taken).toEqual({ 'c.jsonl': { bytes: 0, head: headOf(first) } });
    write('c.jsonl', first.slice(1));
    expect(read({}, 0)).toEqual(nothing);
  });

  test('is read once, whoever asks', () => {
    write('c.jsonl', a);
    const spool = openSpool(files.path(), {});
    const before = spool.pending();
    write('c.jsonl', a + b);
    expect(spool.pending()).toBe(before);
    expect(keys(before)).toEqual(['a']);
  });
});

describe('copies', () => {
  const filler = (bytes: number): string => `${'x'.repeat(bytes - 1)}\n`;
  const history = 128 * 1024;
  test.each([
    ['of what is taken over are left out', a, ['c']],
    ['of what lies within the last 128 KiB are left out', a + filler(history - a.length), ['c']],
    ['of what lies farther back are not looked for', a + filler(history - a.length + 1), ['a', 'c']],
  ])('%s', (_, before, expected) => {
    write('c.jsonl', `${before}${a}${line('c', 3)}`);
    const got = read({ 'c.jsonl': mark(before) });
    expect([keys(got), got.skipped]).toEqual([expected, 0]);
  });

  test('are not looked for where there is nothing new', () => {
    write('c.jsonl', a + b);
    const calls = (marks: SpoolMarks) =>
      traceFileCalls(files.path(), ['openSync', 'readSync', 'closeSync'], () => read(marks)).calls;
    const ofHead = ['openSync', 'readSync', 'readSync', 'closeSync'].map((name) => `${name.slice(0, -4)} spool/c.jsonl`);
    expect(calls({ 'c.jsonl': mark(a + b) })).toEqual(ofHead);
    expect(calls({ 'c.jsonl': mark(a) }).length).toBeGreaterThan(ofHead.length);
  });
});

describe('many files', () => {
  test('come by the time of their lines, then by name; names, marks and what is done with in the order of names', () => {
    const early = line('early', 0);
    write('d.jsonl', b + a);
    write('c.jsonl', line('c', 2));
    write('b.jsonl', early);
    write('e.jsonl', a);
    write('f.jsonl', a);
    const restore = replaceFileCalls(({ readdirSync }) => ({
      readdirSync: ((path: string) =>
        readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? 1 : -1))) as unknown as typeof readdirSync,
    }));
    try {
      const got = read({ 'f.jsonl': mark(a), 'e.jsonl': mark(a), 'gone.jsonl': mark(b) }, hour + 1);
      expect(got).toStrictEqual({
        ...nothing,
        arrivals: lines(early + a + line('c', 2) + b),
        taken: {
          'b.jsonl': mark(early),
          'c.jsonl': mark(line('c', 2)),
          'd.jsonl': mark(b + a),
          'e.jsonl': mark(a),
          'f.jsonl': mark(a),
        },
        isNews: true,
        idle: ['e.jsonl', 'f.jsonl'],
      });
      expect(Object.keys(got.taken)).toEqual(['b.jsonl', 'c.jsonl', 'd.jsonl', 'e.jsonl', 'f.jsonl']);
    } finally {
      restore();
    }
  });

  test('put aside are done with; other names are nobody’s', () => {
    for (const name of ['c.jsonl.12.Ab3.swept', 'c.jsonl.12.swept', '.c.jsonl', 'c.json']) write(name, a);
    expect(read()).toStrictEqual({ ...nothing, idle: ['c.jsonl.12.Ab3.swept'] });
  });
});

describe('more than one change should carry', () => {
  /** So many bytes in lines that say nothing. */
  const rubbish = (bytes: number): string => `${'x'.repeat(bytes - 1)}\n`;

  test('ends with the last whole line, also in a file that is quiet', () => {
    write('c.jsonl', rubbish(batch - 20) + a + b);
    const first = read({}, 2 * minute);
    expect(first).toMatchObject({ arrivals: [], skipped: 1, more: true, isNews: true });
    expect(first.taken['c.jsonl']?.bytes).toBe(batch - 20);
    expect(read(first.taken)).toMatchObject({ arrivals: lines(a + b), skipped: 0, more: false });
  });

  test('skips a line that is longer than that, piece by piece', () => {
    write('c.jsonl', `${'x'.repeat(batch)}yz\n${a}`);
    const first = read();
    expect(first).toMatchObject({ arrivals: [], skipped: 1, more: true, taken: { 'c.jsonl': { bytes: batch } } });
    expect(read(first.taken)).toMatchObject({ arrivals: lines(a), skipped: 1, more: false });
  });

  test.each([
    [batch - 4096, { more: false, arrivals: lines(b), taken: { 'c.jsonl': { bytes: batch - 4096 }, 'd.jsonl': mark(a + b) } }],
    [batch - 4095, { more: true, arrivals: [], taken: { 'c.jsonl': { bytes: batch - 4095 }, 'd.jsonl': mark(a) } }],
  ])('leaves the files that come after %i bytes for the next time, with their marks', (bytes, expected) => {
    write('c.jsonl', rubbish(bytes));
    write('d.jsonl', a + b);
    const got = read({ 'd.jsonl': mark(a) });
    expect(got).toMatchObject({ ...expected, isNews: true });
    expect(Object.keys(got.taken)).toEqual(['c.jsonl', 'd.jsonl']);
  });

  test('is what all files have together', () => {
    const half = rubbish(batch / 2);
    write('c.jsonl', half);
    write('d.jsonl', half + a);
    write('e.jsonl', '');
    const got = read();
    expect(got).toMatchObject({
      more: true,
      arrivals: [],
      skipped: 2,
      taken: { 'c.jsonl': { bytes: batch / 2 }, 'd.jsonl': { bytes: batch / 2 } },
    });
  });
});
