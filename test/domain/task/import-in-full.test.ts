import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/domain/state/change';
import type { ImportBatch, ImportedTask, ImportReport } from '../../../src/domain/task/import-batch';
import { decideImport } from '../../../src/domain/task/import-tasks';
import { codeOf, makeSession, makeTask, makeWorld, testNow, type WorldParts } from '../../support/world';

const early = '2026-01-01T00:00:00.000Z';
const late = '2026-01-02T00:00:00.000Z';
const batchOf = (more: Partial<ImportBatch>): ImportBatch => ({ source: 'cub', tasks: [], phases: [], translated: [], ...more });
const item = (sourceId: string, more: Partial<ImportedTask> = {}): ImportedTask => ({
  sourceId,
  title: `Title of ${sourceId}`,
  ...more,
});
const done = (parts: WorldParts, batch: ImportBatch, options: { allowOverlap?: boolean } = {}) => {
  const outcome = decideImport(makeWorld(parts), batch, options);
  if (!outcome.ok) throw new Error(outcome.refusals[0].message);
  return outcome;
};
const changeOf = (parts: WorldParts, batch: ImportBatch): Change => done(parts, batch).change ?? {};
const reportOf = (told: Partial<ImportReport>): ImportReport => ({
  source: 'cub',
  added: 0,
  archived: 0,
  updated: 0,
  changed: [],
  gone: [],
  unchanged: 0,
  epics: 0,
  open: 0,
  finished: 0,
  sessions: 0,
  entries: 0,
  phases: [],
  translated: [],
  renamed: [],
  deadlocks: [],
  missingParents: [],
  missingDepends: [],
  cut: [],
  leftOut: [],
  ...told,
});
const entry = { task: 'gone', title: 'Gone', labels: [], completedAt: early, files: [], commits: [] };
const session = {
  id: 'session_20260101_000000_abcdef',
  scope: { type: 'project' as const },
  startedAt: early,
  lastActivityAt: late,
  notes: [],
  focused: [],
  stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
};

const origin = (key: string) => ({ tool: 'cub', source: '', key, seen: expect.any(Object) });

describe('a task that is imported', () => {
  test('keeps everything that the source tells of it', () => {
    const told: Partial<ImportedTask> = {
      title: 'Add it',
      description: 'Why',
      type: 'subtask',
      status: 'cancelled',
      priority: 'high',
      phase: 'core',
      acceptance: ['one', 'one'],
      notes: [{ at: early, text: 'so far' }],
      createdAt: early,
      updatedAt: late,
      startedAt: early,
      completedAt: late,
      cancelledAt: late,
      blockedBy: 'Ann',
    };
    const given = item('A', {
      ...told,
      labels: ['a', 'b', 'a'],
      files: ['x', 'y', 'x'],
      depends: ['B'],
      extra: { size: 'small', id: 'no' },
    });
    expect(changeOf({}, batchOf({ tasks: [given, item('B')] })).tasks?.put?.[0]).toStrictEqual({
      size: 'small',
      id: 'A',
      uid: 'minted-1',
      ...told,
      labels: ['a', 'b'],
      files: ['x', 'y'],
      depends: ['B'],
      externalRef: origin('A'),
    });
  });

  test('has little where little is told', () => {
    expect(changeOf({}, batchOf({ tasks: [item('A')] }))).toStrictEqual({
      tasks: {
        put: [makeTask('A', { uid: 'minted-1', externalRef: origin('A'), createdAt: testNow, updatedAt: testNow })],
      },
      lastTaskNumber: 0,
    });
  });
});

describe('the report', () => {
  test('tells everything that was done, and what could not be kept', () => {
    const batch = batchOf({
      tasks: [
        item('E', { type: 'epic' }),
        item('A', { parent: 'E', status: 'done', phase: 'late' }),
        item('a/b', { parent: 'E', status: 'active', depends: ['nowhere'] }),
        item('C', { parent: 'nobody', status: 'pending', wantedId: 'T004' }),
        item('old', { title: 'here already' }),
      ],
      phases: ['core', 'core'],
      currentPhase: 'core',
      translated: [
        { task: 'A', field: 'status', from: 'completed', to: 'done' },
        { task: 'old', field: 'status', from: 'completed', to: 'done' },
      ],
      sessions: [session],
      entries: [entry, { ...entry, task: 'C' }],
      leftOut: [
        { what: 'pictures', count: 3 },
        { what: 'sounds', count: 0 },
      ],
    });
    const parts = { tasks: [makeTask('T004'), makeTask('T009', { externalRef: 'cub:old' })] };
    const { result, change, warnings } = done(parts, batch);
    expect(result).toStrictEqual(
      reportOf({
        added: 4,
        unchanged: 1,
        epics: 1,
        open: 3,
        finished: 1,
        sessions: 1,
        entries: 2,
        phases: ['core', 'late'],
        translated: [{ task: 'A', field: 'status', from: 'completed', to: 'done' }],
        renamed: [
          { from: 'a/b', to: 'T010' },
          { from: 'T004', to: 'T011' },
        ],
        missingParents: [{ task: 'T011', parent: 'nobody' }],
        missingDepends: [{ task: 'T010', depends: 'nowhere' }],
        leftOut: [
          { what: 'in progress in the source: open here, for nobody holds them', count: 1 },
          { what: 'open although their completion is recorded', count: 1 },
          { what: 'ledger entries of tasks that the source no longer has', count: 1 },
          { what: 'pictures', count: 3 },
        ],
      }),
    );
    expect(warnings).toEqual([]);
    expect(Object.keys(change ?? {})).toEqual(['tasks', 'lastTaskNumber', 'archiveSessions', 'ledger', 'config']);
    expect(change?.config).toStrictEqual({ 'project.phases': ['core', 'late'], 'project.currentPhase': 'core' });
    expect(change?.lastTaskNumber).toBe(11);
  });

  test('of a done task with a completion tells no open one', () => {
    const batch = batchOf({ tasks: [item('A', { status: 'done' })], entries: [{ ...entry, task: 'A' }] });
    expect(done({}, batch).result).toStrictEqual(reportOf({ added: 1, finished: 1, entries: 1 }));
  });

  test.each<[string, Partial<ImportBatch>, readonly string[]]>([
    ['nothing', {}, []],
    ['phases', { phases: ['core'] }, ['tasks', 'lastTaskNumber', 'config']],
    ['a current phase', { currentPhase: 'core' }, ['tasks', 'lastTaskNumber', 'config']],
    ['sessions', { sessions: [session] }, ['tasks', 'lastTaskNumber', 'archiveSessions']],
    ['entries', { entries: [entry] }, ['tasks', 'lastTaskNumber', 'ledger']],
  ])('of a source with %s says so in the change', (_, told, keys) => {
    expect(Object.keys(done({}, batchOf(told)).change ?? {})).toEqual(keys);
  });
});

test('faults are told, twenty at most, and nothing is imported', () => {
  const tasks = Array.from({ length: 21 }, (_, at) => item(`A${at}`, { title: '' }));
  const faults = tasks.slice(0, 20).map(({ sourceId }) => `${sourceId}: a task needs a title that is not empty`);
  const outcome = decideImport(makeWorld(), batchOf({ tasks: [...tasks, item('B')] }));
  expect(outcome).toMatchObject({
    refusals: [
      { code: 'E_TASK_INVALID', message: `nothing was imported:\n  ${faults.join('\n  ')}\n  and 1 more`, details: { faults } },
    ],
  });
});

describe('scopes of active sessions that overlap by the import', () => {
  const parts: WorldParts = {
    tasks: [
      makeTask('T001', { type: 'epic', externalRef: 'cub:E1' }),
      makeTask('T002', { type: 'epic', parentId: 'T001', externalRef: 'cub:E2' }),
    ],
    sessions: [makeSession('aaaaaa', 'epicPhase:T001:build'), makeSession('bbbbbb', 'epicPhase:T002:build')],
    config: { multiSession: { allowNestedScopes: false } },
  };
  const batch = batchOf({ tasks: [item('x', { parent: 'E2', phase: 'build' })], phases: ['build'] });
  const event = {
    at: testNow,
    type: 'note',
    synthetic: true,
    data: { text: 'a backlog of cub was imported although scopes overlap now', allowOverlap: true },
  };

  test('refuse it, unless that is wanted: then it is noted, with the agent', () => {
    expect(codeOf(decideImport(makeWorld(parts), batch))).toBe('E_SCOPE_CONFLICT');
    expect(codeOf(decideImport(makeWorld(parts), batch, { allowOverlap: false }))).toBe('E_SCOPE_CONFLICT');
    expect(done(parts, batch, { allowOverlap: true }).change?.events).toStrictEqual([event]);
    const asAgent = { ...parts, caller: { agent: 'opus' } };
    expect(done(asAgent, batch, { allowOverlap: true }).change?.events).toStrictEqual([{ ...event, agent: 'opus' }]);
  });
});
