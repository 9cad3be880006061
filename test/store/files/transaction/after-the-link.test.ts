import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findNewest } from '../../../../src/store/files/journal/newest';
import { finishPending } from '../../../../src/store/files/transaction';
import { doneRecords, transactions } from './sample';

const { scratch, watched, tip, commit, failing } = transactions();

const pending = (why: string) => ({
  code: 'W_APPLY_PENDING',
  message: `committed, but not yet in every file: ${why}; the next command finishes it`,
});
const diskFault = 'the project: the disk reports an input/output error (EIO)';

describe('an error after the commit point is a warning, and the next one finishes it', () => {
  test.each([
    'open journal/0',
    'fsync journal/0',
    'open session.log',
    'write session.log',
    'fsync session.log',
    'rename journal/0/2.*.config.json config.json',
    'fsync .',
    'open journal/0/2.done',
  ])('%s', (call) => {
    failing(call, 'EIO');
    // Of an open file the system does not say which one it is; of others it does, and this test does not.
    const name = /^(?:write|fsync) (.+)$/.exec(call)?.[1];
    const words = name === undefined ? diskFault : diskFault.replace('the project', join(scratch().project, name));
    expect(commit()).toEqual({ generation: 2, warnings: [pending(words)] });
    const now = tip();
    expect(now).toMatchObject({ generation: 2, done: false });
    expect(finishPending(scratch().journal, now)).toEqual([]);
    expect(scratch().tree()).toMatchObject({ 'config.json': 'new', 'session.log': 'line\n', 'journal/0/2.done': '' });
  });

  test('which names the file and the fault', () => {
    failing('readFile config.json', 'EACCES');
    const words = `${scratch().path('config.json')}: permission denied (EACCES)`;
    expect(commit()).toEqual({ generation: 2, warnings: [pending(words)] });
  });

  test('also where it is no fault of the disk', () => {
    watched().before('open session.log', () => {
      throw new TypeError('odd');
    });
    expect(commit()).toEqual({ generation: 2, warnings: [pending('TypeError: odd')] });
  });
});

test('what was edited by hand is kept, with a warning of its own', () => {
  scratch().make({ 'config.json': 'edited' });
  expect(commit()).toMatchObject({ generation: 2, warnings: [{ code: 'W_EDIT_KEPT' }] });
});

describe('an error of the housekeeping', () => {
  test.each(['EIO', 'ENOENT'])('the next epoch cannot be made (%s): a warning; whoever comes next makes it', (code) => {
    scratch().make(doneRecords(2));
    failing('mkdir journal/0/next-*', code);
    const words = code === 'EIO' ? diskFault : 'the project: it is not there (ENOENT)';
    expect(commit()).toEqual({ generation: 3, warnings: [pending(words)] });
    expect(findNewest(scratch().journal)).toMatchObject({ generation: 3, done: true, epochs: [0] });
    expect(commit()).toEqual({ generation: 4, warnings: [] });
  });

  test('an old epoch cannot be removed', () => {
    scratch().make({ ...doneRecords(7), 'journal/2/': '' });
    failing(/^rename journal\/0 /, 'EIO');
    expect(commit()).toEqual({ generation: 8, warnings: [pending(diskFault)] });
    expect(commit()).toEqual({ generation: 9, warnings: [] });
    expect(scratch().has('journal/0')).toBe(false);
  });

  test('does not hide one of the work itself', () => {
    scratch().make(doneRecords(2));
    failing('fsync session.log', 'ENOSPC');
    failing('mkdir journal/0/next-*', 'EIO');
    const warnings = [pending(`${scratch().path('session.log')}: the disk is full (ENOSPC)`), pending(diskFault)];
    expect(commit()).toEqual({ generation: 3, warnings });
  });
});
