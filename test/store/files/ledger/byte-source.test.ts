import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ByteSource, inMemory, openBytes } from '../../../../src/store/files/ledger/byte-source';
import { type OwnFolder, ownFolder } from '../../../../src/store/files/own-folder';
import { fileError, replaceFileCalls } from '../../../support/file-calls';

let folder: string;
let files: OwnFolder;
let path: string;
let opened: number[];
let restore: () => void;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'stint-bytes-'));
  files = ownFolder(folder);
  path = join(folder, 'ledger.jsonl');
  opened = [];
  restore = replaceFileCalls((real) => ({
    openSync: (name, flags, mode) => {
      const fd = real.openSync(name, flags, mode);
      opened.push(fd);
      return fd;
    },
    closeSync: (fd) => {
      real.closeSync(fd);
      opened = opened.filter((each) => each !== fd);
    },
  }));
});
afterEach(() => {
  restore();
  fs.rmSync(folder, { recursive: true, force: true });
});

const never = (): Buffer => {
  throw new Error('the whole was asked for');
};

const readAt = (source: ByteSource, at: number, length: number): string => {
  const into = Buffer.alloc(length + 1, '.');
  const count = source.read(into.subarray(0, length), at);
  expect(into.toString('latin1', count)).toBe('.'.repeat(length + 1 - count));
  return into.toString('latin1', 0, count);
};

/** What every read of a source of `text` has to give. */
const expectText = (source: ByteSource, text: string): void => {
  expect(source.size).toBe(text.length);
  for (let at = 0; at <= text.length + 2; at++)
    for (let length = 0; length <= text.length + 1; length++)
      expect(readAt(source, at, length), `${length} from ${at}`).toBe(text.slice(at, at + length));
};

describe('a file', () => {
  test('is read at any place, as long as it was when it was opened', () => {
    fs.writeFileSync(path, 'abc\ndef\n');
    const source = openBytes({ files, path, append: undefined }, never);
    fs.appendFileSync(path, 'later\n');
    expectText(source, 'abc\ndef\n');
    fs.rmSync(path);
    expectText(source, 'abc\ndef\n');
    expect(opened).toHaveLength(1);
    source.close();
    expect(opened).toEqual([]);
  });

  test.each([
    ['is not there', 'ledger.jsonl'],
    ['is under a file', 'file/ledger.jsonl'],
  ])('that %s is empty', (_name, name) => {
    fs.writeFileSync(join(folder, 'file'), '');
    const source = openBytes({ files, path: join(folder, name), append: undefined }, never);
    expectText(source, '');
    expect(readAt(source, 5, 3)).toBe('');
    source.close();
  });

  test('that cannot be opened is an error', () => {
    const refused = fileError('EACCES', 'open');
    const again = replaceFileCalls(() => ({
      openSync: () => {
        throw refused;
      },
    }));
    try {
      expect(() => openBytes({ files, path, append: undefined }, never)).toThrow(refused);
    } finally {
      again();
    }
  });

  test('that is read piece by piece gives all', () => {
    fs.writeFileSync(path, 'abcdefgh');
    const source = openBytes({ files, path, append: { file: 'ledger.jsonl', offset: 8, bytes: 'ijk' } }, never);
    const again = replaceFileCalls((real) => ({
      readSync: ((fd: number, into: Buffer, offset: number, length: number, from: number) =>
        real.readSync(fd, into, offset, Math.min(length, 2), from)) as typeof fs.readSync,
    }));
    try {
      expectText(source, 'abcdefghijk');
    } finally {
      again();
      source.close();
    }
  });

  test('that was cut since gives what is left, and nothing of other places', () => {
    fs.writeFileSync(path, 'abcdefgh');
    const whole = openBytes({ files, path, append: undefined }, never);
    const pending = openBytes({ files, path, append: { file: 'ledger.jsonl', offset: 8, bytes: 'ijk' } }, never);
    fs.truncateSync(path, 3);
    expect([readAt(whole, 0, 8), readAt(whole, 2, 8), readAt(whole, 3, 8), readAt(whole, 7, 8)]).toEqual(['abc', 'c', '', '']);
    expect([readAt(pending, 0, 20), readAt(pending, 2, 20), readAt(pending, 7, 20)]).toEqual(['abc', 'c', '']);
    expect([readAt(pending, 8, 20), readAt(pending, 9, 1)]).toEqual(['ijk', 'j']);
    whole.close();
    pending.close();
  });
});

describe('a file with lines of a commit that is not finished', () => {
  const append = { file: 'ledger.jsonl', offset: 4, bytes: 'é\nok\n' };
  const ours = Buffer.from(append.bytes).toString('latin1');

  test.each([
    ['of which nothing is there', 'abc\n'],
    ['of which a part is there', `abc\n${ours.slice(0, 3)}`],
    ['of which all is there', `abc\n${ours}`],
    ['of which there are zeros', `abc\n${'\0'.repeat(6)}`],
    ['of which there are fewer zeros', 'abc\n\0\0'],
    ['of which there is a part, and then zeros', `abc\n${ours.slice(0, 2)}\0\0\0\0`],
  ])('%s', (_name, content) => {
    fs.writeFileSync(path, Buffer.from(content, 'latin1'));
    const source = openBytes({ files, path, append }, never);
    expectText(source, `abc\n${ours}`);
    expect(opened).toHaveLength(1);
    source.close();
    expect(opened).toEqual([]);
  });

  test.each([
    ['has others', 'abc\nother'],
    ['goes on otherwise', `abc\n${ours.slice(0, 2)}x`],
    ['goes on otherwise behind zeros', 'abc\n\0\0x'],
    ['has zeros and then a part', `abc\n\0${ours.slice(1, 3)}`],
    ['is longer', `abc\n${ours}x`],
    ['is longer by zeros', `abc\n${'\0'.repeat(7)}`],
    ['is shorter', 'abc'],
    ['is empty', ''],
  ])('and %s is read whole', (_name, content) => {
    fs.writeFileSync(path, Buffer.from(content, 'latin1'));
    const source = openBytes({ files, path, append }, () => Buffer.from('by hand\n'));
    expectText(source, 'by hand\n');
    expect(opened).toEqual([]);
    source.close();
  });

  test('that is not there is those lines, if it was not there before', () => {
    expectText(openBytes({ files, path, append: { ...append, offset: 0 } }, never), ours);
    expectText(
      openBytes({ files, path, append }, () => Buffer.from('x')),
      'x',
    );
  });
});

test('bytes in memory are read at any place', () => {
  const source = inMemory(Buffer.from('abcdef'));
  expectText(source, 'abcdef');
  expect(source.close()).toBeUndefined();
});
