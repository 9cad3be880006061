import { describe, expect, it } from 'vitest';
import type { ImportBatch, ImportedEntry } from '../../../src/domain/task/import-batch';
import { decideImport } from '../../../src/domain/task/import-tasks';
import { accepted, codeOf, makeSession, makeTask, makeWorld, testNow } from '../../support/world';

const batchOf = (more: Partial<ImportBatch>): ImportBatch => ({ source: 'cub', tasks: [], phases: [], translated: [], ...more });
const entry = (task: string, completedAt: string, more: Partial<ImportedEntry> = {}): ImportedEntry => ({
  task,
  title: `Title of ${task}`,
  labels: [],
  completedAt,
  files: ['a.ts'],
  commits: [{ sha: 'abc', subject: 'Add' }],
  ...more,
});
const early = '2026-01-01T00:00:00.000Z';
const late = '2026-01-02T00:00:00.000Z';

describe('the ledger of a source', () => {
  const batch = batchOf({
    tasks: [
      { sourceId: 'E', title: 'Epic', type: 'epic' },
      { sourceId: 'a', title: 'A', status: 'done', parent: 'E' },
      { sourceId: 'b', title: 'B' },
    ],
    entries: [
      entry('a', late, { costUsd: 2 }),
      entry('a', early),
      entry('gone', early, { epic: 'E' }),
      entry('T001', early),
      entry('b', early),
    ],
  });

  it('becomes completions in their order, with the times of the source', () => {
    const world = makeWorld({ tasks: [makeTask('T001')] });
    const outcome = decideImport(world, batch);
    const { result } = accepted(world, outcome);
    const change = outcome.ok ? outcome.change : null;
    const ledger = change?.ledger ?? [];
    const uid = change?.tasks?.put?.find((task) => task.id === 'a')?.uid ?? '';
    expect(ledger.map(({ id, at, source, task }) => [id.length > 20 ? '' : id, at, source, task.id, task.epicId])).toEqual([
      [`${uid}-1`, early, 'import', 'a', 'E'],
      ['', early, 'import', 'gone', 'E'],
      ['', early, 'import', 'cub:T001', undefined],
      [expect.stringMatching(/^minted-\d-1$/), early, 'import', 'b', undefined],
      [`${uid}-2`, late, 'import', 'a', 'E'],
    ]);
    expect(ledger[4]).toMatchObject({
      costUsd: 2,
      costSource: 'cub',
      files: [{ path: 'a.ts', origin: 'import' }],
      commits: [{ sha: 'abc', subject: 'Add', origin: 'import' }],
      import: { source: 'cub', id: 'a', at: testNow },
    });
    expect(ledger[1]?.prev).toEqual([ledger[0]?.hash]);
    expect(
      change?.tasks?.put?.map(({ id, completions, entryId, completedAt }) => [id, completions, entryId, completedAt]),
    ).toEqual([
      ['E', undefined, undefined, undefined],
      ['a', 2, `${uid}-2`, early],
      ['b', 1, undefined, undefined],
    ]);
    expect(result).toMatchObject({ added: 3, entries: 5 });
    expect(result.leftOut.map(({ count }) => count)).toEqual([1, 2]);

    const after = makeWorld({ tasks: [makeTask('T001'), ...(change?.tasks?.put ?? [])], ledger });
    const again = decideImport(after, batch);
    expect(again).toMatchObject({ ok: true, change: null, result: { added: 0, unchanged: 3, entries: 0 } });
  });
});

describe('sessions of a source', () => {
  it('come in closed, once, with the ids that tasks have here', () => {
    const id = 'session_20260101_000000_abcdef';
    const batch = batchOf({
      tasks: [{ sourceId: 'no id', title: 'A' }],
      sessions: [
        {
          id,
          name: 'S',
          scope: { type: 'epic', root: 'no id' },
          startedAt: early,
          lastActivityAt: late,
          notes: [],
          focused: [{ task: 'no id', at: early }],
          stats: { tasksCompleted: 1, focusChanges: 1, suspends: 0, resumes: 0 },
        },
      ],
    });
    const world = makeWorld();
    const outcome = decideImport(world, batch);
    const change = outcome.ok ? outcome.change : null;
    expect(change?.sessions).toBeUndefined();
    expect(change?.archiveSessions).toMatchObject([
      {
        id,
        status: 'closed',
        scope: { type: 'epic', rootTaskId: 'T001' },
        held: [],
        closedAt: testNow,
        focusHistory: [{ taskId: 'T001' }],
      },
    ]);
    const after = makeWorld({ tasks: change?.tasks?.put ?? [], closedSessions: change?.archiveSessions ?? [] });
    expect(decideImport(after, batch)).toMatchObject({ ok: true, change: null, result: { sessions: 0 } });
    expect(decideImport(makeWorld({ sessions: [makeSession('abcdef', 'epic:T1', { id })] }), batch)).toMatchObject({
      result: { sessions: 0 },
    });
  });
});

describe('an import', () => {
  it('does not make scopes of active sessions overlap, unless that is wanted, and records it then', () => {
    const tasks = [
      makeTask('T001', { type: 'epic', externalRef: 'cub:E1' }),
      makeTask('T002', { type: 'epic', parentId: 'T001', externalRef: 'cub:E2' }),
    ];
    const world = makeWorld({
      tasks,
      sessions: [makeSession('aaaaaa', 'epicPhase:T001:build'), makeSession('bbbbbb', 'epicPhase:T002:build')],
      config: { multiSession: { allowNestedScopes: false } },
    });
    const batch = batchOf({ tasks: [{ sourceId: 'x', title: 'X', parent: 'E2', phase: 'build' }] });
    expect(codeOf(decideImport(world, batch))).toBe('E_SCOPE_CONFLICT');
    const passed = decideImport(world, batch, { allowOverlap: true });
    expect(accepted(world, passed).warnings).toEqual(['W_SCOPE_CONFLICT']);
    expect(passed.ok && passed.change?.events).toMatchObject([{ type: 'note', data: { allowOverlap: true } }]);
  });

  it('does not take a task of this project for one that the source names and lacks', () => {
    const world = makeWorld({ tasks: [makeTask('T007')] });
    const tasks = [{ sourceId: 'a', title: 'A', depends: ['T007', 'T008'] }];
    const depends = (linksHere: boolean) => {
      const outcome = decideImport(world, batchOf({ tasks, linksHere }));
      return outcome.ok ? [outcome.change?.tasks?.put?.[0]?.depends, outcome.result.missingDepends.length] : [];
    };
    expect(depends(false)).toEqual([['cub:T007', 'T008'], 2]);
    expect(depends(true)).toEqual([['T007', 'T008'], 1]);
  });

  it('makes what is in progress in the source pending', () => {
    const world = makeWorld();
    const outcome = decideImport(world, batchOf({ tasks: [{ sourceId: 'a', title: 'A', status: 'active' }] }));
    expect(outcome.ok && outcome.change?.tasks?.put?.[0]?.status).toBe('pending');
    expect(accepted(world, outcome).result.leftOut).toMatchObject([{ count: 1 }]);
  });
});
