import { symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SpoolMarks } from '../../../../src/domain/state/state';
import { fileError, replaceFileCalls } from '../../../support/file-calls';
import { traceFileCalls } from '../../../support/file-trace';
import { scratchFiles, thrown } from '../scratch-files';
import { spoolLine as line, lines, mark, nothing, quietSpool } from './spool-lines';

const files = scratchFiles();
const { write, read } = quietSpool(files);
const a = line('a', 1);
const b = line('b', 2);

describe('what cannot be read', () => {
  let path = '';
  beforeEach(() => {
    write('c.jsonl', a);
    write('d.jsonl', b);
    path = files.path('spool/c.jsonl');
  });
  const faulty = (name: 'openSync' | 'readSync' | 'lstatSync', error: Error, marks: SpoolMarks = {}) =>
    traceFileCalls(
      files.path(),
      ['openSync', 'readSync', 'closeSync', 'lstatSync'],
      () => read(marks),
      (call) => (call === `${name.slice(0, -4)} spool/c.jsonl` ? error : undefined),
    );
  const rest = { ...nothing, arrivals: lines(b), isNews: true };
  const marks = { 'c.jsonl': { bytes: 1, head: 'h' } };
  const taken = { ...marks, 'd.jsonl': mark(b) };

  test.each(['ENOENT', 'ENOTDIR', 'ELOOP'])('is left out where it is gone or a link by now (%s)', (code) => {
    expect(faulty('openSync', fileError(code, 'open'), marks).result).toStrictEqual({ ...rest, taken });
  });

  test.each([
    ['openSync', 'EACCES', 'permission denied (EACCES)'],
    ['readSync', 'EIO', 'the disk reports an input/output error (EIO)'],
    ['openSync', 'EMFILE', 'this process has too many files open (EMFILE)'],
  ] as const)('is told with its path: %s, %s', (name, code, words) => {
    const { result, held } = faulty(name, fileError(code, 'any'), marks);
    expect(result).toStrictEqual({ ...rest, taken, unreadable: [`${path}: ${words}`] });
    expect(held()).toBe(0);
    const withPath = Object.assign(fileError(code, 'any'), { path: '/its/own' });
    expect(faulty(name, withPath).result).toMatchObject({ unreadable: [`/its/own: ${words}`], taken: { 'd.jsonl': mark(b) } });
  });

  test('by a fault of the program is no matter of the file', () => {
    const fault = new TypeError('wrong');
    expect(faulty('readSync', fault)).toMatchObject({ error: fault, result: undefined });
    expect(faulty('openSync', fault).error).toBe(fault);
  });

  test.each(['ENOENT', 'ENOTDIR'])('is nothing where the folder is not there (%s)', (code) => {
    const { result } = traceFileCalls(
      files.path(),
      ['readdirSync'],
      () => read(marks),
      () => fileError(code, 'scandir'),
    );
    expect(result).toStrictEqual(nothing);
  });

  test('is an error where the folder may not be listed', () => {
    const fault = fileError('EACCES', 'scandir');
    const restore = replaceFileCalls(() => ({
      readdirSync: () => {
        throw fault;
      },
    }));
    try {
      expect(thrown(read)).toBe(fault);
    } finally {
      restore();
    }
  });

  test('because it went away since the folder was listed is not told, and keeps its mark', () => {
    const restore = replaceFileCalls(({ readdirSync }) => ({
      readdirSync: ((folder: string) => [
        ...readdirSync(folder, { withFileTypes: true }),
        { name: 'gone.jsonl' },
      ]) as unknown as typeof readdirSync,
    }));
    try {
      const old = { 'gone.jsonl': mark(a), 'c.jsonl': mark(a), 'd.jsonl': mark(b) };
      expect(read(old)).toStrictEqual({ ...nothing, taken: old });
    } finally {
      restore();
    }
  });

  test('because it is a folder or a link is not told, and keeps its mark', () => {
    files.makeFolder('spool/folder.jsonl');
    symlinkSync('d.jsonl', files.path('spool/link.jsonl'));
    const old = { 'folder.jsonl': mark(a), 'c.jsonl': mark(a), 'd.jsonl': mark(b) };
    expect(read(old)).toStrictEqual({ ...nothing, taken: old });
  });
});
