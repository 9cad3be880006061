import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/schema';
import { unblockCounts } from '../../../src/domain/task/unblock-counts';
import { makeTask } from '../../support/world';

/** How many open tasks wait for each source, found without regard to cost. */
const countedOneByOne = (tasks: readonly Task[], sources: readonly Task[]): [string, number][] => {
  const open = tasks.filter(({ status }) => status !== 'done' && status !== 'cancelled');
  return sources.map(({ id }) => {
    const waiting = new Set<string>();
    const frontier = [id];
    for (let next = frontier.pop(); next !== undefined; next = frontier.pop())
      for (const task of open)
        if (task.depends.includes(next ?? '') && !waiting.has(task.id)) {
          waiting.add(task.id);
          frontier.push(task.id);
        }
    return [id, waiting.size];
  });
};
const counted = (tasks: readonly Task[], sources: readonly Task[]): [string, number][] => {
  const counts = unblockCounts(tasks, sources);
  return sources.map(({ id }) => [id, counts.get(id) ?? 0]);
};
const sourcesOf = (count: number) => Array.from({ length: count }, (_, at) => makeTask(`S${at}`));

test('counts what waits directly and through others, each once, finished tasks left out', () => {
  const tasks = [
    makeTask('A'),
    makeTask('B'),
    makeTask('C', { depends: ['A', 'B', 'A'] }),
    makeTask('D', { depends: ['C', 'A', 'nowhere'] }),
    makeTask('E', { depends: ['A'], status: 'done' }),
    makeTask('F', { depends: ['E'] }),
    makeTask('G', { depends: ['D'], status: 'blocked' }),
    makeTask('H'),
  ];
  const sources = tasks.filter(({ id }) => 'ABFH'.includes(id));
  expect(counted(tasks, sources)).toEqual([
    ['A', 3],
    ['B', 3],
    ['F', 0],
    ['H', 0],
  ]);
  expect(unblockCounts([], []).size).toBe(0);
});

test.each([1, 31, 32, 33, 64, 70, 100])('counts where a long chain waits for %s tasks', (count) => {
  const sources = sourcesOf(count);
  const first = makeTask('C0', { depends: sources.map(({ id }) => id) });
  const rest = Array.from({ length: 49 }, (_, at) => makeTask(`C${at + 1}`, { depends: [`C${at}`] }));
  expect(counted([...rest, ...sources, first], sources)).toEqual(sources.map(({ id }) => [id, 50]));
});

test('counts the same as one by one in any graph, cycles behind the sources among them', () => {
  const waiting = fc.array(fc.array(fc.nat({ max: 59 }), { maxLength: 12 }), { minLength: 4, maxLength: 14 });
  fc.assert(
    fc.property(waiting, fc.integer({ min: 1, max: 46 }), (lists, count) => {
      const sources = sourcesOf(count);
      const later = lists.map((list, at) =>
        makeTask(`W${at}`, { depends: list.map((n) => (n < 46 ? `S${n % count}` : `W${(n - 46) % lists.length}`)) }),
      );
      const tasks = [...later, ...sources];
      expect(counted(tasks, sources)).toEqual(countedOneByOne(tasks, sources));
    }),
    { numRuns: 150 },
  );
});

test('counts the same as one by one where much waits for many, in a circle too', () => {
  for (const circle of [[], ['W11'], ['W5', 'W11']]) {
    const sources = sourcesOf(45);
    const later = Array.from({ length: 12 }, (_, at) =>
      makeTask(`W${at}`, {
        depends: [
          ...sources.filter((_source, n) => n % 12 === at || n % 7 === at % 7).map(({ id }) => id),
          ...Array.from({ length: at }, (_each, n) => `W${n}`),
          ...(at === 3 ? circle : []),
        ],
      }),
    );
    const tasks = [...sources, ...later.toReversed()];
    expect(counted(tasks, sources)).toEqual(countedOneByOne(tasks, sources));
  }
});
