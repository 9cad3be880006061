import { describe, expect, test } from 'vitest';
import { withTasks } from '../../../src/domain/task/check-tree';
import { nothingReady, rankReady, whyNothing } from '../../../src/domain/task/next';
import { overviewOf } from '../../../src/domain/task/overview';
import { codeOf, makeSession, makeTask, makeWorld } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';

describe('the overview', () => {
  test('of what is blocked leaves other obstacles out', () => {
    const tasks = [
      makeTask('T001', { depends: ['T003'] }),
      makeTask('T002', { parentId: 'T001', status: 'blocked', blockedBy: 'law' }),
      makeTask('T003'),
      makeTask('T004', { parentId: 'T003', status: 'active' }),
      makeTask('T005', { parentId: 'T002' }),
    ];
    expect(overviewOf(makeWorld({ tasks })).blocked).toStrictEqual({
      total: 2,
      items: [
        { id: 'T001', title: 'Title of T001', because: ['is blocked by T003 (pending)'] },
        { id: 'T002', title: 'Title of T002', because: ['is blocked by "law"'] },
      ],
    });
  });

  test('says since when a session has its focus', () => {
    const held = [
      { taskId: 'T001', at: '2026-11-21T10:00:00.000Z' },
      { taskId: 'T002', at },
    ];
    const focusOn = (currentTask: string | null) => ({ currentTask, sessionNote: null, nextAction: null });
    const since = (currentTask: string | null) => {
      const sessions = [makeSession('aaaaaa', 'project', { held, focus: focusOn(currentTask) })];
      return overviewOf(makeWorld({ tasks: [makeTask('T001'), makeTask('T002')], sessions })).sessions?.map(
        (each) => each.focusSince,
      );
    };
    expect([since('T002'), since('T001'), since('T003'), since(null)]).toEqual([
      [at],
      ['2026-11-21T10:00:00.000Z'],
      [undefined],
      [undefined],
    ]);
  });

  test('puts epics at work first, then those furthest on, empty ones last', () => {
    const epic = (id: string, ...statuses: readonly ('active' | 'pending' | 'done' | 'self-active')[]) => [
      makeTask(id, { type: 'epic', status: statuses.includes('self-active') ? 'active' : 'pending' }),
      ...statuses.flatMap((status, n) => (status === 'self-active' ? [] : [makeTask(`${id}-${n}`, { parentId: id, status })])),
    ];
    const tasks = [
      ...epic('A'),
      ...epic('B', 'done', 'pending', 'pending'),
      ...epic('C', 'done', 'done', 'pending', 'pending', 'pending', 'pending', 'pending'),
      ...epic('D', 'pending'),
      ...epic('E', 'active', 'pending'),
      ...epic('F', 'self-active', 'pending'),
      ...epic('G', 'self-active', 'active', 'active'),
      ...epic('H', 'done', 'pending'),
      ...epic('I'),
    ];
    const epics = overviewOf(makeWorld({ tasks })).epics ?? [];
    expect(epics.map(({ id, total, finished, active }) => [id, total, finished, active])).toEqual([
      ['G', 2, 0, 2],
      ['E', 2, 0, 1],
      ['H', 2, 1, 0],
      ['B', 3, 1, 0],
      ['C', 7, 2, 0],
      ['D', 1, 0, 0],
      ['F', 1, 0, 0],
      ['A', 0, 0, 0],
      ['I', 0, 0, 0],
    ]);
  });
});

describe('why nothing can be started', () => {
  const why = (tasks: readonly ReturnType<typeof makeTask>[]): string => whyNothing(rankReady(makeWorld({ tasks })));

  test('is told of parents in a circle, which only wait for each other', () => {
    const circle = [makeTask('T001', { parentId: 'T002' }), makeTask('T002', { parentId: 'T001' })];
    expect(why(circle)).toBe('T001 has 1 open child; T002 has 1 open child');
  });

  test('is told of a parent that something else stands against too', () => {
    const tasks = [
      makeTask('T001', { status: 'blocked' }),
      makeTask('T002', { parentId: 'T001', status: 'active' }),
      makeTask('T003', { status: 'done' }),
    ];
    expect(why(tasks)).toBe('T001 is blocked, has 1 open child; T002 is active');
  });

  test('names no more than twenty tasks in its details', () => {
    const blocked = (count: number) => Array.from({ length: count }, (_, n) => makeTask(`T${100 + n}`, { status: 'blocked' }));
    for (const [count, more] of [
      [20, undefined],
      [21, 1],
      [25, 5],
    ] as const) {
      const refused = nothingReady(rankReady(makeWorld({ tasks: blocked(count) })), 'the project');
      expect(codeOf(refused)).toBe('E_NOTHING_READY');
      const { waiting, more: rest } = refused.refusals[0].details as { waiting: readonly unknown[]; more?: number };
      expect([waiting.length, rest]).toEqual([20, more]);
    }
  });
});

test('a list with some tasks replaced holds each of them once, new ones last', () => {
  const [one, two, three] = ['T001', 'T002', 'T003'].map((id) => makeTask(id)) as [
    ReturnType<typeof makeTask>,
    ReturnType<typeof makeTask>,
    ReturnType<typeof makeTask>,
  ];
  const better = { ...two, title: 'Better' };
  expect(withTasks([one, two], [three, better])).toStrictEqual([one, better, three]);
});
