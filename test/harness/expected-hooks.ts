import type { HookReading } from '../../src/domain/event/hook-reading';

export const limiter = '/home/dev/acme-api/src/rate-limit.ts';
export const wrote = (path: string) => ({ type: 'file_write', path });
export const ran = (exitCode: number, command = 'npm test') => ({ type: 'command', command, exitCode, failed: exitCode !== 0 });

/** What each sample says. */
export const hookTable: Readonly<Record<string, Partial<HookReading> | { facts?: unknown }>> = {
  'claude-code/hooks/Notification.json': { kind: 'notification' },
  'claude-code/hooks/PostCompact.json': { kind: 'compact' },
  'claude-code/hooks/PostToolBatch.json': { kind: 'unknown', event: 'PostToolBatch' },
  'claude-code/hooks/PostToolUse.Bash.json': {
    kind: 'tool-end',
    facts: [
      ran(0, 'git commit -qm "acme-42: add rate limiter" && git rev-parse HEAD'),
      { type: 'git_commit', sha: '5b1e0c9f0d3a4e5c6b7a8f90123456789abcdef0', subject: 'acme-42: add rate limiter' },
    ],
  },
  'claude-code/hooks/PostToolUse.Edit.json': { kind: 'tool-end', facts: [wrote('/home/dev/acme-api/src/server.ts')] },
  'claude-code/hooks/PostToolUse.Write.json': {
    kind: 'tool-end',
    facts: [wrote(limiter)],
    key: 'claude:3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10::tool-end:toolu_01A2write',
    repeatable: false,
  },
  'claude-code/hooks/PostToolUseFailure.Bash.json': {
    kind: 'tool-failure',
    facts: [ran(1, 'npm test -- --run rate-limit')],
  },
  'claude-code/hooks/PreCompact.auto.json': { kind: 'compact' },
  'claude-code/hooks/PreToolUse.Bash.in-subagent.json': { kind: 'tool-start', agentId: 'a0c4a1f6d0a69fb3d', facts: [] },
  'claude-code/hooks/PreToolUse.Bash.json': {
    kind: 'tool-start',
    tool: { name: 'Bash', id: 'toolu_01A1bash', writes: [] },
    facts: [],
  },
  'claude-code/hooks/SessionEnd.other.json': { kind: 'session-end', reason: 'other' },
  'claude-code/hooks/SessionEnd.prompt_input_exit.json': { kind: 'session-end', reason: 'prompt_input_exit' },
  'claude-code/hooks/SessionStart.clear.json': {
    kind: 'session-start',
    source: 'clear',
    conversation: '9d1e7b0a-3c44-4f6e-b1d0-7a2a55f0c3aa',
  },
  'claude-code/hooks/SessionStart.compact.json': { kind: 'session-start', source: 'compact', model: 'claude-opus-5-5' },
  'claude-code/hooks/SessionStart.resume.json': { kind: 'session-start', source: 'resume' },
  'claude-code/hooks/SessionStart.startup.json': {
    kind: 'session-start',
    source: 'startup',
    cwd: '/home/dev/acme-api',
    transcriptPath: '/home/dev/.claude/projects/-home-dev-acme-api/3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10.jsonl',
    repeatable: true,
  },
  'claude-code/hooks/Stop.json': { kind: 'turn-end' },
  'claude-code/hooks/SubagentStart.json': { kind: 'subagent-start', agentId: 'a0c4a1f6d0a69fb3d' },
  'claude-code/hooks/SubagentStop.json': { kind: 'subagent-end', agentId: 'a0c4a1f6d0a69fb3d' },
  'claude-code/hooks/UserPromptSubmit.json': { kind: 'prompt' },
  // How the command ended stands in the rollout only: nothing is claimed.
  'codex/hooks/PostToolUse.Bash.failed.json': { kind: 'tool-end', facts: [{ type: 'command', command: 'npm test' }] },
  'codex/hooks/PostToolUse.apply_patch.json': { kind: 'tool-end', facts: [wrote(limiter)] },
  'codex/hooks/PreCompact.json': { kind: 'compact' },
  'codex/hooks/PreToolUse.Bash.json': { kind: 'tool-start', facts: [] },
  'codex/hooks/SessionEnd.json': { kind: 'session-end', reason: 'other' },
  'codex/hooks/SessionStart.json': { kind: 'session-start', source: 'startup', model: 'gpt-5.5' },
  'codex/hooks/Stop.json': { kind: 'turn-end' },
  'codex/hooks/SubagentStop.json': { kind: 'subagent-end', agentId: '019ab3c4-7aaa-7b31-828f-000000000001' },
  'codex/hooks/UserPromptSubmit.json': { kind: 'prompt' },
  'codex/notify.agent-turn-complete.json': { kind: 'turn-end', cwd: '/home/dev/acme-api' },
  'copilot/hooks-from-.claude-settings/PostToolUse.json': { kind: 'tool-end', shape: 'claude', facts: [ran(0)] },
  'copilot/hooks-from-.claude-settings/PreToolUse.json': { kind: 'tool-start', shape: 'claude' },
  'copilot/hooks-from-.claude-settings/SessionEnd.json': { kind: 'session-end', reason: 'complete' },
  'copilot/hooks-from-.claude-settings/SessionStart.json': { kind: 'session-start', source: 'new' },
  'copilot/hooks-from-.claude-settings/Stop.json': { kind: 'turn-end' },
  'copilot/hooks-native/agentStop.json': { kind: 'turn-end', shape: 'own' },
  'copilot/hooks-native/postToolUse.json': { kind: 'tool-end', facts: [ran(0)], at: '2026-11-20T11:00:00.000Z' },
  'copilot/hooks-native/preToolUse.json': { kind: 'tool-start' },
  'copilot/hooks-native/sessionEnd.json': { kind: 'session-end', reason: 'complete' },
  'copilot/hooks-native/sessionStart.json': { kind: 'session-start', source: 'new' },
  'copilot/hooks-native/userPromptSubmitted.json': { kind: 'prompt' },
  'cursor/hooks/afterFileEdit.json': { kind: 'tool-end', facts: [wrote(limiter)] },
  'cursor/hooks/afterShellExecution.json': { kind: 'unknown', facts: [] },
  'cursor/hooks/postToolUse.Shell.json': { kind: 'tool-end', facts: [ran(0)] },
  'cursor/hooks/postToolUseFailure.json': { kind: 'tool-failure', facts: [ran(1)] },
  'cursor/hooks/sessionEnd.json': { kind: 'session-end', reason: 'completed' },
  'cursor/hooks/sessionStart.json': { kind: 'session-start', cwd: '/home/dev/acme-api' },
  'cursor/hooks/stop.json': {
    kind: 'turn-end',
    usage: {
      responseId: 'd00dfeed-1111-4222-8333-444455556666',
      model: 'composer-2',
      tokens: { input: 12010, output: 310, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 9600, reasoning: 0 },
    },
  },
  'gemini/hooks/AfterAgent.json': { kind: 'turn-end' },
  'gemini/hooks/AfterTool.shell.failed.json': { kind: 'tool-failure', facts: [ran(1)], at: '2026-11-20T11:00:05.123Z' },
  'gemini/hooks/BeforeAgent.json': { kind: 'prompt' },
  'gemini/hooks/BeforeTool.json': { kind: 'tool-start' },
  'gemini/hooks/PreCompress.json': { kind: 'unknown' },
  'gemini/hooks/SessionEnd.json': { kind: 'session-end', reason: 'exit' },
  'gemini/hooks/SessionStart.json': { kind: 'session-start', source: 'startup' },
};

export const conversations: Readonly<Record<string, string>> = {
  claude: '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10',
  codex: '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  copilot: '94c0ffee-74ce-4fd1-86fc-4703efffdcc9',
  cursor: 'c0ffee00-1111-4222-8333-444455556666',
  gemini: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
};
/** By the folder that a sample lies in. */
export const harnessOf = (name: string): string => (name.split('/')[0] ?? '').replace('-code', '');
