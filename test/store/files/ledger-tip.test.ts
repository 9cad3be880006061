import { describe, expect, test } from 'vitest';
import { advanceTip, scanEntriesOf, scanLedger } from '../../../src/store/files/ledger-tip';
import { entry } from './fixtures';

const linesOf = (...lines: unknown[]): Buffer =>
  Buffer.from(lines.map((line) => (typeof line === 'string' ? `${line}\n` : `${JSON.stringify(line)}\n`)).join(''));

const link = (hash: unknown, prev: unknown): object => ({ hash, prev });

describe('heads and count of a ledger', () => {
  test.each<[string, Buffer, string[], number, string[]]>([
    ['an empty one', Buffer.alloc(0), [], 0, []],
    ['one line', linesOf(link('a', [])), ['a'], 1, ['a']],
    ['a chain', linesOf(link('a', []), link('b', ['a']), link('c', ['b'])), ['c'], 3, ['a', 'b', 'c']],
    ['two branches', linesOf(link('a', []), link('b', ['a']), link('c', ['a'])), ['b', 'c'], 3, ['a', 'b', 'c']],
    ['branches that were joined', linesOf(link('a', []), link('b', []), link('c', ['a', 'b'])), ['c'], 3, ['a', 'b', 'c']],
    ['named before it comes', linesOf(link('b', ['a']), link('a', [])), ['b'], 2, ['b', 'a']],
    ['the same line twice', linesOf(link('a', []), link('a', [])), ['a'], 2, ['a']],
    ['a name of what is not there', linesOf(link('b', ['a'])), ['b'], 1, ['b']],
    ['empty lines', linesOf('', link('a', []), '', link('b', ['a'])), ['b'], 2, ['a', 'b']],
    ['a last line without an end', Buffer.from(JSON.stringify(link('a', []))), ['a'], 1, ['a']],
    [
      'lines that are no entries',
      linesOf(
        'no json',
        'null',
        '7',
        '"a"',
        '[]',
        '{}',
        link(1, []),
        link('x', 'y'),
        link('x', undefined),
        link(undefined, ['a']),
        link('a', []),
      ),
      ['a'],
      1,
      ['a'],
    ],
  ])('%s', (_what, bytes, heads, count, hashes) => {
    expect(scanLedger(bytes)).toStrictEqual({ heads, count, hashes: new Set(hashes) });
  });
});

describe('after entries were appended', () => {
  const tip = { heads: ['a', 'b'], count: 5 };
  test.each<[string, { hash: string; prev: string[] }[], string[], number]>([
    ['none', [], ['a', 'b'], 5],
    ['one that names all heads', [{ hash: 'c', prev: ['a', 'b'] }], ['c'], 6],
    ['one that names one head', [{ hash: 'c', prev: ['b'] }], ['a', 'c'], 6],
    ['one that names none', [{ hash: 'c', prev: [] }], ['a', 'b', 'c'], 6],
    [
      'two in a row',
      [
        { hash: 'c', prev: ['a', 'b'] },
        { hash: 'd', prev: ['c'] },
      ],
      ['d'],
      7,
    ],
    [
      'two side by side',
      [
        { hash: 'c', prev: ['a'] },
        { hash: 'd', prev: ['b'] },
      ],
      ['c', 'd'],
      7,
    ],
  ])('%s', (_what, entries, heads, count) => {
    expect(advanceTip(tip, entries)).toStrictEqual({ heads, count });
    expect(tip).toEqual({ heads: ['a', 'b'], count: 5 });
  });
});

describe('the entries of one task', () => {
  const of = (id: string, uid: string, more: object = {}) => ({
    ...entry(id, [], 'a'),
    task: { ...entry(id, [], 'a').task, uid },
    ...more,
  });
  const idsOf = (bytes: Buffer, uid = 'u1'): string[] => scanEntriesOf(bytes, uid).map(({ id }) => id);

  test('whole, in the order of the file', () => {
    const entries = [of('e1', 'u1'), of('e2', 'u2'), of('e3', 'u1')];
    expect(scanEntriesOf(linesOf(...entries), 'u1')).toEqual([entries[0], entries[2]]);
    expect(scanEntriesOf(linesOf(...entries), 'u2')).toEqual([entries[1]]);
    expect(scanEntriesOf(linesOf(...entries), 'u')).toEqual([]);
    expect(scanEntriesOf(Buffer.alloc(0), 'u1')).toEqual([]);
  });

  test.each<[string, Buffer, string[]]>([
    ['the uid elsewhere in the line', linesOf(of('e1', 'u2', { ref: 'u1' }), of('e2', 'u1')), ['e2']],
    ['the uid twice in a line', linesOf(of('e1', 'u1', { ref: 'u1' }), of('e2', 'u1')), ['e1', 'e2']],
    ['no line end at the end', linesOf(of('e0', 'u2'), of('e1', 'u1')).subarray(0, -1), ['e1']],
    ['a line cut before its end', Buffer.concat([linesOf(of('e1', 'u1')), linesOf(of('e2', 'u1')).subarray(0, -9)]), ['e1']],
    ['a damaged line between', linesOf(of('e1', 'u1'), '{"task":{"uid":"u1"', of('e2', 'u1')), ['e1', 'e2']],
    ['a line that is no entry', linesOf({ task: { uid: 'u1' } }, 'null "u1"', of('e2', 'u1')), ['e2']],
  ])('%s', (_what, bytes, ids) => {
    expect(idsOf(bytes)).toEqual(ids);
  });

  test('a uid that JSON writes otherwise', () => {
    expect(idsOf(linesOf(of('e1', 'ü"\\1')), 'ü"\\1')).toEqual(['e1']);
  });
});
