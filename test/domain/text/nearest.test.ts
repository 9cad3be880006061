import { expect, test } from 'vitest';
import { nearest } from '../../../src/domain/text/nearest';

test.each<[string, string[], string | undefined]>([
  ['stauts', ['start', 'status'], 'status'],
  ['strat', ['status', 'start'], 'start'],
  ['lsit', ['show', 'list'], 'list'],
  ['EPCI', ['epic'], 'epic'],
  ['foo', ['root', 'for'], 'for'],
  ['foo', ['root'], undefined],
  ['ab', ['ba'], 'ba'],
  ['abc', ['cab'], undefined],
  ['versoin', ['version', 'verse'], 'version'],
  ['verison', ['varied'], undefined],
  ['', ['a'], 'a'],
  ['sessoin', ['tree', 'tasks', 'session', 'sessions'], 'session'],
])('%j among %j is %j', (typed, candidates, expected) => {
  expect(nearest(typed, candidates)).toBe(expected);
});

test('text of any length is looked at in no time', () => {
  expect(nearest('x'.repeat(1_000_000), ['start', 'status'])).toBeUndefined();
});
