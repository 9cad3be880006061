import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/event/event-from';
import type { SessionWork } from '../../../src/domain/reconcile/gathered';
import { createRecordedUsage } from '../../../src/domain/reconcile/recorded-usage';
import { factKey, foldSessionFacts, onlyOnce } from '../../../src/domain/reconcile/session-facts';
import { sessionAnswer, shareOf, sumsOf, totalAnswer } from '../../../src/domain/reconcile/session-sums';
import type { Timeline } from '../../../src/domain/reconcile/timeline';
import { addTotals, isMore, noUsage, takeAway } from '../../../src/domain/reconcile/totals';
import { foldUnbound, type UnboundWork, unboundAnswer } from '../../../src/domain/reconcile/unbound-work';
import { usageView } from '../../../src/domain/reconcile/usage-view';
import { usedBySessions } from '../../../src/domain/reconcile/used-by-sessions';
import { createPiles, isProjectPath } from '../../../src/domain/reconcile/work-piles';
import type { SessionUsage } from '../../../src/domain/session/schema';
import type { UsageTotals } from '../../../src/domain/usage/transcript';
import { noTokens, type TokenCounts } from '../../../src/domain/usage/usage';
import { makeSession } from '../../support/world';

const iso = (ms: number): string => new Date(ms).toISOString();
const tokens = (over: Partial<TokenCounts>): TokenCounts => ({ ...noTokens, ...over });
const totals = (output: number, over: Partial<UsageTotals> = {}): UsageTotals => ({
  responses: 1,
  tokens: tokens({ output }),
  byModel: [],
  costUsd: output / 100,
  ...over,
});
const event = (ms: number, type: string, over: Partial<Event> = {}): Event =>
  ({ at: iso(ms), type, synthetic: false, ...over }) as Event;

describe('sums of usage', () => {
  test('nothing is added to, and taken from, as it is', () => {
    const some = totals(5);
    expect(addTotals(noUsage, some)).toBe(some);
    expect(addTotals(some, noUsage)).toBe(some);
    expect(noUsage).toStrictEqual({ responses: 0, tokens: noTokens, byModel: [], costUsd: null });
  });
  test('tokens, models and costs are added; an unknown cost makes the sum unknown', () => {
    const model = (name: string | null, output: number, costUsd: number | null = output / 100) => ({
      model: name,
      responses: 1,
      tokens: tokens({ output }),
      costUsd,
    });
    const a = totals(10, { byModel: [model('x', 4), model('y', 6, null)], costSource: 'harness' });
    const b = totals(30, { responses: 2, byModel: [model('y', 1), model(null, 29)], costSource: 'harness' });
    expect(addTotals(a, b)).toStrictEqual({
      responses: 3,
      tokens: { input: 0, output: 40, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
      byModel: [
        {
          model: null,
          responses: 1,
          tokens: { input: 0, output: 29, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          costUsd: 0.29,
        },
        {
          model: 'y',
          responses: 2,
          tokens: { input: 0, output: 7, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          costUsd: null,
        },
        {
          model: 'x',
          responses: 1,
          tokens: { input: 0, output: 4, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          costUsd: 0.04,
        },
      ],
      costUsd: 0.4,
      costSource: 'harness',
    });
    expect(addTotals(a, { ...b, costSource: 'table:2026-01-01' }).costSource).toBe('table:2026-01-01');
    expect(addTotals({ ...a, costSource: 'table:2026-01-01' }, b).costSource).toBe('table:2026-01-01');
    expect(addTotals(a, { ...b, costUsd: null })).toMatchObject({ costUsd: null });
    expect(addTotals(a, { ...b, costUsd: null })).not.toHaveProperty('costSource');
    expect(addTotals({ ...a, costUsd: null }, b).costUsd).toBeNull();
    expect(addTotals(totals(1), totals(2))).not.toHaveProperty('costSource');
  });
  test('what is left', () => {
    const whole = totals(10, {
      responses: 3,
      tokens: tokens({ output: 10, input: 5 }),
      byModel: [],
      costUsd: 1,
      costSource: 'harness',
    });
    expect(takeAway(whole, totals(4, { tokens: tokens({ output: 4, input: 9 }), costUsd: 0.25 }))).toStrictEqual({
      responses: 2,
      tokens: { input: 0, output: 6, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
      byModel: [],
      costUsd: 0.75,
      costSource: 'harness',
    });
    expect(takeAway(whole, noUsage)).toStrictEqual({
      responses: 3,
      tokens: { input: 5, output: 10, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
      byModel: [],
      costUsd: 1,
      costSource: 'harness',
    });
    expect(takeAway(whole, totals(1, { responses: 3 }))).toBe(noUsage);
    expect(takeAway(whole, totals(1, { costUsd: null }))).not.toHaveProperty('costSource');
    expect(takeAway({ ...whole, costUsd: null }, totals(1)).costUsd).toBeNull();
  });
  test('which of two tells more: by tokens, then by answers', () => {
    expect([
      isMore(totals(2), totals(1)),
      isMore(totals(1), totals(2)),
      isMore(totals(1), totals(1)),
      isMore(totals(1, { responses: 2 }), totals(1)),
      isMore(totals(1), totals(2, { responses: 0 })),
    ]).toEqual([true, false, false, true, false]);
  });
  test('the part that belongs to no task', () => {
    expect(shareOf({ total: totals(40), rest: totals(10) })).toStrictEqual({ tokens: 10, costUsd: 0.1, share: 0.25 });
    expect(shareOf({ total: totals(40), rest: noUsage })).toStrictEqual({ tokens: 0, costUsd: 0, share: 0 });
    expect(shareOf({ total: totals(40, { costUsd: null }), rest: totals(10, { costUsd: 1 }) })).toStrictEqual({
      tokens: 10,
      costUsd: 1,
      share: 0.25,
    });
    expect(shareOf({ total: totals(40, { costUsd: null }), rest: noUsage })).toStrictEqual({
      tokens: 0,
      costUsd: null,
      share: 0,
    });
    expect(shareOf({ total: totals(40), rest: totals(10, { costUsd: null }) })).toStrictEqual({
      tokens: 10,
      costUsd: null,
      share: 0.25,
    });
    expect(shareOf({ total: noUsage, rest: noUsage })).toStrictEqual({ tokens: null, costUsd: null, share: 0 });
    expect(shareOf({ total: totals(30), rest: totals(10) }).share).toBe(0.3333);
  });
  test('of a session, and of all together', () => {
    const work = {
      conversations: [
        { usage: { total: totals(10), rest: totals(2), parts: [] } },
        { usage: { total: totals(30), rest: noUsage, parts: [] } },
      ],
    } as unknown as SessionWork;
    const sums = sumsOf(work);
    expect(sums).toMatchObject({
      total: { responses: 2, tokens: { output: 40 } },
      rest: { responses: 1, tokens: { output: 2 } },
    });
    expect(
      sessionAnswer(makeSession('aaaaaa', 'epic:T001', { agent: 'opus' }), {
        ...sums,
        total: { ...sums.total, costSource: 'harness' },
      }),
    ).toStrictEqual({
      id: 'session_20261121_100000_aaaaaa',
      shortId: 'aaaaaa',
      agent: 'opus',
      tokens: 40,
      costUsd: 0.4,
      costSource: 'harness',
      unattributed: { tokens: 2, costUsd: 0.02, share: 0.05 },
    });
    expect(sessionAnswer(makeSession('aaaaaa', 'epic:T001'), { total: noUsage, rest: noUsage })).toStrictEqual({
      id: 'session_20261121_100000_aaaaaa',
      shortId: 'aaaaaa',
      tokens: null,
      costUsd: null,
      unattributed: { tokens: null, costUsd: null, share: 0 },
    });
    expect(totalAnswer([sums, { total: totals(60), rest: totals(38) }])).toStrictEqual({
      tokens: 100,
      costUsd: 1,
      unattributed: { tokens: 40, costUsd: 0.4, share: 0.4 },
    });
    expect(totalAnswer([])).toStrictEqual({
      tokens: null,
      costUsd: null,
      unattributed: { tokens: null, costUsd: null, share: 0 },
    });
  });
});

describe('usage in the record of a session', () => {
  const usage = (over: Partial<SessionUsage> = {}): SessionUsage => ({
    conversation: 'c1',
    at: iso(1000),
    responses: 2,
    tokens: tokens({ output: 10, input: 5 }),
    costUsd: 0.5,
    byModel: [{ model: 'x', responses: 2, tokens: tokens({ output: 10, input: 5 }), costUsd: 0.5 }],
    costSource: 'harness',
    ...over,
  });
  test('as it is shown', () => {
    expect(usageView([])).toBeUndefined();
    expect(
      usageView([
        usage(),
        usage({ conversation: 'c2', at: iso(3000), rest: { responses: 1, tokens: tokens({ output: 4 }), costUsd: 0.1 } }),
        usage({ at: iso(2000) }),
      ]),
    ).toStrictEqual({
      responses: 6,
      tokens: 45,
      costUsd: 1.5,
      costSource: 'harness',
      byModel: [{ model: 'x', responses: 6, tokens: 45, costUsd: 1.5 }],
      unattributed: { tokens: 4, costUsd: 0.1, share: 0.0667 },
      at: '1970-01-01T00:00:03.000Z',
    });
    expect(usageView([usage({ responses: 0 })])).toBeUndefined();
    expect(usageView([usage({ costUsd: null })])).not.toHaveProperty('costSource');
  });
  test('what a question is about', () => {
    const sessions = [
      makeSession('aaaaaa', 'epic:T001', { agent: 'opus', startedAt: iso(1000), lastActivityAt: iso(2000), usage: [usage()] }),
      makeSession('bbbbbb', 'epic:T001', {
        startedAt: iso(3000),
        lastActivityAt: iso(4000),
        usage: [usage({ tokens: tokens({ output: 100 }) })],
      }),
      makeSession('cccccc', 'epic:T001'),
    ];
    const used = (filter: Parameters<typeof usedBySessions>[1]) => usedBySessions(sessions, filter)?.tokens;
    expect(usedBySessions(sessions, {})).toStrictEqual({
      tokens: 115,
      costUsd: 1,
      unattributed: { tokens: 0, costUsd: 0, share: 0 },
    });
    expect(used({ session: sessions[0]?.id ?? '' })).toBe(15);
    expect(used({ agent: 'opus' })).toBe(15);
    expect(used({ agent: 'nobody' })).toBeUndefined();
    expect([
      used({ sinceMs: 2000 }),
      used({ sinceMs: 2001 }),
      used({ untilMs: 3000 }),
      used({ untilMs: 3001 }),
      used({ untilMs: 1000 }),
    ]).toEqual([115, 100, 15, 115, undefined]);
    expect(
      [
        { text: 'x' },
        { taskUid: 'x' },
        { phase: 'x' },
        { labels: ['x'] },
        { source: 'hook' },
        { within: { root: 'T', ids: new Set<string>() } },
      ].map(used),
    ).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });
});

const timeline: Timeline = {
  session: 's1',
  windows: [{ task: 'T1', fromMs: 100, toMs: 200 }],
  spoken: [{ conversation: 'c1', fromMs: 0, toMs: 1000, task: 'T9' }],
  finished: [],
};

describe('what the events of a session tell', () => {
  test('files, commits and events by stretch, sources and usage by conversation', () => {
    const piles = createPiles();
    const facts = foldSessionFacts(timeline, piles, onlyOnce());
    const c1 = { conversation: 'c1' };
    facts.add(
      event(150, 'file_write', { ...c1, data: { path: 'a.ts', key: 'k1', harness: 'claude', transcript: '/t', cwd: '/repo' } }),
    );
    facts.add(event(151, 'file_write', { ...c1, data: { path: 'a.ts', key: 'k1' } }));
    facts.add(event(152, 'file_write', { ...c1, data: { path: '../out.ts', key: 'k2' } }));
    facts.add(event(153, 'file_write', { ...c1, data: { path: 7 } }));
    facts.add(event(250, 'git_commit', { ...c1, data: { sha: 'abc', subject: 'Fix', harness: '' } }));
    facts.add(event(260, 'git_commit', { ...c1, data: { sha: 'def' } }), 'attached');
    facts.add(event(261, 'git_commit', {}), 'attached');
    facts.add(event(262, 'command', { synthetic: true, ...c1 }));
    facts.add(
      event(263, 'usage', {
        synthetic: true,
        conversation: 'c2',
        data: { kind: 'total', responses: 1, tokens: tokens({ output: 3 }), costUsd: 1 },
      }),
    );
    facts.add(event(264, 'usage', { data: { kind: 'total' } }));
    expect(piles.claims).toStrictEqual([
      { session: 's1', atMs: 250, origin: 'hook', sha: 'abc', subject: 'Fix' },
      { session: 's1', conversation: 'c1', atMs: 260, origin: 'hook', sha: 'def' },
      { session: 's1', atMs: 261, origin: 'hook' },
    ]);
    expect([piles.of('s1', 'T1', 100), piles.of('s1'), piles.of('s1', 'T9', 0), piles.of('s2')]).toStrictEqual([
      { files: [{ path: 'a.ts', origin: 'hook' }], commits: [], events: 3 },
      { files: [], commits: [], events: 2 },
      { files: [], commits: [], events: 1 },
      { files: [], commits: [], events: 0 },
    ]);
    expect(Object.fromEntries(facts.sources)).toStrictEqual({
      c1: { harness: 'claude', transcript: '/t', cwd: '/repo' },
      c2: {},
    });
    expect(facts.conversations()).toEqual(['c1', 'c2']);
    expect(facts.usage('c2')?.counted?.total).toMatchObject({ responses: 1, costUsd: 1 });
    expect(facts.usage('c1')).toBeUndefined();
  });
  test('the same report has the same key', () => {
    const keys = [
      { key: 'k', path: 'p' },
      { key: 'k', sha: 's' },
      { key: 'k', command: 'c' },
      { key: 'k', responseId: 'r' },
      { key: 'k' },
      { path: 'p' },
      undefined,
    ].map((data) => factKey(event(1, 'command', data === undefined ? {} : { data })));
    expect(keys).toEqual(['k command p', 'k command s', 'k command c', 'k command r', 'k command ', undefined, undefined]);
    const isNew = onlyOnce();
    const same = event(1, 'command', { data: { key: 'k' } });
    const used = event(1, 'usage', { data: { key: 'k' } });
    expect([isNew(same), isNew(same), isNew(event(1, 'command')), isNew(event(1, 'command')), isNew(used), isNew(used)]).toEqual([
      true,
      false,
      true,
      true,
      true,
      true,
    ]);
  });
  test('paths of the project', () => {
    expect(
      ['a.ts', 'a/..b', '..a', '', '/a', '\\a', 'C:a', '..', '../a', '.stint/x', 'a/.stint/b', '.stints/x'].map(isProjectPath),
    ).toEqual([true, true, true, false, false, false, false, false, false, false, false, true]);
  });
  test('each path and commit of a stretch once, as it was told first; nothing outside of the session', () => {
    const piles = createPiles();
    const place = { kind: 'task' as const, task: 'T1', fromMs: 100 };
    piles.file(timeline, place as never, 'a', 'hook');
    piles.file(timeline, place as never, 'a', 'transcript');
    piles.commit(timeline, place as never, { sha: 'x', subject: 'first', origin: 'hook' });
    piles.commit(timeline, place as never, { sha: 'x', subject: 'second', origin: 'git' });
    piles.file(timeline, { kind: 'outside' }, 'b', 'hook');
    piles.commit(timeline, { kind: 'outside' }, { sha: 'y', subject: 'y', origin: 'hook' });
    piles.event(timeline, { kind: 'outside' });
    expect([piles.of('s1', 'T1', 100), piles.of('s1')]).toStrictEqual([
      { files: [{ path: 'a', origin: 'hook' }], commits: [{ sha: 'x', subject: 'first', origin: 'hook' }], events: 0 },
      { files: [], commits: [], events: 0 },
    ]);
  });
});

describe('recorded usage', () => {
  const total = (output: number, over: object = {}) => ({
    kind: 'total',
    responses: 2,
    tokens: tokens({ output, input: 1, cacheRead: 2, cacheWrite1h: 3, cacheWrite5m: 4, reasoning: 5 }),
    costUsd: 1,
    costSource: 'harness',
    byModel: [
      { model: 'x', responses: 1, tokens: tokens({ output }), costUsd: 1 },
      { responses: 1, tokens: tokens({}) },
      { model: 'z' },
      7,
    ],
    ...over,
  });
  const recorded = (...datas: unknown[]) => {
    const usage = createRecordedUsage();
    for (const data of datas) usage.add(event(5, 'usage', { data: data as never }));
    return usage.result();
  };
  test('the answers that hooks told of, each once', () => {
    expect(
      recorded(
        { kind: 'response', responseId: 'r1', model: 'x', tokens: tokens({ output: 3 }), costUsd: 0.5 },
        { kind: 'response', responseId: 'r1', tokens: tokens({ output: 4 }) },
        { kind: 'response', tokens: tokens({}) },
        { kind: 'response', responseId: 'r2' },
        undefined,
        { kind: 'other' },
      ),
    ).toStrictEqual({
      responses: [
        {
          id: 'r1',
          at: '1970-01-01T00:00:00.005Z',
          model: null,
          tokens: { input: 0, output: 4, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          webSearches: 0,
        },
      ],
    });
  });
  test('the largest sum, and its parts by stretch', () => {
    const part = (task: string, from: number, output: number) => ({
      task,
      from: iso(from),
      responses: 1,
      tokens: tokens({ output }),
      costUsd: 0.25,
    });
    expect(
      recorded(
        total(10, { parts: [part('T1', 1, 4), part('T2', 2, 1), part('T1', 3, 1)] }),
        total(9, {
          parts: [
            part('T1', 1, 5),
            part('T2', 2, 1),
            { task: 'T3' },
            { ...part('T4', 1, 1), from: 'x' },
            { ...part('T5', 1, 1), tokens: 0 },
            8,
          ],
        }),
        total(50, { kind: 'else' }),
      ),
    ).toStrictEqual({
      responses: [],
      counted: {
        total: {
          responses: 2,
          tokens: { input: 1, output: 10, cacheWrite5m: 4, cacheWrite1h: 3, cacheRead: 2, reasoning: 5 },
          byModel: [
            {
              model: 'x',
              responses: 1,
              tokens: { input: 0, output: 10, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
              costUsd: 1,
            },
            {
              model: null,
              responses: 1,
              tokens: { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
              costUsd: null,
            },
          ],
          costUsd: 1,
          costSource: 'harness',
        },
        parts: [
          {
            task: 'T1',
            fromMs: 1,
            totals: {
              responses: 1,
              tokens: { input: 0, output: 5, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
              byModel: [],
              costUsd: 0.25,
            },
          },
          {
            task: 'T2',
            fromMs: 2,
            totals: {
              responses: 1,
              tokens: { input: 0, output: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
              byModel: [],
              costUsd: 0.25,
            },
          },
          {
            task: 'T1',
            fromMs: 3,
            totals: {
              responses: 1,
              tokens: { input: 0, output: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
              byModel: [],
              costUsd: 0.25,
            },
          },
        ],
        rest: {
          responses: 0,
          tokens: { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          byModel: [],
          costUsd: null,
        },
      },
    });
    expect(recorded(total(1, { costUsd: 'x' })).counted?.total).toMatchObject({ costUsd: null });
    expect(recorded(total(1, { costUsd: 'x' })).counted?.total).not.toHaveProperty('costSource');
    expect(recorded(total(1, { costSource: undefined })).counted?.total).not.toHaveProperty('costSource');
  });
});

describe('work without a session', () => {
  test('is gathered by conversation', () => {
    const unbound = foldUnbound(onlyOnce(), [{ conversation: 'c1', fromMs: 500, toMs: 600 }], 100);
    const c1 = { conversation: 'c1' };
    unbound.add(event(99, 'command', c1));
    unbound.add(event(300, 'command', { ...c1, data: { key: 'k', harness: 'claude' } }));
    unbound.add(event(301, 'command', { ...c1, data: { key: 'k' } }));
    unbound.add(event(200, 'git_commit', c1));
    unbound.add(event(400, 'file_write', { ...c1, data: { path: 'a.ts' } }));
    unbound.add(event(401, 'file_write', { ...c1, data: { path: 'a.ts' } }));
    unbound.add(event(402, 'file_write', { ...c1, data: { path: '/x' } }));
    unbound.add(event(550, 'command', c1));
    unbound.add(event(450, 'command', { ...c1, synthetic: true }));
    unbound.add(event(460, 'prompt', c1));
    unbound.add(event(100, 'command'));
    expect(unbound.result()).toStrictEqual([
      { source: {}, fromMs: 100, toMs: 100, commands: 1, commits: 0, files: 0 },
      { conversation: 'c1', source: { harness: 'claude' }, fromMs: 200, toMs: 402, commands: 1, commits: 1, files: 1 },
    ]);
  });
  const work: UnboundWork = {
    conversation: 'c1',
    source: { harness: 'claude', cwd: '/repo' },
    fromMs: 1000,
    toMs: 2000,
    files: 1,
    commands: 2,
    commits: 3,
    usage: totals(5),
  };
  const at = (hex: string, from: number, over = {}) => makeSession(hex, 'epic:T001', { startedAt: iso(from), ...over });
  test('is offered with the sessions that were open then, and a line that attaches it', () => {
    expect(unboundAnswer(work, [at('aaaaaa', 2000)])).toStrictEqual({
      conversation: 'c1',
      harness: 'claude',
      folder: '/repo',
      from: '1970-01-01T00:00:01.000Z',
      to: '1970-01-01T00:00:02.000Z',
      files: 1,
      commands: 2,
      commits: 3,
      tokens: 5,
      costUsd: 0.05,
      sessions: ['aaaaaa'],
      attach: 'stint reconcile --session aaaaaa --attach c1 --task TASK',
    });
    const sessions = [
      at('aaaaaa', 2001),
      at('bbbbbb', 1, { status: 'ended', endedAt: iso(999) }),
      at('cccccc', 1, { status: 'ended', endedAt: iso(1000) }),
      at('dddddd', 1, { status: 'suspended', suspendedAt: iso(1500) }),
      at('eeeeee', 1, { status: 'closed', closedAt: iso(5) }),
      at('ffffff', 1, { endedAt: iso(5) }),
    ];
    expect(unboundAnswer(work, sessions)).toMatchObject({
      sessions: ['cccccc', 'dddddd', 'ffffff'],
      attach: 'stint reconcile --session ID --attach c1 --task TASK',
    });
    const { conversation: _c, usage: _u, ...nameless } = work;
    expect(unboundAnswer({ ...nameless, source: {} }, [])).toStrictEqual({
      from: '1970-01-01T00:00:01.000Z',
      to: '1970-01-01T00:00:02.000Z',
      files: 1,
      commands: 2,
      commits: 3,
      tokens: null,
      costUsd: null,
      sessions: [],
    });
    expect(['a b', '-x', 'ok.:-_9', '$(x)'].map((conversation) => unboundAnswer({ ...work, conversation }, []).attach)).toEqual([
      undefined,
      undefined,
      'stint reconcile --session ID --attach ok.:-_9 --task TASK',
      undefined,
    ]);
  });
});
