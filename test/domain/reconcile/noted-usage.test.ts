import { describe, expect, test } from 'vitest';
import type { ConversationUsage } from '../../../src/domain/reconcile/gathered';
import { noteUsage } from '../../../src/domain/reconcile/note-usage';
import { pricedResponses } from '../../../src/domain/reconcile/priced-responses';
import { noUsage } from '../../../src/domain/reconcile/totals';
import type { SessionUsage } from '../../../src/domain/session/schema';
import type { Transcript, UsageTotals } from '../../../src/domain/usage/transcript';
import { type ModelResponse, noTokens } from '../../../src/domain/usage/usage';
import { makeSession, testNow } from '../../support/world';

const totals = (output: number, over: Partial<UsageTotals> = {}): UsageTotals => ({
  responses: 1,
  tokens: { ...noTokens, output },
  byModel: [{ model: 'm', responses: 1, tokens: { ...noTokens, output }, costUsd: output }],
  costUsd: output,
  ...over,
});
const { agent: _agent, ...session } = makeSession('aaaaaa', 'project');
const used = (total: UsageTotals, over: Partial<ConversationUsage> = {}, rest: UsageTotals = noUsage): ConversationUsage =>
  ({ conversation: 'c', source: {}, isWhole: true, usage: { total, rest, parts: [] }, ...over }) as ConversationUsage;
const known = (total: UsageTotals, over: Partial<SessionUsage> = {}): SessionUsage => ({
  conversation: 'c',
  at: '2026-11-21T09:00:00.000Z',
  ...total,
  byModel: [...total.byModel],
  rest: { responses: 0, tokens: noTokens, costUsd: null },
  ...over,
});

describe('what a conversation used', () => {
  test('is noted with its models, and told by an event', () => {
    const total = totals(3);
    const part = { task: 'T001', fromMs: Date.parse('2026-11-21T10:00:00.000Z'), totals: totals(2, { costSource: 'harness' }) };
    const found = used(total, { usage: { total, rest: totals(1), parts: [part] } } as Partial<ConversationUsage>);
    expect(noteUsage(session, found, testNow)).toStrictEqual({
      session: {
        ...session,
        usage: [
          {
            conversation: 'c',
            at: testNow,
            responses: 1,
            tokens: { ...noTokens, output: 3 },
            costUsd: 3,
            byModel: total.byModel,
            rest: { responses: 1, tokens: { ...noTokens, output: 1 }, costUsd: 1 },
          },
        ],
      },
      event: {
        at: testNow,
        type: 'usage',
        session: session.id,
        conversation: 'c',
        synthetic: true,
        data: {
          kind: 'total',
          responses: 1,
          tokens: { ...noTokens, output: 3 },
          costUsd: 3,
          byModel: total.byModel,
          parts: [
            {
              task: 'T001',
              from: '2026-11-21T10:00:00.000Z',
              responses: 1,
              tokens: { ...noTokens, output: 2 },
              costUsd: 2,
              costSource: 'harness',
              byModel: part.totals.byModel,
            },
          ],
        },
      },
    });
  });

  test('takes the place of what was known of it, and of no other', () => {
    const before = [
      known(totals(1), { conversation: 'b' }),
      known(totals(1), { odd: 1 } as Partial<SessionUsage>),
      known(totals(9), { conversation: 'd' }),
    ];
    const source = { harness: 'claude', transcript: '/t.jsonl' };
    const noted = noteUsage({ ...session, agent: 'opus', usage: before }, used(totals(2), { source }), testNow);
    expect(noted?.session.usage).toStrictEqual([
      before[0],
      {
        odd: 1,
        conversation: 'c',
        ...source,
        at: testNow,
        ...totals(2),
        rest: { responses: 0, tokens: noTokens, costUsd: null },
      },
      before[2],
    ]);
    expect(noted?.event).toMatchObject({ agent: 'opus', data: source });
  });

  const nothing = undefined;
  test.each<[string, SessionUsage | undefined, UsageTotals, UsageTotals, number | undefined]>([
    ['of no answer is nothing', nothing, noUsage, noUsage, nothing],
    ['is news where nothing was known', nothing, totals(2), noUsage, 2],
    ['is no news where it is known', known(totals(2)), totals(2), noUsage, nothing],
    ['is no news where more is known', known(totals(3)), totals(2), noUsage, nothing],
    ['is news where less is known', known(totals(1)), totals(2), noUsage, 2],
    ['is news for another price', known(totals(2)), totals(2, { costUsd: 7 }), noUsage, 7],
    ['is no news where its price is not known any more', known(totals(2)), totals(2, { costUsd: null }), noUsage, nothing],
    ['is news with another part in no task', known(totals(2)), totals(2), totals(1), 2],
    ['is no news where that part is known', known(totals(2), { rest: totals(1) }), totals(2), totals(1), nothing],
  ])('%s', (_, before, total, rest, costUsd) => {
    const noted = noteUsage(before === undefined ? session : { ...session, usage: [before] }, used(total, {}, rest), testNow);
    expect(noted?.session.usage?.[0]?.costUsd).toBe(costUsd);
  });
});

describe('the cost that a harness tells of a conversation', () => {
  const answer = (id: string, model: string | null, output: number): ModelResponse => ({
    id,
    model,
    tokens: { ...noTokens, output },
    webSearches: 0,
  });
  const priced = (responses: readonly ModelResponse[], harnessCost?: Transcript['harnessCost']) =>
    pricedResponses({
      responses,
      commands: [],
      files: [],
      commits: [],
      skipped: { truncated: 0, notJson: 0, unknownType: 0, tooLong: 0 },
      ...(harnessCost === undefined ? {} : { harnessCost }),
    });
  const opus = (id: string, output: number) => answer(id, 'claude-opus-5-5', output);

  test('is shared among the answers of each model, in their order', () => {
    const responses = [
      opus('a', 1000),
      answer('b', 'new', 5),
      answer('c', null, 5),
      opus('d', 3000),
      answer('e', 'claude-opus-5', 7),
    ];
    const cost = {
      usd: 9,
      byModel: [
        ['claude-opus-5-5', 4],
        ['new', 2],
        ['', 1],
      ] as const,
    };
    expect(priced(responses, cost)).toStrictEqual([
      { ...opus('a', 1000), toldCostUsd: 1 },
      { ...answer('b', 'new', 5), toldCostUsd: 2 },
      answer('c', null, 5),
      { ...opus('d', 3000), toldCostUsd: 3 },
      answer('e', 'claude-opus-5', 7),
    ]);
  });

  test('is not shared where it is not told, or nothing was used', () => {
    const responses = [opus('a', 1000)];
    expect(priced(responses)).toBe(responses);
    expect(priced([], { usd: 1, byModel: [] })).toEqual([]);
    const free = [opus('a', 0), opus('b', 0)];
    expect(priced(free, { usd: 1, byModel: [] })).toStrictEqual(free);
    expect(priced(free, { usd: 1, byModel: [['claude-opus-5-5', 1]] })).toStrictEqual(free);
  });

  test('of one answer without a price is its cost, of several stays open', () => {
    expect(priced([answer('a', 'new', 1)], { usd: 1, byModel: [] })).toStrictEqual([
      { ...answer('a', 'new', 1), toldCostUsd: 1 },
    ]);
    const two = [answer('a', 'new', 1), opus('b', 1)];
    expect(priced(two, { usd: 1, byModel: [] })).toStrictEqual(two);
  });
});
