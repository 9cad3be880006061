import { describe, expect, test } from 'vitest';
import type { HookHarness } from '../../src/domain/event/hook-reading';
import { type HookSample, hookSample } from '../../src/harness/hook-sample';
import { readHook } from '../../src/harness/read-hook';
import { sha256 } from '../support/world';

/** What each harness gives to its hooks, in its own words. */

const facts = { conversation: 'conv-1', cwd: '/repo', at: '2026-11-21T12:00:00.000Z' };

const claudeStyle = { session_id: 'conv-1', cwd: '/repo' };
const bash = { tool_name: 'Bash', tool_input: { command: 'true' }, tool_use_id: 'sample' };
const claudeEnv = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'conv-1', CLAUDE_PROJECT_DIR: '/repo' };
const claudePath = { transcript_path: '/repo/projects/sample/conv-1.jsonl' };
const codexRest = { transcript_path: '/repo/sessions/rollout-conv-1.jsonl', model: 'sample', turn_id: 'sample' };
const geminiEnv = {
  GEMINI_SESSION_ID: 'conv-1',
  GEMINI_PROJECT_DIR: '/repo',
  GEMINI_CWD: '/repo',
  CLAUDE_PROJECT_DIR: '/repo',
};
const geminiRest = { transcript_path: '/repo/chats/session-conv-1.jsonl', timestamp: facts.at };
const copilotEnv = { COPILOT_CLI: '1', COPILOT_PROJECT_DIR: '/repo', CLAUDE_PROJECT_DIR: '/repo' };
const copilotStyle = { sessionId: 'conv-1', timestamp: 1_795_262_400_000, cwd: '/repo' };
const cursorEnv = { CURSOR_PROJECT_DIR: '/repo', CLAUDE_PROJECT_DIR: '/repo' };
const cursorStyle = {
  conversation_id: 'conv-1',
  session_id: 'conv-1',
  generation_id: 'sample',
  cursor_version: '0',
  cwd: '/repo',
  workspace_roots: ['/repo'],
};
const openCodeStyle = { sessionID: 'conv-1', cwd: '/repo', worktree: '/repo', at: facts.at };
const openCodeTool = { tool: 'bash', callID: 'sample', args: { command: 'true' }, metadata: { exit: 0 } };

const rows: readonly [HookHarness, string, HookSample][] = [
  [
    'claude',
    'SessionStart',
    { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'SessionStart', source: 'startup' }, env: claudeEnv },
  ],
  [
    'claude',
    'SessionEnd',
    { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'SessionEnd', reason: 'other' }, env: claudeEnv },
  ],
  ['claude', 'Stop', { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'Stop' }, env: claudeEnv }],
  [
    'claude',
    'PostToolUse',
    { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'PostToolUse', ...bash }, env: claudeEnv },
  ],
  [
    'claude',
    'PostToolUseFailure',
    {
      payload: { ...claudeStyle, ...claudePath, hook_event_name: 'PostToolUseFailure', ...bash, error: 'Exit code 1' },
      env: claudeEnv,
    },
  ],
  // Neither the start nor the end of anything, though the words stand in it.
  ['claude', 'StartUp', { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'StartUp' }, env: claudeEnv }],
  ['claude', 'EndingNow', { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'EndingNow' }, env: claudeEnv }],
  [
    'claude',
    'ToolFailureNotice',
    { payload: { ...claudeStyle, ...claudePath, hook_event_name: 'ToolFailureNotice', ...bash }, env: claudeEnv },
  ],
  [
    'codex',
    'SessionStart',
    { payload: { ...claudeStyle, ...codexRest, hook_event_name: 'SessionStart', source: 'startup' }, env: {} },
  ],
  ['codex', 'Stop', { payload: { ...claudeStyle, ...codexRest, hook_event_name: 'Stop' }, env: {} }],
  ['codex', 'PostToolUse', { payload: { ...claudeStyle, ...codexRest, hook_event_name: 'PostToolUse', ...bash }, env: {} }],
  [
    'gemini',
    'SessionEnd',
    { payload: { ...claudeStyle, ...geminiRest, hook_event_name: 'SessionEnd', reason: 'other' }, env: geminiEnv },
  ],
  [
    'gemini',
    'AfterTool',
    {
      payload: {
        ...claudeStyle,
        ...geminiRest,
        hook_event_name: 'AfterTool',
        tool_name: 'run_shell_command',
        tool_input: { command: 'true' },
      },
      env: geminiEnv,
    },
  ],
  ['copilot', 'sessionEnd', { payload: copilotStyle, env: copilotEnv }],
  ['copilot', 'postToolUse', { payload: { ...copilotStyle, toolName: 'bash', toolArgs: { command: 'true' } }, env: copilotEnv }],
  ['cursor', 'stop', { payload: { ...cursorStyle, hook_event_name: 'stop' }, env: cursorEnv }],
  [
    'cursor',
    'postToolUseFailure',
    {
      payload: { ...cursorStyle, hook_event_name: 'postToolUseFailure', ...bash, tool_name: 'Shell', error: 'Exit code 1' },
      env: cursorEnv,
    },
  ],
  ['opencode', 'session.idle', { payload: { ...openCodeStyle, event: 'session.idle' }, env: {} }],
  ['opencode', 'tool.execute.after', { payload: { ...openCodeStyle, event: 'tool.execute.after', ...openCodeTool }, env: {} }],
];

describe('what a hook is tried with', () => {
  test.each(rows)('%s %s', (harness, event, expected) => {
    expect(hookSample(harness, event, facts)).toStrictEqual(expected);
  });

  test.each(rows)('%s %s is read as an event of that harness and conversation', (harness, event) => {
    const { payload, env } = hookSample(harness, event, facts);
    const reading = readHook({ text: JSON.stringify(payload), env, sha256, declared: harness, event });
    expect(reading).toMatchObject({ harness, conversation: 'conv-1' });
  });
});
