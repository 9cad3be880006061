import { expect, test } from 'vitest';
import type { Asker } from '../../../src/domain/scope/ownership';
import { type Obstacle, readinessOf, statusOf } from '../../../src/domain/task/readiness';
import type { Task } from '../../../src/domain/task/schema';
import { makeSession, makeTask, makeWorld, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const work = { by: 'ann', at, worktree: '/w' };
const holder = makeSession('aaaaaa', 'epic:T001', { held: [{ taskId: 'T002', at }] });
const inner = makeSession('bbbbbb', 'task:T002');
const epic: Asker = { scope: { type: 'epic', rootTaskId: 'T001' } };
const suspended = { ...inner, status: 'suspended' as const };

test.each<[string, Partial<Task>, WorldParts, Asker | undefined, readonly Obstacle[]]>([
  ['is free', {}, {}, undefined, []],
  ['is done', { status: 'done', depends: ['T009'] }, { sessions: [holder] }, undefined, [{ kind: 'finished', status: 'done' }]],
  ['is cancelled', { status: 'cancelled' }, {}, undefined, [{ kind: 'finished', status: 'cancelled' }]],
  [
    'is claimed',
    { status: 'active', work },
    { sessions: [holder] },
    undefined,
    [{ kind: 'claimed', session: holder, mine: false }],
  ],
  [
    'is claimed by another',
    {},
    { sessions: [holder] },
    { ...epic, id: inner.id },
    [{ kind: 'claimed', session: holder, mine: false }],
  ],
  [
    'is claimed by who asks',
    {},
    { sessions: [holder] },
    { ...epic, id: holder.id },
    [{ kind: 'claimed', session: holder, mine: true }],
  ],
  ['is active', { status: 'active' }, {}, undefined, [{ kind: 'active' }]],
  ['is active by somebody', { status: 'active', work }, {}, undefined, [{ kind: 'active', work }]],
  ['is blocked', { status: 'blocked' }, {}, undefined, [{ kind: 'blocked' }]],
  ['is blocked by something', { status: 'blocked', blockedBy: 'the API' }, {}, undefined, [{ kind: 'blocked', by: 'the API' }]],
  [
    'waits',
    { depends: ['T003', 'T004', 'T090', 'T091', 'T009', 'T003'] },
    {},
    undefined,
    [
      { kind: 'dependency', id: 'T003', status: 'pending' },
      { kind: 'dependency', id: 'T091', status: 'blocked' },
      { kind: 'dependency', id: 'T009' },
    ],
  ],
  ['has open children', { id: 'T003' }, {}, undefined, [{ kind: 'open-children', count: 2 }]],
  ['lies in a scope inside that of who asks', {}, { sessions: [inner] }, epic, [{ kind: 'reserved', session: inner }]],
  ['lies in the scope of a session, for nobody', {}, { sessions: [inner] }, undefined, [{ kind: 'reserved', session: inner }]],
  [
    'lies in the scope of another that does not meet that of who asks',
    {},
    { sessions: [inner] },
    { scope: { type: 'task', rootTaskId: 'T003' } },
    [{ kind: 'reserved', session: inner }],
  ],
  ['lies in a scope around that of who asks', {}, { sessions: [{ ...holder, held: [] }] }, { scope: inner.scope }, []],
  ['lies in a scope that is suspended', {}, { sessions: [suspended] }, epic, []],
  ['lies in the scope of who asks', {}, { sessions: [inner] }, { scope: inner.scope, id: inner.id }, []],
  ['lies outside of a scope inside that of who asks', { id: 'T005' }, { sessions: [inner] }, epic, []],
  [
    'is claimed in a scope inside that of who asks',
    {},
    { sessions: [{ ...inner, held: holder.held }] },
    epic,
    [{ kind: 'claimed', session: { ...inner, held: holder.held }, mine: false }],
  ],
  [
    'is claimed by a session, in the scope of another',
    {},
    { sessions: [holder, inner] },
    { ...epic, id: holder.id },
    [
      { kind: 'claimed', session: holder, mine: true },
      { kind: 'reserved', session: inner },
    ],
  ],
])('a task that %s', (_, over, parts, chooser, obstacles) => {
  const task = makeTask('T002', { parentId: 'T001', ...over });
  const tasks = [
    makeTask('T001', { type: 'epic' }),
    makeTask('T002', { parentId: 'T001' }),
    makeTask('T003', { parentId: 'T003' }),
    makeTask('T004', { status: 'done', parentId: 'T003' }),
    makeTask('T005', { parentId: 'T003' }),
    makeTask('T006', { parentId: 'T003', status: 'blocked' }),
    makeTask('T007', { parentId: 'T003', status: 'cancelled' }),
  ].map((each) => (each.id === task.id ? task : each));
  const archivedTasks = [makeTask('T090', { status: 'cancelled' }), makeTask('T091', { status: 'blocked' })];
  const world = makeWorld({ tasks, archivedTasks, ...parts });
  expect(readinessOf(world, chooser).obstaclesOf(task)).toStrictEqual(obstacles);
});

test('the status of a task is found in the archive too', () => {
  const { state } = makeWorld({ tasks: [makeTask('T001')], archivedTasks: [makeTask('T002', { status: 'done' })] });
  expect(['T001', 'T002', 'T003'].map((id) => statusOf(state, id))).toEqual(['pending', 'done', undefined]);
});
