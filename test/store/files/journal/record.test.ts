import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeRecord, encodeRecord, readRecord } from '../../../../src/store/files/journal/record';
import { StoreError } from '../../../../src/store/store-error';
import { fileError } from '../../../support/file-calls';
import { watchFileCalls } from '../../../support/watched-file-calls';
import { commitRecord, type ScratchJournal, scratchJournal } from '../scratch-journal';

let scratch: ScratchJournal;
beforeEach(() => {
  scratch = scratchJournal();
});
afterEach(() => scratch.remove());

const put = [{ file: 'todo.json', staged: '5.abcdefghijkl.todo.json', size: 3, sha256: 'f'.repeat(64), base: null }];
const append = [{ file: 'session.log', offset: 7, bytes: 'ä\n' }];
const record = commitRecord(5, { put, append });
const text = encodeRecord(record);

test('a record is one line: the digest of its text, and the text', () => {
  const body = JSON.stringify(record);
  expect(text).toBe(`{"sha256":"${createHash('sha256').update(body).digest('hex')}","record":${body}}\n`);
  expect(JSON.parse(text).record).toEqual(record);
  expect(decodeRecord(text, 5)).toEqual(record);
});

describe('no record', () => {
  const other = (digest: string): string => text.replace(/[0-9a-f]{64}/, digest);
  test.each<[string, string]>([
    ['empty', ''],
    ['cut', text.slice(0, -3)],
    ['without its line end', text.slice(0, -1)],
    ['with another end', `${text.slice(0, -2)}]\n`],
    ['with more behind it', `${text}\n`],
    ['twice', text + text],
    ['changed in its text', text.replace('"v":1', '"v":2')],
    ['with another digest', other('0'.repeat(64))],
    ['without a digest', other('')],
    ['with another first key', text.replace('sha256', 'sha512')],
    ['with another second key', text.replace('"record"', '"recorD"')],
    ['with a space in front', ` ${text}`],
    ['zeros', '\0'.repeat(text.length)],
  ])('%s', (_how, damaged) => {
    expect(damaged).not.toBe(text);
    expect(decodeRecord(damaged, 5)).toBeUndefined();
  });
});

describe('read from the journal', () => {
  const read = (generation: number): unknown => {
    try {
      return readRecord(scratch.journal, generation);
    } catch (error) {
      return error;
    }
  };

  test('gives the record of that generation, from the folder of its epoch', () => {
    scratch.make({ 'journal/1/5.json': text });
    expect(readRecord(scratch.journal, 5)).toEqual(record);
  });

  test.each<[string, Record<string, string>]>([
    ['damaged', { 'journal/1/5.json': text.replace('"v":1', '"v":2') }],
    ['torn', { 'journal/1/5.json': text.slice(0, 40) }],
    ['a folder', { 'journal/1/5.json/': '' }],
  ])('%s: is refused, with its path', (_how, files) => {
    scratch.make(files);
    const error = read(5);
    const path = scratch.path('journal/1/5.json');
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      name: 'StoreError',
      code: 'E_STORE_CORRUPT',
      message: `${path} is damaged: its checksum does not match. It holds a commit that is not finished. Nothing was changed; put the folder .stint back from a backup.`,
      details: { file: path },
      fix: [],
    });
  });

  test('gone: says so as the file system does', () => {
    expect(read(5)).toMatchObject({ code: 'ENOENT', path: scratch.path('journal/1/5.json') });
  });

  test('unreadable: says so as the file system does', () => {
    scratch.make({ 'journal/1/5.json': text });
    const watched = watchFileCalls(scratch.project);
    const fault = fileError('EIO', 'read');
    watched.before('readFile journal/1/5.json', () => {
      throw fault;
    });
    const error = read(5);
    watched.restore();
    expect(error).toBe(fault);
  });
});
