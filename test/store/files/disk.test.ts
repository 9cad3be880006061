import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  errnoOf,
  exists,
  isGone,
  isTaken,
  readAt,
  readIfThere,
  removeIfThere,
  syncFolder,
  writeAt,
} from '../../../src/store/files/disk';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { watchFileCalls } from '../../support/watched-file-calls';
import { thrown } from './scratch-files';

const folder = mkdtempSync(join(tmpdir(), 'stint-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');

const mebibyte = 1024 * 1024;
const bytesOf = (size: number): Buffer => Buffer.alloc(size, 'a line of a file\n');

const changedAt = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = 0;
  return copy;
};

describe('a file that was read before', () => {
  test.each([2 * mebibyte, 2 * mebibyte + 1, 3 * mebibyte - 1])('of %i bytes is not taken in again', (size) => {
    const before = bytesOf(size);
    writeFileSync(path, before);
    expect(readIfThere(path, before)).toBe(before);
  });

  test.each([
    ['at its beginning', (bytes: Buffer) => changedAt(bytes, 0)],
    ['where pieces meet', (bytes: Buffer) => changedAt(bytes, mebibyte)],
    ['at its end', (bytes: Buffer) => changedAt(bytes, bytes.length - 1)],
    ['and is shorter', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['and is longer', (bytes: Buffer) => Buffer.concat([bytes, bytes.subarray(0, 1)])],
    ['and is empty', () => Buffer.alloc(0)],
  ])('is what it is now: changed %s', (_how, change) => {
    const before = bytesOf(2 * mebibyte + 100);
    const after = change(before);
    writeFileSync(path, after);
    expect(readIfThere(path, before)?.equals(after)).toBe(true);
  });

  test('may be small, or gone', () => {
    writeFileSync(path, 'small');
    expect(readIfThere(path, Buffer.from('small'))?.toString()).toBe('small');
    rmSync(path);
    expect([readIfThere(path, bytesOf(2 * mebibyte)), readIfThere(path)]).toEqual([null, null]);
  });
});

describe('the code of an error', () => {
  test('is a text, and that of an Error', () => {
    expect(errnoOf(fileError('EIO', 'read'))).toBe('EIO');
    const others = [new Error('EIO'), Object.assign(new Error('x'), { code: 5 }), { code: 'EIO' }, 'EIO', null, undefined];
    expect(others.map(errnoOf)).toEqual(others.map(() => undefined));
  });

  test.each<[string, boolean, boolean]>([
    ['ENOENT', true, false],
    ['ENOTDIR', true, false],
    ['EEXIST', false, true],
    ['ENOTEMPTY', false, true],
    ['EIO', false, false],
    ['', false, false],
  ])('%s: gone %s, taken %s', (code, gone, taken) => {
    expect([isGone(fileError(code, 'x')), isTaken(fileError(code, 'x'))]).toEqual([gone, taken]);
  });
});

describe('one call', () => {
  let watched: ReturnType<typeof watchFileCalls>;
  beforeEach(() => {
    writeFileSync(path, 'text');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    watched = watchFileCalls(folder);
  });
  afterEach(() => watched.restore());
  const failing = (call: string, code = 'EIO'): unknown => {
    const fault = fileError(code, 'x');
    watched.before(call, () => {
      throw fault;
    });
    return fault;
  };

  test('exists: a file, a folder, nothing, nothing below a file', () => {
    expect(['file', 'sub', 'none', 'file/none'].map((name) => exists(join(folder, name)))).toEqual([true, true, false, false]);
  });

  test('exists: gone or not, a name that cannot be looked at is neither', () => {
    failing('stat file', 'ENOTDIR');
    expect(exists(path)).toBe(false);
    const fault = failing('stat file');
    expect(thrown(() => exists(path))).toBe(fault);
  });

  test('remove: what is there, what is not, and what cannot be removed', () => {
    const fault = failing('unlink file');
    expect(thrown(() => removeIfThere(path))).toBe(fault);
    removeIfThere(path);
    removeIfThere(path);
    removeIfThere(join(folder, 'none/file'));
    expect(existsSync(path)).toBe(false);
    expect(watched.only('unlink')).toHaveLength(4);
  });

  test('read: an error of the read itself says which file it was', () => {
    const error = thrown(() => readIfThere(join(folder, 'sub')));
    expect(error).toMatchObject({ code: 'EISDIR', syscall: 'read', path: join(folder, 'sub') });
    expect(readIfThere(join(folder, 'file/below'))).toBeNull();
  });

  test('read: what the file system did not say stays as it is', () => {
    const faults = [new RangeError('too large'), 'text'];
    for (const fault of faults) {
      watched.before('readFile file', () => {
        throw fault;
      });
      expect(thrown(() => readIfThere(path))).toBe(fault);
    }
    expect(faults[0]).not.toHaveProperty('path');
  });

  test('sync of a folder: opened, synced, closed; closed also where it fails', () => {
    syncFolder(join(folder, 'sub'));
    expect(watched.log).toEqual(['open sub', 'fsync sub', 'close sub']);
    const fault = failing('fsync sub');
    expect(thrown(() => syncFolder(join(folder, 'sub')))).toBe(fault);
    expect(watched.log.slice(3)).toEqual(['open sub', 'fsync sub', 'close sub']);
    expect(thrown(() => syncFolder(path))).toMatchObject({ code: 'ENOTDIR' });
  });

  describe('of a large file that was read before', () => {
    const bytes = bytesOf(3 * mebibyte);
    beforeEach(() => {
      writeFileSync(path, bytes);
      watched.forget();
    });

    test('its pieces are compared', () => {
      expect(readIfThere(path, bytes)).toBe(bytes);
      expect(watched.log).toEqual(['open file', 'fstat file', ...Array(4).fill('read file'), 'close file']);
    });

    test.each<[string, () => void, number]>([
      ['is cut while it is compared', () => truncateSync(path, 2 * mebibyte), 2 * mebibyte],
      ['is emptied while it is compared', () => truncateSync(path, 0), 0],
      ['grows while it is compared', () => writeFileSync(path, bytesOf(3 * mebibyte + 1)), 3 * mebibyte + 1],
    ])('%s: read as it is then', (_what, change, size) => {
      watched.before('read file', change, 2);
      const read = readIfThere(path, bytes);
      expect(read).not.toBe(bytes);
      expect(read?.length).toBe(size);
      expect(watched.only('close')).toEqual(['close file']);
    });

    test('another size needs no comparing', () => {
      truncateSync(path, 2 * mebibyte);
      watched.forget();
      expect(readIfThere(path, bytes)?.length).toBe(2 * mebibyte);
      expect(watched.log).toEqual(['open file', 'fstat file', 'close file', 'readFile file']);
    });

    test('of less than two mebibytes is read at once', () => {
      const smaller = bytesOf(2 * mebibyte - 1);
      writeFileSync(path, smaller);
      watched.forget();
      expect(readIfThere(path, smaller)?.equals(smaller)).toBe(true);
      expect(watched.log).toEqual(['readFile file']);
    });
  });
});

describe('a descriptor that gives and takes few bytes at a time', () => {
  let fd: number;
  beforeEach(() => {
    writeFileSync(path, '0123456789');
    fd = openSync(path, 'r+');
  });
  afterEach(() => closeSync(fd));

  const slowly = <T>(work: () => T): T => {
    const restore = replaceFileCalls((real) => ({
      readSync: ((one: number, bytes: Buffer, at: number, length: number, position: number) =>
        real.readSync(one, bytes, at, Math.min(3, length), position)) as typeof real.readSync,
      writeSync: ((one: number, bytes: Buffer, at: number, length: number, position: number) =>
        real.writeSync(one, bytes, at, Math.min(3, length), position)) as typeof real.writeSync,
    }));
    try {
      return work();
    } finally {
      restore();
    }
  };

  test.each<[number, number, string]>([
    [0, 10, '0123456789'],
    [0, 20, '0123456789'],
    [4, 5, '45678'],
    [8, 5, '89'],
    [10, 5, ''],
    [12, 5, ''],
    [3, 0, ''],
  ])('from %i, %i bytes: %j', (offset, length, text) => {
    expect(readAt(fd, offset, length).toString()).toBe(text);
    expect(slowly(() => readAt(fd, offset, length)).toString()).toBe(text);
  });

  test.each<[string, number, string]>([
    ['abcdefgh', 1, '0abcdefgh9'],
    ['abc', 9, '012345678abc'],
    ['', 4, '0123456789'],
  ])('%j at %i', (text, offset, after) => {
    slowly(() => writeAt(fd, Buffer.from(text), offset));
    expect(readFileSync(path, 'utf8')).toBe(after);
  });

  test.each([0, -1])('%i bytes written is an error, not an endless loop', (count) => {
    const restore = replaceFileCalls(() => ({ writeSync: () => count }));
    const error = thrown(() => writeAt(fd, Buffer.from('x'), 0));
    restore();
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: 'nothing was written', code: 'EIO', syscall: 'write' });
  });

  test('-1 bytes read is the end', () => {
    const restore = replaceFileCalls(() => ({ readSync: () => -1 }));
    const bytes = readAt(fd, 0, 4);
    restore();
    expect(bytes).toEqual(Buffer.alloc(0));
  });
});
