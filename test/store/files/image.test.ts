import { writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Project, scratchProject, session, storeError, task } from './fixtures';

let project: Project;
beforeEach(() => {
  project = scratchProject();
});
afterEach(() => project.remove());

const put = (...tasks: ReturnType<typeof task>[]) =>
  project.store.commit(() => ({ change: { tasks: { put: tasks } }, result: 0 }));
const lines = (): string[] => project.text('todo.json').split('\n');

describe('todo.json', () => {
  test('one task a line; lines of other tasks are kept byte by byte', async () => {
    const odd =
      '{"id":"T2", "uid":"u","title":"\\u0041","type":"task","status":"pending","priority":"low","labels":[],"depends":[],"files":[],"acceptance":[],"notes":[],"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","big":12345678901234567890}';
    const one = JSON.stringify(task('T1'));
    writeFileSync(
      project.path('todo.json'),
      `{"version":1,"_meta":{"lastTaskNumber":2,"mine":true},"extra":[1],"tasks":[\n${one},\n${odd}\n]}\n`,
    );
    await put(task('T1', { title: 'new' }), task('T3'));
    expect(lines()).toEqual([
      '{"version":1,"_meta":{"lastTaskNumber":3,"mine":true,"lastModified":"2026-03-04T05:06:07.000Z"},"extra":[1],"tasks":[',
      `${JSON.stringify(task('T1', { title: 'new' }))},`,
      `${odd},`,
      JSON.stringify(task('T3')),
      ']}',
      '',
    ]);
    await project.store.commit(() => ({ change: { tasks: { remove: ['T1', 'T2', 'T3'] } }, result: 0 }));
    expect(lines().slice(1)).toEqual([']}', '']);
    await put(task('T9'));
    expect(lines()[1]).toBe(JSON.stringify(task('T9')));
  });

  test('any valid JSON is read, with a byte order mark too', async () => {
    const file = { tasks: [task('T1'), task('T2')], _meta: { lastTaskNumber: 7 }, version: 1 };
    writeFileSync(project.path('todo.json'), `\uFEFF${JSON.stringify(file, null, 4)}`);
    await put(task('T3'));
    expect(await project.store.read((state) => [state.tasks.map(({ id }) => id), state.lastTaskNumber])).toEqual([
      ['T1', 'T2', 'T3'],
      7,
    ]);
    expect(lines()).toHaveLength(6);
  });

  test('a list of that name inside another key is not taken for the tasks', async () => {
    const inner = JSON.stringify(task('T1'));
    writeFileSync(
      project.path('todo.json'),
      `{"version":1,"_meta":{"lastTaskNumber":1},"tasks":[],"x":{"tasks":[\n${inner}\n]}}`,
    );
    expect(await project.store.read(({ tasks }) => tasks)).toEqual([]);
  });

  test('__proto__ is a key like any other', async () => {
    const odd = JSON.parse(`{"__proto__":{"a":1},${JSON.stringify(task('T1')).slice(1)}`);
    await put(odd);
    await put({ ...odd, title: 'again' });
    expect(lines()[1]).toContain('{"__proto__":{"a":1},"id":"T1"');
  });

  test('whatever keys and texts a task holds come back as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
        fc.string({ unit: 'binary', minLength: 1 }),
        async (more, title) => {
          const given = JSON.parse(JSON.stringify({ ...more, ...task('T1', { title }) }));
          await put(given);
          await put(task('T2'));
          expect(await project.store.read(({ tasks }) => tasks[0])).toEqual(given);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const task1 = JSON.stringify(task('T1'));
const head = '{"version":1,"_meta":{"lastTaskNumber":1},"tasks":[';

describe('a file that cannot be read', () => {
  test.each([
    ['empty', 'todo.json', '', 1, 1, 'it is empty'],
    ['white space', 'todo.json', ' \n', 1, 1, 'white space'],
    ['cut off', 'todo.json', `${head}\n${task1.slice(0, 20)}`, 2, 21, 'ends too early'],
    ['a comma too many', 'todo.json', `${head}\n${task1},\n]}`, 3, 1, 'found ]; expected a value'],
    [
      'merge markers',
      'todo.json',
      `${head}\n<<<<<<< HEAD\n${task1}\n=======\n${task1}\n>>>>>>> b\n]}`,
      2,
      1,
      'merge conflict marker (<<<<<<<)',
    ],
    ['NUL', 'sessions.json', '{"version":1,\0\0\0', 1, 14, 'NUL'],
    ['not UTF-8', 'todo.json', Buffer.concat([Buffer.from(`${head}\n"é`), Buffer.from([0xff])]), 2, 3, 'not UTF-8'],
    ['UTF-16', 'todo.json', Buffer.from('\ufeff{}', 'utf16le'), 1, 1, 'UTF-16'],
    ['an id twice', 'todo.json', `${head}\n${task1},\n${task1}\n]}`, 3, 1, 'the id T1 is there twice'],
    [
      'a wrong value',
      'todo.json',
      `${head}\n${task1},\n${task1.replace('"T1"', '"T2"').replace('pending', 'completed')}\n]}`,
      3,
      68,
      'tasks[1].status is "completed"',
    ],
    [
      'a missing key',
      'sessions.json',
      '{"version":1,\n"sessions":[\n{"id":"session_20260304_050607_aaaaaa"}]}',
      3,
      1,
      'sessions[0].status is missing',
    ],
    ['no list', 'sessions.json', '{"version":1,"sessions":{}}', 1, 25, 'sessions is {}'],
    [
      'too deep',
      'todo.json',
      `${head.replace('"tasks"', `"x":${'['.repeat(70)}${']'.repeat(70)},"tasks"`)}]}`,
      1,
      110,
      'at most 64 levels',
    ],
    [
      'an unknown setting',
      'config.json',
      '{"version":1,\n "multiSession":{"enable":false}}',
      2,
      27,
      '(did you mean multiSession.enabled?)',
    ],
    ['a wrong setting', 'config.json', '{"version":1,"worktrees":"mine"}', 1, 26, 'worktrees is "mine"'],
  ])('%s', async (_name, file, content, line, column, message) => {
    writeFileSync(project.path(file), content);
    for (const work of [
      () => project.store.read(({ tasks, sessions }) => [tasks, sessions]),
      () => project.store.commit(() => ({ change: { tasks: { put: [task('T5')] } }, result: 0 })),
    ]) {
      const error = await storeError(work());
      expect(error).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file, line, column } });
      expect(error.message).toContain(message);
      expect(error.message).toContain(`.stint/${file}:${line}:${column}`);
    }
  });

  test('a line of the archive is named by its number, when it is asked for', async () => {
    await project.store.commit(() => ({ change: { archiveTasks: [task('T1')] }, result: 0 }));
    writeFileSync(project.path('archive/tasks.jsonl'), `${task1}\n\n{"id":"T2",\n`);
    expect(await project.store.read(({ tasks }) => tasks)).toEqual([]);
    const error = await storeError(project.store.read(({ archive }) => archive.tasks()));
    expect(error).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file: 'archive/tasks.jsonl', line: 3 } });
  });

  test.each([
    ['{"version":2,"minReader":1,"_meta":{"lastTaskNumber":0},"tasks":[]}', undefined],
    ['{"version":2,"minReader":2,"_meta":{"lastTaskNumber":0},"tasks":[]}', 'E_STORE_VERSION'],
    ['{"version":2,"tasks":"other"}', 'E_STORE_VERSION'],
  ])('a newer version: %s', async (text, code) => {
    writeFileSync(project.path('todo.json'), text);
    const work = project.store.read(({ tasks }) => tasks.length);
    if (code === undefined) expect(await work).toBe(0);
    else expect(await storeError(work)).toMatchObject({ code });
  });

  test('settings of a newer version that may be read are passed over', async () => {
    writeFileSync(
      project.path('config.json'),
      '{"version":2,"minReader":1,"worktrees":"own","later":{"a":1},"log":{"keep":1,"colour":"red"}}',
    );
    expect(await project.store.read(({ config }) => [config.worktrees, config.log])).toEqual([
      'own',
      { maxSizeBytes: null, keep: 1 },
    ]);
  });
});

test('two sessions of one id are refused', async () => {
  const one = JSON.stringify(session('aaaaaa'));
  writeFileSync(project.path('sessions.json'), `{"version":1,"sessions":[\n${one},\n${one}\n]}\n`);
  expect(await storeError(project.store.read(({ tasks, sessions }) => [tasks, sessions]))).toMatchObject({
    details: { line: 3, column: 1 },
  });
});
