import { expect, test } from 'vitest';
import { type RecordedInSessions, recordedTip } from '../../../../src/store/files/ledger/recorded-tip';

const recorded: RecordedInSessions = { heads: ['a', 'b'], count: 3, size: 9 };
const tip = {
  expected: [],
  awaited: [],
  count: 3,
  size: 9,
  completions: undefined,
  maxAt: undefined,
  lagMs: undefined,
};
const branches = { main: { heads: ['m'], count: 1 }, side: { heads: ['s'], count: 2 } };

test.each<[string, RecordedInSessions, string | undefined, object]>([
  ['that is not kept in git has to hold what was written last', recorded, undefined, { expected: ['a', 'b'] }],
  ['and what was missed before', { ...recorded, missed: ['c', 'a'] }, undefined, { expected: ['a', 'b', 'c'] }],
  ['on a branch is awaited to hold it', recorded, 'main', { awaited: ['a', 'b'] }],
  ['on a branch that is known', { ...recorded, branch: 'side', branches }, 'main', { awaited: ['m'] }],
  ['on one that is not known', { ...recorded, branch: 'side', branches, missed: ['c'] }, 'other', { awaited: ['c'] }],
  [
    'that was kept in git, and is not now',
    { ...recorded, branches, missed: ['a', 'c'] },
    undefined,
    { awaited: ['a', 'b', 'c'] },
  ],
  ['on a branch where it was on none before', { ...recorded, branches, missed: ['s'] }, 'side', { awaited: ['a', 'b', 's'] }],
  [
    'is remembered with its times',
    { ...recorded, completions: 2, maxAt: '2026-03-04T05:06:07.000Z', lagMs: 4 },
    undefined,
    { expected: ['a', 'b'], completions: 2, maxAt: '2026-03-04T05:06:07.000Z', lagMs: 4 },
  ],
])('a ledger %s', (_name, given, branch, expected) => {
  expect(recordedTip(given, branch)).toStrictEqual({ ...tip, ...expected });
});
