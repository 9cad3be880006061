import { describe, expect, test } from 'vitest';
import { forestOf, sumUpwards } from '../../../src/domain/task/forest';
import { makeTask } from '../../support/world';

/** `T2<T1` stands for a task T2 under T1. */
const tasksOf = (words: string) =>
  words.split(' ').map((word) => {
    const [id = '', parentId] = word.split('<');
    return makeTask(id, parentId === undefined ? {} : { parentId });
  });
const drawn = (words: string, rootId?: string): string =>
  forestOf(tasksOf(words), rootId)
    .map(({ task, depth }) => `${'-'.repeat(depth)}${task.id}`)
    .join(' ');

describe('a forest', () => {
  test.each([
    ['T1 T2 T3', 'T1 T2 T3'],
    ['T2<T1 T3 T1 T4<T1', 'T3 T1 -T2 -T4'],
    ['T1 T2<T1 T3<T2 T4<T1 T5', 'T1 -T2 --T3 -T4 T5'],
    ['T1 T2<T9 T3<T2', 'T1 T2 -T3'],
    ['T1<T1 T2<T1', 'T1 -T2'],
    ['T1 T2<T4 T3<T2 T4<T3', 'T1 T2 -T3 --T4'],
    ['T2<T1 T1<T2 T3<T1', 'T2 -T1 --T3'],
    ['T1 T2<T1 T2<T1', 'T1 -T2'],
  ])('of %s is %s', (words, lines) => {
    expect(drawn(words)).toBe(lines);
  });

  test.each([
    ['T1 T2<T1 T3<T2 T4<T1', 'T2', 'T2 -T3'],
    ['T1 T2<T1 T3', 'T3', 'T3'],
    ['T1<T2 T2<T1', 'T2', 'T2 -T1'],
    ['T1 T2<T1', 'T9', ''],
  ])('of %s below %s is %s', (words, rootId, lines) => {
    expect(drawn(words, rootId)).toBe(lines);
  });
});

test('sums go upwards, each task with all that is below it', () => {
  const counts = new Map(Object.entries({ T1: 1, T2: 10, T3: 100, T4: 1000, T5: 10000, T6: 100000 }));
  const placed = forestOf(tasksOf('T1 T2<T1 T3<T2 T4<T1 T5 T6<T5'));
  expect([...sumUpwards(placed, ({ id }) => counts.get(id) ?? 0)].sort()).toEqual([
    ['T1', 1111],
    ['T2', 110],
    ['T3', 100],
    ['T4', 1000],
    ['T5', 110000],
    ['T6', 100000],
  ]);
  expect(sumUpwards([], () => 1).size).toBe(0);
});
