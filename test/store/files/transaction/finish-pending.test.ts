import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { findNewest } from '../../../../src/store/files/journal/newest';
import type { PutStep } from '../../../../src/store/files/journal/record';
import { finishPending } from '../../../../src/store/files/transaction';
import { StoreError } from '../../../../src/store/store-error';
import { fileError } from '../../../support/file-calls';
import { thrown } from '../scratch-files';
import { recordText } from '../scratch-journal';
import { doneRecords, moves, sha256, transactions } from './sample';

const { scratch, watched, tip, failing, overtakeByFar } = transactions();

const put = (file: string): PutStep => ({
  file,
  staged: `2.abcdefghijkl.${file}`,
  size: 3,
  sha256: sha256('new'),
  base: sha256('old'),
});
const append = [{ file: 'session.log', offset: 0, bytes: 'line\n' }];
const record = recordText(2, { put: [put('config.json'), put('todo.json')], append });
const staged = 'journal/0/2.abcdefghijkl.config.json';
const call = 'journal/0/2.*.config.json';
const pending = {
  'journal/0/2.json': record,
  [staged]: 'new',
  'journal/0/2.abcdefghijkl.todo.json': 'new',
  'todo.json': 'old',
};
const finished = {
  ...doneRecords(1),
  'journal/0/2.json': record,
  'journal/0/2.done': '',
  'config.json': 'new',
  'todo.json': 'new',
  'session.log': 'line\n',
};
beforeEach(() => scratch().make(pending));

const finish = () => finishPending(scratch().journal, tip());

test('its folder is made durable, its record read, its images looked at; then it is done', () => {
  expect(finish()).toEqual([]);
  const calls = watched().log;
  expect(calls.filter((each) => !each.startsWith('lstat')).slice(0, 6)).toEqual([
    'open journal/0',
    'fsync journal/0',
    'close journal/0',
    'readFile journal/0/2.json',
    `readFile ${call}`,
    'readFile journal/0/2.*.todo.json',
  ]);
  expect(watched().only(...moves)).toEqual([
    'fsync journal/0',
    'write session.log',
    'fsync session.log',
    `rename ${call} config.json`,
    'rename journal/0/2.*.todo.json todo.json',
    'fsync .',
  ]);
  expect(scratch().tree()).toEqual(finished);
});

test.each([
  [4, 'journal/1', true],
  [5, 'journal/1', true],
  [6, 'journal/1', false],
  [8, 'journal/2', true],
])('of generation %i: %s is made durable, the journal: %s', (generation, folder, isFirst) => {
  scratch().removeFolder('journal');
  scratch().make({ [`${folder}/${generation}.json`]: recordText(generation) });
  expect(finish()).toEqual([]);
  expect(watched().only('fsync')).toEqual([`fsync ${folder}`, ...(isFirst ? ['fsync journal'] : []), 'fsync .']);
});

test('what was edited by hand is kept, with a warning', () => {
  scratch().make({ 'todo.json': 'edited' });
  expect(finish().map(({ code }) => code)).toEqual(['W_EDIT_KEPT']);
});

describe('an image in the journal that was changed by hand', () => {
  beforeEach(() => scratch().make({ [staged]: 'bad' }));

  test('is refused before anything is done', () => {
    const error = thrown(finish);
    const path = scratch().path(staged);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      code: 'E_STORE_CORRUPT',
      message: `${path} was changed by hand: it is the config.json of a commit that is not finished. Nothing was changed; \`stint doctor\` says more.`,
      details: { file: path },
      fix: ['stint doctor'],
    });
    expect(watched().only(...moves)).toEqual(['fsync journal/0']);
  });

  test('the second one too', () => {
    scratch().make({ [staged]: 'new', 'journal/0/2.abcdefghijkl.todo.json': 'bad' });
    expect(thrown(finish)).toMatchObject({ message: expect.stringContaining('it is the todo.json of') });
  });

  test('is nothing to a commit that somebody finishes meanwhile', () => {
    watched().before('lstat journal/0/2.done', () => scratch().make({ 'journal/0/2.done': '' }));
    expect(finish()).toEqual([]);
  });
});

test('an image that is in place is not there any more', () => {
  rmSync(scratch().path(staged));
  scratch().make({ 'config.json': 'new' });
  expect(finish()).toEqual([]);
  expect(scratch().tree()).toEqual(finished);
});

describe('the record is gone', () => {
  test.each(['open journal/0', 'readFile journal/0/2.json', `readFile ${call}`, 'open session.log', 'open journal/0/2.done'])(
    'at %s: it was finished long ago',
    (when) => {
      watched().before(when, overtakeByFar);
      expect(finish()).toEqual([]);
    },
  );

  test.each(['open journal/0', 'readFile journal/0/2.json'])('at %s, and nobody has committed: that is an error', (when) => {
    // The look for the newest record reads one that is not done.
    const fault = failing(when, 'ENOENT', when.startsWith('readFile') ? 2 : 1);
    expect(thrown(finish)).toMatchObject({ code: fault.code });
  });
});

test.each([
  'fsync journal/0',
  'readFile journal/0/2.json',
  `readFile ${call}`,
  'fsync session.log',
  `rename ${call} config.json`,
  'fsync .',
  'open journal/0/2.done',
])('an error of %s comes out, and the next one finishes it', (when) => {
  const fault = failing(when, 'EIO');
  expect(thrown(finish)).toBe(fault);
  expect(findNewest(scratch().journal)?.done).toBe(false);
  expect(finish()).toEqual([]);
  expect(scratch().tree()).toEqual(finished);
});

test('an error, and others have committed meanwhile: it comes out still', () => {
  watched().before('fsync session.log', () => {
    overtakeByFar();
    throw fileError('EIO', 'fsync');
  });
  expect(thrown(finish)).toMatchObject({ code: 'EIO' });
});
