import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveScope } from '../../../src/domain/scope/resolve-scope';
import { compareTaskIds } from '../../../src/domain/task/id';
import { nothingReady, rankReady } from '../../../src/domain/task/next';
import type { Task } from '../../../src/domain/task/schema';
import { indexTasks } from '../../../src/domain/task/task-index';
import { unblockCounts } from '../../../src/domain/task/unblock-counts';
import { priorities, taskStatuses } from '../../../src/domain/task/vocabulary';
import type { World } from '../../../src/domain/world';
import { makeSession, makeTask, makeWorld } from '../../support/world';

const ids = (world: World, ...rest: [ReadonlySet<string>?]) => rankReady(world, ...rest).ready.map(({ task }) => task.id);

const finished = (task: Task | undefined) => task?.status === 'done' || task?.status === 'cancelled';

/** Every rule as it reads, with no thought of cost. */
const naive = (world: World): { id: string; unblocks: number }[] => {
  const { tasks, sessions, archive, config } = world.state;
  const find = (id: string) => tasks.find((task) => task.id === id) ?? archive.task(id);
  const waitingFor = (id: string, seen: Set<string>): Set<string> => {
    for (const task of tasks) {
      if (finished(task) || !task.depends.includes(id) || seen.has(task.id)) continue;
      seen.add(task.id);
      waitingFor(task.id, seen);
    }
    return seen;
  };
  const mayGoOn = (id: string | undefined, seen = new Set<string>()): boolean => {
    const task = id === undefined || seen.has(id) ? undefined : find(id);
    if (task === undefined) return true;
    const waits = task.depends.some((on) => !finished(find(on)));
    return !finished(task) && task.status !== 'blocked' && !waits && mayGoOn(task.parentId, seen.add(task.id));
  };
  return tasks
    .filter((task) => task.status === 'pending')
    .filter((task) => mayGoOn(task.parentId, new Set([task.id])))
    .filter((task) => !sessions.some((session) => session.held.some((held) => held.taskId === task.id)))
    .filter((task) => task.depends.every((id) => finished(find(id))))
    .filter((task) => !tasks.some((child) => child.parentId === task.id && child.id !== task.id && !finished(child)))
    .map((task) => ({ task, id: task.id, unblocks: waitingFor(task.id, new Set()).size }))
    .sort(
      (a, b) =>
        priorities.indexOf(a.task.priority) - priorities.indexOf(b.task.priority) ||
        priorities.indexOf((find(a.task.parentId ?? '') ?? a.task).priority) -
          priorities.indexOf((find(b.task.parentId ?? '') ?? b.task).priority) ||
        Number(b.task.phase === config.project.currentPhase) - Number(a.task.phase === config.project.currentPhase) ||
        b.unblocks - a.unblocks ||
        a.task.createdAt.localeCompare(b.task.createdAt) ||
        Number(a.id.slice(1)) - Number(b.id.slice(1)),
    )
    .map(({ id, unblocks }) => ({ id, unblocks }));
};

const someId = fc.integer({ min: 1, max: 14 }).map((number) => `T${number}`);
const someTask = fc.record(
  {
    status: fc.constantFrom(...taskStatuses, 'pending' as const, 'pending' as const, 'pending' as const),
    priority: fc.constantFrom(...priorities),
    phase: fc.constantFrom('build', 'test'),
    parentId: someId,
    depends: fc.array(someId, { maxLength: 3 }),
    createdAt: fc.constantFrom('2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'),
  },
  { requiredKeys: ['status', 'priority'] },
);

describe('rankReady', () => {
  it('equals the rules written down naively, on any graph', () => {
    fc.assert(
      fc.property(fc.array(someTask, { maxLength: 12 }), fc.subarray(['T1', 'T2', 'T3']), (parts, held) => {
        const world = makeWorld({
          tasks: parts.map((part, at) => makeTask(`T${at + 1}`, part)),
          archivedTasks: [makeTask('T13', { status: 'done' })],
          sessions: [
            makeSession('aaaaaa', 'project', { held: held.map((taskId) => ({ taskId, at: '2026-11-21T11:00:00.000Z' })) }),
          ],
          config: { project: { currentPhase: 'test' } },
        });
        const { ready } = rankReady(world, undefined, world.state.sessions[0]);
        expect(ready.map(({ task, unblocks }) => ({ id: task.id, unblocks }))).toEqual(naive(world));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['priority first', { priority: 'low', phase: 'test' }, { priority: 'high' }, 'T2'],
    ['then the current phase', { phase: 'build' }, { phase: 'test' }, 'T2'],
    ['then age', { createdAt: '2026-11-02T00:00:00.000Z' }, { createdAt: '2026-11-02T00:30:00.000+01:00' }, 'T2'],
    ['then the id', {}, {}, 'T1'],
  ] as const)('%s', (_, first, second, best) => {
    const tasks = [makeTask('T1', first), makeTask('T2', second)];
    expect(ids(makeWorld({ tasks, config: { project: { currentPhase: 'test' } } }))[0]).toBe(best);
  });

  it('puts what unblocks more, also indirectly, before what is older', () => {
    const tasks = [
      makeTask('T1', { createdAt: '2020-01-01T00:00:00.000Z' }),
      makeTask('T2'),
      makeTask('T3', { depends: ['T2'] }),
      makeTask('T4', { depends: ['T3'] }),
    ];
    expect(rankReady(makeWorld({ tasks })).ready.map(({ task, unblocks }) => [task.id, unblocks])).toEqual([
      ['T2', 2],
      ['T1', 0],
    ]);
  });

  it('leaves what a scope reserves to its session, the innermost one', () => {
    const tasks = [makeTask('T1', { type: 'epic' }), makeTask('T2', { parentId: 'T1' }), makeTask('T3', { parentId: 'T1' })];
    const outer = makeSession('aaaaaa', 'epic:T1');
    const inner = makeSession('bbbbbb', 'task:T2');
    const world = makeWorld({ tasks, sessions: [outer, inner] });
    const choose = (session: typeof outer) =>
      rankReady(world, resolveScope(indexTasks(tasks), session.scope), session).ready.map(({ task }) => task.id);
    expect(choose(outer)).toEqual(['T3']);
    expect(choose(inner)).toEqual(['T2']);
    expect(ids(world)).toEqual([]);
  });

  it('counts a chain of 100,000 and a crowd of 50,000 before one hub', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => makeTask(`T${at}`, at === 0 ? {} : { depends: [`T${at - 1}`] }));
    expect(rankReady(makeWorld({ tasks: chain })).ready.map(({ unblocks }) => unblocks)).toEqual([99_999]);
    const crowd = Array.from({ length: 50_000 }, (_, at) => makeTask(`C${at}`));
    const hub = makeTask('HUB', { depends: crowd.map((task) => task.id) });
    const { ready } = rankReady(makeWorld({ tasks: [...crowd, hub, makeTask('END', { depends: ['HUB'] })] }));
    expect(ready).toHaveLength(50_000);
    expect(new Set(ready.map(({ unblocks }) => unblocks))).toEqual(new Set([2]));
  });

  it('counts each waiting task once, in a few steps and in many, around cycles too', () => {
    const size = 40;
    const edges = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(edges, fc.integer({ min: 1, max: size }), (pairs, leading) => {
        const depends = Array.from({ length: size }, () => [] as string[]);
        for (const [to, from] of pairs) if (to >= leading) depends[to]?.push(`T${from}`);
        const tasks = depends.map((before, at) => makeTask(`T${at}`, { depends: before }));
        const counts = unblockCounts(tasks, tasks.slice(0, leading));
        for (const source of tasks.slice(0, leading)) {
          const reached = new Set([source.id]);
          for (const id of reached) for (const task of tasks) if (task.depends.includes(id)) reached.add(task.id);
          expect(counts.get(source.id) ?? 0).toBe(reached.size - 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('ends on cycles of dependencies behind a ready task', () => {
    const tasks = [
      makeTask('T1'),
      makeTask('T2', { depends: ['T1', 'T3'] }),
      makeTask('T3', { depends: ['T2'] }),
      makeTask('T4', { depends: ['T4'] }),
    ];
    expect(unblockCounts(tasks, [tasks[0] as Task]).get('T1')).toBe(2);
    expect(ids(makeWorld({ tasks }))).toEqual(['T1']);
  });
});

describe('nothingReady', () => {
  const message = (world: World, candidates?: ReadonlySet<string>) => {
    const refused = nothingReady(rankReady(world, candidates), 'epic:T1').refusals[0];
    return [refused.code, refused.message];
  };

  it.each([
    [[], 'there are no tasks'],
    [[makeTask('T1', { status: 'done' }), makeTask('T2', { status: 'cancelled' })], 'all 2 tasks are finished'],
    [[makeTask('T1', { depends: ['T9'] })], 'T1 is blocked by T9 (no such task)'],
    [[makeTask('T1', { status: 'blocked', blockedBy: 'the vendor' })], 'T1 is blocked by "the vendor"'],
    [[makeTask('T1', { status: 'active', work: { by: 'jo', at: '2026-11-21T11:00:00.000Z' } })], 'T1 is claimed by jo'],
  ])('says why: %#', (tasks, why) => {
    expect(message(makeWorld({ tasks }))).toEqual(['E_NOTHING_READY', `nothing to start in epic:T1: ${why}`]);
  });

  it('names the session that holds a task', () => {
    const sessions = [
      makeSession('aaaaaa', 'epic:T1', { agent: 'opus-1', held: [{ taskId: 'T2', at: '2026-11-21T11:00:00.000Z' }] }),
    ];
    const tasks = [makeTask('T1', { type: 'epic' }), makeTask('T2', { parentId: 'T1', status: 'active' })];
    expect(message(makeWorld({ tasks, sessions }))[1]).toBe(
      'nothing to start in epic:T1: T2 is claimed by session aaaaaa (opus-1); and 1 more',
    );
  });
});

describe('compareTaskIds', () => {
  it.each([
    [
      ['T10', 'T2', 'T1'],
      ['T1', 'T2', 'T10'],
    ],
    [
      ['task-3.10', 'task-3.9', 'task-3'],
      ['task-3', 'task-3.9', 'task-3.10'],
    ],
    [
      ['T1', 'T001', 'A2'],
      ['A2', 'T001', 'T1'],
    ],
    [
      ['T99999999999999999999', 'T100000000000000000000'],
      ['T99999999999999999999', 'T100000000000000000000'],
    ],
  ])('orders %j', (given, ordered) => {
    expect([...given].sort(compareTaskIds)).toEqual(ordered);
  });

  /** Run by run: numbers by their value, words by code unit, and then the shorter one first. */
  const byRuns = (a: string, b: string): number => {
    const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
    for (const [at, run] of left.entries()) {
      const other = right[at];
      if (other === undefined) return 1;
      const numbers = /^\d/.test(run) && /^\d/.test(other);
      const order = numbers ? Number(run) - Number(other) : run < other ? -1 : Number(run > other);
      if (order !== 0) return order;
    }
    return left.length - right.length || (a < b ? -1 : Number(a > b));
  };

  it('orders as reading run by run does', () => {
    const id = fc.stringMatching(/^[Ta0-2.]{1,7}$/);
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(Math.sign(compareTaskIds(a, b))).toBe(Math.sign(byRuns(a, b)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is a total order', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9._-]{1,6}$/);
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        expect(Math.sign(compareTaskIds(a, b)) + Math.sign(compareTaskIds(b, a))).toBe(0);
        expect(compareTaskIds(a, b) === 0).toBe(a === b);
        if (compareTaskIds(a, b) <= 0 && compareTaskIds(b, c) <= 0) expect(compareTaskIds(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
