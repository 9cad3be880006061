import { createHash } from 'node:crypto';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PutStep } from '../../../../src/store/files/journal/record';
import { redoPut } from '../../../../src/store/files/redo/put-file';
import { fileError } from '../../../support/file-calls';
import { at } from '../fixtures';
import { commitRecord, recordText } from '../scratch-journal';
import { watchedJournal } from '../watched-journal';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const stagedName = '2.abcdefghijkl.todo.json';
const staged = `journal/0/${stagedName}`;
const stagedCall = 'journal/0/2.*.todo.json';
const own = 'journal/0/2.*.old';
const step = (more: Partial<PutStep> = {}): PutStep => ({
  file: 'todo.json',
  staged: stagedName,
  size: 3,
  sha256: sha256('new'),
  base: sha256('old'),
  ...more,
});

const { scratch, watched } = watchedJournal({ 'journal/0/2.json': recordText(2) });

const redo = (put = step()): unknown => {
  watched().forget();
  return redoPut(scratch().journal, commitRecord(2), put);
};
/** What lies in the folder, without the record. */
const left = (): Record<string, string | null> => {
  const { 'journal/0/2.json': _record, ...others } = scratch().tree();
  return others;
};
const missing = {
  code: 'W_IMAGE_MISSING',
  message:
    `.stint/todo.json is not what commit 2 of ${at} made of it, and the journal does not hold that any more: ` +
    'one of the two was changed by hand. `stint doctor` says more',
};
const keptName = `todo.json.kept-${sha256('edited').slice(0, 8)}`;
const kept = {
  code: 'W_EDIT_KEPT',
  message: `todo.json was edited by hand while a command changed it; the edited file is kept as .stint/${keptName}`,
};

describe('the image is staged still', () => {
  test.each<[string, Record<string, string>, Partial<PutStep>]>([
    ['the file is as the decision saw it', { 'todo.json': 'old' }, {}],
    ['the file is the image already', { 'todo.json': 'new' }, {}],
    ['the file is gone, which the decision did not see', {}, {}],
    ['there is no file, as the decision saw', {}, { base: null }],
  ])('%s', (_what, files, more) => {
    scratch().make({ [staged]: 'new', ...files });
    expect(redo(step(more))).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'new' });
  });

  test('one look, one move', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'old' });
    redo();
    expect(watched().log).toEqual([`lstat ${stagedCall}`, 'readFile todo.json', `rename ${stagedCall} todo.json`]);
  });

  test.each<[string, Partial<PutStep>]>([
    ['since the decision', {}],
    ['where the decision saw none', { base: null }],
  ])('the file was edited by hand %s: it is kept, once', (_what, more) => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    expect(redo(step(more))).toEqual(kept);
    expect(watched().log).toEqual([
      `lstat ${stagedCall}`,
      'readFile todo.json',
      `link todo.json ${own}`,
      `readFile ${own}`,
      `lstat ${stagedCall}`,
      `link ${own} ${keptName}`,
      `unlink ${own}`,
      `rename ${stagedCall} todo.json`,
    ]);
    expect(left()).toEqual({ 'todo.json': 'new', [keptName]: 'edited' });
  });

  test('the same edit was kept before', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited', [keptName]: 'edited' });
    expect(redo()).toEqual(kept);
    expect(left()).toEqual({ 'todo.json': 'new', [keptName]: 'edited' });
  });

  test('the private name goes while it is published', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    watched().before(`link ${own} ${keptName}`, () => {
      throw fileError('ENOENT', 'link');
    });
    expect(redo()).toEqual(kept);
    expect(left()).toEqual({ 'todo.json': 'new' });
  });

  test('a file below a folder is kept in that folder', () => {
    scratch().make({ [staged]: 'new', 'archive/tasks.jsonl': 'edited' });
    redo(step({ file: 'archive/tasks.jsonl' }));
    expect(left()).toEqual({
      'archive/tasks.jsonl': 'new',
      [`archive/tasks.jsonl.kept-${sha256('edited').slice(0, 8)}`]: 'edited',
    });
  });
});

describe('somebody else is at work on it too', () => {
  const replace = (text: string) => () => {
    writeFileSync(scratch().path('other'), text);
    renameSync(scratch().path('other'), scratch().path('todo.json'));
  };
  const putThere = (): void => renameSync(scratch().path(staged), scratch().path('todo.json'));

  test('he puts the image in place before the move', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'old' });
    watched().before(`rename ${stagedCall} todo.json`, putThere);
    expect(redo()).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'new' });
  });

  test('a later commit came between the look and the private name', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'old' });
    watched().before('readFile todo.json', () => {
      putThere();
      replace('later')();
    });
    expect(redo()).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'later' });
  });

  test.each(['old', 'new'])('what the private name shows is %s after all', (text) => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    watched().before(`link todo.json ${own}`, replace(text));
    expect(redo()).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'new' });
  });

  test('the file goes before it has a private name', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    watched().before(`link todo.json ${own}`, () => rmSync(scratch().path('todo.json')));
    expect(redo()).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'new' });
  });

  test('the private name is removed by hand', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    watched().before(`readFile ${own}`, () => {
      for (const name of readdirSync(scratch().path('journal/0')))
        if (name.endsWith('.old')) rmSync(scratch().path(`journal/0/${name}`));
    });
    expect(redo()).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'new' });
  });

  test('the journal goes while it works', () => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    watched().before(`readFile ${own}`, () => rmSync(scratch().path('journal'), { recursive: true }));
    expect(redo()).toBeUndefined();
    expect(left()).toEqual({ 'todo.json': 'edited' });
  });
});

describe('the image is gone', () => {
  test.each<[string, string | undefined, unknown]>([
    ['it is in place', 'new', undefined],
    ['the file is another', 'edited', missing],
    ['the file is as it was before', 'old', missing],
    ['there is no file', undefined, missing],
  ])('%s', (_what, text, warning) => {
    if (text !== undefined) scratch().make({ 'todo.json': text });
    expect(redo()).toEqual(warning);
    expect(left()).toEqual(text === undefined ? {} : { 'todo.json': text });
  });

  test('and the record is finished: the file may be anything', () => {
    scratch().make({ 'todo.json': 'later', 'journal/0/2.done': '' });
    expect(redo()).toBeUndefined();
    expect(watched().only('readFile')).toEqual([]);
  });
});

describe('errors', () => {
  test.each([
    `lstat ${stagedCall}`,
    'readFile todo.json',
    `link todo.json ${own}`,
    `readFile ${own}`,
    `link ${own} ${keptName}`,
    `unlink ${own}`,
    `rename ${stagedCall} todo.json`,
  ])('of %s come out; the private name does not stay', (call) => {
    scratch().make({ [staged]: 'new', 'todo.json': 'edited' });
    watched().before(call, () => {
      throw fileError('EIO', 'call');
    });
    expect(() => redo()).toThrow(expect.objectContaining({ code: 'EIO' }));
    expect(left()).toMatchObject({ 'todo.json': 'edited', [stagedCall]: 'new' });
    expect(own in left()).toBe(call === `unlink ${own}`);
  });
});
