import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cycleRefusal } from '../../../src/domain/task/check-tree';
import { describeRing, findDeadlocks } from '../../../src/domain/task/find-deadlocks';
import { nothingReady, rankReady } from '../../../src/domain/task/next';
import type { Task } from '../../../src/domain/task/schema';
import { isFinished } from '../../../src/domain/task/vocabulary';
import { makeTask, makeWorld } from '../../support/world';

const rings = (tasks: readonly Task[]) => findDeadlocks(tasks).map((ring) => describeRing(tasks, ring));

describe('a deadlock', () => {
  it.each<[string, readonly Task[], readonly string[]]>([
    [
      'a part that waits for its whole',
      [makeTask('P'), makeTask('C', { parentId: 'P', depends: ['P'] })],
      ['P waits for its part C, C waits for P'],
    ],
    [
      'a whole that waits for its part',
      [makeTask('P', { depends: ['C'] }), makeTask('C', { parentId: 'P' })],
      ['C is part of P, P waits for C'],
    ],
    [
      'what the whole waits for waits for the part',
      [makeTask('P', { depends: ['D'] }), makeTask('C', { parentId: 'P' }), makeTask('D', { depends: ['C'] })],
      ['D waits for C, C is part of P, P waits for D'],
    ],
    [
      'none where the whole is finished',
      [makeTask('P', { status: 'done' }), makeTask('C', { parentId: 'P', depends: ['P'] })],
      [],
    ],
    [
      'none between parts of one whole',
      [makeTask('P'), makeTask('A', { parentId: 'P' }), makeTask('B', { parentId: 'P', depends: ['A'] })],
      [],
    ],
  ])('is %s', (_what, tasks, expected) => {
    expect(rings(tasks).map((each) => each.split(', ').sort())).toEqual(expected.map((each) => each.split(', ').sort()));
    expect(
      cycleRefusal(
        tasks,
        tasks.map(({ id }) => id),
      ) === undefined,
    ).toBe(expected.length === 0);
  });

  it('is the reason where nothing can be started', () => {
    const tasks = [makeTask('P'), makeTask('C', { parentId: 'P', depends: ['P'] })];
    const { refusals } = nothingReady(rankReady(makeWorld({ tasks })), 'the project');
    expect(refusals[0].details).toMatchObject({ reason: 'deadlock', deadlocks: [expect.stringContaining('C waits for P')] });
    expect(refusals[0].message).toContain('a ring that only a change of these tasks opens');
  });

  it('is there exactly where finishing all that can be finished leaves something open', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const some = fc.record({
      parent: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
      depends: fc.array(fc.constantFrom(...names), { maxLength: 2 }),
      status: fc.constantFrom('pending' as const, 'pending' as const, 'done' as const),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 6, maxLength: 6 }), (drafts) => {
        const start = drafts.map(({ parent, depends, status }, at) =>
          // A parent stands before its children, so that parents make no circle.
          makeTask(names[at] ?? '', {
            status,
            depends,
            ...(parent !== undefined && parent < at ? { parentId: names[parent] ?? '' } : {}),
          }),
        );
        // Below a finished task nothing is offered, which is another matter.
        const byId = new Map(start.map((task) => [task.id, task]));
        fc.pre(
          start.every((task) => isFinished(task) || task.parentId === undefined || !isFinished(byId.get(task.parentId) ?? task)),
        );
        let tasks = start;
        for (;;) {
          const ready = rankReady(makeWorld({ tasks })).ready.map(({ task }) => task.id);
          if (ready.length === 0) break;
          tasks = tasks.map((task) => (ready.includes(task.id) ? { ...task, status: 'done' as const } : task));
        }
        expect(findDeadlocks(start).length > 0).toBe(tasks.some((task) => !isFinished(task)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a task below one that may not go on', () => {
  it.each<[string, Partial<Task>, string]>([
    ['is done', { status: 'done' }, 'is below P, which is done'],
    ['is cancelled', { status: 'cancelled' }, 'is below P, which is cancelled'],
    ['is blocked', { status: 'blocked', blockedBy: 'the law' }, 'is below P, which is blocked by "the law"'],
    ['waits', { depends: ['D'] }, 'is below P, which waits for D (pending)'],
    ['waits for what is not there', { depends: ['X'] }, 'is below P, which waits for X (no such task)'],
  ])('that %s is not ready, however deep', (_what, over, because) => {
    const tasks = [makeTask('P', over), makeTask('Q', { parentId: 'P' }), makeTask('C', { parentId: 'Q' }), makeTask('D')];
    const { ready, waiting } = rankReady(makeWorld({ tasks }));
    expect(ready.map(({ task }) => task.id)).toEqual(['D']);
    const { message } = nothingReady(
      { ...rankReady(makeWorld({ tasks })), waiting: waiting.filter(({ task }) => task.id === 'C') },
      'x',
    ).refusals[0];
    expect(message).toContain(`C ${because}`);
  });

  it('comes in the order of the task above where the priorities are equal', () => {
    const tasks = [makeTask('A'), makeTask('B', { priority: 'high' }), makeTask('C', { parentId: 'B' })];
    expect(rankReady(makeWorld({ tasks })).ready.map(({ task }) => task.id)).toEqual(['C', 'A']);
  });

  it('nests 100,000 deep without a stack overflow', () => {
    const tasks = Array.from({ length: 100_000 }, (_, at) => makeTask(`D${at}`, at === 0 ? {} : { parentId: `D${at - 1}` }));
    expect(rankReady(makeWorld({ tasks })).ready.map(({ task }) => task.id)).toEqual(['D99999']);
    expect(findDeadlocks(tasks)).toEqual([]);
  });
});
