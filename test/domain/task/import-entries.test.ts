import { describe, expect, test } from 'vitest';
import type { ImportBatch, ImportedEntry } from '../../../src/domain/task/import-batch';
import { recordOfImport } from '../../../src/domain/task/import-entries';
import type { Task } from '../../../src/domain/task/schema';
import { makeTask, makeWorld, sha256, testNow, type WorldParts } from '../../support/world';

const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;
const entry = (task: string, more: Partial<ImportedEntry> = {}): ImportedEntry => ({
  task,
  title: `Told of ${task}`,
  labels: ['told'],
  completedAt: at(1),
  files: [],
  commits: [],
  ...more,
});
const batchOf = (entries: readonly ImportedEntry[]): ImportBatch => ({
  source: 'cub',
  tasks: [],
  phases: [],
  translated: [],
  entries,
});
const record = (
  entries: readonly ImportedEntry[],
  { fresh = [], here = {}, ...parts }: WorldParts & { fresh?: readonly Task[]; here?: Record<string, string> } = {},
) =>
  recordOfImport(makeWorld(parts), batchOf(entries), {
    fresh: new Map(fresh.map((task) => [`#${task.id}`, task.id])),
    here: new Map(Object.entries(here)),
    tasks: [...(parts.tasks ?? []), ...fresh],
  });
const uidOf = (name: string): string => sha256(`cub:${name}`).slice(0, 21);
const bare = (name: string, id: string) => ({
  id: `${uidOf(name)}-1`,
  type: 'completed',
  at: at(1),
  source: 'import',
  task: { id, uid: uidOf(name), title: `Told of ${name}`, type: 'task', labels: ['told'] },
  completedAt: at(1),
  files: [],
  commits: [],
  flags: [],
  import: { source: 'cub', id: name, at: testNow },
});

describe('a completion that is imported', () => {
  test('keeps everything that the source tells of it', () => {
    const told: Partial<ImportedEntry> = {
      startedAt: at(1),
      completedAt: at(2),
      durationMs: 1000,
      reason: 'all there',
      harness: 'claude',
      files: ['a.ts'],
      commits: [{ sha: 'abc', subject: 'Add' }],
      tokens: { input: 1 },
      costUsd: 0.5,
      extra: { model: 'opus' },
    };
    const task = makeTask('T002', { type: 'subtask', parentId: 'T001', phase: 'core', labels: ['own'], status: 'done' });
    const epic = makeTask('T001', { type: 'epic' });
    expect(record([entry('#T002', told)], { fresh: [epic, task] })).toStrictEqual({
      entries: [
        {
          id: 'uid-T002-1',
          type: 'completed',
          at: at(2),
          source: 'import',
          task: {
            id: 'T002',
            uid: 'uid-T002',
            title: 'Title of T002',
            type: 'subtask',
            parentId: 'T001',
            epicId: 'T001',
            phase: 'core',
            labels: ['own'],
          },
          harness: 'claude',
          startedAt: at(1),
          completedAt: at(2),
          durationMs: 1000,
          reason: 'all there',
          files: [{ path: 'a.ts', origin: 'import' }],
          commits: [{ sha: 'abc', subject: 'Add', origin: 'import' }],
          tokens: { input: 1 },
          costUsd: 0.5,
          costSource: 'cub',
          flags: [],
          import: { source: 'cub', id: '#T002', at: testNow, model: 'opus' },
        },
      ],
      completed: new Map([['T002', { ...task, completedAt: at(2), entryId: 'uid-T002-1', completions: 1 }]]),
      withoutTask: 0,
      highestNumber: 0,
    });
  });

  test('has little where little is told; an epic is not in itself', () => {
    const epic = makeTask('T001', { type: 'epic' });
    expect(record([entry('#T001')], { fresh: [epic] })).toStrictEqual({
      entries: [
        {
          ...bare('#T001', 'T001'),
          id: 'uid-T001-1',
          task: { id: 'T001', uid: 'uid-T001', title: 'Title of T001', type: 'epic', labels: [] },
        },
      ],
      completed: new Map([['T001', { ...epic, completions: 1 }]]),
      withoutTask: 0,
      highestNumber: 0,
    });
  });

  test('counts on from those before it, in the order of their times; the last one stands at the task', () => {
    const task = makeTask('T001', { status: 'done', completions: 2, completedAt: at(9) });
    const { entries, completed } = record(
      [3, 1, 2].map((day) => entry('#T001', { completedAt: at(day) })),
      { fresh: [task] },
    );
    expect(entries.map(({ id, at: when }) => [id, when])).toEqual([
      ['uid-T001-3', at(1)],
      ['uid-T001-4', at(2)],
      ['uid-T001-5', at(3)],
    ]);
    expect([...completed.values()]).toStrictEqual([{ ...task, entryId: 'uid-T001-5', completions: 5 }]);
  });

  test('keeps the order of the source where the times are the same', () => {
    const names = ['b', 'a', 'd', 'c'];
    expect(record(names.map((name) => entry(name))).entries.map(({ task }) => task.title)).toEqual(
      names.map((name) => `Told of ${name}`),
    );
  });

  test('of a task that an earlier import brought is not recorded again', () => {
    const nothing = { entries: [], completed: new Map(), withoutTask: 0, highestNumber: 0 };
    expect(record([entry('a')], { here: { a: 'T001' }, tasks: [makeTask('T001')] })).toStrictEqual(nothing);
    expect(
      recordOfImport(
        makeWorld(),
        { source: 'cub', tasks: [], phases: [], translated: [] },
        { fresh: new Map(), here: new Map(), tasks: [] },
      ),
    ).toStrictEqual(nothing);
  });
});

describe('a completion of a task that the source has no more', () => {
  test('has a line of its own, under a name that nothing here has', () => {
    const parts = { tasks: [makeTask('T001')], archivedTasks: [makeTask('T002')] };
    const names = ['T001', 'T002', 'T007', 'T005', 'no id', 'X9'];
    const ids = ['cub:T001', 'cub:T002', 'T007', 'T005', 'cub:no id', 'X9'];
    expect(
      record(
        names.map((name) => entry(name)),
        parts,
      ),
    ).toStrictEqual({
      entries: names.map((name, index) => bare(name, ids[index] ?? '')),
      completed: new Map(),
      withoutTask: 6,
      highestNumber: 7,
    });
  });

  test('may come more than once', () => {
    expect(record([entry('a'), entry('a'), entry('b')]).entries.map(({ id }) => id)).toEqual([
      `${uidOf('a')}-1`,
      `${uidOf('a')}-2`,
      `${uidOf('b')}-1`,
    ]);
  });

  test.each([
    ['that comes with it', '#T001', 'T001'],
    ['that came before', 'old', 'T009'],
    ['that is nowhere', 'other', 'other'],
  ])('names the epic %s', (_, epic, epicId) => {
    const { entries } = record([entry('a', { epic })], { fresh: [makeTask('T001')], here: { old: 'T009' } });
    expect(entries).toStrictEqual([{ ...bare('a', 'a'), task: { ...bare('a', 'a').task, epicId } }]);
  });

  test('is left out where the ledger has one', () => {
    const sealed = record([entry('a')]).entries.map((each) => ({ ...each, v: 1 as const, prev: [], hash: 'h' }));
    expect(record([entry('a'), entry('b')], { ledger: sealed }).entries).toStrictEqual([bare('b', 'b')]);
  });
});
