import { describe, expect, test } from 'vitest';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { type Found, holdsTooMuch, newsFor, recordedTokens, usageFields } from '../../../src/domain/reconcile/entry-news';
import { noUsage } from '../../../src/domain/reconcile/totals';
import type { UsageTotals } from '../../../src/domain/usage/transcript';
import { noTokens } from '../../../src/domain/usage/usage';

const entry = (over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id: 'c',
  type: 'completed',
  at: '2026-11-21T10:00:00.000Z',
  source: 'reconcile',
  task: { id: 'T001', uid: 'u', title: 'T', type: 'task', labels: [] },
  flags: [],
  prev: [],
  hash: 'h',
  ...over,
});
const usage = (input: number, output: number, over: Partial<UsageTotals> = {}): UsageTotals => ({
  responses: 1,
  tokens: { ...noTokens, input, output },
  byModel: [],
  costUsd: 1,
  costSource: 'harness',
  ...over,
});
const tokens = (input: number, output: number) => recordedTokens(usage(input, output));
const found = (over: Partial<Found> = {}): Found => ({
  files: [],
  commits: [],
  events: 0,
  usage: noUsage,
  isWhole: true,
  ...over,
});
const file = (path: string, origin: 'flag' | 'hook' | 'git' = 'hook') => ({ path, origin });
const commit = (sha: string, origin: 'flag' | 'hook' | 'git' = 'hook') => ({ sha, subject: sha, origin });
type Facts = Partial<Pick<LedgerEntry, 'tokens' | 'costUsd' | 'files' | 'commits' | 'redacted'>>;

test('tokens are kept by kind and in all, with what is known of their cost', () => {
  const all = { input: 1, output: 2, cacheWrite5m: 4, cacheWrite1h: 8, cacheRead: 16, reasoning: 2 };
  expect(usageFields(usage(0, 0, { tokens: all }))).toStrictEqual({
    tokens: { ...all, total: 31 },
    costUsd: 1,
    costSource: 'harness',
  });
  const { costSource: _costSource, ...priceless } = usage(1, 2, { costUsd: null });
  expect(usageFields(priceless)).toStrictEqual({ tokens: tokens(1, 2), costUsd: null });
  expect(usageFields(noUsage)).toStrictEqual({});
});

describe('usage that was found', () => {
  const told = (input: number, output: number, costUsd: number | null = 1) => ({
    tokens: tokens(input, output),
    costUsd,
    costSource: 'harness',
  });
  test.each<[string, Facts, UsageTotals, boolean, object | undefined]>([
    ['is news where none was known', {}, usage(1, 2), false, told(1, 2)],
    ['is no news where there is none', {}, noUsage, true, undefined],
    ['is no news where there is none any more', told(1, 2), noUsage, true, undefined],
    ['is no news where it is known', told(1, 2), usage(1, 2), true, undefined],
    ['is news where it is more', told(1, 2), usage(1, 3), false, told(1, 3)],
    ['is news where it is as much of another kind', told(1, 2), usage(2, 1), false, told(2, 1)],
    ['is no news where it is less', told(2, 2), usage(1, 2), false, undefined],
    ['is news where it is less, and may be', told(2, 2), usage(1, 2), true, told(1, 2)],
    ['is news where no sum was known', { tokens: { input: 9 } }, usage(1, 2), false, told(1, 2)],
    ['is news where the sum is no number', { tokens: { ...tokens(9, 9), total: '18' } }, usage(1, 2), false, told(1, 2)],
    ['is news for another price', told(1, 2), usage(1, 2, { costUsd: 3 }), false, told(1, 2, 3)],
    ['is news for a price where none was known', { tokens: tokens(1, 2) }, usage(1, 2), false, told(1, 2)],
    ['is no news where its price is not known any more', told(1, 2), usage(1, 2, { costUsd: null }), false, undefined],
    ['is news then too, where it may be lowered', told(1, 2), usage(1, 2, { costUsd: null }), true, told(1, 2, null)],
    [
      'is no news without a price where none was known',
      { tokens: tokens(1, 2), costUsd: null },
      usage(1, 2, { costUsd: null }),
      true,
      undefined,
    ],
    ['is no news where it was redacted', { redacted: { tokens: 'd' } }, usage(1, 2), true, undefined],
  ])('%s', (_, facts, now, mayLower, news) => {
    const completion = foldCompletion(entry(facts), []);
    expect(newsFor(completion, found({ usage: now }), () => false, mayLower)).toStrictEqual(news);
  });
});

describe('files and commits that were found', () => {
  const all = found({ files: [file('a'), file('b')], commits: [commit('abcdef1'), commit('bbbbbbb'), commit('ccccccc')] });
  const isElsewhere = (sha: string) => sha === 'ccccccc';
  test.each<[string, Facts, readonly LedgerEntry[], object | undefined]>([
    ['are news but for those of other tasks', {}, [], { files: all.files, commits: all.commits.slice(0, 2) }],
    [
      'are news but for those that are known',
      { files: [file('a', 'flag')], commits: [commit('abcdef1234')] },
      [],
      { files: [file('b')], commits: [commit('bbbbbbb')] },
    ],
    [
      'are known by the beginning of a hash too',
      { files: all.files.slice(), commits: [commit('abcd'), commit('bbbbbbb')] },
      [],
      undefined,
    ],
    ['are no news where they were redacted', { redacted: { files: 'd', commits: 'd' } }, [], undefined],
    [
      'are no news where they were redacted in an amendment',
      {},
      [entry({ id: 'a', type: 'amended', ref: 'c', redacted: { files: 'd' } })],
      { commits: all.commits.slice(0, 2) },
    ],
  ])('%s', (_, facts, marks, news) => {
    expect(newsFor(foldCompletion(entry(facts), marks), all, isElsewhere, false)).toStrictEqual(news);
  });

  test.each<[Facts, boolean]>([
    [{}, false],
    [{ files: [file('a')], commits: [commit('bbbbbbb')] }, false],
    [{ files: [file('x', 'flag')], commits: [commit('x', 'flag')] }, false],
    [{ files: [file('a'), file('x')] }, true],
    [{ commits: [commit('x')] }, true],
  ])('are all that %j holds: else it holds too much', (facts, tooMuch) => {
    expect(holdsTooMuch(foldCompletion(entry(facts), []), all)).toBe(tooMuch);
  });
});
