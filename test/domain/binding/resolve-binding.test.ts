import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/domain/binding/caller';
import { requireSession, targetSession } from '../../../src/domain/binding/require-session';
import { resolveBinding } from '../../../src/domain/binding/resolve-binding';
import { decideStart } from '../../../src/domain/session/decide-start';
import { accepted, makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const conversation = (id: string): Pick<Caller, 'conversation'> => ({ conversation: { id, from: 'harness' } });
const spoken = makeSession('aaaaaa', 'task:T001', { conversation: 'c1', conversations: ['c1'] });
const silent = makeSession('bbbbbb', 'task:T002');
const passedOn = makeSession('cccccc', 'task:T003', { conversation: 'c9', conversations: ['c1', 'c9'] });
const ended = makeSession('dddddd', 'task:T004', { status: 'ended', conversations: ['c4'] });

describe('resolveBinding', () => {
  test.each<[string, WorldParts, string, string | undefined]>([
    [
      '--session, by six digits',
      { caller: { explicit: { session: 'bbbbbb', from: '--session' }, ...conversation('c1') } },
      'explicit',
      'bbbbbb',
    ],
    [
      'deliberately unbound',
      { caller: { explicit: { session: 'none', from: 'STINT_SESSION' }, ...conversation('c1') } },
      'explicit',
      undefined,
    ],
    ['an unknown session named', { caller: { explicit: { session: 'ffffff', from: 'STINT_SESSION' } } }, 'explicit', undefined],
    ['an ended session named', { caller: { explicit: { session: 'dddddd', from: 'STINT_SESSION' } } }, 'explicit', undefined],
    ['the conversation', { caller: { ...conversation('c1'), pointer: silent.id } }, 'conversation', 'aaaaaa'],
    ['a conversation that passed its session on', { sessions: [passedOn], caller: conversation('c1') }, 'none', undefined],
    ['a conversation whose session ended', { caller: conversation('c4') }, 'none', undefined],
    ['the pointer, in a plain terminal', { caller: { pointer: silent.id } }, 'pointer', 'bbbbbb'],
    [
      'the pointer, in a terminal with a conversation of its own',
      { caller: { ...conversation('shell-1'), pointer: silent.id } },
      'pointer',
      'bbbbbb',
    ],
    [
      'the pointer under a harness, to a session without conversations',
      { caller: { harness: 'opencode', pointer: silent.id } },
      'pointer',
      'bbbbbb',
    ],
    [
      'the pointer under a harness, to a session that had conversations',
      {
        sessions: [makeSession('bbbbbb', 'task:T002', { conversations: ['c7'] })],
        caller: { harness: 'opencode', pointer: silent.id },
      },
      'none',
      undefined,
    ],
    ['a pointer to a session in the hands of an agent', { caller: { pointer: spoken.id } }, 'none', undefined],
    ['a pointer to an ended session', { caller: { pointer: ended.id } }, 'none', undefined],
    ['a pointer to nothing', { caller: { pointer: sessionIdOf('eeeeee') } }, 'none', undefined],
    [
      'several harness ids, none the nearest',
      { caller: { harness: 'unknown', ambiguousConversations: [{ harness: 'claude', id: 'c1' }] } },
      'none',
      undefined,
    ],
    ['never the only active one', { sessions: [silent] }, 'none', undefined],
    [
      'but in single-session mode the one',
      { sessions: [silent], config: { multiSession: { enabled: false } } },
      'single-session',
      'bbbbbb',
    ],
  ])('%s', (_name, parts, rule, hex) => {
    const binding = resolveBinding(makeWorld({ sessions: [spoken, silent, ended], ...parts }));
    expect([binding.rule, binding.session?.id.slice(-6)]).toEqual([rule, hex]);
  });

  test.each<[WorldParts['caller'], string]>([
    [{ pointer: ended.id }, 'dddddd, which is ended'],
    [{ pointer: sessionIdOf('eeeeee') }, 'eeeeee, which is not there any more'],
    [conversation('c4'), 'session dddddd of this conversation is ended'],
    [{ explicit: { session: 'none', from: '--no-session' } }, 'deliberately unbound by --no-session'],
  ])('says why a binding was not taken: %j', (caller, reason) => {
    expect(resolveBinding(makeWorld({ sessions: [spoken, silent, ended], caller: caller ?? {} })).reason).toContain(reason);
  });
});

test('requireSession: 36 unbound, 31 unknown, 39 not active', () => {
  const code = (caller: WorldParts['caller']) => {
    const found = requireSession(makeWorld({ sessions: [spoken, ended], caller: caller ?? {} }));
    return found.ok ? 'ok' : found.refusals[0].code;
  };
  expect(code({})).toBe('E_SESSION_REQUIRED');
  expect(code({ explicit: { session: 'none', from: '--no-session' } })).toBe('E_SESSION_REQUIRED');
  expect(code({ explicit: { session: 'ffffff', from: '--session' } })).toBe('E_SESSION_NOT_FOUND');
  expect(code({ explicit: { session: 'dddddd', from: 'STINT_SESSION' } })).toBe('E_SESSION_STATE');
  expect(code(conversation('c1'))).toBe('ok');
});

test('targetSession: an argument, else --session, else the bound one; whatever its status', () => {
  const world = makeWorld({ sessions: [spoken, ended], caller: { explicit: { session: 'dddddd', from: '--session' } } });
  const of = (typed?: string) => {
    const found = targetSession(world, typed);
    return found.ok ? found.session.id.slice(-6) : found.refusals[0].code;
  };
  expect([of('aaaaaa'), of(), of(spoken.id.slice(0, 20)), of('zz')]).toEqual([
    'aaaaaa',
    'dddddd',
    'E_SESSION_NOT_FOUND',
    'E_SESSION_NOT_FOUND',
  ]);
});

test('one conversation: start, end, start again; and a second start leaves the first session without a voice', () => {
  const tasks = [makeTask('T001'), makeTask('T002')];
  const first = makeWorld({ tasks, caller: conversation('c1') });
  const start = (world: typeof first, scope: string) =>
    accepted(world, decideStart(world, { scope, autoFocus: true, takeover: false, force: false }));
  const one = start(first, 'task:T001');
  expect(resolveBinding(one.world).session?.id).toBe(one.result.session.id);
  const two = start(one.world, 'task:T002');
  expect(resolveBinding(two.world).session?.id).toBe(two.result.session.id);
  const left = two.world.state.sessions[0];
  expect(left).toMatchObject({ status: 'active', conversations: ['c1'], held: [{ taskId: 'T001' }] });
  expect(left?.conversation).toBeUndefined();
});
