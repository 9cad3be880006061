import v8 from 'node:v8';
import { describe, expect, test } from 'vitest';
import { walkBackwards } from '../../../../src/store/files/ledger/walk-backwards';
import { eachHitOf, eachLineOf, walkBlocks } from '../../../../src/store/files/ledger/walk-blocks';
import { watchedBytes } from './sample';

const mebibyte = 1024 * 1024;
const line = (length: number, letter = 'x'): string => `${letter.repeat(length - 1)}\n`;

/** Offset and length of each block. */
const blocksOf = (source: ReturnType<typeof watchedBytes>, from = 0): [number, number][] => {
  const blocks: [number, number][] = [];
  walkBlocks(source, from, ({ bytes, offset }) => blocks.push([offset, bytes.length]));
  return blocks;
};

describe('blocks', () => {
  test.each<[string, string, number, [number, number][]]>([
    ['of nothing', '', 0, []],
    ['of one line', 'a\n', 0, [[0, 2]]],
    ['of a line without its end', 'a\nb', 0, [[0, 3]]],
    ['from the second line', 'a\nbc\nd', 2, [[2, 4]]],
    ['from the end', 'a\n', 2, []],
    ['of lines that fill just one', line(10).repeat(2) + line(mebibyte - 20), 0, [[0, mebibyte]]],
    [
      'of lines that fill one and begin another',
      `${line(mebibyte)}ab`,
      0,
      [
        [0, mebibyte],
        [mebibyte, 2],
      ],
    ],
    [
      'that end with a line',
      line(mebibyte - 1) + line(5) + line(3),
      0,
      [
        [0, mebibyte - 1],
        [mebibyte - 1, 8],
      ],
    ],
    ['of a line that is longer', line(2 * mebibyte + 5), 0, [[0, 2 * mebibyte + 5]]],
    [
      'of a line that is longer among others',
      line(7) + line(mebibyte + 9) + line(3) + line(mebibyte),
      0,
      [
        [0, 7],
        [7, mebibyte + 12],
        [mebibyte + 19, mebibyte],
      ],
    ],
    ['of a longer one without its end', `${'x'.repeat(mebibyte + 9)}`, 0, [[0, mebibyte + 9]]],
  ])('%s', (_name, text, from, blocks) => {
    expect(blocksOf(watchedBytes(Buffer.from(text)), from)).toEqual(blocks);
  });

  test('hold the bytes of their place, however few come at once', () => {
    const text = Array.from({ length: 60 }, (_, at) => line(30_000 + at * 1_777, String.fromCharCode(48 + at))).join('');
    for (const most of [Number.POSITIVE_INFINITY, 100_000, 700_001]) {
      let read = '';
      const source = watchedBytes(Buffer.from(text), most);
      walkBlocks(source, 0, ({ bytes, offset }) => {
        expect(offset).toBe(read.length);
        read += bytes.toString('latin1');
        expect(read.endsWith('\n')).toBe(true);
      });
      expect(read === text).toBe(true);
    }
  });

  test('hold nothing of the blocks before', () => {
    const text = Array.from({ length: 3_000 }, (_, at) => `${at % 10}\n`).join('');
    for (const most of [1, 1_000, 1_001]) {
      let read = '';
      walkBlocks(watchedBytes(Buffer.from(text), most), 0, ({ bytes }) => {
        read += bytes.toString('latin1');
      });
      expect(read).toBe(text);
    }
  });

  test('are read one after the other, each byte once', () => {
    const source = watchedBytes(Buffer.from(line(mebibyte - 3) + line(mebibyte - 3) + line(9)));
    blocksOf(source);
    expect(source.reads).toEqual([0, mebibyte, 2 * mebibyte - 3]);
    const read = source.reads.length;
    expect([blocksOf(source, source.size), source.reads.length]).toEqual([[], read]);
  });

  test('of a file that was cut meanwhile end where it ends', () => {
    const bytes = Buffer.from(line(mebibyte) + line(10));
    const blocks = (size: number): [number, number][] => blocksOf({ ...watchedBytes(bytes), size });
    expect(blocks(mebibyte + 50)).toEqual([
      [0, mebibyte],
      [mebibyte, 10],
    ]);
    expect(blocksOf({ ...watchedBytes(Buffer.alloc(0)), size: 50 })).toEqual([]);
    expect(blocksOf({ ...watchedBytes(Buffer.from('a\nbc')), size: 50 })).toEqual([
      [0, 2],
      [2, 2],
    ]);
  });
});

describe('the heap', () => {
  /** The flags that are set while a file of so many mebibytes is read; the engine names itself `engine`. */
  const flagsFor = (mebibytes: number, engine = '11.3.244.8-node.38', from = 0): string[] => {
    const flags: string[] = [];
    const own = process.versions.v8;
    const set = v8.setFlagsFromString;
    v8.setFlagsFromString = (flag) => flags.push(flag);
    Object.defineProperty(process.versions, 'v8', { value: engine, configurable: true });
    try {
      const piece = Buffer.alloc(mebibyte, line(64));
      const read = (into: Buffer, at: number): number => (at >= mebibytes * mebibyte ? 0 : piece.copy(into, 0, at % mebibyte));
      walkBlocks({ size: mebibytes * mebibyte, read, close: () => {} }, from, () => {});
    } finally {
      v8.setFlagsFromString = set;
      Object.defineProperty(process.versions, 'v8', { value: own, configurable: true });
    }
    return flags;
  };
  const small = ['--semi-space-growth-factor=1', '--heap-growing-percent=20'];

  test.each<[string, number, string, number, string[]]>([
    ['is left alone where the file is small', 6, '11.3.244.8-node.38', 0, []],
    ['is kept small once where it is large', 9, '11.3.244.8-node.38', 0, small],
    ['is kept small by a later engine', 7, '12.4.254.21-node.33', 0, small],
    ['is left alone where the part that is read is small', 9, '11.3.244.8-node.38', 3 * mebibyte, []],
    ['is left to an engine before', 7, '10.2.154.26', 0, []],
    ['is left to an engine thereafter', 7, '13.6.233', 0, []],
    ['is left to an engine with another number', 7, '111.3', 0, []],
    ['is left to one that has the number elsewhere', 7, '3.11.3', 0, []],
    ['is left to one of another form', 7, '11a', 0, []],
  ])('%s', (_name, mebibytes, engine, from, flags) => {
    expect(flagsFor(mebibytes, engine, from)).toEqual(flags);
  });
});

describe('lines', () => {
  const linesOf = (text: string): [number, number][] => {
    const lines: [number, number][] = [];
    eachLineOf({ bytes: Buffer.from(text), offset: 100 }, (start, end) => lines.push([start, end]));
    return lines;
  };

  test.each<[string, [number, number][]]>([
    ['', []],
    ['\n\n', []],
    ['a\n', [[0, 1]]],
    ['a', [[0, 1]]],
    [
      '\nab\n\n\nc\r\n',
      [
        [1, 3],
        [6, 8],
      ],
    ],
    [
      'ab\nc',
      [
        [0, 2],
        [3, 4],
      ],
    ],
  ])('of %j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test.each<[string, string, [number, number][], number[]]>([
    ['', 'x', [], [0]],
    ['ab\ncd\n', 'x', [], [0]],
    [
      'ax\nxb\ncd\n',
      'x',
      [
        [0, 2],
        [3, 5],
      ],
      [0, 3, 6],
    ],
    [
      'xxx\nb\nxx',
      'x',
      [
        [0, 3],
        [6, 8],
      ],
      [0, 4],
    ],
    ['a\nx\n', 'x', [[2, 3]], [0]],
    ['a\n\nx', 'x', [[3, 4]], [0]],
    [
      'x\nx\n\n',
      'x',
      [
        [0, 1],
        [2, 3],
      ],
      [0, 2, 4],
    ],
  ])('of %j with a hit of %j', (text, piece, lines, asked) => {
    const bytes = Buffer.from(text);
    const seen: [number, number][] = [];
    const froms: number[] = [];
    const nextHit = (from: number): number => {
      froms.push(from);
      return bytes.indexOf(piece, from);
    };
    eachHitOf({ bytes, offset: 100 }, nextHit, (start, end) => seen.push([start, end]));
    expect(seen).toEqual(lines);
    expect(froms).toEqual(asked);
  });
});

describe('backwards', () => {
  const linesBack = (source: ReturnType<typeof watchedBytes>, most = Number.POSITIVE_INFINITY): [number, string][] => {
    const lines: [number, string][] = [];
    walkBackwards(source, (bytes, base, start, end) => {
      lines.push([base + start, bytes.toString('latin1', start, end)]);
      return lines.length < most;
    });
    return lines;
  };

  test.each<[string, [number, string][]]>([
    ['', []],
    ['\n\n', []],
    ['a', [[0, 'a']]],
    ['a\n', [[0, 'a']]],
    [
      'ab\nc',
      [
        [3, 'c'],
        [0, 'ab'],
      ],
    ],
    [
      '\nab\n\n\nc\r\n',
      [
        [6, 'c\r'],
        [1, 'ab'],
      ],
    ],
  ])('%j', (text, lines) => {
    expect(linesBack(watchedBytes(Buffer.from(text)))).toEqual(lines);
  });

  test('until enough were seen', () => {
    const source = watchedBytes(Buffer.from('a\nb\nc\n'));
    expect(linesBack(source, 1)).toEqual([[4, 'c']]);
    expect(linesBack(source, 2)).toEqual([
      [4, 'c'],
      [2, 'b'],
    ]);
  });

  const block = 64 * 1024;

  test.each<[string, number[], number[]]>([
    ['that fill one block', [5, block - 5], [0]],
    ['that fill more than one', [10, block - 5], [5, 0]],
    ['with a border between blocks', [block, block], [block, 0]],
    ['longer than a block', [3, block + 1, 2], [6, 4, 0]],
    ['much longer than a block', [3, 5 * block, 2], [4 * block + 5, 4 * block + 3, 3 * block + 3, block + 3, 0]],
    ['before a longer one', [block, block, 3 * block, 2], [4 * block + 2, 4 * block, 3 * block, block, block, 0]],
  ])('over lines %s', (_name, lengths, reads) => {
    const letters = lengths.map((length, at) => line(length, String.fromCharCode(97 + at)));
    const source = watchedBytes(Buffer.from(letters.join('')));
    const expected = letters.map((each, at) => [letters.slice(0, at).join('').length, each.slice(0, -1)]).reverse();
    expect(linesBack(source)).toEqual(expected);
    expect(source.reads).toEqual(reads);
  });

  test('of a file that was cut meanwhile', () => {
    const bytes = Buffer.from(line(10, 'a') + line(block, 'b'));
    expect(linesBack({ ...watchedBytes(bytes.subarray(0, 20)), size: bytes.length })).toEqual([
      [10, 'b'.repeat(10)],
      [0, 'a'.repeat(9)],
    ]);
    expect(linesBack({ ...watchedBytes(bytes.subarray(0, 0)), size: bytes.length })).toEqual([]);
  });
});
