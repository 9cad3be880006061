import { describe, expect, test } from 'vitest';
import type { RecordedTip } from '../../../../src/domain/ledger/reader';
import { startOf } from '../../../../src/store/files/ledger/bisect';
import { lineOf, sealed, watchedBytes } from './sample';

const firstMs = Date.parse('2026-01-01T00:00:00.000Z');
const stepMs = 1_000;
const lineBytes = 1_024;
const smallBytes = 256 * 1_024;

const template = sealed('e', [], { reason: '' });

/** Lines of 1,024 bytes, a second between two of them; `atOf` gives other times. */
const linesOf = (count: number, atOf = (index: number) => firstMs + index * stepMs): string[] =>
  Array.from({ length: count }, (_, index) => {
    const entry = { ...template, id: `e${index}`, at: new Date(atOf(index)).toISOString() };
    return lineOf({ ...entry, reason: 'x'.repeat(lineBytes - lineOf(entry).length) });
  });

const lines = linesOf(2_000);
const bytes = Buffer.from(lines.join(''));
const tip = (size: number, lagMs: number | undefined = 0): RecordedTip => ({ expected: [], count: 0, size, lagMs });

/** The number of the line at which a question for `sinceMs` begins to read. */
const lineFor = (content: Buffer, sinceMs: number, lagMs = 0): number => {
  const start = startOf(watchedBytes(content), tip(content.length, lagMs), sinceMs);
  const before = content.toString('latin1', 0, start);
  expect(before === '' || before.endsWith('\n')).toBe(true);
  return before.split('\n').length - 1;
};

test('the lines are as long as they are meant to be', () => {
  expect(bytes).toHaveLength(2_000 * lineBytes);
});

describe('a question for a time', () => {
  test.each([
    ['before all', firstMs - 1, 0],
    ['of the first', firstMs, 0],
    ['of the second', firstMs + 1, 0],
    ['after all', firstMs + 5_000 * stepMs, 1_751],
    ['that is none', Number.NaN, 0],
  ])('%s', (_name, sinceMs, line) => {
    expect(lineFor(bytes, sinceMs)).toBe(line);
  });

  test('begins at or before the first line of it, and at most 256 KiB and two lines before', () => {
    for (let index = 0; index <= 2_000; index += 7)
      for (const sinceMs of [firstMs + index * stepMs, firstMs + index * stepMs - 1]) {
        const line = lineFor(bytes, sinceMs);
        expect(line, `at ${index}`).toBeLessThanOrEqual(index);
        expect(line, `at ${index}`).toBeGreaterThanOrEqual(Math.max(0, index - smallBytes / lineBytes - 2));
      }
  });

  test('halves what is left with each look', () => {
    const source = watchedBytes(bytes);
    const size = bytes.length;
    expect(startOf(source, tip(size), firstMs + 1_600 * stepMs)).toBe(1_501 * lineBytes);
    // The line behind each place: 1001, 1501, 1751.
    expect(source.reads).toEqual([size / 2, (1_001 * lineBytes + size) / 2, 1_750.5 * lineBytes].map(Math.floor));
  });

  test.each([
    ['just below it', -1, 1_501],
    ['of it', 0, 1_251],
    ['just above it', 1, 1_251],
  ])('takes a line for earlier only if it is: one %s', (_name, offMs, line) => {
    // Of the lines that are looked at the 1501st is the second.
    const moved = linesOf(2_000, (index) => firstMs + index * stepMs + (index === 1_501 ? offMs : 0));
    expect(lineFor(Buffer.from(moved.join('')), firstMs + 1_501 * stepMs)).toBe(line);
  });

  test('goes back by as much as entries may be late', () => {
    const lagMs = 300 * stepMs;
    for (const index of [400, 801, 1_301, 1_802, 1_999])
      expect(lineFor(bytes, firstMs + index * stepMs, lagMs)).toBe(lineFor(bytes, firstMs + (index - 300) * stepMs));
  });

  test.each([
    ['nothing is remembered', undefined],
    ['it is not known how late entries are', { ...tip(bytes.length), lagMs: undefined }],
    ['the file was longer', tip(bytes.length + 1)],
    ['the file was shorter', tip(bytes.length - 1)],
  ])('reads all, and looks nowhere, where %s', (_name, recorded) => {
    const source = watchedBytes(bytes);
    expect(startOf(source, recorded, firstMs + 5_000 * stepMs)).toBe(0);
    expect(source.reads).toEqual([]);
  });

  test('reads all of what is small', () => {
    const late = firstMs + 5_000 * stepMs;
    const small = watchedBytes(bytes.subarray(0, smallBytes));
    expect([startOf(small, tip(smallBytes), late), small.reads]).toEqual([0, []]);
    const larger = watchedBytes(bytes.subarray(0, smallBytes + 1));
    expect([startOf(larger, tip(smallBytes + 1), late), larger.reads]).toEqual([129 * lineBytes, [128 * lineBytes]]);
  });
});

describe('what is no entry', () => {
  const withOthers = (other: (index: number) => string, from: number, to: number): Buffer =>
    Buffer.from(lines.map((line, index) => (index >= from && index < to ? other(index) : line)).join(''));

  test('is passed over in the look for a time', () => {
    const content = withOthers(() => '<<<<<<< HEAD\n\n', 990, 1_010);
    const source = watchedBytes(content);
    // The middle lies among the others; the line behind them is the one before the first that is asked for.
    const start = startOf(source, tip(content.length), firstMs + 1_011 * stepMs);
    expect(start).toBe(990 * lineBytes + 20 * 14);
    expect(source.reads[0]).toBe(990 * lineBytes + 10 * 14);
  });

  test('makes the look go back where it is all that is within reach', () => {
    const long = Buffer.from([...lines.slice(0, 900), `${'x'.repeat(400_000)}\n`, ...lines.slice(900)].join(''));
    for (const index of [100, 880, 900, 901, 1_200, 1_999]) {
      const line = lineFor(long, firstMs + index * stepMs);
      expect(line).toBeLessThanOrEqual(index < 900 ? index : index + 1);
    }
    // Not one line that ends within a look of 64 KiB.
    const broken = withOthers(() => 'x'.repeat(lineBytes), 0, 1_990);
    expect(lineFor(broken, firstMs + 1_999 * stepMs)).toBe(0);
  });

  test('at the place of the look does not hide the border', () => {
    const late = lines.slice(0, 1_100).join('').length;
    const content = withOthers(() => `${'y'.repeat(lineBytes - 1)}\n`, 1_001, 1_060);
    const source = watchedBytes(content);
    expect(startOf(source, tip(content.length), firstMs + 1_100 * stepMs)).toBeLessThanOrEqual(late);
    expect(source.reads).toEqual([1_000 * lineBytes, 1_530 * lineBytes, 1_295 * lineBytes]);
  });
});
