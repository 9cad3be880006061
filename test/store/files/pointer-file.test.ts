import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPointer, writePointer } from '../../../src/store/files/pointer-file';
import { fileError } from '../../support/file-calls';
import { changingCalls, traceFileCalls } from '../../support/file-trace';
import { scratchFiles, thrown } from './scratch-files';

const files = scratchFiles();
const id = 'session_20260304_050607_aaaaaa';
const name = '.stint/.current-session';

describe('what a pointer says', () => {
  test.each([
    [`${id}\n`, id],
    [`\ufeff \t${id} \r\n\n`, id],
    [id, id],
    ['a', 'a'],
    ['A.b-9_', 'A.b-9_'],
    ['x'.repeat(256), 'x'.repeat(256)],
    [`${'x'.repeat(256)}\n`, undefined],
    ['', undefined],
    ['\n', undefined],
    ['a b', undefined],
    ['a\nb', undefined],
    ['a/b', undefined],
    ['é', undefined],
    ['\u001b[2J', undefined],
    ['a\0', undefined],
  ])('%j: %j', (text, expected) => {
    files.write(name, text);
    expect(readPointer(files.path(name))).toBe(expected);
  });

  test('is nothing where there is no file, or none that is one', () => {
    files.write('plain', id);
    files.makeFolder('folder');
    symlinkSync('nowhere', files.path('link'));
    for (const each of ['none', 'no/such', 'plain/inside', 'folder', 'link'])
      expect(readPointer(files.path(each))).toBeUndefined();
  });

  test('is not read through a link', () => {
    files.write('real', `${id}\n`);
    symlinkSync('real', files.path('link'));
    expect(readPointer(files.path('link'))).toBeUndefined();
  });

  const failing = (call: 'openSync' | 'fstatSync' | 'readFileSync', error: Error): unknown => {
    files.write(name, id);
    return traceFileCalls(
      files.path(),
      [call],
      () => readPointer(files.path(name)),
      () => error,
    ).error;
  };

  test('cannot be told where the file system refuses', () => {
    const error = Object.assign(fileError('EACCES', 'open'), { path: '/its/own' });
    expect(failing('readFileSync', error)).toMatchObject({
      code: 'E_STORE_IO',
      message: 'cannot read /its/own: permission denied (EACCES). Nothing was changed.',
      details: { file: '/its/own', errno: 'EACCES' },
    });
    expect(failing('fstatSync', fileError('EIO', 'fstat'))).toMatchObject({
      message: `cannot read ${files.path(name)}: the disk reports an input/output error (EIO). Nothing was changed.`,
    });
  });

  test.each(['ENOENT', 'ENOTDIR', 'EISDIR'])('is nothing where the file goes away meanwhile (%s)', (code) => {
    expect(failing('readFileSync', fileError(code, 'read'))).toBeUndefined();
  });

  test('a fault of the program stays one', () => {
    const fault = new TypeError('wrong');
    expect(failing('readFileSync', fault)).toBe(fault);
  });
});

describe('a pointer is written', () => {
  const write = (session: string | undefined, fault?: (call: string) => Error | undefined) =>
    traceFileCalls(files.path(), changingCalls, () => writePointer(files.path(name), session), fault);

  test('beside itself, then into place, durably', () => {
    files.write(name, 'old', 0o644);
    const { calls, held, error } = write(id);
    expect([calls, held(), error]).toEqual([
      [
        `open ${name}.*`,
        `write ${name}.*`,
        `close ${name}.*`,
        `rename ${name}.* ${name}`,
        'open .stint',
        'fsync .stint',
        'close .stint',
      ],
      0,
      undefined,
    ]);
    expect([files.tree(), files.mode(name)]).toEqual([{ '.stint': null, [name]: `${id}\n` }, '600']);
  });

  test('with a folder of its own in a linked worktree, which git does not see', () => {
    expect(write(id).calls.slice(0, 2)).toEqual(['mkdir .stint', 'open .stint/.gitignore']);
    expect(files.tree()).toEqual({ '.stint': null, '.stint/.gitignore': '*\n', [name]: `${id}\n` });
    expect(['.stint', '.stint/.gitignore', name].map(files.mode)).toEqual(['700', '600', '600']);
  });

  test('in any other folder without that', () => {
    writePointer(files.path('a/pointer'), id);
    expect(files.tree()).toEqual({ a: null, 'a/pointer': `${id}\n` });
  });

  test('of nothing is taken away, once', () => {
    files.write(name, 'old');
    expect(write(undefined).calls).toEqual([`unlink ${name}`]);
    expect(write(undefined).error).toBeUndefined();
    expect(files.tree()).toEqual({ '.stint': null });
  });

  const refusals: readonly (readonly [string, string, string, Record<string, string | null>])[] = [
    ['write', 'ENOSPC', 'the disk is full', { '.stint': null, [name]: 'old' }],
    ['rename', 'EROFS', 'the file system is read-only', { '.stint': null, [name]: 'old' }],
  ];
  test.each(refusals)('where %s fails with %s nothing stays beside it', (call, code, words, left) => {
    files.write(name, 'old');
    const { error, held } = write(id, (each) => (each.startsWith(`${call} `) ? fileError(code, call) : undefined));
    expect(error).toMatchObject({
      code: 'E_STORE_IO',
      message: `cannot write ${files.path(name)}: ${words} (${code}). Nothing was changed.`,
      details: { file: files.path(name), errno: code },
    });
    expect([files.tree(), held()]).toEqual([left, 0]);
  });

  test('also where the file system cannot sync a folder', () => {
    const { error, held } = write(id, (each) => (each === 'fsync .stint' ? fileError('EINVAL', 'fsync') : undefined));
    expect([error, held(), files.read(name)]).toEqual([undefined, 0, `${id}\n`]);
  });

  test('over a folder is an error of the folder, and leaves nothing beside it', () => {
    files.makeFolder(name);
    expect(thrown(() => writePointer(files.path(name), id))).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'EISDIR' } });
    expect(files.tree()).toEqual({ '.stint': null, [name]: null });
    expect(thrown(() => writePointer(files.path(name), undefined))).toMatchObject({ details: { errno: 'EISDIR' } });
  });

  test('a fault of the program stays one', () => {
    const fault = new TypeError('wrong');
    expect(write(id, () => fault).error).toBe(fault);
    expect(write(undefined, () => fault).error).toBe(fault);
  });
});
