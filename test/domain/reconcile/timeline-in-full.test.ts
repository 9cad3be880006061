import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/event/event-from';
import { type Completion, foldCompletion } from '../../../src/domain/ledger/fold';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { assignStretches, togetherOf } from '../../../src/domain/reconcile/assign-stretches';
import { type Found, holdsTooMuch, newsFor, recordedTokens, usageFields } from '../../../src/domain/reconcile/entry-news';
import type { ConversationUsage, SessionWork, Stretch } from '../../../src/domain/reconcile/gathered';
import { noteUsage } from '../../../src/domain/reconcile/note-usage';
import { isSteering, placeOf, spanWithout, type Timeline, timelineOf, windowsOf } from '../../../src/domain/reconcile/timeline';
import { noUsage } from '../../../src/domain/reconcile/totals';
import type { Session } from '../../../src/domain/session/schema';
import type { UsageTotals } from '../../../src/domain/usage/transcript';
import { noTokens } from '../../../src/domain/usage/usage';
import { makeSession, makeTask } from '../../support/world';

const iso = (ms: number): string => new Date(ms).toISOString();
const event = (ms: number, type: string, over: Partial<Event> = {}): Event =>
  ({ at: iso(ms), type, synthetic: true, ...over }) as Event;
const c = (conversation: string) => ({ conversation });
const t = (task: string) => ({ task });
const used = (output: number, over: Partial<UsageTotals> = {}): UsageTotals => ({
  responses: 1,
  tokens: { ...noTokens, output },
  byModel: [],
  costUsd: output / 100,
  ...over,
});

describe('a timeline', () => {
  const told = (events: readonly Event[], over: Partial<Session> = {}) => {
    const { windows, spoken, finished } = timelineOf(makeSession('aaaaaa', 'epic:T001', over), events);
    return {
      windows: windows.map(({ task, fromMs, toMs }) => `${task} ${fromMs}-${toMs}`),
      spoken: spoken.map(
        ({ conversation, fromMs, toMs, task }) => `${conversation} ${fromMs}-${toMs}${task === undefined ? '' : ` ${task}`}`,
      ),
      finished: finished.map(({ task, atMs, entry }) => `${task} ${atMs} ${entry ?? ''}`),
    };
  };
  test('who spoke, and which task was in hand', () => {
    expect(
      told([
        event(10, 'session_start', c('c1')),
        event(10, 'task_claim', t('T1')),
        event(10, 'focus', t('T1')),
        event(30, 'session_adopt', c('c2')),
        event(40, 'task_claim', t('T2')),
        event(50, 'focus', t('T2')),
        event(60, 'task_close', { task: 'T2', data: { entry: 'e2' } }),
        event(70, 'task_close', { task: 'T1', data: { entry: 7 } }),
        event(80, 'focus', t('T3')),
        event(90, 'session_switch', { conversation: 'c2', data: { left: true } }),
        event(95, 'session_switch', c('c3')),
        event(100, 'session_end'),
      ]),
    ).toEqual({
      windows: ['T1 10-50', 'T2 50-60', 'T1 60-70', 'T3 80-100'],
      spoken: ['c1 10-30', 'c2 30-90', 'c3 95-100'],
      finished: ['T2 60 e2', 'T1 70 '],
    });
  });
  test('events stand by their times; a hook that names no conversation says nothing of who speaks', () => {
    expect(
      told([
        event(50, 'session_suspend'),
        event(10, 'session_start', c('c1')),
        event(20, 'conversation_start'),
        event(30, 'conversation_start', c('c2')),
        event(5, 'task_claim', t('T1')),
      ]),
    ).toEqual({ windows: ['T1 5-50'], spoken: ['c1 10-30', 'c2 30-50'], finished: [] });
    expect(told([event(10, 'session_resume'), event(20, 'session_resume', c('c1')), event(20, 'session_close')])).toEqual({
      windows: [],
      spoken: [],
      finished: [],
    });
  });
  test('it goes on while nothing ended it; two tasks in hand without a focus are none', () => {
    expect(
      told([
        event(10, 'session_start', c('c1')),
        event(20, 'task_claim', t('T1')),
        event(30, 'task_claim', t('T2')),
        event(40, 'task_release', t('T2')),
        event(45, 'task_claim', t('T1')),
        event(50, 'task_claim'),
        event(51, 'focus'),
        event(52, 'task_close'),
      ]),
    ).toEqual({ windows: ['T1 20-30', 'T1 40-Infinity'], spoken: ['c1 10-Infinity'], finished: [] });
  });
  test('without events one conversation of the record can have been the only one', () => {
    expect(told([], { conversations: ['c1'], startedAt: iso(5), endedAt: iso(9), suspendedAt: iso(7) }).spoken).toEqual([
      'c1 5-9',
    ]);
    expect(told([], { conversations: ['c1'], startedAt: iso(5), suspendedAt: iso(7), closedAt: iso(8) }).spoken).toEqual([
      'c1 5-7',
    ]);
    expect(told([], { conversations: ['c1'], startedAt: iso(5), closedAt: iso(8) }).spoken).toEqual(['c1 5-8']);
    expect(told([], { conversations: ['c1'], startedAt: iso(5) }).spoken).toEqual(['c1 5-Infinity']);
    expect(told([], { conversations: ['c1', 'c2'] }).spoken).toEqual([]);
    expect(told([], {}).spoken).toEqual([]);
    expect(told([event(1, 'focus', t('T1'))], { conversations: ['c1'] }).spoken).toEqual([]);
    expect(
      told([], {
        attached: [
          { conversation: 'c9', from: iso(1), to: iso(2) },
          { conversation: 'c8', from: iso(3), to: iso(4), task: 'T1' },
        ],
      }).spoken,
    ).toEqual(['c9 1-3', 'c8 3-5 T1']);
  });
  test('what steers', () => {
    const all = [
      'session_start',
      'session_resume',
      'session_adopt',
      'session_switch',
      'session_suspend',
      'session_end',
      'session_close',
      'task_claim',
      'task_release',
      'task_close',
      'focus',
      'conversation_start',
    ];
    expect([...all, 'note', 'command', 'usage'].filter((type) => isSteering(event(1, type)))).toEqual(all);
  });
  const timeline: Timeline = {
    session: 's',
    windows: [
      { task: 'T1', fromMs: 10, toMs: 20 },
      { task: 'T2', fromMs: 20, toMs: 30 },
      { task: 'T3', fromMs: 40, toMs: 50 },
    ],
    spoken: [
      { conversation: 'c1', fromMs: 0, toMs: 45 },
      { conversation: 'c9', fromMs: 5, toMs: 6, task: 'T9' },
    ],
    finished: [],
  };
  test('where something belongs', () => {
    const place = (conversation: string | undefined, ms: number) => JSON.stringify(placeOf(timeline, conversation, ms));
    expect([9, 10, 19, 20, 29, 30, 40, 49, 50].map((ms) => place(undefined, ms))).toEqual([
      '{"kind":"session"}',
      '{"kind":"session","task":"T1","fromMs":10}',
      '{"kind":"session","task":"T1","fromMs":10}',
      '{"kind":"session","task":"T2","fromMs":20}',
      '{"kind":"session","task":"T2","fromMs":20}',
      '{"kind":"session"}',
      '{"kind":"session","task":"T3","fromMs":40}',
      '{"kind":"session","task":"T3","fromMs":40}',
      '{"kind":"session"}',
    ]);
    expect([place('c1', 44), place('c1', 45), place('c9', 5), place('c9', 6), place('c2', 10)]).toEqual([
      '{"kind":"session","task":"T3","fromMs":40}',
      '{"kind":"outside"}',
      '{"kind":"session","task":"T9","fromMs":5}',
      '{"kind":"outside"}',
      '{"kind":"outside"}',
    ]);
    expect(windowsOf(timeline).map(({ task, fromMs, toMs }) => `${task} ${fromMs}-${toMs}`)).toEqual([
      'T1 10-20',
      'T2 20-30',
      'T3 40-50',
      'T9 5-6',
    ]);
  });
  test('what is left of a span', () => {
    const left = (...others: readonly (readonly [number, number])[]) =>
      spanWithout(
        { fromMs: 10, toMs: 20 },
        others.map(([fromMs, toMs]) => ({ fromMs, toMs })),
      ).map(({ fromMs, toMs }) => `${fromMs}-${toMs}`);
    expect([
      left(),
      left([12, 14]),
      left([0, 15]),
      left([15, 30]),
      left([0, 30]),
      left([20, 30]),
      left([10, 20]),
      left([12, 14], [13, 16]),
    ]).toEqual([['10-20'], ['10-12', '14-20'], ['15-20'], ['10-15'], [], ['10-20'], [], ['10-12', '16-20']]);
  });
});

const line = (id: string, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id,
  type: 'completed',
  at: iso(0),
  source: 'reconcile',
  task: { id: 'T1', uid: 'u', title: 'x', type: 'task', labels: [] },
  flags: [],
  prev: [],
  hash: id.padEnd(64, '0'),
  ...over,
});
const stretch = (fromMs: number, over: Partial<Stretch> = {}): Stretch => ({
  session: 's1',
  task: 'T1',
  fromMs,
  toMs: fromMs + 5,
  pile: { files: [], commits: [], events: 1 },
  usage: noUsage,
  isWhole: true,
  ...over,
});

describe('stretches and completions', () => {
  const work = (session: string, stretches: readonly Stretch[], finished: Timeline['finished'] = []): SessionWork => ({
    timeline: { session, windows: [], spoken: [], finished },
    conversations: [],
    stretches,
  });
  const told = (works: readonly SessionWork[], completions: readonly Completion[], task = makeTask('T1')) =>
    assignStretches(works, new Map([['T1', completions]]), () => task).map(({ task: id, stretches, completion, closedBy }) =>
      `${id} ${stretches.map(({ fromMs }) => fromMs)} ${completion?.entry.id ?? '-'} ${closedBy === undefined ? '' : `${closedBy.session} ${closedBy.at}`}`.trim(),
    );
  const done = (id: string, ms: number) => foldCompletion(line(id, { completedAt: iso(ms) }), []);
  test('each stretch goes to the first completion after its beginning', () => {
    expect(
      told([work('s1', [stretch(30), stretch(10)]), work('s2', [stretch(20), stretch(21)])], [done('b', 40), done('a', 20)]),
    ).toEqual(['T1 10,20 a', 'T1 21,30 b']);
    expect(told([work('s1', [stretch(50)])], [done('a', 20)])).toEqual(['T1 50 -']);
    expect(told([work('s1', [stretch(5)])], [done('a', 20), done('b', 30)])).toEqual(['T1 5 a']);
    expect(told([work('s1', [stretch(5), stretch(6, { task: 'T2' })])], [])).toEqual(['T1 5 -', 'T2 6 -']);
    expect(
      told(
        [work('s1', [stretch(5)])],
        [foldCompletion(line('a', { completedAt: iso(9) }), [line('v', { type: 'voided', ref: 'a' })]), done('b', 30)],
      ),
    ).toEqual(['T1 5 b']);
  });
  test('a task that was finished without an entry was finished by who had it in hand', () => {
    const closed = makeTask('T1', { status: 'done', completedAt: iso(9) });
    const end = [{ task: 'T1', atMs: 9 }];
    expect(told([work('s1', [stretch(5)], end)], [], closed)).toEqual([`T1 5 - s1 ${iso(9)}`]);
    expect(told([work('s1', [stretch(5)]), work('s2', [], end)], [], closed)).toEqual(['T1 5 -']);
    expect(told([work('s1', [stretch(5)], [{ task: 'T1', atMs: 8 }])], [], closed)).toEqual(['T1 5 -']);
    expect(told([work('s1', [stretch(5)], [{ task: 'T2', atMs: 9 }])], [], closed)).toEqual(['T1 5 -']);
    expect(told([work('s1', [stretch(5)], [{ task: 'T1', atMs: 9, entry: 'e' }])], [], closed)).toEqual(['T1 5 -']);
    expect(told([work('s1', [stretch(5)], end)], [], { ...closed, entryId: 'e' })).toEqual(['T1 5 -']);
    expect(told([work('s1', [stretch(5)], end)], [], { ...closed, status: 'cancelled' })).toEqual(['T1 5 -']);
    expect(told([work('s1', [stretch(5)], end)], [], makeTask('T1', { status: 'done' }))).toEqual(['T1 5 -']);
  });
  test('together: each path and commit once, as the first stretch tells it', () => {
    const file = (path: string, origin: 'hook' | 'transcript') => ({ path, origin });
    const commit = (sha: string, subject: string) => ({ sha, subject, origin: 'hook' as const });
    expect(
      togetherOf([
        stretch(1, { pile: { files: [file('a', 'hook')], commits: [commit('x', '1')], events: 2 }, usage: used(3) }),
        stretch(2, {
          pile: { files: [file('b', 'hook'), file('a', 'transcript')], commits: [commit('y', '2'), commit('x', '3')], events: 5 },
          usage: used(4),
          isWhole: false,
        }),
      ]),
    ).toEqual({
      files: [
        { path: 'b', origin: 'hook' },
        { path: 'a', origin: 'hook' },
      ],
      commits: [
        { sha: 'y', subject: '2', origin: 'hook' },
        { sha: 'x', subject: '1', origin: 'hook' },
      ],
      events: 7,
      usage: {
        responses: 2,
        tokens: { input: 0, output: 7, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
        byModel: [],
        costUsd: 0.07,
      },
      isWhole: false,
    });
    expect(togetherOf([]).isWhole).toBe(true);
  });
});

describe('what an entry does not say yet', () => {
  const found = (over: Partial<Found> = {}): Found => ({
    files: [],
    commits: [],
    events: 1,
    usage: noUsage,
    isWhole: true,
    ...over,
  });
  const commit = (sha: string) => ({ sha, subject: sha, origin: 'hook' as const });
  const file = (path: string, origin: 'hook' | 'flag' = 'hook') => ({ path, origin });
  const news = (over: Partial<LedgerEntry>, what: Partial<Found>, mayLower = false, elsewhere = '') =>
    newsFor(foldCompletion(line('a', over), []), found(what), (sha) => sha === elsewhere, mayLower);
  test('files and commits', () => {
    expect(news({ files: [file('a')] }, { files: [file('a'), file('b')] })).toStrictEqual({ files: [file('b')] });
    expect(news({}, {})).toBeUndefined();
    expect(news({ commits: [commit('abcdef')] }, { commits: [commit('abc'), commit('abcdef99'), commit('b')] })).toStrictEqual({
      commits: [commit('b')],
    });
    expect(news({}, { commits: [commit('b')] }, false, 'b')).toBeUndefined();
    expect(
      news(
        { redacted: { files: 'x', commits: 'x', tokens: 'x' } },
        { files: [file('a')], commits: [commit('b')], usage: used(1) },
      ),
    ).toBeUndefined();
    const amended = foldCompletion(line('a'), [line('b', { type: 'amended', ref: 'a', redacted: { files: 'x' } })]);
    expect(newsFor(amended, found({ files: [file('a')] }), () => false, false)).toBeUndefined();
  });
  test('usage grows; it is lowered only where that is allowed', () => {
    const tokens = (output: number) => ({ ...noTokens, output, total: output });
    expect(news({}, { usage: used(5, { costSource: 'harness' }) })).toStrictEqual({
      tokens: tokens(5),
      costUsd: 0.05,
      costSource: 'harness',
    });
    expect(news({ tokens: tokens(5), costUsd: 0.05 }, { usage: used(5) })).toBeUndefined();
    expect(news({ tokens: tokens(5), costUsd: 0.05 }, { usage: used(6) })?.tokens).toEqual(tokens(6));
    expect(news({ tokens: tokens(9), costUsd: 0.05 }, { usage: used(6) })).toBeUndefined();
    expect(news({ tokens: tokens(9), costUsd: 0.05 }, { usage: used(6) }, true)?.tokens).toEqual(tokens(6));
    expect(news({ tokens: { output: 9 } }, { usage: used(6) })?.tokens).toEqual(tokens(6));
    expect(news({ tokens: tokens(5), costUsd: 1 }, { usage: used(5) })?.costUsd).toBe(0.05);
    expect(news({ tokens: tokens(5), costUsd: 1 }, { usage: used(5, { costUsd: null }) })).toBeUndefined();
    expect(news({ tokens: tokens(5), costUsd: 1 }, { usage: used(5, { costUsd: null }) }, true)?.costUsd).toBeNull();
    expect(news({ tokens: tokens(5) }, { usage: used(5, { costUsd: null }) }, true)).toBeUndefined();
    expect(usageFields(noUsage)).toStrictEqual({});
    expect(usageFields(used(1))).toStrictEqual({ tokens: tokens(1), costUsd: 0.01 });
    expect(recordedTokens(used(2))).toStrictEqual(tokens(2));
  });
  test('what would not be derived today, but for what people said', () => {
    const much = (over: Partial<LedgerEntry>, what: Partial<Found> = {}) =>
      holdsTooMuch(foldCompletion(line('a', over), []), found(what));
    expect([
      much({}),
      much({ files: [file('a')] }),
      much({ files: [file('a')] }, { files: [file('a')] }),
      much({ files: [file('a', 'flag')] }),
      much({ commits: [commit('x')] }),
      much({ commits: [commit('x')] }, { commits: [commit('x')] }),
      much({ commits: [{ ...commit('x'), origin: 'flag' }] }),
    ]).toEqual([false, true, false, false, true, false, false]);
  });
});

describe('usage in a session', () => {
  const seen = (total: UsageTotals, rest: UsageTotals = noUsage, over: Partial<ConversationUsage> = {}): ConversationUsage => ({
    conversation: 'c1',
    source: {},
    usage: { total, parts: [], rest },
    isWhole: true,
    ...over,
  });
  const session = makeSession('aaaaaa', 'epic:T001');
  const now = iso(9);
  const first = noteUsage(session, seen(used(5), used(2)), now);
  const known = first?.session ?? session;
  test('the first time', () => {
    expect(first).toStrictEqual({
      session: {
        id: 'session_20261121_100000_aaaaaa',
        status: 'active',
        scope: { type: 'epic', rootTaskId: 'T001' },
        focus: { currentTask: null, sessionNote: null, nextAction: null },
        conversations: [],
        held: [],
        startedAt: '2026-11-21T10:00:00.000Z',
        lastActivityAt: '2026-11-21T11:50:00.000Z',
        notes: [],
        focusHistory: [],
        stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
        usage: [
          {
            conversation: 'c1',
            at: '1970-01-01T00:00:00.009Z',
            responses: 1,
            tokens: { input: 0, output: 5, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
            costUsd: 0.05,
            byModel: [],
            rest: {
              responses: 1,
              tokens: { input: 0, output: 2, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
              costUsd: 0.02,
            },
          },
        ],
      },
      event: {
        at: '1970-01-01T00:00:00.009Z',
        type: 'usage',
        session: 'session_20261121_100000_aaaaaa',
        conversation: 'c1',
        synthetic: true,
        data: {
          kind: 'total',
          responses: 1,
          tokens: { input: 0, output: 5, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          costUsd: 0.05,
          byModel: [],
          parts: [],
        },
      },
    });
    expect(noteUsage(session, seen(noUsage), now)).toBeUndefined();
    const told = noteUsage(
      makeSession('aaaaaa', 'epic:T001', { agent: 'opus' }),
      seen(
        used(5, { costSource: 'harness', byModel: [{ model: 'x', responses: 1, tokens: noTokens, costUsd: null }] }),
        noUsage,
        {
          source: { harness: 'claude', transcript: '/t' },
          usage: {
            total: used(5, { costSource: 'harness' }),
            parts: [{ task: 'T1', fromMs: 3, totals: used(4) }],
            rest: noUsage,
          },
        },
      ),
      now,
    );
    expect(told?.event).toStrictEqual({
      at: '1970-01-01T00:00:00.009Z',
      type: 'usage',
      session: 'session_20261121_100000_aaaaaa',
      conversation: 'c1',
      agent: 'opus',
      synthetic: true,
      data: {
        harness: 'claude',
        transcript: '/t',
        kind: 'total',
        responses: 1,
        tokens: { input: 0, output: 5, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
        costUsd: 0.05,
        costSource: 'harness',
        byModel: [],
        parts: [
          {
            task: 'T1',
            from: '1970-01-01T00:00:00.003Z',
            responses: 1,
            tokens: { input: 0, output: 4, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
            costUsd: 0.04,
            byModel: [],
          },
        ],
      },
    });
  });
  test("later only what is news: more, another price, another part in no task's hands", () => {
    const again = (total: UsageTotals, rest: UsageTotals = used(2)) =>
      noteUsage(known, seen(total, rest), now)?.session.usage?.length;
    expect([
      again(used(5)),
      again(used(6)),
      again(used(4)),
      again(used(5, { costUsd: 9 })),
      again(used(5, { costUsd: null })),
      again(used(5), noUsage),
      again(used(5, { responses: 2 })),
      again(used(4, { responses: 9 })),
    ]).toEqual([undefined, 1, undefined, 1, undefined, 1, 1, undefined]);
    const other = noteUsage(known, seen(used(1), noUsage, { conversation: 'c2' }), now)?.session.usage;
    expect(other?.map(({ conversation }) => conversation)).toEqual(['c1', 'c2']);
    const kept = noteUsage(
      { ...known, usage: [{ ...(known.usage?.[0] as NonNullable<Session['usage']>[number]), odd: 1 }] },
      seen(used(7)),
      now,
    );
    expect(kept?.session.usage).toMatchObject([{ odd: 1, tokens: { output: 7 } }]);
    const broken = {
      ...known,
      usage: [{ ...(known.usage?.[0] as NonNullable<Session['usage']>[number]), tokens: undefined as never }],
    };
    expect(noteUsage(broken, seen(used(1)), now)).toBeDefined();
  });
});
