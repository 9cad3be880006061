import { spawnSync } from 'node:child_process';
import fs, { chownSync, lstatSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openUserFile } from '../../../src/store/files/open-user-file';
import { scratchFiles, thrown } from './scratch-files';

const files = scratchFiles();
const isRoot = process.getuid?.() === 0;
const replace = (path: string, ...pieces: string[]): void => {
  const draft = openUserFile(files.path(path));
  for (const piece of pieces) draft.write(Buffer.from(piece));
  draft.finish();
};

describe('a file', () => {
  test('is replaced at the end, with its mode kept', () => {
    files.write('work.csv', 'old', 0o640);
    const draft = openUserFile(files.path('work.csv'));
    draft.write(Buffer.from('né'));
    draft.write(Buffer.from('w'));
    expect(files.read('work.csv')).toBe('old');
    draft.finish();
    expect(files.tree()).toEqual({ 'work.csv': 'néw' });
    expect(files.mode('work.csv')).toBe('640');
  });

  test('stays as it was where the draft is given up', () => {
    files.write('work.csv', 'old');
    const draft = openUserFile(files.path('work.csv'));
    draft.write(Buffer.from('new'));
    draft.discard();
    expect(files.tree()).toEqual({ 'work.csv': 'old' });
  });

  test('that is new belongs to its owner alone', () => {
    replace('work.csv', 'new');
    expect([files.tree(), files.mode('work.csv')]).toEqual([{ 'work.csv': 'new' }, '600']);
  });

  test.skipIf(!isRoot)('keeps its owner', () => {
    files.write('work.csv', 'old');
    chownSync(files.path('work.csv'), 12, 34);
    replace('work.csv', 'new');
    const { uid, gid } = statSync(files.path('work.csv'));
    expect([uid, gid]).toEqual([12, 34]);
  });

  test('behind a link is the one that is replaced', () => {
    files.write('real.csv', 'old', 0o644);
    symlinkSync('real.csv', files.path('link'));
    replace('link', 'new');
    expect(files.tree()).toEqual({ 'real.csv': 'new', link: '-> real.csv' });
  });
});

describe('what is no file', () => {
  test('is written to where it is a pipe, through a link too', () => {
    expect(spawnSync('mkfifo', [files.path('pipe')]).status).toBe(0);
    symlinkSync('pipe', files.path('link'));
    const reader = fs.openSync(files.path('pipe'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      replace('link', 'né', 'w');
      const got = Buffer.alloc(9);
      expect(got.toString('utf8', 0, fs.readSync(reader, got))).toBe('néw');
    } finally {
      fs.closeSync(reader);
    }
    expect(lstatSync(files.path('pipe')).isFIFO()).toBe(true);
  });

  test.skipIf(!isRoot)('is not replaced where it is a device', () => {
    // As /dev/null; no test may touch that one.
    expect(spawnSync('mknod', [files.path('null'), 'c', '1', '3']).status).toBe(0);
    replace('null', 'gone');
    expect(lstatSync(files.path('null')).isCharacterDevice()).toBe(true);
  });

  test('is an error where it is a folder', () => {
    files.makeFolder('docs');
    expect(thrown(() => replace('docs', 'x'))).toMatchObject({ code: 'EISDIR' });
    expect(files.tree()).toEqual({ docs: null });
  });
});
