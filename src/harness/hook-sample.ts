import type { HookHarness } from '../domain/event/hook-reading';

export type HookSample = {
  readonly payload: Readonly<Record<string, unknown>>;
  /** What the harness itself adds to the environment of a hook. */
  readonly env: Readonly<Record<string, string>>;
};

/** A conversation that never was, in the folder `cwd`; `at` is now. */
export type SampleFacts = { readonly conversation: string; readonly cwd: string; readonly at: string };

/** What a harness gives to the hook of one event, in the form in which it gives it. */
export const hookSample = (harness: HookHarness, event: string, facts: SampleFacts): HookSample => {
  const { conversation, cwd, at } = facts;
  const tool = toolOf(event);
  switch (harness) {
    case 'claude':
      return {
        payload: { ...claudeBase(event, facts), transcript_path: `${cwd}/projects/sample/${conversation}.jsonl`, ...tool },
        env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: conversation, CLAUDE_PROJECT_DIR: cwd },
      };
    case 'codex':
      return {
        payload: {
          ...claudeBase(event, facts),
          transcript_path: `${cwd}/sessions/rollout-${conversation}.jsonl`,
          model: 'sample',
          turn_id: 'sample',
          ...tool,
        },
        env: {},
      };
    case 'gemini':
      return {
        payload: {
          ...claudeBase(event, facts),
          transcript_path: `${cwd}/chats/session-${conversation}.jsonl`,
          timestamp: at,
          ...(Object.keys(tool).length === 0 ? {} : { tool_name: 'run_shell_command', tool_input: { command: 'true' } }),
        },
        env: { GEMINI_SESSION_ID: conversation, GEMINI_PROJECT_DIR: cwd, GEMINI_CWD: cwd, CLAUDE_PROJECT_DIR: cwd },
      };
    case 'copilot':
      return {
        payload: {
          sessionId: conversation,
          timestamp: Date.parse(at),
          cwd,
          ...(Object.keys(tool).length === 0 ? {} : { toolName: 'bash', toolArgs: { command: 'true' } }),
        },
        env: { COPILOT_CLI: '1', COPILOT_PROJECT_DIR: cwd, CLAUDE_PROJECT_DIR: cwd },
      };
    case 'cursor':
      return {
        payload: {
          conversation_id: conversation,
          session_id: conversation,
          generation_id: 'sample',
          hook_event_name: event,
          cursor_version: '0',
          cwd,
          workspace_roots: [cwd],
          ...(Object.keys(tool).length === 0 ? {} : { ...tool, tool_name: 'Shell' }),
        },
        env: { CURSOR_PROJECT_DIR: cwd, CLAUDE_PROJECT_DIR: cwd },
      };
    case 'opencode':
      return {
        payload: {
          event,
          sessionID: conversation,
          cwd,
          worktree: cwd,
          at,
          ...(Object.keys(tool).length === 0
            ? {}
            : { tool: 'bash', callID: 'sample', args: { command: 'true' }, metadata: { exit: 0 } }),
        },
        env: {},
      };
  }
};

const claudeBase = (event: string, { conversation, cwd }: SampleFacts) => ({
  session_id: conversation,
  cwd,
  hook_event_name: event,
  ...(/start$/i.test(event) ? { source: 'startup' } : {}),
  ...(/end$/i.test(event) ? { reason: 'other' } : {}),
});

const toolOf = (event: string): Readonly<Record<string, unknown>> =>
  /tool/i.test(event)
    ? {
        tool_name: 'Bash',
        tool_input: { command: 'true' },
        tool_use_id: 'sample',
        ...(/failure$/i.test(event) ? { error: 'Exit code 1' } : {}),
      }
    : {};
