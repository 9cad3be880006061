import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/domain/binding/caller';
import { decideSuspend } from '../../../src/domain/session/decide-put-down';
import { decideResume, type ResumeRequest } from '../../../src/domain/session/decide-resume';
import type { Session } from '../../../src/domain/session/schema';
import { worldAfter } from '../../../src/domain/state/world-after';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const hexes = ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd', 'eeeeee'];
const tasks = hexes.map((id) => makeTask(id));
const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`;
/** Older first: the hour is its place in the row. */
const rest = (hex: string, over: Partial<Session> = {}): Session =>
  makeSession(hex, `task:${hex}`, { status: 'suspended', lastActivityAt: at(hexes.indexOf(hex) + 1), ...over });
const inWorktree = (worktree: string): Partial<Session> => ({ git: { worktree } });
const talks = (id: string, harness?: string): Partial<Caller> => ({
  conversation: { id, from: 'harness' },
  ...(harness === undefined ? {} : { harness }),
});
const claude = talks('c9', 'claude');

const ask: ResumeRequest = { last: true, autoFocus: false, takeover: false, force: false };
const resumeLast = (parts: WorldParts, request: Partial<ResumeRequest> = {}) =>
  decideResume(makeWorld({ tasks, ...parts }), { ...ask, ...request });
const chosen = (
  sessions: readonly Session[],
  caller: Partial<Caller>,
  request: Partial<ResumeRequest> = {},
  more: WorldParts = {},
) => {
  const outcome = resumeLast({ sessions, caller, ...more }, request);
  if (!outcome.ok) return outcome.refusals[0].code;
  const { session, chosenBy, was } = outcome.result;
  return `${session.id.slice(-6)} by ${chosenBy}${was === undefined ? '' : `, was ${was}`}`;
};

const mine = rest('aaaaaa', { conversations: ['c1'], harness: 'claude' });
const opus = rest('bbbbbb', { agent: 'opus', harness: 'claude', conversations: ['c2'] });
const pointed = rest('cccccc', { agent: 'opus-1', pointedFrom: '/repo' });
const elsewhere = rest('dddddd', inWorktree('/other'));
const foreign = rest('eeeeee', { agent: 'codex-1', harness: 'codex', conversations: ['c5'] });
const all = [mine, opus, pointed, elsewhere, foreign];

describe('resume --last', () => {
  test.each<[string, readonly Session[], Partial<Caller>, Partial<ResumeRequest>, string]>([
    ['1: my conversation', all, talks('c1'), {}, 'aaaaaa by conversation'],
    ['1: an agent by its conversation', all, talks('c1', 'claude'), {}, 'aaaaaa by conversation'],
    [
      '1: not one that another spoke for since',
      [rest('aaaaaa', { conversations: ['c1', 'c2'], harness: 'claude' }), pointed],
      talks('c1'),
      {},
      'cccccc by checkout, was opus-1',
    ],
    ['2: my name', all, { agent: 'opus' }, {}, 'bbbbbb by agent'],
    ['2: the name of an agent', all, { ...claude, agent: 'opus' }, {}, 'bbbbbb by agent'],
    ['3: the pointer of this checkout, as it was', all, {}, {}, 'cccccc by checkout, was opus-1'],
    ['3: for an agent too', all, claude, {}, 'cccccc by checkout, was opus-1'],
    [
      '3: the pointer as it is',
      [...all.filter((one) => one !== pointed)],
      { pointer: foreign.id },
      {},
      'eeeeee by checkout, was codex-1',
    ],
    ['4: a person, another worktree', [mine, opus, elsewhere, foreign], {}, {}, 'dddddd by person'],
    ['4: a person, this worktree before others', [rest('aaaaaa', inWorktree('/repo')), elsewhere], {}, {}, 'aaaaaa by person'],
    [
      '4: an unnamed person owns what a named script began',
      [rest('aaaaaa', { agent: 'ana' }), foreign],
      {},
      {},
      'aaaaaa by person, was ana',
    ],
    [
      '4: a named script does not own what another began',
      [rest('aaaaaa', { agent: 'ana' }), foreign],
      { agent: 'ben' },
      {},
      'eeeeee by latest, was codex-1',
    ],
    ['5: any, the latest first', [mine, opus, foreign], {}, {}, 'eeeeee by latest, was codex-1'],
    ['an agent: the only candidate', [opus], claude, {}, 'bbbbbb by only, was opus'],
    ['an agent: several, none known to be its own', [mine, opus], claude, {}, 'E_SESSION_NOT_FOUND'],
    ['--agent narrows to those of that name', all, talks('c1'), { agent: 'codex-1' }, 'eeeeee by agent'],
    ['--agent of nobody narrows nothing', [mine, opus, pointed], {}, { agent: 'new' }, 'cccccc by checkout, was opus-1'],
    ['nothing to resume', [], {}, {}, 'E_SESSION_NOT_FOUND'],
    ['ended ones count', [rest('aaaaaa', { status: 'ended' })], {}, {}, 'aaaaaa by person'],
    [
      'an active one at work does not',
      [rest('aaaaaa', { status: 'active', lastActivityAt: '2026-11-21T11:59:00.000Z' })],
      {},
      {},
      'E_SESSION_NOT_FOUND',
    ],
    [
      'an active one gone silent does',
      [rest('aaaaaa', { status: 'active', lastActivityAt: '2026-11-20T00:00:00.000Z' })],
      {},
      {},
      'aaaaaa by person',
    ],
  ])('%s', (_name, sessions, caller, request, expected) => expect(chosen(sessions, caller, request)).toBe(expected));

  test('an active one whose process is gone is adopted before it counts as stale', () => {
    const crashed = rest('aaaaaa', {
      status: 'active',
      lastActivityAt: '2026-11-21T11:59:00.000Z',
      agent: 'opus',
      harness: 'claude',
    });
    const signs = { aaaaaa: { processGone: true } };
    expect(chosen([crashed], { ...claude, agent: 'opus' }, {}, { signs })).toBe('aaaaaa by agent');
  });

  test('an agent that cannot tell gets one line for each', () => {
    const outcome = resumeLast({
      sessions: [mine, { ...opus, focus: { ...opus.focus, sessionNote: 'half way' } }],
      caller: claude,
    });
    const refusal = outcome.ok ? undefined : outcome.refusals[0];
    expect(refusal?.fix).toEqual(['stint resume bbbbbb', 'stint resume aaaaaa']);
    expect(refusal?.details?.sessions).toMatchObject([
      {
        shortId: 'bbbbbb',
        agent: 'opus',
        scope: 'task:bbbbbb',
        status: 'suspended',
        note: 'half way',
        lastActivityAt: at(2),
        resume: 'stint resume bbbbbb',
      },
      { shortId: 'aaaaaa' },
    ]);
  });

  test('the only candidate comes with a warning, and --agent names who works from now on', () => {
    const outcome = resumeLast({ sessions: [opus], caller: claude }, { agent: 'opus-2' });
    expect(outcome.ok && outcome.warnings.map(({ code }) => code)).toContain('W_SESSION_NOT_YOURS');
    expect(outcome.ok && outcome.result.session.agent).toBe('opus-2');
  });

  test('a suspend keeps what the pointer named, and a resume forgets it', () => {
    const active = makeSession('aaaaaa', 'task:aaaaaa', { agent: 'opus-1' });
    const before = makeWorld({ tasks, sessions: [active], caller: { pointer: sessionIdOf('aaaaaa') } });
    const suspended = decideSuspend(before, {});
    if (!suspended.ok) throw new Error('refused');
    expect(suspended.result.session.pointedFrom).toBe('/repo');
    const cleared = worldAfter(makeWorld({ tasks, sessions: [active] }), suspended.change);
    const resumed = decideResume(cleared, ask);
    expect(resumed.ok && resumed.result).toMatchObject({ chosenBy: 'checkout', was: 'opus-1', session: { agent: 'opus-1' } });
    expect(resumed.ok && 'pointedFrom' in resumed.result.session).toBe(false);
    const unpointed = decideSuspend(makeWorld({ tasks, sessions: [active] }), { session: 'aaaaaa' });
    expect(unpointed.ok && unpointed.result.session.pointedFrom).toBeUndefined();
  });
});
