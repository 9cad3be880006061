import { describe, expect, it } from 'vitest';
import { detectCaller, runsUnderHarness } from '../../../src/adapters/harness/detect-caller';
import { findConversation, type HarnessFacts, harnessProcess } from '../../../src/adapters/harness/find-conversation';
import { isOn, namedHarness, valueIn } from '../../../src/adapters/harness/table';
import type { Ancestor, ProcessTable } from '../../../src/adapters/process/process-table';
import { scratch } from '../scratch';

type Env = Readonly<Record<string, string>>;
const identity = (pid: number) => ({ pid, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' });
const table = (...ancestors: readonly Ancestor[]): ProcessTable => ({
  ancestors: () => ancestors,
  identity: (pid) => (pid === 404 ? undefined : identity(pid)),
  isCertainlyGone: () => false,
});
const above = (pid: number, programs: readonly string[], script?: string): Ancestor => ({
  pid,
  programs,
  ...(script === undefined ? {} : { script }),
});

const claude = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'c1' };
const codex = { CODEX_THREAD_ID: 'x1' };

describe('the harness that runs a command', () => {
  it.each<[string, Env, readonly Ancestor[], HarnessFacts]>([
    ['none', {}, [], {}],
    ['none, though one is above', {}, [above(9, ['claude'])], {}],
    ['by one of its variables', { CLAUDE_CODE_SESSION_ID: 'c1' }, [], { harness: 'claude', conversation: 'c1' }],
    ['by a switch alone', { CLAUDECODE: '1' }, [], { harness: 'claude' }],
    ['not by a switch that is off', { CLAUDECODE: '0', GEMINI_CLI: 'False' }, [], {}],
    [
      'with its process',
      claude,
      [above(5, ['sh']), above(9, ['x', 'claude'])],
      { harness: 'claude', conversation: 'c1', process: identity(9) },
    ],
    [
      'with a process by its script',
      codex,
      [above(9, ['node'], '/x/@openai/codex/bin.js')],
      { harness: 'codex', conversation: 'x1', process: identity(9) },
    ],
    [
      'with the process that it tells',
      { ...claude, CLAUDE_PID: '12' },
      [above(9, ['claude'])],
      { harness: 'claude', conversation: 'c1', process: identity(12) },
    ],
    ['with a process that is gone', { ...claude, CLAUDE_PID: '404' }, [], { harness: 'claude', conversation: 'c1' }],
    ['with no process of an odd number', { ...claude, CLAUDE_PID: 'x12' }, [], { harness: 'claude', conversation: 'c1' }],
    ['with no process of number 0', { ...claude, CLAUDE_PID: '012' }, [], { harness: 'claude', conversation: 'c1' }],
    ['with no process beyond numbers', { ...claude, CLAUDE_PID: '12345678901' }, [], { harness: 'claude', conversation: 'c1' }],
    [
      'by the second place of its conversation',
      { CODEX_CI: '1', CODEX_SESSION_ID: 'x2' },
      [],
      { harness: 'codex', conversation: 'x2' },
    ],
    [
      'one that another one poses as',
      { AMP_CURRENT_THREAD_ID: 'a1', CLAUDECODE: '1' },
      [],
      { harness: 'amp', conversation: 'a1' },
    ],
    ['one without conversations', { OPENCODE: '1', OPENCODE_PID: '7' }, [], { harness: 'opencode', process: identity(7) }],
    ['a lesser one', { CRUSH: '1' }, [], { harness: 'crush' }],
    ['a greater one before a lesser', { CRUSH: '1', GEMINI_CLI: '1' }, [], { harness: 'gemini' }],
    ['a named one', { AGENT: 'zed' }, [], { harness: 'zed' }],
    ['a lesser one before a named', { AGENT: 'zed', ROO_ACTIVE: '1' }, [], { harness: 'roo' }],
    [
      'the nearest of two',
      { ...claude, ...codex },
      [above(5, ['sh']), above(6, ['codex']), above(7, ['claude'])],
      { harness: 'codex', conversation: 'x1', process: identity(6), outer: ['c1'] },
    ],
    [
      'the nearest by what it tells',
      { ...claude, ...codex, CLAUDE_PID: '5' },
      [above(5, ['sh']), above(6, ['codex'])],
      { harness: 'claude', conversation: 'c1', process: identity(5), outer: ['x1'] },
    ],
    [
      'one around which nothing is told',
      { CLAUDECODE: '1', ...codex },
      [above(6, ['codex'])],
      { harness: 'codex', conversation: 'x1', process: identity(6) },
    ],
    [
      'none of two that are not above',
      { ...claude, ...codex },
      [above(5, ['sh'])],
      {
        harness: 'unknown',
        ambiguous: [
          { harness: 'claude', id: 'c1' },
          { harness: 'codex', id: 'x1' },
        ],
      },
    ],
    [
      'none of two, one of which tells nothing',
      { CLAUDECODE: '1', ...codex },
      [],
      { harness: 'unknown', ambiguous: [{ harness: 'codex', id: 'x1' }] },
    ],
    ['none of two that tell nothing', { CLAUDECODE: '1', OPENCODE: '1' }, [], { harness: 'unknown' }],
  ])('%s', (_, env, ancestors, expected) => {
    expect(findConversation(env, table(...ancestors))).toStrictEqual(expected);
    expect(runsUnderHarness(env)).toBe(expected.harness !== undefined);
  });

  it('is found by its name too', () => {
    const processes = table(above(5, ['sh']), above(6, ['codex']), above(7, ['claude']));
    expect([harnessProcess('claude', {}, processes), harnessProcess('codex', {}, processes)]).toEqual([identity(7), identity(6)]);
    expect(harnessProcess('claude', { CLAUDE_PID: '8' }, processes)).toEqual(identity(8));
    expect([harnessProcess('gemini', {}, processes), harnessProcess('none', {}, processes)]).toEqual([undefined, undefined]);
  });

  it.each<[Env, string | undefined]>([
    [{ AI_AGENT: 'Claude', AGENT: 'x' }, 'claude'],
    [{ AI_AGENT: 'claude-code_2' }, 'claude'],
    [{ AGENT: 'cursor-agent/1' }, 'cursor'],
    [{ AGENT: 'claudette' }, 'claudette'],
    [{ AI_AGENT: '0', AGENT: 'amp' }, 'amp'],
    [{ AGENT: 'TRUE' }, 'unknown'],
    [{ AGENT: '7x' }, 'unknown'],
    [{ AGENT: 'x'.repeat(40) }, 'x'.repeat(32)],
    [{ AGENT: 'false' }, undefined],
    [{}, undefined],
  ])('named in %j is %s', (env, expected) => {
    expect(namedHarness(env)).toBe(expected);
  });

  it('has variables, of which an empty one is none', () => {
    expect([valueIn({ A: '' }, 'A'), valueIn({ A: '0' }, 'A'), valueIn({}, 'A')]).toEqual([undefined, '0', undefined]);
    expect(['', '0', 'false', 'FALSE', '1', 'no'].map((A) => isOn({ A }, 'A'))).toEqual([false, false, false, false, true, true]);
  });
});

describe('the caller', () => {
  const uuid = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
  const home = scratch();
  const detect = (env: Env, ...ancestors: readonly Ancestor[]) =>
    detectCaller({
      env: { HOME: home, GIT_AUTHOR_NAME: 'Ann', ...env },
      options: {},
      project: { worktree: '/w' },
      pointer: undefined,
      processes: table(...ancestors),
    });
  const checkout = { worktree: '/w' };

  it('is told in full, and says nothing of what is not known', () => {
    expect(detect({})).toStrictEqual({ owner: 'Ann', checkout });
    expect(detect({ ...claude, STINT_AGENT: 'a', STINT_SESSION: 's' }, above(9, ['claude']))).toStrictEqual({
      agent: 'a',
      owner: 'a',
      conversation: { id: 'c1', from: 'harness' },
      harness: 'claude',
      explicit: { session: 's', from: 'STINT_SESSION' },
      checkout,
      process: identity(9),
    });
    expect(
      detectCaller({
        env: { HOME: home, GIT_AUTHOR_NAME: 'Ann' },
        options: {},
        project: { worktree: '/w', gitDir: '/g' },
        pointer: 'p',
        processes: table(),
      }),
    ).toStrictEqual({
      owner: 'Ann',
      pointer: 'p',
      checkout,
    });
  });

  it.each<[string, string, Env, readonly Ancestor[], boolean]>([
    ['without a harness', 'shell-1', {}, [], true],
    ['that a terminal made', 'shell-1', claude, [], false],
    ['of one’s own choice', 'my talk', claude, [], true],
    ['that is the agent’s own', uuid, { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: uuid }, [], true],
    ['that another harness made', uuid, claude, [], false],
    ['that another harness made, as OpenCode writes them', 'SES_abc', claude, [], false],
    ['like one, but longer', `${uuid}0`, claude, [], true],
    ['of the agent around it', 'c1', { ...claude, ...codex }, [above(6, ['codex'])], false],
    ['of one of two that export theirs', 'c1', { ...claude, ...codex }, [], false],
    ['of one of two that does not export its', 'x1', { ...claude, ...codex }, [], true],
    ['of neither of two', uuid, { ...claude, ...codex }, [], true],
    ['of OpenCode, in OpenCode', 'ses_abc', { OPENCODE: '1' }, [], true],
    ['of OpenCode, in another one', 'ses_abc', { GEMINI_CLI: '1' }, [], false],
    ['of OpenCode, in an unknown one', 'ses_abc', { AGENT: '1' }, [], true],
    ['of one’s own choice, in one that tells none', 'my talk', { GEMINI_CLI: '1' }, [], true],
  ])('has the conversation %s (%s): its own', (_, id, env, ancestors, isOwn) => {
    const { conversation } = detect({ ...env, STINT_CONVERSATION: id }, ...ancestors);
    if (isOwn) expect(conversation).toEqual({ id, from: 'STINT_CONVERSATION' });
    else expect(conversation?.from).not.toBe('STINT_CONVERSATION');
  });
});
