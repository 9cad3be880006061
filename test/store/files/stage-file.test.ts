import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownFolder } from '../../../src/store/files/own-folder';
import { stageFile } from '../../../src/store/files/stage-file';
import { fileError } from '../../support/file-calls';
import { type WatchedFileCalls, watchFileCalls } from '../../support/watched-file-calls';
import { thrown } from './scratch-files';

let folder: string;
let path: string;
let watched: WatchedFileCalls;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-stage-'));
  path = join(folder, 'file');
  watched = watchFileCalls(folder);
});
afterEach(() => {
  watched.restore();
  rmSync(folder, { recursive: true, force: true });
});

test('written under another name, made durable, renamed, read back; private', () => {
  stageFile(ownFolder(folder), path, Buffer.from('text'));
  const steps = watched.only('open', 'write', 'fsync', 'rename', 'readFile');
  expect(steps.slice(-5)).toEqual(['open file.~', 'write file.~', 'fsync file.~', 'rename file.~ file', 'readFile file']);
  expect(readdirSync(folder)).toEqual(['file']);
  expect(readFileSync(path, 'utf8')).toBe('text');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('with the mode that is asked for', () => {
  stageFile(ownFolder(folder), path, Buffer.from('text'), 0o640);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test('a large file, and an empty one', () => {
  const bytes = Buffer.alloc(2 * 1024 * 1024 + 7, 'a line of a file\n');
  stageFile(ownFolder(folder), path, bytes);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  stageFile(ownFolder(folder), path, Buffer.alloc(0));
  expect(readFileSync(path, 'utf8')).toBe('');
});

test.each(['write file.~', 'fsync file.~'])('a fault of %s names the file', (call) => {
  watched.before(call, () => {
    throw fileError('ENOSPC', 'write');
  });
  expect(thrown(() => stageFile(ownFolder(folder), path, Buffer.from('text')))).toMatchObject({ code: 'ENOSPC', path });
});

describe('what reads back otherwise is an error', () => {
  test.each<[string, () => void, string]>([
    ['gone', () => rmSync(path), 'ENOENT'],
    ['cut, as on a full disk', () => truncateSync(path, 3), 'ENOSPC'],
    ['emptied', () => truncateSync(path, 0), 'ENOSPC'],
    ['changed', () => writeFileSync(path, 'texT'), 'EIO'],
    ['longer', () => writeFileSync(path, 'text!'), 'EIO'],
  ])('%s: %s', (_how, change, code) => {
    watched.before('readFile file', change);
    const error = thrown(() => stageFile(ownFolder(folder), path, Buffer.from('text')));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: `${path} was not written whole`, code, syscall: 'write', path });
  });
});

test.each(['open file.~', 'write file.~', 'fsync file.~', 'rename file.~ file'])(
  'an error of %s comes out, and nothing stays',
  (call) => {
    watched.before(call, () => {
      throw fileError('ENOSPC', 'x');
    });
    expect(thrown(() => stageFile(ownFolder(folder), path, Buffer.from('text')))).toMatchObject({ code: 'ENOSPC' });
    expect(readdirSync(folder)).toEqual([]);
  },
);
