import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddRequest, decideAdd } from '../../../src/domain/task/decide-add';
import { findCycle } from '../../../src/domain/task/find-cycle';
import { isTaskId, nextTaskIds } from '../../../src/domain/task/id';
import type { NewTask } from '../../../src/domain/task/new-task';
import type { World } from '../../../src/domain/world';
import { accepted, codeOf, makeSession, makeTask, makeWorld, sessionIdOf, testNow } from '../../support/world';

const add = (world: World, tasks: readonly NewTask[], over: Partial<AddRequest> = {}) =>
  decideAdd(world, { tasks, top: false, ...over });
const one = (world: World, task: Partial<NewTask> = {}, over: Partial<AddRequest> = {}) =>
  accepted(world, add(world, [{ title: 'New', ...task }], over)).result.tasks[0];

describe('isTaskId', () => {
  it.each(['T001', 'a', 'task-12.1', 'A_b.c-d', '0'.repeat(64)])('takes %s', (id) => expect(isTaskId(id)).toBe(true));
  it.each([
    '',
    '.a',
    'a.',
    'a..b',
    '-a',
    'a/b',
    'a b',
    'a\n',
    'CON',
    'nul',
    'com1.x',
    'LPT9',
    '__proto__',
    'constructor',
    'prototype',
    '0'.repeat(65),
  ])('refuses %j', (id) => expect(isTaskId(id)).toBe(false));
});

describe('nextTaskIds', () => {
  const state = (lastTaskNumber: number, ids: readonly string[], prefix = 'T') => ({
    ...makeWorld({ tasks: ids.map((id) => makeTask(id)), config: { task: { prefix } } }).state,
    lastTaskNumber,
  });
  it.each([
    [0, [], 'T', ['T001', 'T002'], 2],
    [998, [], 'T', ['T999', 'T1000'], 1000],
    [7, ['T003'], 'T', ['T008', 'T009'], 9],
    [0, ['T900'], 'T', ['T901', 'T902'], 902],
    [0, ['T99999999999999'], 'T', ['T001', 'T002'], 2],
    [4, [], 'WEB-', ['WEB-005', 'WEB-006'], 6],
  ])('after number %i and %j', (last, ids, prefix, fresh, number) => {
    expect(nextTaskIds(state(last, ids, prefix), 2)).toEqual({ ids: fresh, lastTaskNumber: number });
  });
});

describe('decideAdd', () => {
  it('fills in what was not given', () => {
    const world = makeWorld({ tasks: [makeTask('T001')] });
    const outcome = add(world, [{ title: 'New' }]);
    expect(outcome).toMatchObject({ change: { lastTaskNumber: 2 } });
    expect(accepted(world, outcome).result).toEqual({
      tasks: [
        {
          id: 'T002',
          uid: 'minted-1',
          title: 'New',
          type: 'task',
          status: 'pending',
          priority: 'medium',
          labels: [],
          depends: [],
          files: [],
          acceptance: [],
          notes: [],
          createdAt: testNow,
          updatedAt: testNow,
        },
      ],
    });
  });

  it('makes a subtask below a task, a task below an epic, and takes a given type', () => {
    const world = makeWorld({ tasks: [makeTask('T001', { type: 'epic' }), makeTask('T002', { parentId: 'T001' })] });
    expect(one(world, {}, { parent: 't1' })).toMatchObject({ parentId: 'T001', type: 'task' });
    expect(one(world, {}, { parent: 'T002' })).toMatchObject({ parentId: 'T002', type: 'subtask' });
    expect(one(world, { type: 'epic' }, { parent: 'T002' })?.type).toBe('epic');
  });

  it.each([
    ['epic:T001', { parentId: 'T001' }, { under: 'T001' }, []],
    ['epicPhase:T001:build', { parentId: 'T001', phase: 'build' }, { under: 'T001', phase: 'build' }, []],
    ['task:T001', {}, undefined, ['W_OUTSIDE_SCOPE']],
    ['project', {}, undefined, []],
    ['epic:GONE', {}, undefined, ['W_OUTSIDE_SCOPE']],
  ])('in a session on %s', (scope, place, placed, warnings) => {
    const world = makeWorld({
      tasks: [makeTask('T001', { type: 'epic', phase: 'build' })],
      sessions: [makeSession('aaaaaa', scope)],
      caller: { pointer: sessionIdOf('aaaaaa') },
    });
    const outcome = accepted(world, add(world, [{ title: 'New' }]));
    const { parentId, phase } = outcome.result.tasks[0] ?? {};
    expect({ ...(parentId && { parentId }), ...(phase && { phase }) }).toEqual(place);
    expect(outcome.result.placed).toEqual(placed === undefined ? undefined : { session: sessionIdOf('aaaaaa'), ...placed });
    expect(outcome.warnings).toEqual(warnings);
    const top = accepted(world, add(world, [{ title: 'New' }], { top: true })).result;
    expect([top.tasks[0]?.parentId, top.placed]).toEqual([undefined, undefined]);
  });

  it('links forward and backward within one list, and numbers around kept ids', () => {
    const world = makeWorld({ tasks: [makeTask('T001')] });
    const { tasks } = accepted(
      world,
      add(world, [
        { title: 'a', depends: ['d', 't1'] },
        { title: 'b', id: 'x', parent: 0 },
        { title: 'c', id: 'T002', parent: 'x', status: 'done' },
        { title: 'd', id: 'd' },
      ]),
    ).result;
    expect(tasks.map(({ id, parentId, depends, type, completedAt }) => ({ id, parentId, depends, type, completedAt }))).toEqual([
      { id: 'T003', parentId: undefined, depends: ['d', 'T001'], type: 'task', completedAt: undefined },
      { id: 'x', parentId: 'T003', depends: [], type: 'subtask', completedAt: undefined },
      { id: 'T002', parentId: 'x', depends: [], type: 'subtask', completedAt: undefined },
      { id: 'd', parentId: undefined, depends: [], type: 'task', completedAt: undefined },
    ]);
  });

  it.each<[string, readonly NewTask[], string]>([
    ['an empty title', [{ title: ' ' }], 'a task needs a title that is not empty'],
    ['an unknown parent', [{ title: 'a', parent: 'T2' }], 'the parent "T2" does not exist, did you mean T001?'],
    ['an archived parent', [{ title: 'a', parent: 'T009' }], 'the parent T009 is archived'],
    [
      'an unknown dependency',
      [{ title: 'a', depends: ['nope'], where: 'b.md:3' }],
      'b.md:3: the dependency "nope" does not exist',
    ],
    ['a taken id', [{ title: 'a', id: 'T001' }], 'the id T001 is taken'],
    ['an archived id', [{ title: 'a', id: 'T009' }], 'the id T009 is taken'],
    ['a bad id', [{ title: 'a', id: 'a..b' }], '"a..b" cannot be an id: letters, digits, ".", "_", "-", at most 64'],
    [
      'an id given twice',
      [
        { title: 'a', id: 'x', where: 'b.md:1' },
        { title: 'b', id: 'x', where: 'b.md:2' },
      ],
      'b.md:2: the id x is given twice, first in b.md:1',
    ],
    [
      'a cycle of parents',
      [
        { title: 'a', id: 'x', parent: 'y' },
        { title: 'b', id: 'y', parent: 'x' },
      ],
      'this would close a cycle of parents: x is under y is under x',
    ],
    ['its own dependency', [{ title: 'a', id: 'x', depends: ['x'] }], 'this would close a cycle of dependencies: x waits for x'],
  ])('refuses %s', (_, tasks, message) => {
    const world = makeWorld({ tasks: [makeTask('T001')], archivedTasks: [makeTask('T009', { status: 'done' })] });
    const outcome = add(world, tasks);
    expect(outcome).toMatchObject({ ok: false, refusals: [{ code: 'E_TASK_INVALID', message }] });
  });

  it('adds beside a cycle that was there before', () => {
    const world = makeWorld({
      tasks: [makeTask('T001', { parentId: 'T002' }), makeTask('T002', { parentId: 'T001' }), makeTask('T003')],
    });
    expect(codeOf(add(world, [{ title: 'a', parent: 'T001', depends: ['T003'] }]))).toBe('ok');
  });

  it('keeps unknown keys, __proto__ among them', () => {
    const extra = JSON.parse('{"__proto__":{"x":1},"estimate":3}') as Record<string, unknown>;
    const task = one(makeWorld(), { extra });
    expect(JSON.stringify(task)).toContain('"__proto__":{"x":1},"estimate":3');
  });
});

describe('findCycle', () => {
  it('finds a cycle through a changed task exactly when it can reach itself', () => {
    const node = fc.integer({ min: 0, max: 7 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.tuple(node, node), { maxLength: 14 }), fc.uniqueArray(node, { minLength: 1 }), (edges, changed) => {
        const nextOf = (id: string) => edges.filter(([from]) => from === id).map(([, to]) => to);
        const reaches = (from: string, seen = new Set<string>()): Set<string> => {
          for (const to of nextOf(from)) if (!seen.has(to)) reaches(to, seen.add(to));
          return seen;
        };
        const cycle = findCycle(changed, nextOf);
        expect(cycle !== undefined).toBe(changed.some((id) => reaches(id).has(id)));
        if (cycle === undefined) return;
        expect(cycle[0]).toBe(cycle.at(-1));
        expect(changed).toContain(cycle[0]);
        for (let at = 1; at < cycle.length; at += 1) expect(nextOf(cycle[at - 1] ?? '')).toContain(cycle[at]);
      }),
    );
  });
});
