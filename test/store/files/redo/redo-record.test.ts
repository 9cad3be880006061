import { createHash } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommitRecord } from '../../../../src/store/files/journal/record';
import { isRecordOpen } from '../../../../src/store/files/redo/open-record';
import { redoRecord } from '../../../../src/store/files/redo/redo-record';
import { fileError } from '../../../support/file-calls';
import { type WatchedFileCalls, watchFileCalls } from '../../../support/watched-file-calls';
import { commitRecord, recordText, type ScratchJournal, scratchJournal } from '../scratch-journal';

const sha256 = createHash('sha256').update('new').digest('hex');
const put = (file: string, base: string | null = null) => ({
  file,
  staged: `2.abcdefghijkl.${file.replace('/', '-')}`,
  size: 3,
  sha256,
  base,
});
const record = commitRecord(2, {
  append: [
    { file: 'session.log', offset: 0, bytes: 'line\n' },
    { file: 'events/unbound.jsonl', offset: 0, bytes: '{}\n' },
    { file: 'archive/tasks.jsonl', offset: 0, bytes: '{}\n' },
  ],
  put: [put('todo.json'), put('archive/old.json')],
});

let scratch: ScratchJournal;
let watched: WatchedFileCalls;
beforeEach(() => {
  scratch = scratchJournal();
  scratch.make({
    'archive/': '',
    'journal/0/2.json': recordText(2, record),
    'journal/0/2.abcdefghijkl.todo.json': 'new',
    'journal/0/2.abcdefghijkl.archive-old.json': 'new',
  });
  watched = watchFileCalls(scratch.project);
});
afterEach(() => {
  watched.restore();
  scratch.remove();
});

const effects = {
  'archive/old.json': 'new',
  'archive/tasks.jsonl': '{}\n',
  'events/unbound.jsonl': '{}\n',
  'journal/0/2.done': '',
  'journal/0/2.json': recordText(2, record),
  'session.log': 'line\n',
  'todo.json': 'new',
};
const redo = (changed: CommitRecord = record) => redoRecord(scratch.journal, changed);

test('appends, then replaced files, then every folder, then the mark', () => {
  expect(redo()).toEqual([]);
  expect(watched.only('write', 'rename', 'fsync').concat(watched.log.slice(-2))).toEqual([
    'write session.log',
    'fsync session.log',
    'write events/unbound.jsonl',
    'fsync events/unbound.jsonl',
    'write archive/tasks.jsonl',
    'fsync archive/tasks.jsonl',
    'rename journal/0/2.*.todo.json todo.json',
    'rename journal/0/2.*.archive-old.json archive/old.json',
    'fsync events',
    'fsync archive',
    'fsync .',
    'open journal/0/2.done',
    'close journal/0/2.done',
  ]);
  expect(scratch.tree()).toEqual(effects);
  expect(statSync(scratch.path('journal/0/2.done')).mode & 0o777).toBe(0o600);
});

test('again, and again: nothing changes', () => {
  redo();
  expect(redo()).toEqual([]);
  rmSync(scratch.path('journal/0/2.done'));
  expect(redo()).toEqual([]);
  expect(scratch.tree()).toEqual(effects);
});

test('the warnings of every file', () => {
  scratch.make({ 'todo.json': 'edited', 'archive/old.json': 'edited' });
  expect(redo().map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
    ['W_EDIT_KEPT', 'todo.json'],
    ['W_EDIT_KEPT', 'archive/old.json'],
  ]);
});

test.each([
  'write session.log',
  'fsync events/unbound.jsonl',
  'rename journal/0/2.*.archive-old.json archive/old.json',
  'fsync events',
  'fsync archive',
  'open archive',
  'fsync .',
])('an error of %s comes out, and the record stays open', (call) => {
  watched.before(call, () => {
    throw fileError('EIO', 'call');
  });
  expect(() => redo()).toThrow(expect.objectContaining({ code: 'EIO' }));
  expect(isRecordOpen(scratch.journal, 2)).toBe(true);
  expect(redo()).toEqual([]);
  expect(scratch.tree()).toEqual(effects);
});

test('a folder that was removed by hand once the record was finished', () => {
  scratch.make({ 'journal/0/2.done': '' });
  watched.before('open events', () => rmSync(scratch.path('events'), { recursive: true }));
  expect(redo()).toEqual([]);
});

describe('the mark', () => {
  test('somebody else sets it', () => {
    watched.before('open journal/0/2.done', () => writeFileSync(scratch.path('journal/0/2.done'), 'his'));
    expect(redo()).toEqual([]);
    expect(scratch.text('journal/0/2.done')).toBe('his');
  });

  test('its epoch is gone', () => {
    watched.before('open journal/0/2.done', () => rmSync(scratch.path('journal'), { recursive: true }));
    expect(redo()).toEqual([]);
    expect(scratch.has('journal')).toBe(false);
  });

  test('cannot be set: the record stays open', () => {
    watched.before('open journal/0/2.done', () => {
      throw fileError('ENOSPC', 'open');
    });
    expect(() => redo()).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    expect(isRecordOpen(scratch.journal, 2)).toBe(true);
  });
});

describe('open', () => {
  const record2 = 'journal/0/2.json';
  const done2 = 'journal/0/2.done';
  test.each<[string, string[], boolean, string[]]>([
    ['a record without a mark', [record2], true, [`lstat ${done2}`, `lstat ${record2}`]],
    ['a record with a mark', [record2, done2], false, [`lstat ${done2}`]],
    ['a mark alone', [done2], false, [`lstat ${done2}`]],
    ['neither', [], false, [`lstat ${done2}`, `lstat ${record2}`]],
  ])('%s', (_what, names, isOpen, calls) => {
    rmSync(scratch.path(record2));
    scratch.make(Object.fromEntries(names.map((name) => [name, ''])));
    watched.forget();
    expect(isRecordOpen(scratch.journal, 2)).toBe(isOpen);
    expect(watched.log).toEqual(calls);
  });
});
