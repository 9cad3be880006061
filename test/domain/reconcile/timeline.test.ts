import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/event/event-from';
import { placeOf, spanWithout, timelineOf } from '../../../src/domain/reconcile/timeline';
import { makeSession } from '../../support/world';

const start = Date.parse('2026-11-21T10:00:00.000Z');
const ms = (minutes: number): number => start + minutes * 60_000;
const minutes = (at: number): number => (at - start) / 60_000;

/** `at` in minutes; words: type, then what it is about: a task for work, a conversation for who speaks. */
const event = (at: number, type: string, about?: string, data?: Event['data']): Event => ({
  id: `e${at}`,
  at: new Date(ms(at)).toISOString(),
  type: type as Event['type'],
  synthetic: type !== 'conversation_start',
  ...(about === undefined ? {} : /^T\d/.test(about) ? { task: about } : { conversation: about }),
  ...(data === undefined ? {} : { data }),
});

const work = (events: readonly Event[]) =>
  timelineOf(makeSession('aaaaaa', 'epic:T001'), events).windows.map(({ task, fromMs, toMs }) => [
    task,
    minutes(fromMs),
    minutes(toMs),
  ]);
const talk = (events: readonly Event[], over = {}) =>
  timelineOf(makeSession('aaaaaa', 'epic:T001', over), events).spoken.map(({ conversation, fromMs, toMs }) => [
    conversation,
    minutes(fromMs),
    minutes(toMs),
  ]);
const forever = Number.POSITIVE_INFINITY;

describe('which task was in hand when', () => {
  test.each<[string, Event[], unknown]>([
    ['nothing', [event(0, 'session_start', 'c1')], []],
    ['claim to close', [event(1, 'task_claim', 'T1'), event(1, 'focus', 'T1'), event(5, 'task_close', 'T1')], [['T1', 1, 5]]],
    ['to the end of the session', [event(1, 'focus', 'T1'), event(4, 'session_end')], [['T1', 1, 4]]],
    ['still', [event(1, 'focus', 'T1')], [['T1', 1, forever]]],
    [
      'focus moves',
      [event(1, 'focus', 'T1'), event(3, 'task_release', 'T1'), event(3, 'focus', 'T2'), event(9, 'task_close', 'T2')],
      [
        ['T1', 1, 3],
        ['T2', 3, 9],
      ],
    ],
    [
      'suspended and taken up again',
      [
        event(1, 'focus', 'T1'),
        event(3, 'task_release', 'T1'),
        event(3, 'session_suspend'),
        event(6, 'session_resume', 'c1'),
        event(6, 'focus', 'T1'),
        event(8, 'task_close', 'T1'),
      ],
      [
        ['T1', 1, 3],
        ['T1', 6, 8],
      ],
    ],
    [
      'two claims: the focus counts, then the one that is left',
      [event(1, 'focus', 'T1'), event(2, 'focus', 'T2'), event(4, 'task_close', 'T2'), event(7, 'task_close', 'T1')],
      [
        ['T1', 1, 2],
        ['T2', 2, 4],
        ['T1', 4, 7],
      ],
    ],
    [
      'two claims without a focus are nobody can tell whose',
      [event(1, 'task_claim', 'T1'), event(2, 'task_claim', 'T2'), event(4, 'task_close', 'T2'), event(6, 'task_close', 'T1')],
      [
        ['T1', 1, 2],
        ['T1', 4, 6],
      ],
    ],
    ['events out of order', [event(5, 'task_close', 'T1'), event(1, 'focus', 'T1')], [['T1', 1, 5]]],
  ])('%s', (_name, events, windows) => expect(work(events)).toEqual(windows));

  test('what was finished, and whether with an entry', () => {
    const { finished } = timelineOf(makeSession('aaaaaa', 'epic:T001'), [
      event(1, 'task_close', 'T1', { entry: 'x-1' }),
      event(2, 'task_close', 'T2'),
    ]);
    expect(finished).toEqual([
      { task: 'T1', atMs: ms(1), entry: 'x-1' },
      { task: 'T2', atMs: ms(2) },
    ]);
  });
});

describe('who spoke when', () => {
  test.each<[string, Event[], unknown]>([
    ['from the start', [event(0, 'session_start', 'c1')], [['c1', 0, forever]]],
    ['until it ended', [event(0, 'session_start', 'c1'), event(9, 'session_end', 'c1')], [['c1', 0, 9]]],
    ['until it left', [event(0, 'session_start', 'c1'), event(3, 'session_switch', 'c1', { left: true })], [['c1', 0, 3]]],
    [
      'cleared: another takes its place',
      [
        event(0, 'session_start', 'c1'),
        event(4, 'session_switch', 'c2', { reason: 'clear', from: 'c1' }),
        event(4, 'conversation_start', 'c2'),
      ],
      [
        ['c1', 0, 4],
        ['c2', 4, forever],
      ],
    ],
    ['a terminal took it over', [event(0, 'session_start', 'c1'), event(2, 'session_resume')], [['c1', 0, 2]]],
    [
      'the same again',
      [event(0, 'session_start', 'c1'), event(2, 'conversation_start', 'c1'), event(5, 'session_adopt', 'c1')],
      [['c1', 0, forever]],
    ],
  ])('%s', (_name, events, spoken) => expect(talk(events)).toEqual(spoken));

  test('without events the only conversation spoke all the time; of several nobody knows', () => {
    const ended = { startedAt: new Date(ms(1)).toISOString(), endedAt: new Date(ms(7)).toISOString() };
    expect(talk([], { ...ended, conversations: ['c1'] })).toEqual([['c1', 1, 7]]);
    expect(talk([], { ...ended, conversations: ['c1', 'c2'] })).toEqual([]);
  });
});

describe('where something belongs', () => {
  const session = makeSession('aaaaaa', 'epic:T001', {
    attached: [{ conversation: 'c9', from: new Date(ms(20)).toISOString(), to: new Date(ms(30)).toISOString(), task: 'T9' }],
  });
  const timeline = timelineOf(session, [
    event(0, 'session_start', 'c1'),
    event(2, 'focus', 'T1'),
    event(6, 'task_close', 'T1'),
    event(9, 'session_end'),
  ]);
  test.each([
    ['c1', 0, { kind: 'session' }],
    ['c1', 2, { kind: 'session', task: 'T1', fromMs: ms(2) }],
    ['c1', 5.99, { kind: 'session', task: 'T1', fromMs: ms(2) }],
    ['c1', 6, { kind: 'session' }],
    ['c1', 9, { kind: 'outside' }],
    ['c1', -1, { kind: 'outside' }],
    ['c2', 3, { kind: 'outside' }],
    [undefined, 3, { kind: 'session', task: 'T1', fromMs: ms(2) }],
    ['c9', 20, { kind: 'session', task: 'T9', fromMs: ms(20) }],
    ['c9', 30, { kind: 'session', task: 'T9', fromMs: ms(20) }],
    ['c9', 31, { kind: 'outside' }],
  ])('%s after %d minutes', (conversation, at, place) => expect(placeOf(timeline, conversation, ms(at))).toEqual(place));
});

describe('spans without others', () => {
  test.each([
    [[], [[0, 10]]],
    [
      [[2, 4]],
      [
        [0, 2],
        [4, 10],
      ],
    ],
    [
      [
        [-5, 3],
        [8, 20],
      ],
      [[3, 8]],
    ],
    [[[0, 10]], []],
    [[[20, 30]], [[0, 10]]],
  ])('0–10 without %j', (others, left) => {
    const spans = others.map(([fromMs = 0, toMs = 0]) => ({ fromMs, toMs }));
    expect(spanWithout({ fromMs: 0, toMs: 10 }, spans).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual(left);
  });
});
