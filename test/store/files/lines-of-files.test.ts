import { symlinkSync, truncateSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventLines } from '../../../src/store/files/event-lines';
import { eachLine, fileEnd, jsonLine, readTail } from '../../../src/store/files/jsonl';
import { ownFolder } from '../../../src/store/files/own-folder';
import { readRawLines, writeRawLines } from '../../../src/store/files/raw-lines';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { traceFileCalls } from '../../support/file-trace';
import { session } from './fixtures';
import { scratchFiles, thrown } from './scratch-files';

const files = scratchFiles();
const reads = ['openSync', 'fstatSync', 'readSync', 'closeSync', 'readFileSync'] as const;

describe('a line of JSON', () => {
  test.each([
    [{ b: 1, a: ['é\n', null] }, '{"b":1,"a":["é\\n",null]}\n'],
    [{ a: undefined }, '{}\n'],
    ['text', '"text"\n'],
  ])('%j', (record, expected) => {
    expect(jsonLine(record)).toBe(expected);
  });
});

describe('each line', () => {
  test.each<[string, [number, string][]]>([
    ['', []],
    ['\n', []],
    ['a', [[1, 'a']]],
    ['a\n', [[1, 'a']]],
    [
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      '\n\na\n\nb\n\n',
      [
        [3, 'a'],
        [5, 'b'],
      ],
    ],
    [
      'a\r\n\0\n\r\n',
      [
        [1, 'a\r'],
        [2, '\0'],
        [3, '\r'],
      ],
    ],
    [' \u2028\n', [[1, ' \u2028']]],
  ])('of %j that is not empty, with its number', (text, expected) => {
    const seen: [number, string][] = [];
    eachLine(Buffer.from(text), (line, number) => seen.push([number, line.toString()]));
    expect(seen).toEqual(expected);
  });

  test('lies in the bytes themselves', () => {
    const bytes = Buffer.from([0xff, 10, 0xfe]);
    const seen: Buffer[] = [];
    eachLine(bytes, (line) => seen.push(line));
    expect(seen).toEqual([Buffer.from([0xff]), Buffer.from([0xfe])]);
    bytes[2] = 1;
    expect(seen[1]).toEqual(Buffer.from([1]));
  });
});

describe('the end of a file', () => {
  test.each([
    ['', { size: 0, unterminated: false }],
    ['\n', { size: 1, unterminated: false }],
    ['a', { size: 1, unterminated: true }],
    ['a\nb', { size: 3, unterminated: true }],
    ['a\r', { size: 2, unterminated: true }],
    ['ab\n', { size: 3, unterminated: false }],
  ])('of %j', (text, expected) => {
    files.write('f', text);
    const { result, held } = traceFileCalls(files.path(), reads, () => fileEnd(ownFolder(files.path()), files.path('f')));
    expect([result, held()]).toEqual([expected, 0]);
  });

  test.each<[string, number, string]>([
    ['abcdef', 3, 'def'],
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 7, 'abcdef'],
    ['abcdef', 0, ''],
    ['', 3, ''],
  ])('tail of %j, at most %i bytes: %j', (text, length, expected) => {
    files.write('f', text);
    const { result, held } = traceFileCalls(files.path(), reads, () =>
      readTail(ownFolder(files.path()), files.path('f'), length),
    );
    expect([`${result}`, held()]).toEqual([expected, 0]);
  });

  const ends = [
    ['fileEnd', () => fileEnd(ownFolder(files.path()), files.path('f')), { size: 0, unterminated: false }],
    ['readTail', () => readTail(ownFolder(files.path()), files.path('f'), 9), Buffer.alloc(0)],
  ] as const;
  test.each(ends)('%s: is that of an empty one where there is none', (_, work, expected) => {
    expect(work()).toEqual(expected);
    for (const code of ['ENOENT', 'ENOTDIR'])
      expect(traceFileCalls(files.path(), ['openSync'], work, () => fileError(code, 'open')).result).toEqual(expected);
  });

  test.each(ends)('%s: is an error where the file system refuses', (_, work) => {
    files.write('f', 'abc');
    for (const call of ['open', 'fstat', 'read']) {
      const fault = fileError('EIO', call);
      const { error, held } = traceFileCalls(files.path(), reads, work, (each) => (each === `${call} f` ? fault : undefined));
      expect([error, held()]).toEqual([fault, 0]);
    }
  });
});

describe('raw lines', () => {
  const rows = (name: string) => readRawLines(files.path(name)).map(({ raw, text }) => ({ raw, text }));
  test('are bytes, a character each, with their text where they have one', () => {
    files.write('f', Buffer.concat([Buffer.from('é\r\n\n\0\ufeff\n'), Buffer.from([0xff, 10, 0xc3]), Buffer.from('\nlast €')]));
    expect(rows('f')).toEqual([
      { raw: 'Ã©\r', text: 'é\r' },
      { raw: '\0ï»¿', text: '\0\ufeff' },
      { raw: 'ÿ', text: undefined },
      { raw: 'Ã', text: undefined },
      { raw: 'last â\u0082¬', text: 'last €' },
    ]);
    expect([rows('none'), rows('f/inside')]).toEqual([[], []]);
  });

  test('are written byte for byte, each with its end', () => {
    const all = Buffer.concat([Buffer.from([0xff, 0x80, 10]), Buffer.from('é\r\n{"a":1}')]);
    files.write('f', all, 0o640);
    const lines = readRawLines(files.path('f'));
    writeRawLines(files.path('g'), lines);
    writeRawLines(files.path('f'), lines.slice(1));
    expect(readRawLines(files.path('g'))).toEqual(lines);
    expect(files.tree()).toEqual({ f: 'é\r\n{"a":1}\n', g: `${Buffer.concat([all, Buffer.from('\n')])}` });
    expect(files.mode('f')).toBe('640');
    writeRawLines(files.path('g'), []);
    expect(files.read('g')).toBe('');
  });

  test('of a file that may not be read are an error with its name', () => {
    files.makeFolder('f');
    expect(thrown(() => rows('f'))).toMatchObject({
      code: 'E_STORE_IO',
      message: `cannot read ${files.path('f')}: it is a folder (EISDIR). Nothing was changed.`,
      details: { file: files.path('f'), errno: 'EISDIR' },
    });
    const fault = new TypeError('wrong');
    expect(
      traceFileCalls(
        files.path(),
        reads,
        () => rows('f'),
        () => fault,
      ).error,
    ).toBe(fault);
  });
});

describe('the lines of events', () => {
  const block = 256 * 1024;
  const { id } = session('aaaaaa');
  const name = `events/${id}.jsonl`;
  const all = () => [...eventLines(files.path(), id)];
  const x = (length: number, char = 'x'): string => char.repeat(length);

  test.each<[string, string, readonly string[]]>([
    ['none', '', []],
    ['empty ones left out', '\n\na\n\n\nb\n', ['a', 'b']],
    ['the last one without an end', 'a\né', ['a', 'é']],
    ['one that ends with the block', `${x(block - 1)}\nb\n`, [x(block - 1), 'b']],
    ['one whose end begins the next block', `${x(block)}\nb\n`, [x(block), 'b']],
    ['one longer than two blocks', `a\n${x(2 * block + 5)}\nb\n`, ['a', x(2 * block + 5), 'b']],
    ['a character cut by the end of the block', `${x(block - 1)}é€\nb`, [`${x(block - 1)}é€`, 'b']],
    [
      'shorter ones behind a full block',
      `${`${x(9)}\n`.repeat(block / 10 + 1)}b`,
      [...Array(Math.floor(block / 10) + 1).fill(x(9)), 'b'],
    ],
    ['a whole block and nothing more', x(block, 'é'), [x(block, 'é')]],
  ])('%s', (_, text, expected) => {
    files.write(name, text);
    expect(all()).toEqual(expected);
  });

  test('of the work without a session, and of none', () => {
    files.write('events/unbound.jsonl', 'u\n');
    expect([...eventLines(files.path(), undefined)]).toEqual(['u']);
    expect(all()).toEqual([]);
    expect([...eventLines(files.path('events/unbound.jsonl'), undefined)]).toEqual([]);
    expect(() => [...eventLines(files.path(), 'x')]).toThrow(new TypeError('not a session id: "x"'));
  });

  test('end where the file ended when it was opened, or was cut off since', () => {
    files.write(name, 'a\nb\nc');
    const lines = eventLines(files.path(), id);
    expect(lines.next().value).toBe('a');
    files.write(name, 'a\nb\nc\nd\n');
    expect([...lines]).toEqual(['b', 'c']);
    files.write(name, `a\n${x(block)}`);
    const cut = eventLines(files.path(), id);
    expect(cut.next().value).toBe('a');
    truncateSync(files.path(name), 3);
    expect([...cut]).toEqual([x(block - 2)]);
  });

  test.each([['a\n'], [`${x(block)}\n`]])('grown since the file was opened are not read', (text) => {
    files.write(name, text);
    const restore = replaceFileCalls(({ fstatSync }) => ({
      fstatSync: ((fd: number) => {
        const status = fstatSync(fd);
        files.write(name, `${text}b\n`);
        return status;
      }) as typeof fstatSync,
    }));
    try {
      expect(all()).toEqual([text.trim()]);
    } finally {
      restore();
    }
  });

  test('leave no file open, whoever stops', () => {
    files.write(name, 'a\nb\n');
    const { held, result } = traceFileCalls(files.path(), reads, () => {
      for (const line of eventLines(files.path(), id)) return line;
      return undefined;
    });
    expect([result, held()]).toEqual(['a', 0]);
  });

  test.each([
    ['open', 'EACCES', 'permission denied'],
    ['fstat', 'EIO', 'the disk reports an input/output error'],
    ['read', 'ESTALE', 'the network file system lost it'],
  ])('are an error where %s fails with %s', (call, code, words) => {
    files.write(name, 'a\n');
    const traced = (fault: Error) =>
      traceFileCalls(files.path(), reads, all, (each) => (each === `${call} ${name}` ? fault : undefined));
    const { error, held } = traced(fileError(code, call));
    expect(error).toMatchObject({
      code: 'E_STORE_IO',
      message: `cannot read ${files.path(name)}: ${words} (${code}). Nothing was changed.`,
      details: { file: files.path(name), errno: code },
    });
    expect(held()).toBe(0);
    const fault = new TypeError('wrong');
    expect(traced(fault).error).toBe(fault);
  });

  test('are none of a file that a link leads to', () => {
    files.write('events/real', 'a\n');
    symlinkSync('real', files.path(name));
    expect(thrown(all)).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ELOOP' } });
  });
});
