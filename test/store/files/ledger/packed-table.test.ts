import { describe, expect, test } from 'vitest';
import { createDigestWords, createPackedTable } from '../../../../src/store/files/ledger/packed-table';

const key = (...words: number[]): Uint32Array => Uint32Array.from(words);

describe('a table of rows', () => {
  test('keeps each once and finds it', () => {
    const table = createPackedTable(2);
    expect([table.size, table.find(key(0, 0)), table.find(key(5, 1))]).toEqual([0, -1, -1]);
    expect(table.add(key(5, 1))).toBe(0);
    expect(table.add(key(5, 2))).toBe(1);
    expect(table.add(key(0, 0))).toBe(2);
    expect([table.add(key(5, 1)), table.add(key(5, 2)), table.add(key(0, 0))]).toEqual([-1, -1, -1]);
    expect([key(5, 1), key(5, 2), key(0, 0), key(1, 5), key(5, 3), key(6, 1)].map(table.find)).toEqual([0, 1, 2, -1, -1, -1]);
    expect(table.size).toBe(3);
    const into = key(9, 9);
    table.read(1, into);
    expect(into).toEqual(key(5, 2));
    table.read(0, into);
    expect(into).toEqual(key(5, 1));
  });

  test('does not keep the words that it was given, but what stood in them', () => {
    const table = createPackedTable(2);
    const own = key(1, 2);
    table.add(own);
    own.set([3, 4]);
    expect([table.find(key(1, 2)), table.find(own)]).toEqual([0, -1]);
  });

  test('gives nothing of a row that it has not', () => {
    const into = key(7);
    createPackedTable(1).read(0, into);
    expect(into).toEqual(key(7));
  });

  test('takes words of any size, and many that fall on one place', () => {
    const table = createPackedTable(2);
    // The last place of the first size, from where the search goes on at the beginning.
    const keys = Array.from({ length: 40 }, (_, at) => key(2 ** 32 - 1 - (at % 3) * 2 ** 12, at));
    expect(keys.map(table.add)).toEqual(keys.map((_, at) => at));
    expect(keys.map(table.find)).toEqual(keys.map((_, at) => at));
    expect(table.find(key(4095, 0))).toBe(-1);
    expect(table.find(key(0, 0))).toBe(-1);
  });

  test('grows, and then still finds all, over the border of a chunk', () => {
    const table = createPackedTable(3);
    const count = 33_000;
    // Every second one meets another at its place.
    const keyAt = (at: number): Uint32Array => key(Math.imul(at >> 1, 0x9e3779b1), at, ~at);
    for (let at = 0; at < count; at++) if (table.add(keyAt(at)) !== at) throw new Error(`row ${at}`);
    const lost: number[] = [];
    const into = key(0, 0, 0);
    for (let at = 0; at < count; at++) {
      table.read(at, into);
      if (table.find(keyAt(at)) !== at || into.join() !== keyAt(at).join()) lost.push(at);
    }
    expect(lost).toEqual([]);
    expect(table.size).toBe(count);
    expect([table.find(keyAt(count)), table.add(keyAt(32_768)), table.add(keyAt(0)), table.size]).toEqual([-1, -1, -1, count]);
  });
});

describe('the words of a digest', () => {
  const digest = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';

  test('are those of its bytes, and give it back', () => {
    const one = createDigestWords();
    const other = createDigestWords();
    expect(one.words).toHaveLength(8);
    expect(one.set(digest)).toBe(true);
    expect(one.hex()).toBe(digest);
    expect(Buffer.from(one.words.buffer, one.words.byteOffset, 32).toString('hex')).toBe(digest);
    other.words.set(one.words);
    expect(other.hex()).toBe(digest);
    expect(one.set(digest.toUpperCase())).toBe(true);
    expect(one.hex()).toBe(digest);
  });

  test.each([
    ['nothing', ''],
    ['too few digits', digest.slice(2)],
    ['too many', `${digest}00`],
    ['a digit too many', `${digest}0`],
    ['another character at the end', `${digest.slice(1)}g`],
    ['another character at the beginning', `x${digest.slice(1)}`],
    ['characters of several bytes', 'é'.repeat(64)],
  ])('are not those of %s', (_name, text) => {
    expect(createDigestWords().set(text)).toBe(false);
  });
});
