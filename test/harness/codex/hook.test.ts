import { describe, expect, it } from 'vitest';
import { readCodexHook } from '../../../src/harness/codex/hook';
import { wrote } from '../expected-hooks';

describe('a hook of Codex', () => {
  const common = {
    session_id: 'c1',
    turn_id: 'turn',
    transcript_path: '/home/dev/.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-c1.jsonl',
    cwd: '/p',
    model: 'gpt-5.5',
    permission_mode: 'default',
  };
  const said = { conversation: 'c1', cwd: '/p', model: 'gpt-5.5', transcriptPath: common.transcript_path };

  it.each<[event: string, more: object, findings: object]>([
    ['SessionStart', { source: 'fork' }, { kind: 'session-start', source: 'fork' }],
    ['SessionEnd', { reason: 'other' }, { kind: 'session-end', reason: 'other' }],
    ['UserPromptSubmit', { prompt: 'secret' }, { kind: 'prompt' }],
    ['PreCompact', { trigger: 'auto' }, { kind: 'compact' }],
    ['PostCompact', {}, { kind: 'compact' }],
    ['SubagentStart', { agent_id: 'a1' }, { kind: 'subagent-start', agentId: 'a1' }],
    ['SubagentStop', { agent_id: 'a1' }, { kind: 'subagent-end', agentId: 'a1' }],
    ['Stop', { last_assistant_message: 'secret' }, { kind: 'turn-end' }],
    ['Interrupt', {}, { kind: 'unknown' }],
    ['PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'ls' } }, { kind: 'unknown' }],
    [
      'PreToolUse',
      { tool_name: 'apply_patch', tool_input: { command: '*** Add File: a.ts' }, tool_use_id: 't' },
      { kind: 'tool-start', tool: { name: 'apply_patch', id: 't', writes: ['/p/a.ts'] } },
    ],
  ])('of %s', (event, more, findings) => {
    expect(readCodexHook({ ...common, ...more, hook_event_name: event })).toStrictEqual({ ...said, ...findings, event });
  });

  it('that keeps no rollout', () => {
    const payload = { session_id: 'c1', transcript_path: null, hook_event_name: 'Stop' };
    expect(readCodexHook(payload)).toStrictEqual({ event: 'Stop', kind: 'turn-end', conversation: 'c1' });
  });
});

describe('a tool that Codex ran', () => {
  const commit = 'git commit -m one';
  it.each<[response: unknown, facts: readonly object[]]>([
    ['', [{ type: 'command', command: commit }]],
    [undefined, [{ type: 'command', command: commit }]],
    [{ output: '[main 5b1e0c9] one' }, [{ type: 'command', command: commit }]],
    // For a command this line is one that it printed.
    ['Exit code: 1\n', [{ type: 'command', command: commit }]],
    [
      '[main 5b1e0c9] one\n',
      [
        { type: 'command', command: commit },
        { type: 'git_commit', sha: '5b1e0c9', subject: 'one' },
      ],
    ],
  ])('Bash, with the answer %j', (response, facts) => {
    const input = { command: commit };
    const payload = { hook_event_name: 'PostToolUse', tool_name: 'Bash', tool_input: input, tool_response: response };
    expect(readCodexHook(payload).facts).toStrictEqual(facts);
  });

  it.each<[response: unknown, written: boolean]>([
    ['Exit code: 0\nWall time: 0 seconds\nOutput:\nSuccess.', true],
    ['Exit code: 1\nOutput:\nno such context', false],
    ['Exit code: 10\n', false],
    ['Wall time: 1\nExit code: 1\n', false],
    [`${'x'.repeat(187)}\nExit code: 1`, false],
    [`${'x'.repeat(200)}\nExit code: 1`, true],
    ['The Exit code: 1', true],
    ['Exit code: unknown', true],
    ['', true],
    [undefined, true],
  ])('apply_patch, with the answer %j', (response, written) => {
    const input = { command: '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: /q/b.ts\n*** End Patch' };
    const payload = {
      hook_event_name: 'PostToolUse',
      cwd: '/p',
      tool_name: 'apply_patch',
      tool_input: input,
      tool_response: response,
    };
    expect(readCodexHook(payload)).toStrictEqual({
      event: 'PostToolUse',
      kind: 'tool-end',
      cwd: '/p',
      tool: { name: 'apply_patch', writes: ['/p/src/a.ts', '/q/b.ts'] },
      facts: written ? [wrote('/p/src/a.ts'), wrote('/q/b.ts')] : [],
    });
  });
});

it.each<[payload: object, findings: object]>([
  [
    {
      type: 'agent-turn-complete',
      'thread-id': 'c1',
      'turn-id': 't1',
      cwd: '/p',
      client: 'codex_exec',
      'input-messages': ['secret'],
      'last-assistant-message': 'secret',
    },
    { kind: 'turn-end', event: 'agent-turn-complete', conversation: 'c1', cwd: '/p' },
  ],
  [{ type: 'agent-turn-complete' }, { kind: 'turn-end', event: 'agent-turn-complete' }],
  [
    { type: 'approval-requested', 'thread-id': 'c1' },
    { kind: 'unknown', event: 'approval-requested', conversation: 'c1' },
  ],
  [
    { 'thread-id': 'c1', cwd: '' },
    { kind: 'unknown', conversation: 'c1' },
  ],
  [{ type: 1, 'thread-id': 2, cwd: 3 }, { kind: 'unknown' }],
  [
    { hook_event_name: '', type: 'agent-turn-complete' },
    { kind: 'turn-end', event: 'agent-turn-complete' },
  ],
  [{}, { kind: 'unknown' }],
])('what Codex gives to its notify program: %j', (payload, findings) => {
  expect(readCodexHook({ ...payload })).toStrictEqual(findings);
});
