import { describe, expect, it } from 'vitest';
import { sumTranscript } from '../../../src/domain/usage/transcript';
import { foldClaudeTranscript } from '../../../src/harness/claude/transcript';
import { noSkips, reading, readRows, second, tokenCounts } from '../read-transcript';

const usage = { input_tokens: 1, output_tokens: 10 };
const answer = (id: string | undefined, more: object = {}, message: object = {}) => ({
  type: 'assistant',
  message: { id, model: 'claude-opus-5-5', usage, ...message },
  ...more,
});
const response = (id: string, more: object = {}) => ({
  id,
  model: 'claude-opus-5-5',
  tokens: tokenCounts({ input: 1, output: 10 }),
  webSearches: 0,
  ...more,
});
const read = (...rows: readonly unknown[]) => readRows(foldClaudeTranscript(), rows);
const responses = (...rows: readonly unknown[]) => read(...rows).responses;

describe('an answer', () => {
  it('tells its time, its model, its request and what it used', () => {
    const full = {
      input_tokens: 14,
      output_tokens: 212,
      cache_creation_input_tokens: 930,
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 900 },
      cache_read_input_tokens: 15400,
      output_tokens_details: { thinking_tokens: 60 },
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 5 },
      service_tier: 'standard',
      inference_geo: 'not_available',
      speed: 'standard',
    };
    const row = { ...answer('m', {}, { usage: full }), requestId: 'r', timestamp: '2026-11-20T10:00:01+01:00' };
    expect(read(row, { type: 'user' })).toStrictEqual(
      reading({
        responses: [
          {
            id: 'm:r',
            at: second(1),
            model: 'claude-opus-5-5',
            tokens: { input: 14, output: 212, cacheWrite5m: 30, cacheWrite1h: 900, cacheRead: 15400, reasoning: 60 },
            webSearches: 2,
          },
        ],
      }),
    );
  });

  it.each([
    ['in the fast mode', { speed: 'fast', inference_geo: 'us' }, { pricing: 'fast' }],
    ['of machines in the US', { speed: 'standard', inference_geo: 'us' }, { pricing: 'us-only' }],
    ['of machines elsewhere', { inference_geo: 'eu' }, {}],
  ])('%s', (_, more, expected) => {
    expect(responses(answer('m', {}, { usage: { ...usage, ...more } }))).toStrictEqual([response('m:', expected)]);
  });

  it.each([
    ['all of them for five minutes where only their sum is told', { cache_creation_input_tokens: 500 }, 500, 0],
    ['the rest of the sum', { cache_creation_input_tokens: 500, cache_creation: { ephemeral_1h_input_tokens: 200 } }, 300, 200],
    ['each kind where no sum is told', { cache_creation: { ephemeral_5m_input_tokens: 30 } }, 30, 0],
    [
      'each kind also where the sum is less',
      {
        cache_creation_input_tokens: 10,
        cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 },
      },
      30,
      20,
    ],
  ])('wrote into the cache: %s', (_, more, cacheWrite5m, cacheWrite1h) => {
    const tokens = tokenCounts({ input: 1, output: 10, cacheWrite5m, cacheWrite1h });
    expect(responses(answer('m', {}, { usage: { ...usage, ...more } }))).toStrictEqual([response('m:', { tokens })]);
  });

  it('of an older version tells its own cost', () => {
    expect(responses(answer('m', { costUSD: 0.5 }))).toStrictEqual([response('m:', { toldCostUsd: 0.5 })]);
    expect(responses(answer('m', { costUSD: '0.5' }))).toStrictEqual([response('m:')]);
  });

  it.each([
    ['of no model', answer('m', {}, { model: undefined }), [response('m:', { model: null })]],
    [
      'with counts of other types',
      answer('m', {}, { usage: { input_tokens: '1' } }),
      [response('m:', { tokens: tokenCounts({}) })],
    ],
    ['without usage', answer('m', {}, { usage: undefined }), []],
    ['that Claude Code wrote itself', answer('m', {}, { model: '<synthetic>' }), []],
    ['in the row of a person', { ...answer('m'), type: 'user' }, []],
  ])('%s', (_, row, expected) => {
    expect(read(row)).toStrictEqual(reading({ responses: expected }));
  });
});

describe('rows of one answer', () => {
  const times = (...tellings: readonly (readonly [output: number, at: number | undefined])[]) =>
    tellings.map(([output, at]) =>
      answer('m', at === undefined ? {} : { timestamp: second(at) }, { usage: { ...usage, output_tokens: output } }),
    );

  it.each([
    ['the largest, at the earliest time', times([1, 5], [90, 7], [2, 6]), 90, { at: second(5) }],
    ['whichever comes first', times([90, 7], [2, 6], [1, 9]), 90, { at: second(6) }],
    ['with the only time that is told', times([1, 5], [90, undefined]), 90, { at: second(5) }],
    ['or without one', times([1, undefined], [90, undefined]), 90, {}],
  ])('are one: %s', (_, rows, output, at) => {
    expect(responses(...rows)).toStrictEqual([response('m:', { ...at, tokens: tokenCounts({ input: 1, output }) })]);
  });

  it('are one by all that was read and written: the first of equals', () => {
    const told = (cost: number, more: object) => answer('m', { costUSD: cost }, { usage: { ...usage, ...more } });
    const of = (...rows: readonly unknown[]) => responses(...rows).map(({ toldCostUsd }) => toldCostUsd);
    expect(of(told(1, {}), told(2, {}))).toEqual([1]);
    for (const kind of ['cache_read_input_tokens', 'cache_creation_input_tokens'])
      expect(of(told(1, { output_tokens: 11 }), told(2, { [kind]: 2 }))).toEqual([2]);
    const hour = { cache_creation: { ephemeral_1h_input_tokens: 2 } };
    expect(of(told(1, { output_tokens: 11 }), told(2, hour))).toEqual([2]);
  });

  it.each([
    ['with two requests are two', [answer('m', { requestId: 'r' }), answer('m', { requestId: 's' })], ['m:r', 'm:s']],
    ['with another message are two', [answer('m', { requestId: 'r' }), answer('n', { requestId: 'r' })], ['m:r', 'n:r']],
    [
      'of a subagent that repeats the conversation are left out',
      [answer('m', { isSidechain: true, requestId: 's' }), answer('m', { requestId: 'r' }), answer('n', { isSidechain: true })],
      ['m:r', 'n'],
    ],
    [
      'of a subagent are one whatever their request',
      [answer('m', { isSidechain: true, requestId: 'r' }), answer('m', { isSidechain: true, requestId: 's' })],
      ['m'],
    ],
    [
      'without a message id are told apart by their own',
      [
        answer(undefined, { uuid: 'a' }),
        answer(undefined, { uuid: 'b', isSidechain: true }),
        answer(undefined, { uuid: 'a' }),
        answer(undefined),
        answer(undefined, { isSidechain: true }),
      ],
      ['row:a', 'row:b', 'row:3', 'row:4'],
    ],
  ])('%s', (_, rows, ids) => {
    expect(responses(...rows)).toStrictEqual(ids.map((id) => response(id)));
  });

  it('are told by time', () => {
    const rows = [answer('n', { timestamp: second(2) }), answer('m', { timestamp: second(1) }), answer('l')];
    expect(responses(...rows).map(({ id }) => id)).toEqual(['l:', 'm:', 'n:']);
  });
});

describe('what Claude Code says that the conversation cost', () => {
  const state = (usd: unknown, models: unknown, more: object = {}) => ({
    type: 'cost-state',
    totalCostUSD: usd,
    modelUsage: models,
    ...more,
  });
  const opus = (costUSD: unknown, outputTokens: unknown) => ({ 'claude-opus-5-5': { costUSD, outputTokens } });
  const cost = (...rows: readonly unknown[]) => read(...rows).harnessCost;

  it('is told in sum and for each model', () => {
    const models = { ...opus(0.14, 10), 'claude-haiku-5-5': { costUSD: 0.01, outputTokens: 5 }, odd: 'none', bare: {} };
    expect(read(answer('m'), state(0.15, models))).toStrictEqual(
      reading({
        responses: [response('m:')],
        harnessCost: {
          usd: 0.15,
          byModel: [
            ['claude-opus-5-5', 0.14],
            ['claude-haiku-5-5', 0.01],
            ['bare', 0],
          ],
        },
      }),
    );
  });

  it.each([
    ['of no model', [state(0.5, undefined)], { usd: 0.5, byModel: [] }],
    [
      'the last of two',
      [answer('m'), state(1, opus(1, 5)), state(2, opus(2, 10))],
      { usd: 2, byModel: [['claude-opus-5-5', 2]] },
    ],
    ['none where more was written than it counts', [answer('m'), answer('n'), state(2, opus(2, 19))], undefined],
    ['none where a model wrote that it does not name', [answer('m'), state(2, { other: { outputTokens: 99 } })], undefined],
    ['none where an answer names no model', [answer('m', {}, { model: undefined }), state(2, opus(2, 10))], undefined],
    [
      'of answers of no model as well, where it counts them',
      [answer('m', {}, { model: undefined }), state(2, { '': { costUSD: 2, outputTokens: 10 } })],
      { usd: 2, byModel: [['', 2]] },
    ],
    ['none where it says no sum', [state('2', opus(2, 10))], undefined],
    ['none where it knows no price for a part', [state(2, opus(2, 10), { hasUnknownModelCost: true })], undefined],
    [
      'none where the last knows no price, whatever an earlier one said',
      [state(1, opus(1, 10)), state(2, opus(2, 10), { hasUnknownModelCost: true })],
      undefined,
    ],
    ['none in a row of another kind', [{ ...state(2, opus(2, 10)), type: 'user' }], undefined],
  ])('%s', (_, rows, expected) => {
    expect(cost(...rows)).toStrictEqual(expected);
  });

  it('counts before the prices of the table', () => {
    expect(sumTranscript(read(answer('m'), state(7, opus(6, 10))))).toStrictEqual({
      responses: 1,
      tokens: tokenCounts({ input: 1, output: 10 }),
      byModel: [{ model: 'claude-opus-5-5', responses: 1, tokens: tokenCounts({ input: 1, output: 10 }), costUsd: 6 }],
      costUsd: 7,
      costSource: 'harness',
    });
  });
});

it('counts the lines that tell nothing by their reason', () => {
  expect(read('{"type":"assistant","mess', 'Killed', '[]', '', ' \t', { type: 'dream' })).toStrictEqual(
    reading({ skipped: { ...noSkips, truncated: 1, notJson: 2, unknownType: 1 } }),
  );
});
