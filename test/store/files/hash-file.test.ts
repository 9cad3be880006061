import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashFile, hashImage } from '../../../src/store/files/hash-file';
import { ownFolder } from '../../../src/store/files/own-folder';
import { watchFileCalls } from '../../support/watched-file-calls';
import { scratchFiles } from './scratch-files';

const files = scratchFiles();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test.each([0, 1, 1024 * 1024, 1024 * 1024 + 1, 3_500_000])('a file of %i bytes', (size) => {
  const text = 'a line of a log\n'.repeat(Math.ceil(size / 16)).slice(0, size);
  files.write('session.log', text);
  expect(hashFile(ownFolder(files.path()), files.path('session.log'))).toEqual({ sha256: sha256(text), size });
});

test('no file', () => {
  expect(hashFile(ownFolder(files.path()), files.path('session.log'))).toBeNull();
  expect(hashImage(ownFolder(files.path()), files.path('todo.json'), 'todo.json')).toBeNull();
});

test('a log is never taken in whole, wherever it lies', () => {
  files.write('staged', 'text');
  const watched = watchFileCalls(files.path());
  try {
    expect(hashImage(ownFolder(files.path()), files.path('staged'), 'session.log.1')).toBe(sha256('text'));
    expect(watched.only('readFile')).toEqual([]);
    expect(hashImage(ownFolder(files.path()), files.path('staged'), 'todo.json')).toBe(sha256('text'));
    expect(watched.only('readFile')).toEqual(['readFile staged']);
  } finally {
    watched.restore();
  }
});
