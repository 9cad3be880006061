import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { effectiveConfig } from '../../../src/domain/config/keys';
import { readSnapshot } from '../../../src/store/files/snapshot';
import { StoreError } from '../../../src/store/store-error';
import { filesView } from './files-view';
import { entry, session, task } from './fixtures';
import { thrown } from './scratch-files';

const defaultConfig = effectiveConfig({ version: 1 });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const fileOf = (head: object, key: string, records: readonly object[]): string => JSON.stringify({ ...head, [key]: records });

const todo = fileOf({ version: 1, _meta: { lastTaskNumber: 3 }, focus: {} }, 'tasks', [task('T001'), task('T007')]);
const sessions = fileOf({ version: 1, _meta: { note: 'mine' } }, 'sessions', [session('aaaaaa')]);
const whole = { 'config.json': '{"version":1,"worktrees":"own"}', 'todo.json': todo, 'sessions.json': sessions };
const read = (texts: Record<string, string>, isFresh = false, generation = 9) => {
  const view = filesView(texts);
  return { ...view, snapshot: readSnapshot(view.files, generation, isFresh) };
};

test('the state of a generation', () => {
  const { snapshot, files } = read({
    ...whole,
    'ledger.jsonl': `${JSON.stringify(entry('e1', [], 'a'))}\n`,
    'archive/tasks.jsonl': `${JSON.stringify(task('T002'))}\n`,
    'archive/sessions.jsonl': `${JSON.stringify(session('bbbbbb', { status: 'closed' }))}\n`,
  });
  const { state } = snapshot;
  expect(state.generation).toBe(9);
  expect(state.config).toEqual({ ...defaultConfig, worktrees: 'own' });
  expect(state.tasks).toEqual([task('T001'), task('T007')]);
  expect(state.lastTaskNumber).toBe(7);
  expect(state.sessions).toEqual([session('aaaaaa')]);
  expect([state.ledger.heads, state.ledger.count]).toEqual([['a'.repeat(64)], 1]);
  expect(state.ledger).toBe(state.ledger);
  expect(state.archive.tasks()).toEqual([task('T002')]);
  expect(state.archive.sessions()).toEqual([session('bbbbbb', { status: 'closed' })]);
  expect(state.spool.pending()).toMatchObject({ arrivals: [], taken: {}, isNews: false });
  expect(snapshot.files).toBe(files);
  expect(snapshot.isBlank).toBe(false);
  expect(snapshot.config).toEqual({ head: { version: 1, worktrees: 'own' }, file: { version: 1, worktrees: 'own' } });
  expect(snapshot.sessions.head).toEqual({ version: 1, _meta: { note: 'mine' } });
  expect(snapshot.todo.head).toEqual({ version: 1, _meta: { lastTaskNumber: 3 }, focus: {} });
  expect(snapshot.todo).toBe(snapshot.todo);
});

test('what is remembered of the ledger is believed', () => {
  const line = `${JSON.stringify(entry('e1', [], 'a'))}\n`;
  const ledger = { heads: ['a'.repeat(64)], count: 41, size: line.length };
  const { snapshot } = read({
    ...whole,
    'ledger.jsonl': line,
    'sessions.json': fileOf({ version: 1, _meta: { ledger } }, 'sessions', []),
  });
  expect(snapshot.state.ledger.count).toBe(41);
});

describe('the last task number', () => {
  test.each<[string, object, string[], number]>([
    ['as written', { lastTaskNumber: 9 }, ['T001'], 9],
    ['of a task above it', { lastTaskNumber: 3 }, ['T001', 'T012'], 12],
    ['of another prefix it is none', { lastTaskNumber: 3 }, ['X012'], 3],
  ])('%s', (_what, meta, ids, expected) => {
    const text = fileOf(
      { version: 1, _meta: meta, focus: {} },
      'tasks',
      ids.map((id) => task(id)),
    );
    const { state } = read({ ...whole, 'todo.json': text }).snapshot;
    expect([state.lastTaskNumber, state.lastTaskNumber]).toEqual([expected, expected]);
  });
});

test('tasks are parsed when they are first asked for, once; what is large is announced', () => {
  const { snapshot, parsed, reads } = read(whole);
  expect(parsed).toEqual([sessions.length]);
  expect([snapshot.state.tasks, snapshot.state.lastTaskNumber, snapshot.todo]).toHaveLength(3);
  expect(parsed).toEqual([sessions.length, todo.length]);
  expect(reads).toEqual(['config.json', 'todo.json', 'sessions.json']);
});

test('a damaged todo.json does not hinder who asks for no task', () => {
  const { state } = read({ ...whole, 'todo.json': 'no json' }).snapshot;
  expect(state.sessions).toHaveLength(1);
  expect(() => state.tasks).toThrow('todo.json cannot be read');
});

test('the hash of a file is that of what was read here', () => {
  const { snapshot, reads } = read({ ...whole, 'session.log': 'line\n' });
  const before = reads.length;
  expect(snapshot.base('config.json')).toBe(sha256(whole['config.json']));
  expect(snapshot.base('todo.json')).toBe(sha256(todo));
  expect(snapshot.base('sessions.json')).toBe(sha256(sessions));
  expect(reads).toHaveLength(before);
  expect(snapshot.base('session.log')).toBe(sha256('line\n'));
  expect(snapshot.base('ledger.jsonl')).toBeNull();
  expect(reads.slice(before)).toEqual(['ledger.jsonl']);
});

describe('files that are not there', () => {
  test('of a project that is new: all is empty', () => {
    const { snapshot, parsed } = read({}, true, 0);
    expect(snapshot.state).toMatchObject({ generation: 0, config: defaultConfig, tasks: [], sessions: [], lastTaskNumber: 0 });
    expect(snapshot.isBlank).toBe(true);
    expect(snapshot.config).toEqual({ head: { version: 1 }, file: { version: 1 } });
    expect(snapshot.sessions.head).toEqual({ version: 1, _meta: {} });
    expect(['config.json', 'todo.json', 'sessions.json'].map((file) => snapshot.base(file))).toEqual([null, null, null]);
    expect(parsed).toEqual([]);
  });

  test('config.json may always be missing', () => {
    const { 'config.json': _config, ...others } = whole;
    expect(read(others).snapshot.state.config).toEqual(defaultConfig);
  });

  test.each<[string, string[], boolean, string]>([
    ['one of a new project', ['todo.json'], true, 'todo.json'],
    ['the other of a new project', ['sessions.json'], true, 'sessions.json'],
    ['one after a commit', ['todo.json'], false, 'todo.json'],
    ['the other after a commit', ['sessions.json'], false, 'sessions.json'],
    ['both after a commit', ['todo.json', 'sessions.json'], false, 'todo.json'],
  ])('%s: lost, and said so', (_what, missing, isFresh, file) => {
    const error = thrown(() =>
      read(Object.fromEntries(Object.entries(whole).filter(([name]) => !missing.includes(name))), isFresh),
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      code: 'E_STORE_CORRUPT',
      message: `.stint/${file} is missing. Put it back from a backup; nothing was changed and nothing is made anew in its place.`,
      details: { file },
      fix: [],
    });
  });
});
