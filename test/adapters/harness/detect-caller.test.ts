import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectCaller, runsUnderHarness } from '../../../src/adapters/harness/detect-caller';
import type { ProcessTable } from '../../../src/adapters/process/process-table';
import { git, repository, scratch, write } from '../scratch';

const sample = (name: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(import.meta.dirname, '../../fixtures/harness-env', `${name}.txt`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

const table = (...ancestors: readonly [pid: number, program: string, script?: string][]): ProcessTable => ({
  ancestors: () =>
    ancestors.map(([pid, program, script]) => ({ pid, programs: [program], ...(script === undefined ? {} : { script }) })),
  identity: (pid) => ({ pid, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' }),
  isCertainlyGone: () => false,
});

const folder = scratch();
const project = { worktree: folder };
const detect = (env: Record<string, string>, options = {}, processes = table()) =>
  detectCaller({ env: { HOME: folder, ...env }, options, project, pointer: undefined, processes });

const claude = sample('claude-code');
const codex = sample('codex');

describe('detectCaller', () => {
  it.each([
    ['claude-code', 'claude', '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10', 21145],
    ['codex', 'codex', '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071', undefined],
    ['copilot', 'copilot', '94c0ffee-74ce-4fd1-86fc-4703efffdcc9', undefined],
    ['gemini', 'gemini', undefined, undefined],
    ['opencode', 'opencode', undefined, 12706],
  ])('knows the environment of %s', (file, harness, id, pid) => {
    const caller = detect(sample(file));
    expect(caller.harness).toBe(harness);
    expect(caller.conversation).toEqual(id === undefined ? undefined : { id, from: 'harness' });
    expect(caller.process?.pid).toBe(pid);
    expect(caller.ambiguousConversations).toBeUndefined();
    expect(runsUnderHarness(sample(file))).toBe(true);
  });

  it.each([
    [{ CURSOR_AGENT: '1', CURSOR_CONVERSATION_ID: 'c1' }, 'cursor', 'c1'],
    [{ AMP_CURRENT_THREAD_ID: 'a1', CLAUDECODE: '1' }, 'amp', 'a1'],
    [{ QWEN_CODE: '1', QWEN_CODE_SESSION_ID: 'q1', GEMINI_CLI: '1' }, 'qwen', 'q1'],
    [{ GOOSE_TERMINAL: '1' }, 'goose', undefined],
    [{ AI_AGENT: 'claude-code_2-1-329_agent' }, 'claude', undefined],
    [{ AI_AGENT: 'Zed/1.2' }, 'zed', undefined],
    [{ AGENT: 'amp' }, 'amp', undefined],
    [{ AGENT: '1' }, 'unknown', undefined],
    [{ AGENT: '0' }, undefined, undefined],
    [{ CLAUDECODE: '', CLAUDE_CODE_SESSION_ID: '' }, undefined, undefined],
    [{}, undefined, undefined],
  ])('reads %j as %s', (env, harness, id) => {
    const caller = detect(env as Record<string, string>);
    expect([caller.harness, caller.conversation?.id]).toEqual([harness, id]);
  });

  it('lets STINT_CONVERSATION speak before any harness, and before a doubt between two', () => {
    const caller = detect({ ...claude, ...codex, STINT_CONVERSATION: 'mine' });
    expect(caller.conversation).toEqual({ id: 'mine', from: 'STINT_CONVERSATION' });
    expect(caller.ambiguousConversations).toBeUndefined();
    expect(detect({ ...claude, STINT_CONVERSATION: '' }).conversation?.from).toBe('harness');
  });

  it('takes the nearest ancestor of several harnesses', () => {
    const both = { ...claude, ...codex };
    const inCodex = detect(both, {}, table([30, 'bash'], [20, 'codex'], [21145, 'node'], [1, 'init']));
    expect([inCodex.harness, inCodex.conversation?.id, inCodex.process?.pid]).toEqual(['codex', codex.CODEX_THREAD_ID, 20]);
    const inClaude = detect(both, {}, table([30, 'bash'], [21145, 'node'], [20, 'codex']));
    expect([inClaude.harness, inClaude.conversation?.id]).toEqual(['claude', claude.CLAUDE_CODE_SESSION_ID]);
    const inGemini = detect(
      { ...claude, ...sample('gemini') },
      {},
      table([9, 'node', '/usr/lib/node_modules/@google/gemini-cli/dist/index.js'], [8, 'claude']),
    );
    expect([inGemini.harness, inGemini.conversation]).toEqual(['gemini', undefined]);
  });

  it('takes none where ancestry does not tell', () => {
    const caller = detect({ ...claude, ...codex });
    expect(caller.harness).toBe('unknown');
    expect(caller.conversation).toBeUndefined();
    expect(caller.ambiguousConversations).toEqual([
      { harness: 'claude', id: claude.CLAUDE_CODE_SESSION_ID },
      { harness: 'codex', id: codex.CODEX_THREAD_ID },
    ]);
  });

  it('reads what names a session outright, in order', () => {
    const env = { STINT_SESSION: 'aaaaaa' };
    expect(detect(env, { session: 'bbbbbb' }).explicit).toEqual({ session: 'bbbbbb', from: '--session' });
    expect(detect(env, { noSession: true }).explicit).toEqual({ session: 'none', from: '--no-session' });
    expect(detect(env).explicit).toEqual({ session: 'aaaaaa', from: 'STINT_SESSION' });
    expect(detect({ STINT_SESSION: 'none' }).explicit).toEqual({ session: 'none', from: 'STINT_SESSION' });
    expect(detect({ STINT_SESSION: '' }).explicit).toBeUndefined();
  });

  it('names the owner by agent, conversation, git and login', () => {
    expect(detect({ ...claude, STINT_AGENT: 'opus-1' }, { agent: 'opus-2' })).toMatchObject({ agent: 'opus-2', owner: 'opus-2' });
    expect(detect({ ...claude, STINT_AGENT: 'opus-1' })).toMatchObject({ agent: 'opus-1', owner: 'opus-1' });
    expect(detect(claude).owner).toBe(claude.CLAUDE_CODE_SESSION_ID);
    expect(detect({ GIT_AUTHOR_NAME: 'Bo' }).owner).toBe('Bo');
    expect(detect({}).owner).toBe(userInfo().username);
    const home = scratch();
    write(home, '.gitconfig', '[include]\n\tpath = ~/more\n[core]\n\tname = no\n[User]\n\temail = x\n');
    write(home, 'more', '[user]\n\tname = "Ann \\"A\\" Example" ; me\n');
    expect(detect({ HOME: home }).owner).toBe('Ann "A" Example');
    expect(detect({ ...sample('gemini'), HOME: home }).owner).toBe(userInfo().username);
  });

  it('takes the pointer as it is given and reads the checkout', () => {
    const worktree = repository();
    git(worktree, 'config', 'user.name', 'Repo Name');
    const gitDir = join(worktree, '.git');
    const caller = detectCaller({
      env: { HOME: folder },
      options: {},
      project: { worktree, gitDir, commonDir: gitDir },
      pointer: 'session_20260101_000000_abcdef',
    });
    expect(caller.pointer).toBe('session_20260101_000000_abcdef');
    expect(caller.checkout).toEqual({ worktree, branch: 'main', head: git(worktree, 'rev-parse', 'HEAD') });
    expect(caller.owner).toBe('Repo Name');
    expect(detect({}).checkout).toEqual({ worktree: folder });
    expect(detect({})).not.toHaveProperty('pointer');
  });
});

describe('an inherited STINT_CONVERSATION', () => {
  it.each<[string, Record<string, string>, ProcessTable, string | undefined]>([
    ['of the shell stays with the person at it', { STINT_CONVERSATION: 'shell-1f' }, table(), 'shell-1f'],
    [
      'of the shell yields to the agent typed in it',
      { STINT_CONVERSATION: 'shell-1f', ...claude },
      table(),
      claude.CLAUDE_CODE_SESSION_ID,
    ],
    [
      'of the shell does not make an agent without an id the person',
      { STINT_CONVERSATION: 'shell-1f', OPENCODE: '1' },
      table(),
      undefined,
    ],
    ['that hooks exported counts for their own agent', { STINT_CONVERSATION: 'mine', OPENCODE: '1' }, table(), 'mine'],
    [
      'of an outer agent yields to the inner one',
      { ...claude, ...codex, STINT_CONVERSATION: claude.CLAUDE_CODE_SESSION_ID ?? '' },
      table([9, 'codex'], [21145, 'claude']),
      codex.CODEX_THREAD_ID,
    ],
    [
      'of an outer agent is not that of an inner one without an id',
      { ...claude, GEMINI_CLI: '1', STINT_CONVERSATION: claude.CLAUDE_CODE_SESSION_ID ?? '' },
      table([9, 'gemini'], [21145, 'claude']),
      undefined,
    ],
    [
      'of an outer agent that shows no id yields to an inner one with its own',
      { ...codex, OPENCODE: '1', STINT_CONVERSATION: 'ses_5a1f00c0effeA1B2C3D4E5F6G7' },
      table([9, 'codex'], [8, 'opencode']),
      codex.CODEX_THREAD_ID,
    ],
    [
      'of an outer agent that shows no id is not that of an inner one without an id',
      { GEMINI_CLI: '1', OPENCODE: '1', STINT_CONVERSATION: 'ses_5a1f00c0effeA1B2C3D4E5F6G7' },
      table([9, 'gemini'], [8, 'opencode']),
      undefined,
    ],
    [
      'of an outer agent of the same harness yields to the inner one',
      { ...claude, STINT_CONVERSATION: '11111111-2222-4333-8444-555555555555' },
      table(),
      claude.CLAUDE_CODE_SESSION_ID,
    ],
    ['that a person chose speaks for an agent with an id of its own', { ...claude, STINT_CONVERSATION: 'mine' }, table(), 'mine'],
    [
      'of one that may be the outer agent settles no doubt',
      { ...claude, ...codex, STINT_CONVERSATION: claude.CLAUDE_CODE_SESSION_ID ?? '' },
      table(),
      undefined,
    ],
    [
      'of one whose harness exports none was set on purpose and settles the doubt',
      { ...claude, ...codex, STINT_CONVERSATION: codex.CODEX_THREAD_ID ?? '' },
      table(),
      codex.CODEX_THREAD_ID,
    ],
  ])('%s', (_name, env, processes, id) => {
    expect(detect(env, {}, processes).conversation?.id).toBe(id);
  });
});
