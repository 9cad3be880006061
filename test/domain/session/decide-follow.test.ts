import { expect, test } from 'vitest';
import { decideFollow } from '../../../src/domain/session/decide-follow';
import { accepted, makeSession, makeWorld } from '../../support/world';

const harness = { pid: 21145, startTime: '77', bootId: 'b', pidNamespace: 'pid:[1]', host: 'h' };
const session = makeSession('81c3ce', 'task:T001', { conversation: 'old', conversations: ['old'], process: harness });
const caller = { conversation: { id: 'new', from: 'harness' as const }, harness: 'claude', process: harness };

const follow = (sessions: Parameters<typeof makeWorld>[0], cleared = true) => {
  const world = makeWorld(sessions);
  const outcome = decideFollow(world, { cleared });
  const { world: after } = accepted(world, outcome);
  return {
    change: outcome.ok ? outcome.change : null,
    result: outcome.ok ? outcome.result : null,
    sessions: after.state.sessions,
  };
};

test('the session of a cleared conversation moves along', () => {
  const { change, result, sessions } = follow({ sessions: [session], caller });
  expect(sessions[0]).toMatchObject({ conversation: 'new', conversations: ['old', 'new'], process: harness, status: 'active' });
  expect(result).toStrictEqual({ session: sessions[0] });
  expect(change?.events).toMatchObject([
    { type: 'session_switch', session: session.id, conversation: 'new', data: { reason: 'clear', from: 'old' } },
  ]);
});

test.each([
  ['another process', { ...session, process: { ...harness, startTime: '78' } }],
  ['another boot', { ...session, process: { ...harness, bootId: 'c' } }],
  ['another machine', { ...session, process: { ...harness, host: 'i' } }],
  ['another pid', { ...session, process: { ...harness, pid: 1 } }],
  ['another pid namespace', { ...session, process: { ...harness, pidNamespace: 'pid:[2]' } }],
  ['no process on record', { ...session, process: undefined }],
  ['not active', { ...session, status: 'suspended' as const }],
  ['left by its conversation', { ...session, conversation: undefined }],
])('not one of %s', (_, other) => {
  const { process, conversation, ...rest } = other;
  const kept = { ...rest, ...(process && { process }), ...(conversation && { conversation }) } as typeof session;
  expect(follow({ sessions: [kept], caller })).toStrictEqual({ change: null, result: { session: undefined }, sessions: [kept] });
});

test('not where the conversation was not cleared', () => {
  const { change, result } = follow({ sessions: [session], caller }, false);
  expect([change, result]).toStrictEqual([null, { session: undefined }]);
});

test('not where several sessions name the process', () => {
  const second = makeSession('9a01ff', 'task:T002', { conversation: 'third', conversations: ['third'], process: harness });
  const { change, result } = follow({ sessions: [session, second], caller });
  expect([change, result]).toStrictEqual([null, { session: undefined }]);
});

test('not where the harness tells no process, or no conversation', () => {
  const { process: _process, ...unknown } = caller;
  const { conversation: _conversation, ...nameless } = caller;
  for (const who of [unknown, nameless]) {
    const { change, result } = follow({ sessions: [session], caller: who });
    expect([change, result]).toStrictEqual([null, { session: undefined }]);
  }
});

test('a conversation that goes on in another process tells its session so', () => {
  const own = { ...session, conversation: 'new', process: { ...harness, pid: 1 } };
  const { change, result, sessions } = follow({ sessions: [own], caller }, false);
  expect(sessions).toStrictEqual([{ ...own, process: harness }]);
  expect(result).toStrictEqual({ session: sessions[0] });
  expect(change?.events).toBeUndefined();
  const again = follow({ sessions: [{ ...own, process: harness }], caller }, false);
  expect([again.change, again.result]).toStrictEqual([null, { session: undefined }]);
});
