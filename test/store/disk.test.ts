import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readIfThere } from '../../src/store/disk';
import { stageFile } from '../../src/store/stage-file';

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

test('a large file is staged as it is', () => {
  const bytes = bytesOf(2 * mebibyte + 7);
  stageFile(path, bytes);
  expect(readIfThere(path)?.equals(bytes)).toBe(true);
});
