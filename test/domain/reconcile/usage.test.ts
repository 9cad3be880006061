import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/event/event-from';
import { matchClaim } from '../../../src/domain/reconcile/match-claim';
import { noteUsage } from '../../../src/domain/reconcile/note-usage';
import { pricedResponses } from '../../../src/domain/reconcile/priced-responses';
import { createRecordedUsage } from '../../../src/domain/reconcile/recorded-usage';
import { splitResponses } from '../../../src/domain/reconcile/split-usage';
import type { Timeline } from '../../../src/domain/reconcile/timeline';
import { addTotals } from '../../../src/domain/reconcile/totals';
import type { Transcript } from '../../../src/domain/usage/transcript';
import { sumResponses } from '../../../src/domain/usage/transcript';
import { type ModelResponse, noTokens, totalTokens } from '../../../src/domain/usage/usage';
import { makeSession } from '../../support/world';

const iso = (ms: number): string => new Date(ms).toISOString();
const response = (
  id: string,
  atMs: number | undefined,
  output: number,
  model: string | null = 'claude-opus-5-5',
): ModelResponse => ({
  id,
  ...(atMs === undefined ? {} : { at: iso(atMs) }),
  model,
  tokens: { ...noTokens, output },
  webSearches: 0,
});
const timeline = (
  session: string,
  windows: readonly [string, number, number][],
  spoken: readonly [string, number, number][],
): Timeline => ({
  session,
  windows: windows.map(([task, fromMs, toMs]) => ({ task, fromMs, toMs })),
  spoken: spoken.map(([conversation, fromMs, toMs]) => ({ conversation, fromMs, toMs })),
  finished: [],
});

describe('answers by session and task', () => {
  const one = timeline(
    's1',
    [
      ['T1', 10, 20],
      ['T2', 30, 40],
    ],
    [['c', 0, 50]],
  );
  const two = timeline('s2', [['T1', 60, 70]], [['c', 55, 100]]);
  test('each goes where it was given', () => {
    const answers = [5, 10, 19, 20, 35, 50, 52, 55, 65, 100].map((at) => response(`r${at}`, at, at));
    const { bySession, outside } = splitResponses('c', answers, [one, two]);
    const told = (session: string) => {
      const split = bySession.get(session);
      return [
        split?.parts.map(({ task, fromMs, totals }) => [task, fromMs, totals.tokens.output]),
        split?.rest.tokens.output,
        split?.total.tokens.output,
      ];
    };
    expect(told('s1')).toEqual([
      [
        ['T1', 10, 29],
        ['T2', 30, 35],
      ],
      25,
      89,
    ]);
    expect(told('s2')).toEqual([[['T1', 60, 65]], 55, 120]);
    expect(outside.map(({ id }) => id)).toEqual(['r50', 'r52', 'r100']);
  });

  test('without a time: of the only session that the conversation spoke for, else of none', () => {
    const untimed = [response('r', undefined, 7)];
    expect(splitResponses('c', untimed, [one]).bySession.get('s1')?.rest.tokens.output).toBe(7);
    expect(splitResponses('c', untimed, [one, two]).outside).toEqual(untimed);
    expect(splitResponses('d', untimed, [one]).outside).toEqual(untimed);
  });

  test('nothing is lost and nothing counted twice', () => {
    const answers = fc.array(fc.tuple(fc.integer({ min: -10, max: 120 }), fc.integer({ min: 0, max: 1_000_000 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(answers, (list) => {
        const all = list.map(([at, output], place) => response(`r${place}`, at, output));
        const { bySession, outside } = splitResponses('c', all, [one, two]);
        const parts = [...bySession.values()].flatMap(({ parts: own, rest }) => [...own.map(({ totals }) => totals), rest]);
        const sum = parts.reduce(addTotals, sumResponses(outside));
        expect(sum.responses).toBe(all.length);
        expect(sum.tokens).toEqual(sumResponses(all).tokens);
        if (all.length > 0) expect(sum.costUsd).toBeCloseTo(sumResponses(all).costUsd ?? -1, 9);
      }),
    );
  });
});

describe('what the harness says it cost', () => {
  const transcript = (
    usd: number,
    byModel: readonly (readonly [string, number])[],
    responses: readonly ModelResponse[],
  ): Transcript => ({
    responses,
    commands: [],
    files: [],
    commits: [],
    skipped: { truncated: 0, notJson: 0, unknownType: 0, tooLong: 0 },
    harnessCost: { usd, byModel },
  });
  const costs = (given: Transcript) => pricedResponses(given).map(({ toldCostUsd }) => toldCostUsd);
  const opus = [response('a', 1, 1000), response('b', 2, 3000)];
  test.each<[string, Transcript, unknown]>([
    ['as the table says', transcript(0.08, [['claude-opus-5-5', 0.08]], opus), [0.02, 0.06]],
    ['less than the table says', transcript(0.04, [['claude-opus-5-5', 0.04]], opus), [0.01, 0.03]],
    ['in all only', transcript(0.4, [], opus), [0.1, 0.3]],
    [
      'a model without a price, several answers',
      transcript(1, [['new', 1]], [response('a', 1, 5, 'new'), response('b', 2, 5, 'new')]),
      [undefined, undefined],
    ],
    ['a model without a price, one answer', transcript(1, [['new', 1]], [response('a', 1, 5, 'new')]), [1]],
    ['nothing of this model', transcript(1, [['other', 1]], opus), [undefined, undefined]],
  ])('%s', (_name, given, expected) => expect(costs(given)).toEqual(expected));

  test('the shares add up to it', () => {
    const three = [response('a', 1, 1), response('b', 2, 1), response('c', 3, 1)];
    expect(sumResponses(pricedResponses(transcript(0.1, [['claude-opus-5-5', 0.1]], three))).costUsd).toBe(0.1);
  });
});

describe('what is noted in a session', () => {
  const session = makeSession('aaaaaa', 'epic:T001', { agent: 'opus' });
  const now = iso(1000);
  const used = (...outputs: number[]) => {
    const split = splitResponses(
      'c',
      outputs.map((output, place) => response(`r${place}`, place, output)),
      [timeline(session.id, [['T1', 1, 99]], [['c', 0, 99]])],
    );
    const usage = split.bySession.get(session.id);
    if (usage === undefined) throw new Error('nothing was used');
    return { conversation: 'c', source: { harness: 'claude', transcript: '/t.jsonl' }, usage, isWhole: true };
  };
  test('sums, by model and without a task, and an event that tells them by task', () => {
    const noted = noteUsage({ ...session, custom: 1 }, used(10, 20, 30), now);
    expect(noted?.session).toMatchObject({
      custom: 1,
      usage: [
        {
          conversation: 'c',
          harness: 'claude',
          transcript: '/t.jsonl',
          at: now,
          responses: 3,
          costSource: 'table:2026-11-21',
          rest: { responses: 1 },
        },
      ],
    });
    expect(noted?.event).toMatchObject({
      type: 'usage',
      session: session.id,
      agent: 'opus',
      synthetic: true,
      data: { kind: 'total', responses: 3, parts: [{ task: 'T1', from: iso(1), responses: 2 }] },
    });
    const recorded = createRecordedUsage();
    recorded.add({ id: 'e', ...noted?.event } as Event);
    const counted = recorded.result().counted;
    expect([
      counted?.total.tokens.output,
      counted?.parts.map(({ totals }) => totals.tokens.output),
      counted?.rest.tokens.output,
    ]).toEqual([60, [50], 10]);
    expect(counted?.total.costUsd).toBe(used(10, 20, 30).usage.total.costUsd);
  });
  test('only where it grew', () => {
    const noted = noteUsage(session, used(10, 20), now)?.session ?? session;
    expect(noteUsage(noted, used(10, 20), now)).toBeUndefined();
    expect(noteUsage(noted, used(10), now)).toBeUndefined();
    expect(noteUsage(noted, used(10, 21), now)?.session.usage).toHaveLength(1);
    expect(noteUsage(noted, { ...used(10, 21), conversation: 'd' }, now)?.session.usage).toHaveLength(2);
  });
});

describe('what events tell', () => {
  test('each answer once, as it was told last; sums only grow', () => {
    const usage = createRecordedUsage();
    const tell = (data: Event['data']): void =>
      usage.add({ id: 'e', at: iso(5), type: 'usage', synthetic: false, data } as Event);
    tell({ kind: 'response', responseId: 'r1', model: 'm', tokens: { output: 5 } });
    tell({ kind: 'response', responseId: 'r1', model: 'm', tokens: { output: 9 }, costUsd: 0.5 });
    tell({ kind: 'response', responseId: 'r2' });
    tell({ kind: 'total', responses: 3, tokens: { output: 30 } });
    tell({ kind: 'total', responses: 2, tokens: { output: 20 } });
    tell({ kind: 'other', tokens: { output: 99 } });
    const { responses, counted } = usage.result();
    expect(responses.map(({ id, tokens, toldCostUsd }) => [id, tokens.output, toldCostUsd])).toEqual([['r1', 9, 0.5]]);
    expect([counted?.total.responses, totalTokens(counted?.total.tokens ?? noTokens), counted?.rest.tokens.output]).toEqual([
      3, 30, 30,
    ]);
  });
});

describe('the commit that is meant', () => {
  const listed = [
    { sha: 'aaaa111'.padEnd(40, '0'), subject: 'Fix', at: iso(100_000) },
    { sha: 'bbbb222'.padEnd(40, '0'), subject: 'Fix', at: iso(110_000) },
    { sha: 'cccc333'.padEnd(40, '0'), subject: 'Add', at: iso(500_000) },
  ];
  test.each([
    [{ sha: 'cccc333' }, 0, 'cccc333'],
    [{ sha: 'dddd444' }, 100_500, undefined],
    [{ subject: 'Fix' }, 111_000, 'bbbb222'],
    [{ subject: 'Fix' }, 101_000, 'aaaa111'],
    [{ subject: 'Fixes' }, 101_000, undefined],
    [{ subject: 'Fix' }, 900_000, undefined],
    [{}, 501_000, 'cccc333'],
    [{}, 111_000, undefined],
    [{}, 400_000, undefined],
  ])('%j told at %d', (fact, atMs, sha) => {
    const found = matchClaim({ session: 's', origin: 'hook', atMs, ...fact }, listed);
    expect(found?.sha.slice(0, 7)).toBe(sha);
  });
});
