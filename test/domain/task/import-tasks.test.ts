import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { State } from '../../../src/domain/state/state';
import { linksThatCloseCycles } from '../../../src/domain/task/cut-cycles';
import type { ImportBatch, ImportedTask } from '../../../src/domain/task/import-batch';
import { decideImport } from '../../../src/domain/task/import-tasks';
import type { Task } from '../../../src/domain/task/schema';
import type { World } from '../../../src/domain/world';

const now = '2026-11-21T10:00:00.000Z';

const worldWith = (
  tasks: readonly Task[] = [],
  more: { archived?: readonly Task[]; lastTaskNumber?: number; project?: object } = {},
): World => {
  const archived = more.archived ?? [];
  let minted = 0;
  return {
    now,
    mint: { uid: () => `uid${++minted}`, sessionSuffix: () => 'abcdef' },
    state: {
      tasks,
      lastTaskNumber: more.lastTaskNumber ?? 0,
      sessions: [],
      config: { task: { prefix: 'T' }, project: { phases: [], ...more.project }, record: { maskSecrets: true } },
      ledger: { heads: [], count: 0, entriesOf: () => [] },
      archive: { sessions: () => [], tasks: () => archived, task: (id: string) => archived.find((task) => task.id === id) },
    } as unknown as State,
  } as unknown as World;
};
const batch = (
  tasks: readonly (Partial<ImportedTask> & { sourceId: string })[],
  more: Partial<ImportBatch> = {},
): ImportBatch => ({
  source: 'cleo',
  tasks: tasks.map((task) => ({ title: task.sourceId, ...task })),
  phases: [],
  translated: [],
  ...more,
});
const done = (world: World, given: ImportBatch) => {
  const outcome = decideImport(world, given);
  if (!outcome.ok) throw new Error(outcome.refusals[0].message);
  return outcome;
};
const put = (world: World, given: ImportBatch): readonly Task[] => done(world, given).change?.tasks?.put ?? [];
const brief = (tasks: readonly Task[]) => tasks.map(({ id, parentId, depends }) => [id, parentId, depends.join(',')]);

describe('decideImport', () => {
  it('keeps ids, links in any direction and history', () => {
    const outcome = done(
      worldWith(),
      batch(
        [
          {
            sourceId: 'T12',
            parent: 'T900',
            depends: ['T13'],
            status: 'done',
            completedAt: '2026-01-01T00:00:00.000Z',
            phase: 'core',
          },
          {
            sourceId: 'T13',
            createdAt: '2025-01-01T00:00:00.000Z',
            updatedAt: '2025-02-01T00:00:00.000Z',
            extra: { import: { size: 'small' } },
          },
          { sourceId: 'T900', type: 'epic' },
        ],
        { phases: ['setup', 'core'], currentPhase: 'setup' },
      ),
    );
    expect(outcome.change?.lastTaskNumber).toBe(900);
    expect(outcome.change?.config).toEqual({ 'project.phases': ['setup', 'core'], 'project.currentPhase': 'setup' });
    expect(brief(outcome.change?.tasks?.put ?? [])).toEqual([
      ['T12', 'T900', 'T13'],
      ['T13', undefined, ''],
      ['T900', undefined, ''],
    ]);
    expect(outcome.change?.tasks?.put?.[1]).toEqual({
      import: { size: 'small' },
      id: 'T13',
      uid: 'uid2',
      title: 'T13',
      type: 'task',
      status: 'pending',
      priority: 'medium',
      labels: [],
      depends: [],
      files: [],
      acceptance: [],
      notes: [],
      externalRef: { tool: 'cleo', source: '', key: 'T13', seen: expect.any(Object) },
      createdAt: '2025-01-01T00:00:00.000Z',
      updatedAt: '2025-02-01T00:00:00.000Z',
    });
    expect(outcome.result).toMatchObject({ added: 3, unchanged: 0, epics: 1, open: 2, finished: 1, renamed: [], cut: [] });
  });

  it('gives new ids to those that are illegal, taken or given twice, and follows them in links', () => {
    const world = worldWith([{ id: 'T1', title: 'mine', status: 'pending', depends: [] } as unknown as Task], {
      lastTaskNumber: 5,
    });
    const outcome = done(
      world,
      batch([
        { sourceId: 'T1' },
        { sourceId: 'a/b', parent: 'T1' },
        { sourceId: '__proto__', depends: ['a/b'] },
        { sourceId: 'X' },
        { sourceId: 'X', depends: ['X'] },
      ]),
    );
    expect(brief(outcome.change?.tasks?.put ?? [])).toEqual([
      ['T006', undefined, ''],
      ['T007', 'T006', ''],
      ['T008', undefined, 'T007'],
      ['X', undefined, ''],
      ['T009', undefined, 'X'],
    ]);
    expect(outcome.result.renamed).toEqual([
      { from: 'T1', to: 'T006' },
      { from: 'a/b', to: 'T007' },
      { from: '__proto__', to: 'T008' },
      { from: 'X', to: 'T009' },
    ]);
    expect(outcome.change?.lastTaskNumber).toBe(9);
  });

  it('tells links that lead nowhere: a parent is dropped, a dependency stays unmet', () => {
    const outcome = done(
      worldWith([{ id: 'T3', title: 'unrelated', status: 'done' } as Task]),
      batch([{ sourceId: 'T1', parent: 'T3', depends: ['T4'] }]),
    );
    expect(brief(outcome.change?.tasks?.put ?? [])).toEqual([['T1', undefined, 'T4']]);
    expect(outcome.result.missingParents).toEqual([{ task: 'T1', parent: 'T3' }]);
    expect(outcome.result.missingDepends).toEqual([{ task: 'T1', depends: 'T4' }]);
  });

  it('cuts what closes a cycle, and says so', () => {
    const outcome = done(
      worldWith(),
      batch([
        { sourceId: 'A', parent: 'B', depends: ['B', 'A'] },
        { sourceId: 'B', parent: 'C', depends: ['A'] },
        { sourceId: 'C', parent: 'A' },
      ]),
    );
    expect(brief(outcome.change?.tasks?.put ?? [])).toEqual([
      ['A', 'B', 'B'],
      ['B', 'C', ''],
      ['C', undefined, ''],
    ]);
    expect(outcome.result.cut).toEqual([
      { task: 'C', field: 'parent', to: 'A' },
      { task: 'B', field: 'depends', to: 'A' },
      { task: 'A', field: 'depends', to: 'A' },
    ]);
  });

  it('brings only what is new the second time, archived tasks counted', () => {
    const first = put(worldWith(), batch([{ sourceId: 'T1' }, { sourceId: 'a/b' }, { sourceId: 'T3' }]));
    const changed = first.map((task) => ({ ...task, title: 'changed here' }));
    const world = worldWith(changed.slice(0, 2), { archived: changed.slice(2), lastTaskNumber: 4 });
    const again = batch([{ sourceId: 'T1' }, { sourceId: 'a/b' }, { sourceId: 'T3' }], {
      translated: [{ task: 'T1', field: 'status', from: 'completed', to: 'done' }],
    });
    expect(done(world, again)).toMatchObject({ change: null, result: { added: 0, unchanged: 3, translated: [] } });
    const grown = done(
      world,
      batch([{ sourceId: 'T1' }, { sourceId: 'a/b' }, { sourceId: 'T5', parent: 'a/b', depends: ['T3'] }]),
    );
    expect(brief(grown.change?.tasks?.put ?? [])).toEqual([['T5', 'T004', 'T3']]);
    expect(grown.result).toMatchObject({ added: 1, unchanged: 2, missingParents: [], missingDepends: [] });
  });

  it('leaves the phase that is set, and adds the phases that are new', () => {
    const world = worldWith([], { project: { phases: ['core'], currentPhase: 'core' } });
    const outcome = done(
      world,
      batch([{ sourceId: 'T1', phase: 'late' }], { phases: ['core', 'testing'], currentPhase: 'testing' }),
    );
    expect(outcome.change?.config).toEqual({ 'project.phases': ['core', 'testing', 'late'] });
  });

  it('brings nothing when one task is not right', () => {
    expect(decideImport(worldWith(), batch([{ sourceId: 'T1' }, { sourceId: 'T2', title: ' ' }]))).toMatchObject({
      ok: false,
      refusals: [{ code: 'E_TASK_INVALID', details: { faults: ['T2: a task needs a title that is not empty'] } }],
    });
  });
});

describe('linksThatCloseCycles', () => {
  it('leaves no cycle, cuts nothing without one, and ends on long chains', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => String(at));
    expect(linksThatCloseCycles(chain, (id) => (id === '0' ? [] : [String(Number(id) - 1)]))).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 }), (pairs) => {
        const ids = Array.from({ length: 8 }, (_, at) => String(at));
        const edges = [...new Set(pairs.map(([from, to]) => `${from} ${to}`))];
        const nextIn = (kept: readonly string[]) => (id: string) =>
          kept.filter((edge) => edge.startsWith(`${id} `)).map((edge) => edge.split(' ')[1] ?? '');
        const cut = linksThatCloseCycles(ids, nextIn(edges)).map(({ from, to }) => `${from} ${to}`);
        const kept = edges.filter((edge) => !cut.includes(edge));
        expect(linksThatCloseCycles(ids, nextIn(kept))).toEqual([]);
        for (const edge of cut) expect(linksThatCloseCycles(ids, nextIn([...kept, edge]))).not.toEqual([]);
      }),
    );
  });
});
