import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportSource, readBacklog } from '../../../src/adapters/import/read-backlog';
import { isFile, isFolder, readJson, readJsonLines, readText } from '../../../src/adapters/import/read-json';
import { thrown } from '../../store/files/scratch-files';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { scratch, write } from '../scratch';

const noDamage = () => undefined;
const limit = 256 * 1024 * 1024;

describe('what is there', () => {
  it('is a file, a folder or nothing', () => {
    const root = scratch();
    write(root, 'f');
    const names = ['f', '.', 'none', 'f/inside', 'x'.repeat(300), 'a\0b'];
    expect(names.map((name) => isFile(join(root, name)))).toEqual([true, false, false, false, false, false]);
    expect(names.map((name) => isFolder(join(root, name)))).toEqual([false, true, false, false, false, false]);
  });

  it.each(['EACCES', 'EIO'])('may not be looked at: %s', (code) => {
    const restore = replaceFileCalls(() => ({
      statSync: (() => {
        throw fileError(code, 'stat');
      }) as never,
    }));
    try {
      expect(thrown(() => isFile('/x'))).toMatchObject({
        code: 'E_STORE_IO',
        message: `/x cannot be looked at (${code})`,
        details: { file: '/x' },
      });
    } finally {
      restore();
    }
  });
});

describe('a file', () => {
  it('is text without its byte order mark', () => {
    const file = join(scratch(), 'f');
    writeFileSync(file, '\ufeffé\r\n');
    expect(readText(file)).toBe('é\r\n');
    writeFileSync(file, Buffer.from([0x61, 0xff]));
    expect(thrown(() => readText(file))).toMatchObject({
      code: 'E_TASK_INVALID',
      message: `${file} is not valid UTF-8`,
      details: { file },
    });
  });

  it('cannot be read', () => {
    const root = scratch();
    const told = (file: string, errno: string) =>
      expect(thrown(() => readText(file))).toMatchObject({
        code: 'E_STORE_IO',
        message: `${file} cannot be read (${errno})`,
        details: { file, errno },
      });
    told(join(root, 'none'), 'ENOENT');
    told(root, 'EISDIR');
  });

  it.each([
    [limit, 'text'],
    [limit + 1, undefined],
  ])('of %i bytes is read up to 256 MiB', (size, expected) => {
    const file = join(scratch(), 'f');
    writeFileSync(file, 'text');
    const restore = replaceFileCalls(() => ({ statSync: (() => ({ size })) as never }));
    try {
      if (expected !== undefined) expect(readText(file)).toBe(expected);
      else
        expect(thrown(() => readText(file))).toMatchObject({
          code: 'E_TASK_INVALID',
          message: `${file} has ${limit + 1} bytes, the limit is ${limit}`,
          details: { file },
        });
    } finally {
      restore();
    }
  });

  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  it('holds one value', () => {
    const file = join(scratch(), 'f');
    writeFileSync(file, ' {"a": [1]}\n');
    expect(readJson(file, noDamage)).toEqual({ a: [1] });
    writeFileSync(file, nested(64));
    expect(JSON.stringify(readJson(file, noDamage))).toBe(nested(64));
    writeFileSync(file, nested(65));
    expect(thrown(() => readJson(file, noDamage))).toMatchObject({
      code: 'E_TASK_INVALID',
      message: `${file}:1 is nested deeper than 64 levels`,
      details: { file },
    });
  });

  it('holds a value a line', () => {
    const file = join(scratch(), 'f');
    writeFileSync(file, '1\r\n\n \t\n{"a":"b"}\nnull');
    expect(readJsonLines(file, noDamage)).toEqual([
      { value: 1, line: 1 },
      { value: { a: 'b' }, line: 4 },
      { value: null, line: 5 },
    ]);
    writeFileSync(file, `\n1\n${nested(65)}`);
    expect(thrown(() => readJsonLines(file, noDamage))).toMatchObject({ message: `${file}:3 is nested deeper than 64 levels` });
  });

  it.each([
    [{ what: 'a comma is missing', at: { line: 2, column: 7 } }, 3, ':3:7 is no JSON: a comma is missing'],
    [{ what: 'it ends too early' }, 2, ':2 is no JSON: it ends too early'],
    [undefined, 2, ':2 is no JSON: '],
  ])('is damaged as is told: %j', (damage, line, words) => {
    const file = join(scratch(), 'f');
    writeFileSync(file, '1\n{"é":}\n');
    let shown = '';
    const error = thrown(() =>
      readJsonLines(file, (bytes) => {
        shown = bytes.toString();
        return damage;
      }),
    );
    expect(shown).toBe('{"é":}');
    expect(error).toMatchObject({ code: 'E_TASK_INVALID', details: { file, line } });
    const { message } = error as Error;
    expect(message.startsWith(`${file}${words}`)).toBe(true);
    if (damage === undefined) expect(message).toMatch(/JSON at position|Unexpected token/);
    else expect(message).toBe(`${file}${words}`);
  });
});

describe('a backlog', () => {
  const read = (source: ImportSource, path: string) => readBacklog(source, path, noDamage, { now: '2026-11-21T12:00:00.000Z' });
  const titles = async (source: ImportSource, path: string): Promise<string[]> =>
    (await read(source, path)).tasks.map(({ title }) => title);
  const record = (title: string): string => JSON.stringify({ id: 'a-1', title, status: 'open' });

  const tasks = '{"tasks":[{"id":1,"title":"T","status":"pending"}]}';
  const todo = '{"tasks":[{"id":"T001","title":"T","status":"pending"}]}';
  it.each<[ImportSource, string, string, readonly string[]]>([
    ['cub', '.cub/tasks.jsonl', record('T'), ['', '.cub', '.cub/tasks.jsonl']],
    ['beads', '.beads/issues.jsonl', record('T'), ['', '.beads', '.beads/issues.jsonl']],
    [
      'taskmaster',
      '.taskmaster/tasks/tasks.json',
      tasks,
      ['', '.taskmaster', '.taskmaster/tasks', '.taskmaster/tasks/tasks.json'],
    ],
    ['cleo', '.cleo/todo.json', todo, ['', '.cleo', '.cleo/todo.json']],
    ['markdown', 'notes.md', '- [ ] T\n', ['notes.md']],
    ['backlog', 'backlog/tasks/a.md', '---\nid: T-1\ntitle: T\n---\n', ['', 'backlog']],
    ['backlog', '.backlog/tasks/a.md', '---\nid: T-1\ntitle: T\n---\n', ['', '.backlog']],
  ])('of %s, whose file is %s, is found from each folder', async (source, file, text, paths) => {
    const root = scratch();
    write(root, file, text);
    for (const path of paths) expect((await titles(source, join(root, path))).at(-1)).toBe('T');
  });

  it('is the nearest of several', async () => {
    const root = scratch();
    write(root, 'tasks.jsonl', record('near'));
    write(root, '.cub/tasks.jsonl', record('far'));
    expect(await titles('cub', root)).toEqual(['near']);
  });

  it.each<[ImportSource, string]>([
    ['cub', 'looked for tasks.jsonl and .cub/tasks.jsonl'],
    ['beads', 'looked for issues.jsonl and beads.jsonl and .beads/issues.jsonl and .beads/beads.jsonl'],
    ['backlog', 'looked for tasks/ and backlog/tasks/ and .backlog/tasks/'],
    ['taskmaster', 'looked for tasks.json and tasks/tasks.json and .taskmaster/tasks/tasks.json'],
    ['cleo', 'looked for todo.json and .cleo/todo.json'],
    ['markdown', 'there is no such file'],
  ])('of %s is not there: %s', async (source, words) => {
    const root = scratch();
    write(root, 'tasks');
    await expect(read(source, root)).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
      message: `no ${source === 'backlog' ? 'Backlog.md' : source} backlog at ${root}: ${words}`,
      details: { path: root },
    });
  });

  it('that is something else is told', async () => {
    const root = scratch();
    write(root, 'tasks.json', '[]');
    await expect(read('taskmaster', root)).rejects.toMatchObject({
      code: 'E_TASK_INVALID',
      message: expect.stringMatching(`^${root}/tasks.json is no taskmaster backlog: .`),
      details: { file: join(root, 'tasks.json') },
    });
    write(root, 'tasks.json', '[');
    await expect(read('taskmaster', root)).rejects.toMatchObject({ details: { file: join(root, 'tasks.json'), line: 1 } });
  });

  it('of cleo takes the sessions beside it', async () => {
    const root = scratch();
    write(root, 'todo.json', todo);
    expect((await read('cleo', root)).sessions ?? []).toEqual([]);
    write(root, 'sessions.json', '[');
    await expect(read('cleo', root)).rejects.toMatchObject({ details: { file: join(root, 'sessions.json') } });
  });

  it('of cub takes the ledger beside it, and counts what it leaves', async () => {
    const root = scratch();
    const file = join(root, 'tasks.jsonl');
    write(root, 'tasks.jsonl', record('T'));
    write(root, 'other.jsonl', record('T'));
    const entries = async (path = file) => (await read('cub', path)).entries?.map(({ task, title }) => [task, title]);
    const left = async () => (await read('cub', file)).leftOut?.map(({ count }) => count);
    const without = await entries();
    expect([without, await left()]).toEqual([(await read('cub', join(root, 'other.jsonl'))).entries, []]);
    mkdirSync(join(root, 'ledger'));
    expect([await entries(), await left()]).toEqual([undefined, []]);
    write(root, 'ledger/index.jsonl', '{"id":"b-1","title":"From the index","completed":"2026-01-23"}\n');
    expect(await entries()).toEqual([['b-1', 'From the index']]);
    const done = (id: string) => JSON.stringify({ id, title: id, completed_at: '2026-01-24T00:00:00Z' });
    write(root, 'ledger/by-task/c-2.json', done('c-2'));
    write(root, 'ledger/by-task/c-1.json', done('c-1'));
    write(root, 'ledger/by-task/notes.txt', 'no JSON');
    expect(await entries()).toEqual([
      ['c-1', 'c-1'],
      ['c-2', 'c-2'],
      ['b-1', 'From the index'],
    ]);
    expect(await entries(join(root, 'other.jsonl'))).toEqual(without);
    write(root, 'ledger/forensics/one');
    write(root, 'ledger/forensics/two.json');
    expect(await left()).toEqual([2]);
    write(root, 'session.log', 'a\n\nb\nc');
    expect(await left()).toEqual([2, 3]);
  });
});
