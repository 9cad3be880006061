import { expect, it } from 'vitest';
import { detectHookHarness } from '../../src/harness/detect-hook-harness';

type Row = readonly [payload: object, env: Record<string, string>, declared: string | undefined, harness: string];
const check = (payload: object, env: Record<string, string>, declared: string | undefined, harness: string): void => {
  expect(detectHookHarness({ ...payload }, env, declared)).toBe(harness);
};

const claudeFile = '/home/dev/.claude/projects/-p/s1.jsonl';
const codexFile = '/home/dev/.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-s1.jsonl';
const geminiFile = '/home/dev/.gemini/tmp/p/chats/session-2026-11-20T11-00-7c9e6679.jsonl';
const copilotFile = '/home/dev/.copilot/session-state/s1/events.jsonl';

it.each<Row>([
  [{ cursor_version: '2.9.1', session_id: 's1' }, { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' }, 'claude', 'cursor'],
  [{ cursor_version: '' }, {}, undefined, 'unknown'],
  // The variable that names the conversation of the payload.
  [{ session_id: 's1', turn_id: 't' }, { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' }, 'codex', 'claude'],
  [{ session_id: 's2', turn_id: 't' }, { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' }, 'claude', 'codex'],
  [{ session_id: 's1', turn_id: 't' }, { CLAUDE_CODE_SESSION_ID: 's1' }, 'claude', 'codex'],
  [{ turn_id: 't' }, { CLAUDECODE: '1' }, 'claude', 'codex'],
  [{ session_id: 's1', turn_id: 't' }, { GEMINI_SESSION_ID: 's1' }, 'codex', 'gemini'],
  [{ session_id: 's2', turn_id: 't' }, { GEMINI_SESSION_ID: 's1' }, 'gemini', 'codex'],
  [{ turn_id: 't' }, {}, 'gemini', 'codex'],
])('what one of them alone writes, or the conversation in a variable: %j with %j, named %s, is %s', check);

it.each<Row>([
  [{ hook: 'event' }, {}, undefined, 'opencode'],
  [{ hook: 'event', sessionId: 's1' }, {}, 'copilot', 'opencode'],
  [{ hook: 'event', hook_event_name: 'Stop' }, {}, undefined, 'unknown'],
  [{ event: 'session.idle', sessionID: 's1' }, {}, undefined, 'opencode'],
  [{ event: 'session.idle', worktree: '/p' }, {}, undefined, 'opencode'],
  [{ event: 'session.idle', info: null }, {}, undefined, 'opencode'],
  [{ event: 'session.idle', sessionID: '' }, {}, undefined, 'unknown'],
  [{ event: 'session.idle' }, {}, undefined, 'unknown'],
  [{ event: 5, sessionID: 's1', worktree: '/p', info: {} }, {}, undefined, 'unknown'],
  [{ sessionID: 's1', worktree: '/p', info: {} }, {}, undefined, 'unknown'],
  [{ event: 'Stop', sessionID: 's1', hook_event_name: 'Stop' }, {}, undefined, 'unknown'],
])('the form of OpenCode: %j with %j, named %s, is %s', check);

it.each<Row>([
  [{ 'thread-id': 's1' }, {}, undefined, 'codex'],
  [{ turn_id: 't', tool_result: {} }, { COPILOT_CLI: '1' }, 'copilot', 'codex'],
  [{ transcript_path: null, hook_event_name: 'SessionStart', source: 'new' }, {}, 'copilot', 'codex'],
  [{ turn_id: '', 'thread-id': 7 }, {}, undefined, 'unknown'],
  [{ transcript_path: codexFile }, {}, undefined, 'codex'],
  [{ transcript_path: 'C:\\Users\\dev\\.codex\\sessions\\2026\\11\\20\\rollout-x.jsonl' }, {}, undefined, 'codex'],
  [{ transcript_path: '/c/archived_sessions/rollout-x.jsonl' }, {}, undefined, 'codex'],
  [{ transcript_path: '/c/my_sessions/rollout-x.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/sessions/xrollout-x.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/sessions/rollout-.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/sessions/rollout-x.jsonl.gz' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/sessions/rollout-x/y.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/sessions/rollout-xjsonl' }, {}, undefined, 'unknown'],
])('the form of Codex: %j with %j, named %s, is %s', check);

it.each<Row>([
  [{ sessionId: 's1' }, {}, undefined, 'copilot'],
  [{ sessionId: '' }, {}, undefined, 'unknown'],
  [{ sessionId: 's1', hook_event_name: 'Stop' }, {}, undefined, 'unknown'],
  [{ hook_event_name: 'PostToolUse', tool_result: null }, {}, 'claude', 'copilot'],
  [{ tool_result: {} }, {}, undefined, 'unknown'],
  [{ hook_event_name: 'SessionStart', source: 'new' }, {}, 'claude', 'copilot'],
  [{ hook_event_name: 'SessionStart', source: 'startup' }, {}, undefined, 'unknown'],
  [{ source: 'new' }, {}, undefined, 'unknown'],
  [{ hook_event_name: 'Stop', transcript_path: copilotFile }, {}, 'claude', 'copilot'],
  [{ hook_event_name: 'Stop', transcript_path: copilotFile.replaceAll('/', '\\') }, {}, undefined, 'copilot'],
  [{ hook_event_name: 'Stop', transcript_path: `${copilotFile}.old` }, {}, undefined, 'unknown'],
  [{ hook_event_name: 'Stop', transcript_path: '/c/session-state/events.jsonl' }, {}, undefined, 'unknown'],
  [{ hook_event_name: 'Stop', transcript_path: '/c/session-state/a/b/events.jsonl' }, {}, undefined, 'unknown'],
  // Its variable counts where nothing else is told.
  [{ hook_event_name: 'Stop' }, { COPILOT_CLI: '1' }, 'claude', 'copilot'],
  [{ hook_event_name: 'Stop', transcript_path: claudeFile }, { COPILOT_CLI: '1' }, 'copilot', 'claude'],
  [{ hook_event_name: 'Stop' }, { COPILOT_CLI: '' }, undefined, 'unknown'],
  [{ hook_event_name: 'Stop' }, { COPILOT_CLI: '0' }, undefined, 'unknown'],
  [{ hook_event_name: 'Stop' }, { COPILOT_CLI: 'false' }, undefined, 'unknown'],
  [{ hook_event_name: 'Stop' }, { COPILOT_CLI: 'true' }, undefined, 'copilot'],
])('the form of Copilot: %j with %j, named %s, is %s', check);

it.each<Row>([
  [{ hook_event_name: 'BeforeTool' }, {}, 'claude', 'gemini'],
  [{ hook_event_name: 'Stop' }, {}, undefined, 'unknown'],
  [{ event: 'BeforeTool' }, {}, undefined, 'unknown'],
  [{ hook_event_name: 'SessionStart', transcript_path: geminiFile }, {}, undefined, 'gemini'],
  [{ transcript_path: geminiFile.replaceAll('/', '\\') }, {}, undefined, 'gemini'],
  [{ transcript_path: `${geminiFile}.bak` }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/chats/session-.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/chats/session-a/b.jsonl' }, {}, undefined, 'unknown'],
])('the form of Gemini CLI: %j with %j, named %s, is %s', check);

it.each<Row>([
  [{ transcript_path: claudeFile }, {}, 'cursor', 'claude'],
  [{ transcript_path: claudeFile.replaceAll('/', '\\') }, {}, undefined, 'claude'],
  [{ transcript_path: `${claudeFile}.gz` }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/projects/s1.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/projects//s1.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/projects/p/.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/projects/p/q/s1.jsonl' }, {}, undefined, 'unknown'],
  [{ transcript_path: '/c/projects/p/s1jsonl' }, {}, undefined, 'unknown'],
])('the transcript of Claude Code: %j with %j, named %s, is %s', check);

it.each<Row>([
  [{}, {}, undefined, 'unknown'],
  [{}, {}, 'aider', 'unknown'],
  [{}, {}, 'codex', 'codex'],
  [{}, {}, 'opencode', 'opencode'],
  [{}, {}, 'gemini', 'gemini'],
  [{}, {}, 'copilot', 'copilot'],
  [{}, {}, 'cursor', 'cursor'],
  [{}, {}, 'claude', 'unknown'],
  [{}, { CLAUDECODE: '1' }, 'claude', 'claude'],
  [{}, { CLAUDECODE: '0' }, 'claude', 'unknown'],
  [{}, { CLAUDECODE: '1' }, 'codex', 'codex'],
  [{}, { CLAUDECODE: '1' }, undefined, 'unknown'],
])('the name in the hook file, last: %j with %j, named %s, is %s', check);
