import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errnoOf, isGone, isTaken, readAt, writeAt } from '../../../src/store/files/disk';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { thrown } from './scratch-files';

const folder = mkdtempSync(join(tmpdir(), 'stint-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');

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
