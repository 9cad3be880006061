import { describe, expect, it } from 'vitest';
import { claudeKind, readClaudeHook } from '../../../src/harness/claude/hook';
import { ran, wrote } from '../expected-hooks';

it.each([
  ['SessionStart', 'session-start'],
  ['SessionEnd', 'session-end'],
  ['UserPromptSubmit', 'prompt'],
  ['PreToolUse', 'tool-start'],
  ['PostToolUse', 'tool-end'],
  ['PostToolUseFailure', 'tool-failure'],
  ['Stop', 'turn-end'],
  ['StopFailure', 'turn-end'],
  ['SubagentStart', 'subagent-start'],
  ['SubagentStop', 'subagent-end'],
  ['PreCompact', 'compact'],
  ['PostCompact', 'compact'],
  ['Notification', 'notification'],
  ['PostToolBatch', 'unknown'],
  ['PermissionRequest', 'unknown'],
  ['CwdChanged', 'unknown'],
  ['stop', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
])('%s is of the kind %s', (event, kind) => {
  expect(claudeKind(event)).toBe(kind);
});

describe('a payload of Claude Code', () => {
  const everything = {
    session_id: 's1',
    transcript_path: '/home/dev/.claude/projects/-p/s1.jsonl',
    cwd: '/p',
    model: 'claude-opus-5-5',
    agent_id: 'a1',
    source: 'resume',
    reason: 'clear',
    prompt: 'secret',
    tool_name: 'Write',
    tool_input: { file_path: 'a.ts', content: 'secret' },
    tool_use_id: 't1',
    error: 'secret',
  };
  const said = {
    conversation: 's1',
    cwd: '/p',
    transcriptPath: '/home/dev/.claude/projects/-p/s1.jsonl',
    model: 'claude-opus-5-5',
    agentId: 'a1',
  };
  const tool = { name: 'Write', id: 't1', writes: ['/p/a.ts'] };

  it.each<[event: string, findings: object]>([
    ['SessionStart', { ...said, kind: 'session-start', source: 'resume' }],
    ['SessionEnd', { ...said, kind: 'session-end', reason: 'clear' }],
    ['UserPromptSubmit', { ...said, kind: 'prompt' }],
    ['PreToolUse', { ...said, kind: 'tool-start', tool }],
    ['PostToolUse', { ...said, kind: 'tool-end', tool, facts: [wrote('/p/a.ts')] }],
    ['PostToolUseFailure', { ...said, kind: 'tool-failure', tool, facts: [] }],
    ['Stop', { ...said, kind: 'turn-end' }],
    ['PermissionRequest', { ...said, kind: 'unknown' }],
  ])('that says everything, of %s', (event, findings) => {
    expect(readClaudeHook({ ...everything, hook_event_name: event })).toStrictEqual({ ...findings, event });
  });

  it.each<[payload: object, findings: object]>([
    [{}, { kind: 'unknown' }],
    [{ hook_event_name: 'SessionStart' }, { kind: 'session-start', event: 'SessionStart' }],
    [
      { hook_event_name: 'SessionEnd', source: 'x' },
      { kind: 'session-end', event: 'SessionEnd' },
    ],
    [{ hook_event_name: 'PostToolUse' }, { kind: 'tool-end', event: 'PostToolUse' }],
    [
      { hook_event_name: 'PreToolUse', tool_name: '' },
      { kind: 'tool-start', event: 'PreToolUse' },
    ],
    [
      { hook_event_name: 'PreToolUse', tool_name: 'Write' },
      { kind: 'tool-start', event: 'PreToolUse', tool: { name: 'Write', writes: [] } },
    ],
    [
      { hook_event_name: 'PostToolUse', tool_name: 'Bash', tool_input: ['command'] },
      { kind: 'tool-end', event: 'PostToolUse', tool: { name: 'Bash', writes: [] }, facts: [] },
    ],
    [
      { hook_event_name: 1, session_id: {}, cwd: [], transcript_path: null, model: 2, agent_id: true, source: 3, tool_name: 4 },
      { kind: 'unknown' },
    ],
    [
      { hook_event_name: 'Stop', session_id: '', cwd: '', model: '' },
      { kind: 'turn-end', event: 'Stop' },
    ],
    [
      { hook_event_name: 'PreToolUse', cwd: 'C:\\p', tool_name: 'Edit', tool_input: { file_path: 'src\\a.ts' } },
      { kind: 'tool-start', event: 'PreToolUse', cwd: 'C:\\p', tool: { name: 'Edit', writes: ['C:\\p\\src\\a.ts'] } },
    ],
    [
      { hook_event_name: 'PreToolUse', tool_name: 'Edit', tool_input: { file_path: 'src/a.ts' }, tool_use_id: 7 },
      { kind: 'tool-start', event: 'PreToolUse', tool: { name: 'Edit', writes: ['src/a.ts'] } },
    ],
  ])('%j', (payload, findings) => {
    expect(readClaudeHook({ ...payload })).toStrictEqual(findings);
  });
});

describe('a command that Claude Code ran', () => {
  const commit = 'git commit -qm one';
  const unsure = { type: 'command', command: commit };
  const told = { type: 'git_commit', sha: '5b1e0c9', subject: 'one' };

  it.each<[response: unknown, input: object, facts: readonly object[]]>([
    [{ stdout: '', stderr: '', interrupted: false }, {}, [ran(0, commit), { type: 'git_commit', subject: 'one' }]],
    [{ stdout: '[main 5b1e0c9] one' }, {}, [ran(0, commit), told]],
    [{ stderr: '[main 5b1e0c9] one' }, {}, [ran(0, commit), told]],
    [{ stdout: 'x', stderr: '[main 5b1e0c9] one' }, {}, [ran(0, commit), told]],
    ['a text', {}, [ran(0, commit), { type: 'git_commit', subject: 'one' }]],
    [undefined, {}, [ran(0, commit), { type: 'git_commit', subject: 'one' }]],
    [{ stdout: '', interrupted: true }, {}, [{ ...unsure, failed: true }]],
    [{ stdout: '', interrupted: 'true' }, {}, [ran(0, commit), { type: 'git_commit', subject: 'one' }]],
    [{ backgroundTaskId: 'b1', interrupted: true }, {}, [unsure]],
    [{ stdout: '' }, { run_in_background: true }, [unsure]],
    [{ stdout: '[main 5b1e0c9] one' }, { run_in_background: true }, [unsure, told]],
    [{ stdout: '' }, { run_in_background: false }, [ran(0, commit), { type: 'git_commit', subject: 'one' }]],
  ])('%j of %j', (response, input, facts) => {
    const payload = {
      hook_event_name: 'PostToolUse',
      tool_name: 'Bash',
      tool_input: { command: commit, ...input },
      tool_response: response,
    };
    expect(readClaudeHook(payload)).toStrictEqual({
      event: 'PostToolUse',
      kind: 'tool-end',
      tool: { name: 'Bash', writes: [] },
      facts,
    });
  });

  it.each<[error: unknown, facts: readonly object[]]>([
    ['Exit code 1', [ran(1)]],
    ['Exit code 127\nsh: Exit code 3', [ran(127)]],
    ['Error\nExit code 1', [{ type: 'command', command: 'npm test', failed: true }]],
    ['Exit code x', [{ type: 'command', command: 'npm test', failed: true }]],
    ['', [{ type: 'command', command: 'npm test', failed: true }]],
    [undefined, [{ type: 'command', command: 'npm test', failed: true }]],
    [{ message: 'Exit code 1' }, [{ type: 'command', command: 'npm test', failed: true }]],
  ])('that failed with %j', (error, facts) => {
    const payload = { hook_event_name: 'PostToolUseFailure', tool_name: 'Bash', tool_input: { command: 'npm test' }, error };
    expect(readClaudeHook(payload).facts).toStrictEqual(facts);
  });

  it('that failed after git had made a commit', () => {
    const error = 'Exit code 1\n[main 5b1e0c9] one\nFAIL';
    const input = { command: 'git commit -m one && npm test' };
    const payload = { hook_event_name: 'PostToolUseFailure', tool_name: 'Bash', tool_input: input, error };
    expect(readClaudeHook(payload).facts).toStrictEqual([ran(1, input.command), told]);
  });
});
