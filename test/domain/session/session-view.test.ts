import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/domain/binding/caller';
import { findSession } from '../../../src/domain/session/find-session';
import { isMine } from '../../../src/domain/session/obstacles';
import type { Session } from '../../../src/domain/session/schema';
import { detailSession, viewSession } from '../../../src/domain/session/session-view';
import { stalenessOf } from '../../../src/domain/session/staleness';
import { scopesToStart, sessionsToResume } from '../../../src/domain/session/ways-to-begin';
import { refusalLines } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const tasks = [
  makeTask('T001', { type: 'epic', title: 'Authentication' }),
  makeTask('T002', { parentId: 'T001', title: 'Tokens', status: 'active' }),
  makeTask('T003', { parentId: 'T001', status: 'done' }),
  makeTask('T004', { parentId: 'T001', status: 'cancelled', phase: 'core' }),
  makeTask('T005'),
];
const archivedTasks = [makeTask('T090', { title: 'Old', status: 'done' })];
const at = '2026-11-21T11:00:00.000Z';

describe('viewSession', () => {
  test('a session that says little is shown with little', () => {
    const session = makeSession('aaaaaa', 'epic:T001');
    expect(viewSession(makeWorld({ tasks, sessions: [session] }), session)).toStrictEqual({
      id: 'session_20261121_100000_aaaaaa',
      shortId: 'aaaaaa',
      status: 'active',
      scope: { type: 'epic', rootTaskId: 'T001' },
      title: 'Authentication',
      tasks: { total: 4, finished: 2 },
      startedAt: '2026-11-21T10:00:00.000Z',
      lastActivityAt: '2026-11-21T11:50:00.000Z',
    });
    const project = makeSession('aaaaaa', 'project');
    expect(viewSession(makeWorld({ tasks, sessions: [project] }), project)).toEqual({
      id: 'session_20261121_100000_aaaaaa',
      shortId: 'aaaaaa',
      status: 'active',
      scope: { type: 'project' },
      tasks: { total: 5, finished: 2 },
      startedAt: '2026-11-21T10:00:00.000Z',
      lastActivityAt: '2026-11-21T11:50:00.000Z',
    });
  });

  test.each<[string, Partial<Session>, object, object]>([
    ['gone process, long ago', { lastActivityAt: at }, { processGone: true }, { stale: true, processGone: true }],
    ['gone process, just now', { lastActivityAt: '2026-11-21T11:59:00.000Z' }, { processGone: true }, {}],
    ['gone worktree', {}, { worktreeGone: true }, { stale: true, worktreeGone: true }],
    [
      'gone worktree and process',
      {},
      { worktreeGone: true, processGone: true },
      { stale: true, processGone: true, worktreeGone: true },
    ],
    ['gone worktree of a session that is put down', { status: 'ended' }, { worktreeGone: true }, {}],
    ['long silence', { lastActivityAt: '2026-11-01T00:00:00.000Z' }, {}, { stale: true }],
  ])('tells a %s', (_, over, signs, told) => {
    const session = makeSession('aaaaaa', 'project', over);
    const { stale, processGone, worktreeGone } = viewSession(
      makeWorld({ sessions: [session], signs: { aaaaaa: signs } }),
      session,
    );
    expect({ stale, processGone, worktreeGone }).toEqual(told);
  });

  test('a session that says all there is', () => {
    const session = makeSession('aaaaaa', 'epicPhase:T001:core', {
      name: 'Keys',
      agent: 'opus',
      harness: 'claude',
      status: 'ended',
      focus: { currentTask: 'T002', sessionNote: 'half way', nextAction: 'write' },
      held: [
        { taskId: 'T002', at },
        { taskId: 'T005', at },
      ],
      suspendedAt: at,
      endedAt: testNow,
      closedAt: testNow,
      conversations: ['c1'],
      git: { worktree: '/repo' },
      notes: [{ at, text: 'half way' }],
      usage: [
        {
          conversation: 'c1',
          at,
          responses: 1,
          tokens: { input: 1, output: 2, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 },
          costUsd: 0.5,
          byModel: [],
        },
      ],
    });
    expect(detailSession(makeWorld({ tasks, sessions: [session] }), session)).toStrictEqual({
      id: 'session_20261121_100000_aaaaaa',
      shortId: 'aaaaaa',
      status: 'ended',
      name: 'Keys',
      agent: 'opus',
      harness: 'claude',
      scope: { type: 'epicPhase', rootTaskId: 'T001', phase: 'core' },
      title: 'Authentication',
      focus: { id: 'T002', title: 'Tokens', status: 'active' },
      held: ['T002', 'T005'],
      note: 'half way',
      nextAction: 'write',
      tasks: { total: 1, finished: 1 },
      startedAt: '2026-11-21T10:00:00.000Z',
      lastActivityAt: '2026-11-21T11:50:00.000Z',
      suspendedAt: '2026-11-21T11:00:00.000Z',
      endedAt: '2026-11-21T12:00:00.000Z',
      closedAt: '2026-11-21T12:00:00.000Z',
      notes: [{ at: '2026-11-21T11:00:00.000Z', text: 'half way' }],
      focusHistory: [],
      stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
      conversations: ['c1'],
      git: { worktree: '/repo' },
      usage: {
        responses: 1,
        tokens: 3,
        costUsd: 0.5,
        byModel: [],
        unattributed: { tokens: 0, costUsd: 0, share: 0 },
        at: '2026-11-21T11:00:00.000Z',
      },
    });
  });

  test('details are left out where there are none', () => {
    const session = makeSession('aaaaaa', 'task:T099', {
      focus: { currentTask: 'T090', sessionNote: null, nextAction: null },
      held: [{ taskId: 'T090', at }],
    });
    expect(detailSession(makeWorld({ tasks, archivedTasks, sessions: [session] }), session)).toStrictEqual({
      id: 'session_20261121_100000_aaaaaa',
      shortId: 'aaaaaa',
      status: 'active',
      scope: { type: 'task', rootTaskId: 'T099' },
      focus: { id: 'T090', title: 'Old', status: 'done' },
      tasks: { total: 0, finished: 0 },
      startedAt: '2026-11-21T10:00:00.000Z',
      lastActivityAt: '2026-11-21T11:50:00.000Z',
      notes: [],
      focusHistory: [],
      stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
    });
    const lost = { ...session, focus: { ...session.focus, currentTask: 'T098' }, held: [] };
    expect(viewSession(makeWorld({ tasks, sessions: [lost] }), lost).focus).toBeUndefined();
  });

  test('stale and mine are said of active sessions', () => {
    const silent = makeSession('aaaaaa', 'task:T005', { lastActivityAt: '2026-11-20T11:00:00.000Z' });
    const facts = (session: Session, parts: WorldParts = {}) => {
      const { stale, mine, lastActivityAt } = viewSession(makeWorld({ tasks, sessions: [session], ...parts }), session);
      return { stale, mine, lastActivityAt };
    };
    expect(facts(silent)).toEqual({ stale: true, mine: undefined, lastActivityAt: '2026-11-20T11:00:00.000Z' });
    expect(facts(silent, { signs: { aaaaaa: { aliveAt: at } }, caller: { pointer: silent.id } })).toEqual({
      stale: undefined,
      mine: true,
      lastActivityAt: at,
    });
    expect(facts({ ...silent, status: 'ended' }, { caller: { pointer: silent.id } })).toEqual({
      stale: undefined,
      mine: undefined,
      lastActivityAt: '2026-11-20T11:00:00.000Z',
    });
  });
});

describe('isMine', () => {
  const spoken = { conversation: 'c2', conversations: ['c1', 'c2'] };
  const pointer = sessionIdOf('aaaaaa');
  const as = (id: string): Partial<Caller> => ({ conversation: { id, from: 'harness' } });
  test.each<[string, Partial<Session>, Partial<Caller>, boolean]>([
    ['spoken for by this conversation', spoken, as('c2'), true],
    ['handed on to another conversation', spoken, as('c1'), false],
    ['in the hands of a conversation, named by the pointer', spoken, { pointer }, false],
    ['left by this conversation', { conversations: ['c1'] }, as('c1'), true],
    ['left by another one', { conversations: ['c1'] }, as('c2'), false],
    ['named by the pointer', { conversations: ['c1'] }, { pointer }, true],
    ['named by the pointer, under a harness', { conversations: ['c1'] }, { pointer, harness: 'claude' }, false],
    ['named by the pointer, under a harness, and never spoken for', {}, { pointer, harness: 'claude' }, true],
    ['another one named by the pointer', {}, { pointer: sessionIdOf('bbbbbb') }, false],
    ['nothing says so', {}, {}, false],
  ])('%s', (_name, over, caller, mine) => {
    const session = makeSession('aaaaaa', 'task:T005', over);
    expect(isMine(makeWorld({ sessions: [session], caller }), session)).toBe(mine);
  });
});

describe('findSession', () => {
  const sessions = [makeSession('aaaaaa', 'task:T001'), makeSession('aabbbb', 'task:T002'), makeSession('cccccc', 'task:T003')];
  const closedSessions = [
    makeSession('dddddd', 'task:T004', { status: 'closed' }),
    makeSession('cc0000', 'task:T004', { status: 'closed' }),
    { ...makeSession('cccccc', 'task:T004', { status: 'closed' }), id: 'session_20251121_100000_cccccc' },
  ];
  const { state } = makeWorld({ sessions, closedSessions });
  const find = (typed: string) => {
    const found = findSession(state, typed);
    return found.ok ? found.session.id : refusalLines(makeWorld(), found.refusals[0]);
  };
  test.each<[string, unknown]>([
    ['aaaaaa', 'session_20261121_100000_aaaaaa'],
    [' aaaaaa ', 'session_20261121_100000_aaaaaa'],
    [sessionIdOf('aabbbb'), 'session_20261121_100000_aabbbb'],
    ['aab', 'session_20261121_100000_aabbbb'],
    [
      'aa',
      [
        'E_SESSION_NOT_FOUND: session "aa" is ambiguous: session_20261121_100000_aaaaaa, session_20261121_100000_aabbbb',
        'details {session:aa,candidates:[#aaaaaa,#aabbbb]}',
      ],
    ],
    [
      'session_20261121',
      [
        'E_SESSION_NOT_FOUND: session "session_20261121" is ambiguous: session_20261121_100000_aaaaaa, session_20261121_100000_aabbbb, session_20261121_100000_cccccc',
        'details {session:session_20261121,candidates:[#aaaaaa,#aabbbb,#cccccc]}',
      ],
    ],
    ['cc', 'session_20261121_100000_cccccc'],
    ['cccccc', 'session_20261121_100000_cccccc'],
    ['dd', 'session_20261121_100000_dddddd'],
    ['session_2025', 'session_20251121_100000_cccccc'],
    [
      'bbbb',
      ['E_SESSION_NOT_FOUND: there is no session "bbbb"', 'details {session:bbbb}', 'fix stint session list --status all'],
    ],
    ['', ['E_SESSION_NOT_FOUND: there is no session ""', 'details {session:""}', 'fix stint session list --status all']],
    [' ', ['E_SESSION_NOT_FOUND: there is no session " "', 'details {session: }', 'fix stint session list --status all']],
    [
      'AAAAAA',
      ['E_SESSION_NOT_FOUND: there is no session "AAAAAA"', 'details {session:AAAAAA}', 'fix stint session list --status all'],
    ],
  ])('%j', (typed, expected) => expect(find(typed)).toEqual(expected));
});

describe('stalenessOf', () => {
  const facts = (over: Partial<Session>, signs: NonNullable<WorldParts['signs']>[string]) => {
    const session = makeSession('aaaaaa', 'task:T001', over);
    return stalenessOf(makeWorld({ sessions: [session], signs: { aaaaaa: signs } }), session);
  };
  test('tells the later of record and life sign, and how long it was quiet', () => {
    expect(facts({}, {})).toEqual({
      stale: false,
      lastActivityAt: '2026-11-21T11:50:00.000Z',
      quietMs: 600_000,
      processGone: false,
      worktreeGone: false,
    });
    expect(facts({}, { aliveAt: '2026-11-21T11:59:00.000Z', worktreeGone: true })).toEqual({
      stale: true,
      lastActivityAt: '2026-11-21T11:59:00.000Z',
      quietMs: 60_000,
      processGone: false,
      worktreeGone: true,
    });
    expect(facts({ lastActivityAt: '2026-11-21T13:00:00.000Z' }, { processGone: true })).toEqual({
      stale: false,
      lastActivityAt: '2026-11-21T13:00:00.000Z',
      quietMs: 0,
      processGone: true,
      worktreeGone: false,
    });
  });
});

describe('ways to begin', () => {
  const starts = (parts: WorldParts, most = 9) =>
    scopesToStart(makeWorld(parts), most).map(({ task, open }) => `${task.id} ${open}`);
  const free = [
    makeTask('T001', { type: 'epic' }),
    makeTask('T002', { parentId: 'T001' }),
    makeTask('T003', { parentId: 'T001' }),
    makeTask('T004', { parentId: 'T001', status: 'done' }),
    makeTask('T005', { priority: 'low' }),
    makeTask('T006', { type: 'epic', priority: 'low' }),
  ];
  test('an epic as a whole with its open tasks, once; else the task alone', () => {
    expect(starts({ tasks: free })).toEqual(['T001 2', 'T005 1', 'T006 1']);
    expect(starts({ tasks: free }, 1)).toEqual(['T001 2']);
    expect(starts({ tasks: free }, 0)).toEqual([]);
  });
  test('nothing that another active session has in its scope', () => {
    expect(starts({ tasks: free, sessions: [makeSession('aaaaaa', 'task:T003')] })).toEqual(['T002 1', 'T005 1', 'T006 1']);
    expect(starts({ tasks: free, sessions: [makeSession('aaaaaa', 'task:T003', { status: 'suspended' })] })).toEqual([
      'T001 2',
      'T005 1',
      'T006 1',
    ]);
    expect(starts({ tasks: free, sessions: [makeSession('aaaaaa', 'epic:T001')] })).toEqual(['T005 1', 'T006 1']);
  });
  test('sessions to go on with: own ones first, then the latest', () => {
    const sessions = [
      makeSession('aaaaaa', 'task:T001', { status: 'suspended', lastActivityAt: '2026-11-20T10:00:00.000Z' }),
      makeSession('bbbbbb', 'task:T002', { status: 'suspended', lastActivityAt: '2026-11-20T11:00:00.000Z' }),
      makeSession('cccccc', 'task:T003', { status: 'ended', conversations: ['c1'], lastActivityAt: '2026-11-01T11:00:00.000Z' }),
      makeSession('dddddd', 'task:T004', { status: 'ended', conversations: ['c2'] }),
      makeSession('eeeeee', 'task:T005', { lastActivityAt: '2026-11-20T09:00:00.000Z', conversations: ['c1'] }),
      makeSession('ffffff', 'task:T006', { conversations: ['c1'] }),
    ];
    const resumes = (caller: Partial<Caller>, most = 9) =>
      sessionsToResume(makeWorld({ sessions, caller }), most).map(({ id }) => id.slice(-6));
    expect(resumes({ conversation: { id: 'c1', from: 'harness' } })).toEqual(['eeeeee', 'cccccc', 'bbbbbb', 'aaaaaa']);
    expect(resumes({})).toEqual(['bbbbbb', 'aaaaaa', 'eeeeee']);
    expect(resumes({}, 1)).toEqual(['bbbbbb']);
  });
});
