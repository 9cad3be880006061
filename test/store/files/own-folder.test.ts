import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeIfThere, setModified } from '../../../src/store/files/change-own-folder';
import { exists, ownFolder, readIfThere, syncFolder } from '../../../src/store/files/own-folder';
import { fileError } from '../../support/file-calls';
import { watchFileCalls } from '../../support/watched-file-calls';
import { thrown } from './scratch-files';

const folder = mkdtempSync(join(tmpdir(), 'stint-own-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');
let own = ownFolder(folder);
beforeEach(() => {
  own = ownFolder(folder);
});

const mebibyte = 1024 * 1024;
const bytesOf = (size: number): Buffer => Buffer.alloc(size, 'a line of a file\n');

const changedAt = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = 0;
  return copy;
};

test('a file that has another name keeps its time', () => {
  const other = join(folder, 'other');
  writeFileSync(other, '');
  utimesSync(other, 1_000, 1_000);
  rmSync(path, { force: true });
  linkSync(other, path);
  expect(thrown(() => setModified(own, path, 2_000))).toMatchObject({ code: 'EMLINK', path });
  rmSync(path);
  setModified(own, other, 3_000);
  expect(statSync(other).mtimeMs).toBe(3_000_000);
  rmSync(other);
});

describe('a file that was read before', () => {
  test.each([2 * mebibyte, 2 * mebibyte + 1, 3 * mebibyte - 1])('of %i bytes is not taken in again', (size) => {
    const before = bytesOf(size);
    writeFileSync(path, before);
    expect(readIfThere(own, path, before)).toBe(before);
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
    expect(readIfThere(own, path, before)?.equals(after)).toBe(true);
  });

  test('may be small, or gone', () => {
    writeFileSync(path, 'small');
    expect(readIfThere(own, path, Buffer.from('small'))?.toString()).toBe('small');
    rmSync(path);
    expect([readIfThere(own, path, bytesOf(2 * mebibyte)), readIfThere(own, path)]).toEqual([null, null]);
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
    expect(['file', 'sub', 'none', 'file/none'].map((name) => exists(own, join(folder, name)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('exists: gone or not, a name that cannot be looked at is neither', () => {
    failing('lstat file', 'ENOTDIR');
    expect(exists(own, path)).toBe(false);
    const fault = failing('lstat file');
    expect(thrown(() => exists(own, path))).toBe(fault);
  });

  test('remove: what is there, what is not, and what cannot be removed', () => {
    const fault = failing('unlink file');
    expect(thrown(() => removeIfThere(own, path))).toBe(fault);
    removeIfThere(own, path);
    removeIfThere(own, path);
    removeIfThere(own, join(folder, 'none/file'));
    expect(existsSync(path)).toBe(false);
    expect(watched.only('unlink')).toHaveLength(3);
  });

  test('read: an error of the read itself says which file it was', () => {
    failing('readFile file');
    expect(thrown(() => readIfThere(own, path))).toMatchObject({ code: 'EIO', path });
    expect(readIfThere(own, join(folder, 'file/below'))).toBeNull();
  });

  test('read: what the file system did not say stays as it is', () => {
    const faults = [new RangeError('too large'), 'text'];
    for (const fault of faults) {
      watched.before('readFile file', () => {
        throw fault;
      });
      expect(thrown(() => readIfThere(own, path))).toBe(fault);
    }
    expect(faults[0]).not.toHaveProperty('path');
  });

  test('sync of a folder: opened, synced, closed; closed also where it fails', () => {
    syncFolder(own, join(folder, 'sub'));
    expect(watched.log).toEqual(['open sub', 'fsync sub', 'close sub']);
    const fault = failing('fsync sub');
    expect(thrown(() => syncFolder(own, join(folder, 'sub')))).toBe(fault);
    expect(watched.log.slice(3)).toEqual(['open sub', 'fsync sub', 'close sub']);
    expect(thrown(() => syncFolder(own, path))).toMatchObject({ code: 'ENOTDIR' });
  });

  describe('of a large file that was read before', () => {
    const bytes = bytesOf(3 * mebibyte);
    beforeEach(() => {
      writeFileSync(path, bytes);
      watched.forget();
    });

    test('its pieces are compared', () => {
      expect(readIfThere(own, path, bytes)).toBe(bytes);
      expect(watched.log).toEqual(['open file', ...Array(4).fill('read file'), 'close file']);
    });

    test.each<[string, () => void, number]>([
      ['is cut while it is compared', () => truncateSync(path, 2 * mebibyte), 2 * mebibyte],
      ['is emptied while it is compared', () => truncateSync(path, 0), 0],
      ['grows while it is compared', () => writeFileSync(path, bytesOf(3 * mebibyte + 1)), 3 * mebibyte + 1],
    ])('%s: read as it is then', (_what, change, size) => {
      watched.before('read file', change, 2);
      const read = readIfThere(own, path, bytes);
      expect(read).not.toBe(bytes);
      expect(read?.length).toBe(size);
    });

    test('another size needs no comparing', () => {
      truncateSync(path, 2 * mebibyte);
      watched.forget();
      expect(readIfThere(own, path, bytes)?.length).toBe(2 * mebibyte);
      expect(watched.log).toEqual(['readFile file']);
    });

    test('of less than two mebibytes is read at once', () => {
      const smaller = bytesOf(2 * mebibyte - 1);
      writeFileSync(path, smaller);
      watched.forget();
      expect(readIfThere(own, path, smaller)?.equals(smaller)).toBe(true);
      expect(watched.log).toEqual(['readFile file']);
    });
  });
});
