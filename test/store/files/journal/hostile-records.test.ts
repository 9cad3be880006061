import { createHash } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { initProject } from '../../../../src/store/files/init-project';
import { findNewest } from '../../../../src/store/files/journal/newest';
import { lookAtRecord } from '../../../../src/store/files/journal/record';
import { hostInRecord } from '../../../../src/store/files/journal/record-schema';
import { openFilesStore } from '../../../../src/store/files/open-store';
import { at } from '../fixtures';
import { commitRecord, type ScratchJournal, scratchJournal } from '../scratch-journal';

let scratch: ScratchJournal;
beforeEach(() => {
  scratch = scratchJournal();
  initProject(scratch.project);
  scratch.make({ 'journal/0/': '' });
});
afterEach(() => scratch.remove());

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What anybody can write: a record of any text, with the checksum that belongs to it. */
const forged = (body: string): string => `{"sha256":"${sha256(body)}","record":${body}}\n`;

type Fields = Readonly<Record<string, unknown>>;
const put: Fields = { file: 'todo.json', staged: '1.abcdefghijkl.todo.json', size: 3, sha256: 'f'.repeat(64), base: null };
const append: Fields = { file: 'session.log', offset: 0, bytes: 'line\n' };
const whole: Fields = { ...commitRecord(1), put: [put], append: [append] };
const session = 'session_20260304_050607_0fab12';

const textOf = (fields: Fields): string => JSON.stringify(fields);
const withPut = (more: Fields): string => textOf({ ...whole, put: [{ ...put, ...more }] });
const withAppend = (more: Fields): string => textOf({ ...whole, append: [{ ...append, ...more }] });
/** A put of this file, named in the journal as a commit would. */
const putOf = (file: string): string => withPut({ file, staged: `1.abcdefghijkl.${file.replaceAll('/', '-')}` });

const lookAt = (body: string): string => {
  writeFileSync(scratch.path('journal/0/1.json'), forged(body));
  return lookAtRecord(scratch.journal, 1).kind;
};

describe('a record that a commit could have made', () => {
  test.each<[string, string]>([
    ['with all kinds of steps', textOf(whole)],
    ['without steps', textOf(commitRecord(1))],
    ...[
      'config.json',
      'sessions.json',
      'ledger.jsonl',
      'session.log',
      'session.log.12',
      'archive/tasks.jsonl',
      'archive/sessions.jsonl',
      `events/${session}.jsonl`,
      'events/unbound.jsonl',
    ].map((file): [string, string] => [
      `that replaces ${file}`,
      textOf({ ...whole, append: [], put: [JSON.parse(putOf(file)).put[0]] }),
    ]),
    ['of an image that is not the first', withPut({ base: '0'.repeat(64) })],
    ['of a clock far ahead', textOf({ ...whole, by: { pid: 1, host: 'ä-b’s Mac.local', at: '+012026-03-04T05:06:07.000Z' } })],
  ])('is one: %s', (_name, body) => {
    expect(lookAt(body)).toBe('fine');
  });
});

const files: readonly string[] = [
  '../../../.bashrc',
  '/etc/passwd',
  '..',
  '',
  '.',
  './todo.json',
  'todo.json/',
  'todo.json\0',
  'Todo.json',
  '.gitignore',
  '.lock',
  'journal/0/2.json',
  'spool/a.jsonl',
  'alive/x',
  'hooks/x.json',
  'backup/x',
  'events/x.jsonl',
  `events/../events/${session}.jsonl`,
  `events/${session}`,
  `events/${session}.jsonl.swept`,
  'archive/../todo.json',
  'archive/other.jsonl',
  'session.log.0',
  'session.log.01',
  'session.log.x',
  '__proto__',
  'constructor',
];

const wrong: readonly (readonly [string, string])[] = [
  ...files.map((file) => [`puts ${JSON.stringify(file)}`, putOf(file)] as const),
  ...[...files, 'todo.json', 'config.json', 'session.log.1'].map(
    (file) => [`appends to ${JSON.stringify(file)}`, withAppend({ file })] as const,
  ),
  ...[
    '../../../../.ssh/id_rsa',
    '/etc/passwd',
    '1.abcdefghijkl.sessions.json',
    '2.abcdefghijkl.todo.json',
    '1.bcdefghijklm.todo.json',
    '1.abcdefghijkl.todo.json/x',
    'todo.json',
    '',
    7,
    null,
  ].map((staged) => [`takes ${JSON.stringify(staged)} as its image`, withPut({ staged })] as const),
  ...[-1, 0.5, 1e300, 2 ** 53, '3', null, [3], 481 * 1024 ** 2].map(
    (size) => [`has an image of ${JSON.stringify(size)} bytes`, withPut({ size })] as const,
  ),
  ...[-1, 0.5, 2 ** 50, 2 ** 60, '0', null].map(
    (offset) => [`appends at ${JSON.stringify(offset)}`, withAppend({ offset })] as const,
  ),
  ...['', 'F'.repeat(64), 'f'.repeat(63), 'g'.repeat(64), 1, null].map(
    (hash) => [`has the hash ${JSON.stringify(hash)}`, withPut({ sha256: hash })] as const,
  ),
  ...['', 'x', 0, {}].map((base) => [`has the base ${JSON.stringify(base)}`, withPut({ base })] as const),
  ...['', 'no end', 5, null, ['x\n']].map((bytes) => [`appends ${JSON.stringify(bytes)}`, withAppend({ bytes })] as const),
  ['has a step too much', textOf({ ...whole, rename: [] })],
  ['lacks a step', textOf({ v: 1, generation: 1, txid: 'abcdefghijkl', by: commitRecord(1).by, put: [] })],
  ['has a key too much in a step', withPut({ mode: 0o777 })],
  ['is of another generation', textOf({ ...whole, generation: 2 })],
  ['is of no generation', textOf({ ...whole, generation: '1' })],
  ['is of an older version', textOf({ ...whole, v: 0 })],
  ['is of no version', textOf({ ...whole, v: '1' })],
  ['has another name than a txid', textOf({ ...whole, txid: '../../x' })],
  ['was made by nobody', textOf({ ...whole, by: null })],
  ['was made on a host with control characters', textOf({ ...whole, by: { pid: 1, host: '\u001b[2J', at } })],
  ['was made at no time', textOf({ ...whole, by: { pid: 1, host: 'h', at: 'now' } })],
  ['puts one file twice', textOf({ ...whole, put: [put, put] })],
  ['appends to one file twice', textOf({ ...whole, append: [append, append] })],
  ['puts and appends to one file', textOf({ ...whole, put: [JSON.parse(putOf('session.log')).put[0]] })],
  ['has steps that are no list', textOf({ ...whole, put: { 0: put, length: 1 } })],
  ['has a key twice', textOf(whole).replace('{"v":1,', '{"v":1,"v":1,')],
  ['has a key twice in a step', textOf(whole).replace('"file":"todo.json"', '"file":"../x","file":"todo.json"')],
  ['has __proto__', textOf(whole).replace('{"v":1,', '{"__proto__":{"put":[]},"v":1,')],
  ['is written otherwise', ` ${textOf(whole)}`],
  ['is a number', '7'],
  ['is null', 'null'],
  ['is a list', '[]'],
  ['is no JSON', '{'],
  ['is nested deeply', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
];

describe('a record with a right checksum that no commit could have made', () => {
  test.each(wrong)('is foreign: %s', (_name, body) => {
    expect(lookAt(body)).toBe('foreign');
  });

  test.each([
    ['in its txid', (much: string) => textOf({ ...whole, txid: much })],
    ['in front of it', (much: string) => textOf(whole).replace('"txid"', `"more":"${much}","txid"`)],
  ])('is told by its first bytes where it is large: %s', (_name, make) => {
    const read = vi.spyOn(Buffer.prototype, 'toString');
    expect(lookAt(make('x'.repeat(2 * 1024 ** 2)))).toBe('foreign');
    expect(read.mock.contexts.every((bytes) => (bytes as Buffer).length < 1_000)).toBe(true);
    read.mockRestore();
  });

  test('may be large where its steps are', () => {
    expect(lookAt(withAppend({ bytes: `${'x'.repeat(2 * 1024 ** 2)}\n` }))).toBe('fine');
  });

  test.each(wrong.filter((_row, index) => index % 8 === 0))(
    'does nothing, and the next commit comes after it: %s',
    async (_name, body) => {
      const before = scratch.tree();
      writeFileSync(scratch.path('journal/0/1.json'), forged(body));
      const store = openFilesStore({ dir: scratch.project, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4 });
      expect(await store.read(({ generation }) => generation)).toBe(1);
      const { generation, warnings } = await store.commit(() => ({ change: { log: [{ at, message: 'x' }] }, result: 0 }));
      expect([generation, warnings]).toEqual([2, []]);
      const after = scratch.tree();
      expect(after['todo.json']).toBe(before['todo.json']);
      expect(after['session.log']).toBe('[2026-03-04 05:06:07 UTC] x\n');
      expect(Object.keys(after).filter((name) => !(name in before) && !name.startsWith('journal/'))).toEqual(['session.log']);
    },
  );
});

test('a record of a newer version is refused as one, by reads and commits', async () => {
  writeFileSync(scratch.path('journal/0/1.json'), forged(textOf({ ...whole, v: 2, more: {} })));
  const store = openFilesStore({ dir: scratch.project, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4 });
  await expect(store.read(() => 0)).rejects.toMatchObject({ code: 'E_STORE_VERSION' });
  const writing = store.commit(() => ({ change: { log: [{ at, message: 'x' }] }, result: 0 }));
  await expect(writing).rejects.toMatchObject({ code: 'E_STORE_VERSION' });
});

test('names that stand for no record of their epoch are passed over', async () => {
  for (const name of ['99.json', '4.json', '1e5.json', '007.json', '0x1.json', '1.json.json', '9007199254740993.json', '-1.json'])
    writeFileSync(scratch.path(`journal/0/${name}`), '{}');
  symlinkSync('/etc', scratch.path('journal/1'));
  writeFileSync(scratch.path('journal/2'), '');
  scratch.make({ 'journal/007/28.json': '', 'journal/999999999999999/1.json': '', 'journal/1e3/': '' });
  expect(findNewest(scratch.journal)).toMatchObject({ generation: 0, hasRecord: false, epochs: [0] });
  const store = openFilesStore({ dir: scratch.project, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4 });
  expect(await store.commit(() => ({ change: { log: [{ at, message: 'x' }] }, result: 0 }))).toMatchObject({ generation: 1 });
});

test('the name of a machine always fits', () => {
  const odd = ['\u001b[2J', 'a\nb', '\u202e', 'x'.repeat(300), 'ä-b’s Mac.local', '\ud800', ''];
  for (const host of odd) {
    const kept = hostInRecord(host);
    expect(hostInRecord(kept)).toBe(kept);
    expect(lookAt(textOf({ ...whole, by: { pid: 1, host: kept, at } }))).toBe('fine');
  }
});
