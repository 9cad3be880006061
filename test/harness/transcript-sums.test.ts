import { describe, expect, it } from 'vitest';
import {
  byTime,
  firstOfEachPath,
  sumResponses,
  sumTranscript,
  type Transcript,
  withoutCopiedResponses,
} from '../../src/domain/usage/transcript';
import { addTokens, type ModelResponse, noTokens, totalTokens } from '../../src/domain/usage/usage';
import { foldClaudeTranscript } from '../../src/harness/claude/transcript';
import { reading, readLines, second, tokenCounts } from './read-transcript';
import { sampleLines } from './sample';

const answer = (model: string | null, output: number, more: Partial<ModelResponse> = {}): ModelResponse => ({
  id: 'r',
  model,
  tokens: tokenCounts({ output }),
  webSearches: 0,
  ...more,
});
const told = (model: string | null, output: number, toldCostUsd: number) => answer(model, output, { toldCostUsd });
const usage = (model: string | null, responses: number, output: number, costUsd: number | null) => ({
  model,
  responses,
  tokens: tokenCounts({ output }),
  costUsd,
});
const table = { costSource: 'table:2026-11-21' };
const harness = { costSource: 'harness' };

describe('the sum of answers', () => {
  it.each([
    ['of none', [], [], 0, null, {}],
    [
      'of one that the table prices',
      [answer('claude-opus-5-5', 10)],
      [usage('claude-opus-5-5', 1, 10, 0.0002)],
      10,
      0.0002,
      table,
    ],
    ['of one that tells its cost', [told('gpt-5.5', 10, 0.5)], [usage('gpt-5.5', 1, 10, 0.5)], 10, 0.5, harness],
    ['that all tell their cost', [told('a', 1, 0.1), told('a', 2, 0.2)], [usage('a', 2, 3, 0.3)], 3, 0.3, harness],
    [
      'of which one tells its cost',
      [told('claude-opus-5-5', 10, 0.5), answer('claude-opus-5-5', 10)],
      [usage('claude-opus-5-5', 2, 20, 0.5002)],
      20,
      0.5002,
      table,
    ],
    [
      'of several models, the most written first',
      [answer('claude-opus-5', 10), answer('claude-opus-5-5', 30), answer('claude-sonnet-5', 20)],
      [usage('claude-opus-5-5', 1, 30, 0.0006), usage('claude-sonnet-5', 1, 20, 0.0002), usage('claude-opus-5', 1, 10, 0.00025)],
      60,
      0.00105,
      table,
    ],
    [
      'of which one has no price',
      [answer('unknown', 5), answer('unknown', 6), answer(null, 1), answer('claude-opus-5-5', 10)],
      [usage('unknown', 2, 11, null), usage('claude-opus-5-5', 1, 10, 0.0002), usage(null, 1, 1, null)],
      22,
      null,
      {},
    ],
  ])('%s', (_, responses, byModel, output, costUsd, source) => {
    expect(sumResponses(responses)).toStrictEqual({
      responses: responses.length,
      tokens: tokenCounts({ output }),
      byModel,
      costUsd,
      ...source,
    });
  });

  it('takes the prices of the config', () => {
    const prices = { unknown: { output: 1_000_000 } };
    const expected = { responses: 1, tokens: tokenCounts({ output: 2 }), byModel: [usage('unknown', 1, 2, 2)], costUsd: 2 };
    expect(sumResponses([answer('unknown', 2)], prices)).toStrictEqual({ ...expected, ...table });
    expect(sumTranscript(reading({ responses: [answer('unknown', 2)] }), prices)).toStrictEqual({ ...expected, ...table });
  });

  it('of a window of time in the sample', () => {
    const conversation = 'claude-code/projects/-home-dev-acme-api/3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
    const { responses } = readLines(foldClaudeTranscript(), sampleLines(`${conversation}.jsonl`));
    const early = sumResponses(responses.filter(({ at }) => (at ?? '') < '2026-11-20T09:01:00.000Z'));
    expect(early).toMatchObject({ responses: 2, tokens: { output: 752 } });
  });
});

describe('the cost that the harness tells of a whole conversation', () => {
  it('is the cost; of the models it names, too', () => {
    const responses = [answer('a', 30), answer('claude-opus-5-5', 10), answer(null, 5), answer('b', 1)];
    const byModel = [
      ['a', 0.3],
      ['', 0.2],
      ['claude-opus-5-5', 0],
      ['c', 9],
    ] as const;
    expect(sumTranscript(reading({ responses, harnessCost: { usd: 0.7, byModel } }))).toStrictEqual({
      responses: 4,
      tokens: tokenCounts({ output: 46 }),
      byModel: [usage('a', 1, 30, 0.3), usage('claude-opus-5-5', 1, 10, 0), usage(null, 1, 5, 0.2), usage('b', 1, 1, null)],
      costUsd: 0.7,
      ...harness,
    });
  });

  it('leaves the table to the models that it does not name', () => {
    const responses = [answer('claude-opus-5-5', 10)];
    expect(sumTranscript(reading({ responses, harnessCost: { usd: 1, byModel: [] } }))).toMatchObject({
      byModel: [usage('claude-opus-5-5', 1, 10, 0.0002)],
      costUsd: 1,
    });
  });
});

it('adds tokens by their kind; reasoning is output already', () => {
  const one = { input: 1, output: 2, cacheWrite5m: 4, cacheWrite1h: 8, cacheRead: 16, reasoning: 32 };
  const ten = { input: 10, output: 20, cacheWrite5m: 40, cacheWrite1h: 80, cacheRead: 160, reasoning: 320 };
  const both = { input: 11, output: 22, cacheWrite5m: 44, cacheWrite1h: 88, cacheRead: 176, reasoning: 352 };
  expect(addTokens(one, ten)).toStrictEqual(both);
  expect(totalTokens(both)).toBe(11 + 22 + 44 + 88 + 176);
  expect(totalTokens(noTokens)).toBe(0);
});

it('puts what has no time in front, and keeps the order of equal times', () => {
  const items = [
    { n: 1, at: second(2) },
    { n: 2 },
    { n: 3, at: second(1) },
    { n: 4, at: second(2) },
    { n: 5 },
    { n: 6, at: second(1) },
  ];
  expect(byTime(items).map(({ n }) => n)).toEqual([2, 5, 3, 6, 1, 4]);
});

it('keeps each path once, at its earliest time', () => {
  const files = [
    { at: second(3), path: '/b' },
    { at: second(2), path: '/a' },
    { at: second(1), path: '/b' },
    { path: '/c' },
    { at: second(4), path: '/c' },
  ];
  expect(firstOfEachPath(files)).toStrictEqual([{ path: '/c' }, { at: second(1), path: '/b' }, { at: second(2), path: '/a' }]);
});

describe('of conversations that were made from others', () => {
  const answers = (...ids: readonly string[]) => ids.map((id) => answer('a', 1, { id }));
  const harnessCost: Transcript['harnessCost'] = { usd: 1, byModel: [] };
  const original = reading({ conversation: 'o', responses: answers('1', '2'), harnessCost });

  it('an answer stays with the first that has it; a cost of the history too is no cost', () => {
    const fork = reading({ conversation: 'f', responses: answers('1', '3'), harnessCost });
    const later = reading({ conversation: 'g', responses: answers('3', '1', '4') });
    expect(withoutCopiedResponses([original, fork, later])).toStrictEqual([
      original,
      reading({ conversation: 'f', responses: answers('3') }),
      reading({ conversation: 'g', responses: answers('4') }),
    ]);
  });

  it('those that share nothing stay what they are', () => {
    const other = reading({ responses: answers('5', '5'), harnessCost });
    const kept = withoutCopiedResponses([original, other]);
    expect(kept[0]).toBe(original);
    expect(kept[1]).toBe(other);
  });
});
