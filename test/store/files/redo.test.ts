import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at, type Project, scratchProject, task } from './fixtures';

/**
 * A commit that was linked, of which nothing else has happened yet: its `.done` and its effects are taken back. Then
 * somebody edits by hand, and the next commit finishes it.
 */
let project: Project;
const before: Record<string, Buffer | undefined> = {};
const files = ['todo.json', 'session.log', 'events/unbound.jsonl'];

const commit = (id: string) =>
  project.store.commit(() => ({
    change: {
      tasks: { put: [task(id)] },
      log: [{ at, message: id }],
      events: [{ at, type: 'log', synthetic: true, data: { id } }],
    },
    result: 0,
  }));

beforeEach(async () => {
  project = scratchProject();
  await commit('T1');
  for (const file of files) before[file] = readFileSync(project.path(file));
  await commit('T2');
  const folder = project.path('journal/0');
  const image = readdirSync(folder).find(
    (name) => name === JSON.parse(readFileSync(join(folder, '2.json'), 'utf8')).record.put[0].staged,
  );
  expect(image).toBeUndefined();
  const { record } = JSON.parse(readFileSync(join(folder, '2.json'), 'utf8'));
  renameSync(project.path('todo.json'), join(folder, record.put[0].staged));
  rmSync(join(folder, '2.done'));
  for (const file of files) writeFileSync(project.path(file), before[file] ?? '');
});
afterEach(() => project.remove());

const taskIds = () => project.store.read(({ tasks }) => tasks.map(({ id }) => id));
const messages = (): string[] =>
  project
    .text('session.log')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(26));
const kept = (): string[] => readdirSync(project.dir).filter((name) => name.includes('.kept-'));

test('readers see the commit before it is in the files, and write nothing', async () => {
  expect(await taskIds()).toEqual(['T1', 'T2']);
  expect(project.text('todo.json')).toBe(String(before['todo.json']));
});

test('the next commit finishes it first', async () => {
  expect((await commit('T3')).warnings).toEqual([]);
  expect(await taskIds()).toEqual(['T1', 'T2', 'T3']);
  expect(messages()).toEqual(['T1', 'T2', 'T3']);
});

test('a refusal finishes it too: it is an answer from a finished generation', async () => {
  const decided = await project.store.commit((state) => ({ change: null, result: state.tasks.length }));
  expect(decided).toEqual({ result: 2, generation: 2, warnings: [] });
  expect(existsSync(project.path('journal/0/2.done'))).toBe(true);
});

describe('session.log, edited by hand meanwhile', () => {
  const line = (id: string): string => `[2026-03-04 05:06:07 UTC] ${id}\n`;
  test.each<[string, () => void, string[]]>([
    ['a line added', () => appendFileSync(project.path('session.log'), line('hand')), ['T1', 'hand', 'T2', 'T3']],
    ['a line without an end', () => appendFileSync(project.path('session.log'), line('hand').trim()), ['T1', 'hand', 'T2', 'T3']],
    ['a part of our own line', () => appendFileSync(project.path('session.log'), line('T2').slice(0, 9)), ['T1', 'T2', 'T3']],
    ['our own line', () => appendFileSync(project.path('session.log'), line('T2')), ['T1', 'T2', 'T3']],
    ['zeros, as after a power cut', () => appendFileSync(project.path('session.log'), '\0'.repeat(9)), ['T1', 'T2', 'T3']],
    ['emptied', () => writeFileSync(project.path('session.log'), ''), ['T2', 'T3']],
    ['removed', () => rmSync(project.path('session.log')), ['T2', 'T3']],
    [
      'a longer one',
      () => writeFileSync(project.path('session.log'), `${line('x')}${line('y')}${line('z')}`),
      ['x', 'y', 'z', 'T2', 'T3'],
    ],
  ])('%s', async (_name, edit, expected) => {
    edit();
    await commit('T3');
    expect(messages()).toEqual(expected);
  });
});

test('lines with ids are searched in the whole file', async () => {
  const { record } = JSON.parse(project.text('journal/0/2.json'));
  const ours = record.append.find(({ file }: { file: string }) => file === 'events/unbound.jsonl').bytes;
  writeFileSync(project.path('events/unbound.jsonl'), `${ours}{"id":"hand"}\n`);
  await commit('T3');
  expect(project.text('events/unbound.jsonl').split(ours)).toHaveLength(2);
});

test('todo.json edited by hand meanwhile: the edit is kept beside it, with a warning', async () => {
  const edited = String(before['todo.json']).replace('task T1', 'by hand');
  writeFileSync(project.path('todo.json'), edited);
  const { warnings } = await commit('T3');
  expect(warnings.map(({ code }) => code)).toEqual(['W_EDIT_KEPT']);
  expect(kept().map((name) => project.text(name))).toEqual([edited]);
  expect(await taskIds()).toEqual(['T1', 'T2', 'T3']);
});

test('todo.json removed by hand meanwhile: the commit brings it back', async () => {
  rmSync(project.path('todo.json'));
  expect((await commit('T3')).warnings).toEqual([]);
  expect([await taskIds(), kept()]).toEqual([['T1', 'T2', 'T3'], []]);
});
