import { describe, expect, test } from 'vitest';
import { boundSession } from '../../../src/domain/binding/bound-session';
import type { Caller } from '../../../src/domain/binding/caller';
import { requireSession, targetSession } from '../../../src/domain/binding/require-session';
import { resolveBinding } from '../../../src/domain/binding/resolve-binding';
import { refusalLines } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const tasks = [makeTask('T001')];
const as = (id: string): Pick<Caller, 'conversation'> => ({ conversation: { id, from: 'harness' } });
const sessions = [
  makeSession('aaaaaa', 'task:T001', {
    agent: 'opus',
    name: 'Keys',
    conversation: 'c1',
    conversations: ['c0', 'c1'],
    focus: { currentTask: 'T001', sessionNote: null, nextAction: null },
  }),
  makeSession('bbbbbb', 'task:T002', { lastActivityAt: '2026-11-20T00:00:00.000Z' }),
  makeSession('cccccc', 'task:T003', { status: 'ended', conversations: ['c4', 'c5'] }),
  makeSession('dddddd', 'task:T004', { status: 'suspended', conversations: ['c4'] }),
  makeSession('eeeeee', 'task:T005', { conversations: ['c6'] }),
];
const closedSessions = [makeSession('ffffff', 'task:T006', { status: 'closed' })];
const worldOf = (caller: Partial<Caller>, parts: WorldParts = {}) =>
  makeWorld({ tasks, sessions, closedSessions, caller, ...parts });
const named = (
  session: string,
  from: '--session' | 'STINT_SESSION' | '--no-session' = '--session',
): Pick<Caller, 'explicit'> => ({ explicit: { session, from } });

describe('why a caller is bound or not', () => {
  const binding = (caller: Partial<Caller>, parts: WorldParts = {}) => {
    const world = worldOf(caller, parts);
    const { session, rule, reason, refusal } = resolveBinding(world);
    return [
      `${rule}${session === undefined ? '' : ` ${session.id.slice(-6)}`}`,
      ...(reason === undefined ? [] : [reason]),
      ...(refusal === undefined ? [] : refusalLines(world, refusal)),
    ];
  };
  test('by a conversation to an active session only, also where one that was put down still names it', () => {
    const put = makeSession('cccccc', 'task:T003', { status: 'suspended', conversation: 'c7', conversations: ['c7'] });
    expect(binding(as('c7'), { sessions: [put] })).toEqual(['none', 'session cccccc of this conversation is suspended']);
    const active = makeSession('dddddd', 'task:T004', { conversation: 'c7', conversations: ['c7'] });
    expect(binding(as('c7'), { sessions: [put, active] })).toEqual(['conversation dddddd']);
  });
  test('named outright', () => {
    expect(binding(named('bbbbbb'))).toEqual(['explicit bbbbbb']);
    expect(binding(named('none', '--no-session'))).toEqual(['explicit', 'deliberately unbound by --no-session']);
    expect(binding(named('dddddd', 'STINT_SESSION'))).toEqual([
      'explicit',
      'STINT_SESSION names session dddddd, which is suspended',
      'E_SESSION_STATE: STINT_SESSION names session dddddd, which is suspended',
      'details {session:#dddddd,status:suspended}',
      'fix stint session resume dddddd',
    ]);
    expect(binding(named('ffffff'))).toEqual([
      'explicit',
      '--session names session ffffff, which is closed',
      'E_SESSION_STATE: --session names session ffffff, which is closed',
      'details {session:#ffffff,status:closed}',
    ]);
    expect(binding(named('abcdef', 'STINT_SESSION'))).toEqual([
      'explicit',
      'STINT_SESSION names an unknown session',
      'E_SESSION_NOT_FOUND: there is no session "abcdef"',
      'details {session:abcdef}',
      'fix stint session list --status all',
    ]);
  });
  test('by the conversation', () => {
    expect(binding(as('c1'))).toEqual(['conversation aaaaaa']);
    expect(binding(as('c0'))).toEqual(['none', 'session aaaaaa is now in the hands of another conversation']);
    expect(binding(as('c4'))).toEqual(['none', 'session dddddd of this conversation is suspended']);
    expect(binding(as('c5'))).toEqual(['none', 'session cccccc of this conversation is ended']);
    expect(binding(as('c6'))).toEqual(['none', 'this conversation left session eeeeee']);
    expect(binding(as('c9'))).toEqual(['none']);
    expect(binding({ ...as('c9'), pointer: sessionIdOf('bbbbbb') })).toEqual(['pointer bbbbbb']);
    expect(binding({ ...as('c4'), pointer: sessionIdOf('bbbbbb') })).toEqual([
      'none',
      'session dddddd of this conversation is suspended',
    ]);
    expect(binding({ ...as('c4'), pointer: sessionIdOf('cccccc') })).toEqual([
      'none',
      'session dddddd of this conversation is suspended',
    ]);
    expect(
      binding({
        harness: 'unknown',
        ambiguousConversations: [
          { harness: 'claude', id: 'c1' },
          { harness: 'codex', id: 'x' },
        ],
      }),
    ).toEqual([
      'none',
      'several agent conversations are in the environment (claude c1, codex x) and none is the nearest: set STINT_CONVERSATION, or name the session with --session',
    ]);
  });
  test('by the pointer of the worktree', () => {
    const pointer = (hex: string, caller: Partial<Caller> = {}) => binding({ pointer: sessionIdOf(hex), ...caller });
    expect(pointer('bbbbbb')).toEqual(['pointer bbbbbb']);
    expect(pointer('aaaaaa')).toEqual(['none', '.current-session names aaaaaa, which is in the hands of an agent conversation']);
    expect(pointer('cccccc')).toEqual(['none', '.current-session names cccccc, which is ended']);
    expect(pointer('ffffff')).toEqual(['none', '.current-session names ffffff, which is closed']);
    expect(pointer('abcdef')).toEqual(['none', '.current-session names abcdef, which is not there any more']);
    expect(pointer('eeeeee')).toEqual(['pointer eeeeee']);
    expect(pointer('eeeeee', { harness: 'claude' })).toEqual([
      'none',
      '.current-session names eeeeee, but an agent (claude) is not bound by it',
    ]);
    expect(pointer('bbbbbb', { harness: 'claude' })).toEqual(['pointer bbbbbb']);
    expect(binding({})).toEqual(['none']);
  });
  test('the only active one, in single-session mode', () => {
    const config = { multiSession: { enabled: false } };
    expect(binding({}, { config, sessions: sessions.slice(1, 4) })).toEqual(['single-session bbbbbb']);
    expect(binding({}, { config })).toEqual(['none']);
    expect(binding(as('c1'), { config })).toEqual(['conversation aaaaaa']);
    expect(binding({}, { config, sessions: sessions.slice(2, 4) })).toEqual(['none']);
    expect(binding(named('none', '--no-session'), { config, sessions: sessions.slice(1, 4) })).toEqual([
      'explicit',
      'deliberately unbound by --no-session',
    ]);
  });
});

describe('commands that need a session', () => {
  const required = (caller: Partial<Caller>, parts: WorldParts = {}) => {
    const world = worldOf(caller, parts);
    const needed = requireSession(world);
    return needed.ok ? needed.session.id.slice(-6) : refusalLines(world, needed.refusals[0]);
  };
  test('refuse with the active ones and how to bind', () => {
    expect(required(as('c1'))).toEqual('aaaaaa');
    expect(required({})).toEqual([
      'E_SESSION_REQUIRED: no session is bound here',
      'details {sessions:[{session:#aaaaaa,shortId:aaaaaa,agent:opus,name:Keys,focus:T001,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false},{session:#bbbbbb,shortId:bbbbbb,lastActivityAt:2026-11-20T00:00:00.000Z,stale:true},{session:#eeeeee,shortId:eeeeee,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false}]}',
      'fix stint session switch bbbbbb',
      'fix stint session list',
      'fix stint next',
    ]);
    expect(required({ harness: 'claude' }).slice(2)).toEqual(['fix stint session list', 'fix stint next']);
    expect(required(as('c4')).slice(2)).toEqual([
      'fix stint session resume cccccc',
      'fix stint session resume dddddd',
      'fix stint session list',
      'fix stint next',
    ]);
    expect(required(as('c6')).slice(2)).toEqual(['fix stint session switch eeeeee', 'fix stint session list', 'fix stint next']);
    expect(required(as('c0'), { sessions: sessions.slice(0, 1) })).toEqual([
      'E_SESSION_REQUIRED: no session is bound here: session aaaaaa is now in the hands of another conversation',
      'details {sessions:[{session:#aaaaaa,shortId:aaaaaa,agent:opus,name:Keys,focus:T001,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false}]}',
      'fix stint session list',
      'fix stint next',
    ]);
    expect(required({}, { sessions: [] })).toEqual([
      'E_SESSION_REQUIRED: no session is bound here',
      'details {sessions:[]}',
      'fix stint session list',
      'fix stint next',
    ]);
    expect(required(named('cccccc'))).toEqual([
      'E_SESSION_STATE: --session names session cccccc, which is ended',
      'details {session:#cccccc,status:ended}',
      'fix stint session resume cccccc',
    ]);
    const four = ['1', '2', '3', '4'].map((digit) =>
      makeSession(digit.repeat(6), `task:T00${digit}`, { lastActivityAt: `2026-11-21T0${digit}:00:00.000Z` }),
    );
    expect(required({}, { sessions: four }).slice(2)).toEqual([
      'fix stint session switch 444444',
      'fix stint session switch 333333',
      'fix stint session switch 222222',
      'fix stint session list',
      'fix stint next',
    ]);
  });
  test('verbs take the id that they are given, then the one named outright, then the bound one', () => {
    const target = (typed: string | undefined, caller: Partial<Caller>) => {
      const world = worldOf(caller);
      const found = targetSession(world, typed);
      return found.ok ? found.session.id.slice(-6) : found.refusals[0].code;
    };
    expect(target('dddddd', named('bbbbbb'))).toBe('dddddd');
    expect(target(undefined, named('cccccc'))).toBe('cccccc');
    expect(target(undefined, named('none', '--no-session'))).toBe('E_SESSION_REQUIRED');
    expect(target(undefined, { ...as('c1'), ...named('none', 'STINT_SESSION') })).toBe('E_SESSION_REQUIRED');
    expect(target(undefined, as('c1'))).toBe('aaaaaa');
    expect(target('abcdef', as('c1'))).toBe('E_SESSION_NOT_FOUND');
  });
});

describe('commands that work without a session', () => {
  const bound = (caller: Partial<Caller>) => {
    const world = worldOf(caller);
    const found = boundSession(world);
    return found.ok
      ? [found.session?.id.slice(-6) ?? 'unbound', ...found.warnings.map(({ code, message }) => `${code}: ${message}`)]
      : refusalLines(world, found.refusals[0]);
  };
  test('warn where something looked like a binding', () => {
    expect(bound(as('c1'))).toEqual(['aaaaaa']);
    expect(bound({})).toEqual(['unbound']);
    expect(bound(as('c4'))).toEqual([
      'unbound',
      'W_UNBOUND: no session is bound: session dddddd of this conversation is suspended',
    ]);
    expect(bound(named('none', '--no-session'))).toEqual(['unbound']);
    expect(bound(named('cccccc'))).toEqual([
      'unbound',
      'W_UNBOUND: no session is bound: --session names session cccccc, which is ended',
    ]);
    expect(bound(named('abcdef'))).toEqual([
      'E_SESSION_NOT_FOUND: there is no session "abcdef"',
      'details {session:abcdef}',
      'fix stint session list --status all',
    ]);
    expect(bound({ pointer: sessionIdOf('cccccc') })).toEqual([
      'unbound',
      'W_UNBOUND: no session is bound: .current-session names cccccc, which is ended',
    ]);
  });
});
