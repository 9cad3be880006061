import { linkSync, readdirSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { beginAgain } from '../../../../src/store/files/transaction';
import { StoreError } from '../../../../src/store/store-error';
import { fileError } from '../../../support/file-calls';
import { thrown } from '../scratch-files';
import { recordText } from '../scratch-journal';
import { doneRecords, effects, putOf, transactions } from './sample';

const { scratch, watched, tip, commit, failing, overtake, overtakeByFar } = transactions();

const two = { ...effects, put: [...effects.put, putOf('todo.json', 'b', null)] };
const source = 'journal/0/2.*.record';
const link = `link ${source} journal/0/2.json`;
const untouched = { ...doneRecords(1), 'config.json': 'old' };
const overtaken = { ...untouched, 'journal/0/2.json': recordText(2), 'journal/0/2.done': '' };
const overtakenByFar = { 'config.json': 'old', 'journal/9/37.json': recordText(37), 'journal/9/37.done': '' };

describe('somebody else commits first: nothing of ours stays', () => {
  test.each<[string, string, number, string[]]>([
    ['before anything is staged', 'lstat journal/0/2.json', 1, []],
    ['after the first image', 'lstat journal/0/2.json', 2, ['config.json']],
    ['after the last image', 'lstat journal/0/2.json', 3, ['config.json', 'todo.json']],
    ['before the link', link, 1, ['config.json', 'todo.json', 'record']],
  ])('%s', (_when, call, nth, staged) => {
    watched().before(call, overtake, nth);
    expect(commit(two)).toBe(beginAgain);
    expect(watched().only('unlink')).toEqual(staged.map((name) => `unlink journal/0/2.*.${name}`));
    expect(scratch().tree()).toEqual(overtaken);
  });
});

describe('this process slept, and the journal of before is gone', () => {
  test.each([
    'lstat journal/0/2.json',
    'lstat journal/0/1.json',
    'open journal/0/2.*.config.json.~',
    'rename journal/0/2.*.config.json.~ journal/0/2.*.config.json',
    'readFile journal/0/2.*.config.json',
    `readFile ${source}`,
    link,
  ])('at %s', (call) => {
    watched().before(call, overtakeByFar);
    expect(commit()).toBe(beginAgain);
    expect(scratch().tree()).toEqual(overtakenByFar);
  });

  test('before the next epoch is made', () => {
    scratch().make(doneRecords(3));
    watched().before('mkdir journal/0/next-*', overtakeByFar);
    expect(commit()).toBe(beginAgain);
    expect(scratch().tree()).toEqual(overtakenByFar);
  });

  test.each(['fsync journal/0', 'open session.log', 'open journal/0/2.done', 'rename journal/0/2.*.config.json config.json'])(
    'at %s, after the link: others have finished it',
    (call) => {
      watched().before(call, overtakeByFar);
      expect(commit()).toEqual({ generation: 2, warnings: [] });
    },
  );

  test('after the link of the last of an epoch, before the next one is made', () => {
    scratch().make(doneRecords(2));
    watched().before('mkdir journal/0/next-*', overtakeByFar);
    expect(commit()).toEqual({ generation: 3, warnings: [] });
  });
});

describe('a name is gone, and nobody has committed', () => {
  test('while staging: that is an error', () => {
    watched().before('readFile journal/0/2.*.config.json', () => scratch().removeFolder(`journal/0/${staged()}`));
    expect(thrown(() => commit())).toMatchObject({ code: 'ENOENT', message: expect.stringContaining('was not written whole') });
    expect(scratch().tree()).toEqual(untouched);
  });

  test('at the link: that is an error', () => {
    watched().before(link, () => {
      for (const name of readdirSync(scratch().path('journal/0')))
        if (name.endsWith('.record')) rmSync(scratch().path(`journal/0/${name}`));
    });
    expect(thrown(() => commit())).toMatchObject({ code: 'ENOENT', syscall: 'link' });
    expect(scratch().tree()).toEqual(untouched);
  });

  test('after the link: that is a warning', () => {
    const fault = failing('open journal/0', 'ENOTDIR');
    expect(commit()).toEqual({
      generation: 2,
      warnings: [
        {
          code: 'W_APPLY_PENDING',
          message: `committed, but not yet in every file: the project: a part of the path is not a folder (${fault.code}); the next command finishes it`,
        },
      ],
    });
  });

  const staged = (): string => readdirSync(scratch().path('journal/0')).find((name) => name.endsWith('.config.json')) ?? '';
});

describe('the answer to the link', () => {
  const linkItself = (): void => {
    const name = readdirSync(scratch().path('journal/0')).find((each) => each.endsWith('.record'));
    linkSync(scratch().path(`journal/0/${name}`), scratch().path('journal/0/2.json'));
  };

  test.each(['EIO', 'EEXIST', 'ENOENT', 'EPERM'])('is lost (%s), and the link was made: committed', (code) => {
    watched().before(link, () => {
      linkItself();
      throw fileError(code, 'link');
    });
    expect(commit()).toEqual({ generation: 2, warnings: [] });
    expect(scratch().tree()).toMatchObject({ 'config.json': 'new', 'session.log': 'line\n', 'journal/0/2.done': '' });
  });

  test.each(['EIO', 'ENOSPC', 'EROFS', 'EXDEV', 'EACCES'])('is %s: it comes out, and nothing stays', (code) => {
    const fault = failing(link, code);
    expect(thrown(() => commit(two))).toBe(fault);
    expect(scratch().tree()).toEqual(untouched);
  });

  test('is an error, and another has the name: that is another file', () => {
    watched().before(link, () => {
      overtake();
      throw fileError('EIO', 'link');
    });
    expect(thrown(() => commit())).toMatchObject({ code: 'EIO' });
    expect(scratch().tree()).toEqual(overtaken);
  });

  test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])('is %s: a file system without hard links', (code) => {
    const path = '/p/.stint/journal/0/2.x.record';
    const words = (file: string): string =>
      `the file system that holds ${file} makes no hard links (${code}), and stint cannot commit safely without them. ` +
      'Keep the project on a file system that has them (ext4, xfs, btrfs, APFS, NTFS). Nothing was changed.';
    const fault = failing(link, code);
    const error = thrown(() => commit());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      code: 'E_STORE_IO',
      message: words('.stint'),
      details: { file: '.stint', errno: code },
      fix: [],
    });
    watched().before(link, () => {
      throw Object.assign(fault, { path });
    });
    expect(thrown(() => commit())).toMatchObject({ message: words(path), details: { file: path, errno: code } });
    expect(scratch().tree()).toEqual(untouched);
  });

  test('is no error of the file system: it comes out', () => {
    const fault = new TypeError('odd');
    watched().before(link, () => {
      throw fault;
    });
    expect(thrown(() => commit())).toBe(fault);
  });
});

test('what cannot be removed stays, and the error is that of before', () => {
  failing('unlink journal/0/2.*.config.json', 'EIO');
  const fault = failing(link, 'ENOSPC');
  expect(thrown(() => commit(two))).toBe(fault);
  expect(scratch().tree()).toEqual({ ...untouched, 'journal/0/2.*.config.json': 'new' });
});

test('a commit on top of what is newest no more is none', () => {
  const before = tip();
  overtake();
  expect(commit(effects, before)).toBe(beginAgain);
  expect(scratch().tree()).toEqual(overtaken);
});
