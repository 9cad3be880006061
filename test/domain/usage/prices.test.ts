import { expect, it } from 'vitest';
import { claudeModel, costOf } from '../../../src/domain/usage/prices';
import { type ModelResponse, noTokens, type TokenCounts } from '../../../src/domain/usage/usage';

const million = 1_000_000;
const answer = (model: string | null, tokens: Partial<TokenCounts>, more: Partial<ModelResponse> = {}): ModelResponse => ({
  id: 'r',
  model,
  tokens: { ...noTokens, ...tokens },
  webSearches: 0,
  ...more,
});
const ofEach = { input: million, output: million, cacheWrite5m: million, cacheWrite1h: million, cacheRead: million };

it.each([
  ['claude-haiku-4-5-20251001', 1 + 5 + 1.25 + 2 + 0.1],
  ['claude-haiku-5-5', 0.5 + 2.5 + 0.625 + 1 + 0.05],
  ['claude-3-5-sonnet-20241022', 3 + 15 + 3.75 + 6 + 0.3],
  ['claude-3-7-sonnet-latest', 3 + 15 + 3.75 + 6 + 0.3],
  ['claude-sonnet-4-20250514', 3 + 15 + 3.75 + 6 + 0.3],
  ['claude-sonnet-4.6', 3 + 15 + 3.75 + 6 + 0.3],
  ['claude-sonnet-5', 2 + 10 + 2.5 + 4 + 0.2],
  ['claude-sonnet-5-5', 2 + 10 + 2.5 + 4 + 0.1],
  ['us.anthropic.claude-opus-4-1-20250805-v1:0', 15 + 75 + 18.75 + 30 + 1.5],
  ['claude-opus-4@20250514', 15 + 75 + 18.75 + 30 + 1.5],
  ['anthropic/claude-opus-4-8', 5 + 25 + 6.25 + 10 + 0.5],
  ['claude-opus-5[1m]', 5 + 25 + 6.25 + 10 + 0.5],
  ['claude-opus-5-5', 4 + 20 + 5 + 8 + 0.2],
  ['claude-fable-5', 10 + 50 + 12.5 + 20 + 1],
  ['claude-mythos-5-1', 10 + 50 + 12.5 + 20 + 0.25],
  ['claude-fable-5-2', 8 + 40 + 10 + 16 + 0.2],
  ['claude-opus-6', null],
  ['claude-haiku-4', null],
  ['gpt-5.5', null],
  ['constructor', null],
  [null, null],
])('a million of each kind costs with %s %s dollars', (model, usd) => {
  const cost = costOf(answer(model, ofEach));
  if (usd === null) expect(cost).toBeNull();
  else expect(cost).toBeCloseTo(usd, 9);
});

it('counts reasoning in the output only', () => {
  expect(costOf(answer('claude-opus-5-5', { output: million, reasoning: million }))).toBe(20);
});

const longest = 100_000;

it('has another price for haiku 5.5 above 100,000 tokens of prompt, caches included', () => {
  expect(costOf(answer('claude-haiku-5-5', { input: longest }))).toBe(0.01);
  expect(costOf(answer('claude-haiku-5-5', { input: 1, cacheRead: longest }))).toBe(0.0050005);
  expect(costOf(answer('claude-haiku-5-5', { input: 1, cacheWrite5m: longest }))).toBe(0.0625005);
  expect(costOf(answer('claude-haiku-5-5', { input: 1, cacheWrite1h: longest }))).toBe(0.1000005);
  expect(costOf(answer('claude-haiku-5-5', { input: longest, output: 1 }))).toBe(0.0100005);
});

it('has no price for the fast mode but that of the config, and none for an answer of no model', () => {
  const tokens = { input: million };
  expect(costOf(answer('claude-opus-5-5', tokens, { pricing: 'fast' }))).toBeNull();
  expect(costOf(answer('claude-opus-5-5', tokens, { pricing: 'fast' }), { 'claude-opus-5-5': { input: 30 } })).toBe(30);
  expect(costOf(answer(null, tokens), { null: { input: 1 }, '': { input: 1 } })).toBeNull();
  expect(costOf(answer('claude-opus-5-5', {}))).toBe(0);
});

it('adds web searches, and a tenth for inference in the US only', () => {
  const tokens = { input: million };
  expect(costOf(answer('claude-opus-5-5', tokens, { webSearches: 3 }))).toBe(4.03);
  expect(costOf(answer('claude-opus-5-5', tokens, { pricing: 'us-only' }))).toBe(4.4);
});

it('takes what the harness tells before any table, and the config before ours', () => {
  const prices = { 'claude-opus-5-5': { input: 1, output: 2 }, 'gpt-5.5': { input: 7 } };
  expect(costOf(answer('claude-opus-5-5', { input: million }, { toldCostUsd: 9 }), prices)).toBe(9);
  expect(costOf(answer('claude-opus-5-5-20261101', { input: million, output: million }), prices)).toBe(3);
  expect(costOf(answer('gpt-5.5', { input: million }), prices)).toBe(7);
});

it.each([
  [{ 'claude-opus-5-5-20261101': { input: 1 }, 'opus-5-5': { input: 2 }, 'claude-opus-5-5': { input: 3 } }, 1],
  [{ 'claude-opus-5-5': { input: 3 }, 'opus-5-5': { input: 2 } }, 2],
  [{ 'claude-opus-5-5': { input: 3 } }, 3],
  [{ 'claude-opus-5': { input: 5 } }, 4],
])('finds the price of a dated model under %j', (prices, usd) => {
  expect(costOf(answer('claude-opus-5-5-20261101', { input: million }), prices)).toBe(usd);
});

it.each([{ 'claude-undefined': { input: 1 } }, { undefined: { input: 1 } }])(
  'finds no price of an unknown model under %j',
  (prices) => {
    expect(costOf(answer('gpt-5.5', { input: million }), prices)).toBeNull();
  },
);

it('takes searches and no US price into a price of the config', () => {
  const more = { webSearches: 2, pricing: 'us-only' } as const;
  expect(costOf(answer('claude-opus-5-5', { input: million }, more), { 'opus-5-5': { input: 1 } })).toBe(1.02);
});

it('guesses no price that the config leaves out', () => {
  expect(costOf(answer('gpt-5.5', { input: 1, cacheRead: 1 }), { 'gpt-5.5': { input: 7 } })).toBeNull();
  expect(costOf(answer('gpt-5.5', { input: 1 }), JSON.parse('{"__proto__":{"gpt-5.5":{"input":1}}}'))).toBeNull();
});

it.each([
  ['claude-opus-4-1-20250805', 'opus-4-1'],
  ['claude-3-opus-20240229', 'opus-3'],
  ['Claude-Opus-5', 'opus-5'],
  ['claude-opus-5-v2', 'opus-5'],
  ['claude-opus-5-v12', 'opus-5'],
  ['claude-opus-5-v1:12', 'opus-5'],
  ['claude-opus-5-20261101-v1:0', 'opus-5'],
  ['claude-opus-5-latest', 'opus-5'],
  ['claude-opus-5@default', 'opus-5'],
  ['claude-opus-5@20261101', 'opus-5'],
  ['claude-opus-5@eu-west-1[1m]', 'opus-5'],
  ['claude-opus-5-2026110', 'opus-5-2026110'],
  ['claude-opus-5-version', 'opus-5-version'],
  ['claude-opus-5@EU_1', undefined],
  ['claude-3-5-haiku-latest', 'haiku-3-5'],
  ['claude-new-3-opus', 'new-3-opus'],
  ['claude-3-opus-next', '3-opus-next'],
  ['claude-3-owl', '3-owl'],
  ['claude-', undefined],
  ['gpt-5', undefined],
  ['notclaude-opus-5', undefined],
])('%s is %s', (model, expected) => {
  expect(claudeModel(model)).toBe(expected);
});
