import { describe, expect, test } from 'vitest';
import { ContentFault } from '../../../src/store/files/content-fault';
import { describeIoFault, ioError, ioErrorAt, isIoFault } from '../../../src/store/files/io-fault';
import { StoreError } from '../../../src/store/store-error';
import { fileError } from '../../support/file-calls';

const onPath = (code: string): NodeJS.ErrnoException => Object.assign(fileError(code, 'open'), { path: '/p/.stint/todo.json' });

test.each<[string, boolean, unknown]>([
  ['an error of the file system', true, fileError('EIO', 'read')],
  ['without the call', false, Object.assign(new Error('x'), { code: 'EIO' })],
  ['without a code', false, Object.assign(new Error('x'), { syscall: 'read' })],
  ['with a code that is a number', false, Object.assign(new Error('x'), { code: 5, syscall: 'read' })],
  ['with a call that is no text', false, Object.assign(new Error('x'), { code: 'EIO', syscall: 1 })],
  ['an error of the program', false, new TypeError('x')],
  ['a text', false, 'EIO'],
])('a fault of the file system: %s: %s', (_what, expected, error) => {
  expect(isIoFault(error)).toBe(expected);
});

test.each([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'the system does not permit it'],
  ['EROFS', 'the file system is read-only'],
  ['EIO', 'the disk reports an input/output error'],
  ['EMFILE', 'this process has too many files open'],
  ['ENFILE', 'the system has too many files open'],
  ['ENOENT', 'it is not there'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'it is a symbolic link'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EBUSY', 'it is changed by others all the time'],
  ['EFBIG', 'the file is too large'],
  ['ESTALE', 'the network file system lost it'],
  ['EEXIST', 'something else has that name'],
  ['ENOTEMPTY', 'something else has that name'],
  ['EXDEV', 'EXDEV: open failed'],
])('%s: %s', (code, words) => {
  expect(describeIoFault(onPath(code))).toBe(`/p/.stint/todo.json: ${words} (${code})`);
  expect(describeIoFault(fileError(code, 'open'))).toBe(`the project: ${words} (${code})`);
});

describe('as an error of the store', () => {
  test.each<[string, NodeJS.ErrnoException, string, object]>([
    [
      'with a path',
      onPath('EROFS'),
      'cannot write /p/.stint/todo.json: the file system is read-only (EROFS). Nothing was changed.',
      { file: '/p/.stint/todo.json', errno: 'EROFS' },
    ],
    [
      'without a path',
      fileError('EMFILE', 'open'),
      'cannot write the project: this process has too many files open (EMFILE). Nothing was changed.',
      { errno: 'EMFILE' },
    ],
    ['without a code', new Error('odd'), 'cannot write the project: odd (unknown). Nothing was changed.', { errno: 'unknown' }],
  ])('%s', (_what, fault, message, details) => {
    const error = ioError('write', fault);
    expect(error).toBeInstanceOf(StoreError);
    expect({ ...error, message: error.message }).toStrictEqual({
      name: 'StoreError',
      code: 'E_STORE_IO',
      message,
      details,
      fix: [],
    });
  });
});

describe('in work on a file', () => {
  const at = (error: unknown): unknown => ioErrorAt('write', '/p/.stint/session.log', error);

  test.each<[string, () => NodeJS.ErrnoException, string]>([
    ['an error that names its file', () => onPath('EROFS'), '/p/.stint/todo.json'],
    ['an error that names none', () => fileError('EROFS', 'write'), '/p/.stint/session.log'],
  ])('%s', (_what, fault, file) => {
    const error = at(fault());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      message: `cannot write ${file}: the file system is read-only (EROFS). Nothing was changed.`,
      details: { file, errno: 'EROFS' },
    });
  });

  test('a fault of the program stays as it is', () => {
    const fault = new TypeError('x');
    expect(at(fault)).toBe(fault);
    expect(fault).not.toHaveProperty('path');
  });
});

test('an error of the store that says no more', () => {
  const { name, code, message, details, fix } = new StoreError('E_STORE_BUSY', 'busy');
  expect({ name, code, message, details, fix }).toEqual({
    name: 'StoreError',
    code: 'E_STORE_BUSY',
    message: 'busy',
    details: {},
    fix: [],
  });
});

test('bytes that are not what they should be', () => {
  const fault = new ContentFault('archivedTask', 'archive/tasks.jsonl', Buffer.from('x'), 7);
  const { name, message, kind, file, bytes, line } = fault;
  expect({ name, message, kind, file, bytes, line }).toEqual({
    name: 'ContentFault',
    message: 'archive/tasks.jsonl cannot be read',
    kind: 'archivedTask',
    file: 'archive/tasks.jsonl',
    bytes: Buffer.from('x'),
    line: 7,
  });
});
