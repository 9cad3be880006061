import { describe, expect, it } from 'vitest';
import { noTokens } from '../../../src/domain/usage/usage';
import { readCursorHook } from '../../../src/harness/cursor/hook';
import { ran, wrote } from '../expected-hooks';

const transcript = '/home/dev/.cursor/projects/p/agent-transcripts/c1.jsonl';
const common = {
  conversation_id: 'c1',
  generation_id: 'g1',
  model: 'composer-2',
  session_id: 'c1',
  cursor_version: '2.9.1',
  workspace_roots: ['/p', '/q'],
  user_email: 'dev@example.com',
  transcript_path: transcript,
  reason: 'completed',
  source: 'startup',
};
const said = { conversation: 'c1', model: 'composer-2', cwd: '/p', transcriptPath: transcript };

describe('a payload of Cursor', () => {
  const shell = { tool_name: 'Shell', tool_input: { command: 'npm test' }, tool_use_id: 't1' };
  const write = { tool_name: 'Write', tool_input: { file_path: 'a.ts' }, tool_use_id: 't1' };

  it.each<[event: string, more: object, findings: object]>([
    ['sessionStart', {}, { kind: 'session-start' }],
    ['sessionEnd', {}, { kind: 'session-end', reason: 'completed' }],
    ['beforeSubmitPrompt', { prompt: 'secret' }, { kind: 'prompt' }],
    ['preToolUse', shell, { kind: 'tool-start', tool: { name: 'Shell', id: 't1', writes: [] } }],
    ['preToolUse', write, { kind: 'tool-start', tool: { name: 'Write', id: 't1', writes: ['/p/a.ts'] } }],
    [
      'preToolUse',
      { ...write, cwd: '/q' },
      { kind: 'tool-start', cwd: '/q', tool: { name: 'Write', id: 't1', writes: ['/q/a.ts'] } },
    ],
    [
      'postToolUse',
      { ...shell, tool_output: '{"output":"ok","exitCode":0}' },
      { kind: 'tool-end', tool: { name: 'Shell', id: 't1', writes: [] }, facts: [ran(0)] },
    ],
    [
      'postToolUse',
      write,
      { kind: 'tool-end', tool: { name: 'Write', id: 't1', writes: ['/p/a.ts'] }, facts: [wrote('/p/a.ts')] },
    ],
    [
      'postToolUseFailure',
      { ...write, error_message: 'denied' },
      { kind: 'tool-failure', tool: { name: 'Write', id: 't1', writes: ['/p/a.ts'] }, facts: [] },
    ],
    ['afterFileEdit', { file_path: 'src/b.ts' }, { kind: 'tool-end', facts: [wrote('/p/src/b.ts')] }],
    ['afterFileEdit', { file_path: '' }, { kind: 'tool-end' }],
    ['beforeReadFile', { file_path: 'src/b.ts' }, { kind: 'unknown' }],
    ['afterShellExecution', { command: 'npm test', output: 'ok' }, { kind: 'unknown' }],
    ['afterAgentResponse', { text: 'secret' }, { kind: 'usage' }],
    ['stop', { status: 'completed' }, { kind: 'turn-end' }],
    ['subagentStart', { agent_id: 'a1' }, { kind: 'subagent-start', agentId: 'a1' }],
    ['subagentStop', {}, { kind: 'subagent-end' }],
    ['preCompact', {}, { kind: 'compact' }],
    ['workspaceOpen', {}, { kind: 'unknown' }],
  ])('of %s, with %j', (event, more, findings) => {
    expect(readCursorHook({ ...common, ...more, hook_event_name: event })).toStrictEqual({ ...said, ...findings, event });
  });

  it.each<[payload: object, findings: object]>([
    [{}, { kind: 'unknown' }],
    [
      { conversation_id: 'c1', session_id: 's1' },
      { kind: 'unknown', conversation: 'c1' },
    ],
    [
      { conversation_id: '', session_id: 's1' },
      { kind: 'unknown', conversation: 's1' },
    ],
    [{ conversation_id: 'c1' }, { kind: 'unknown', conversation: 'c1' }],
    [
      { cwd: '/c', workspace_roots: ['/p'] },
      { kind: 'unknown', cwd: '/c' },
    ],
    [{ workspace_roots: [1, null, '/p', '/q'] }, { kind: 'unknown', cwd: '/p' }],
    [{ workspace_roots: [1] }, { kind: 'unknown' }],
    [{ workspace_roots: '/p' }, { kind: 'unknown' }],
    [{ workspace_roots: {} }, { kind: 'unknown' }],
    [
      { hook_event_name: 'sessionEnd', reason: '' },
      { kind: 'session-end', event: 'sessionEnd' },
    ],
    [
      { hook_event_name: 'afterFileEdit', file_path: 'a.ts' },
      { kind: 'tool-end', event: 'afterFileEdit', facts: [wrote('a.ts')] },
    ],
    [
      { hook_event_name: 'preToolUse', tool_name: 'Write', tool_input: { path: 'a.ts' } },
      { kind: 'tool-start', event: 'preToolUse', tool: { name: 'Write', writes: ['a.ts'] } },
    ],
    [
      { hook_event_name: 'afterFileEdit', file_path: 'src\\a.ts', workspace_roots: ['C:\\p'] },
      { kind: 'tool-end', event: 'afterFileEdit', cwd: 'C:\\p', facts: [wrote('C:\\p\\src\\a.ts')] },
    ],
  ])('%j', (payload, findings) => {
    expect(readCursorHook({ ...payload })).toStrictEqual(findings);
  });
});

describe('how a command of Cursor ended', () => {
  const payload = { tool_name: 'Shell', tool_input: { command: 'git commit -qm one' } };
  const command = { type: 'command', command: 'git commit -qm one' };
  const silent = { type: 'git_commit', subject: 'one' };
  const told = { type: 'git_commit', sha: '5b1e0c9', subject: 'one' };

  it.each<[output: unknown, facts: readonly object[]]>([
    ['{"output":"","exitCode":0}', [ran(0, command.command), silent]],
    [{ output: '[main 5b1e0c9] one', exitCode: 0 }, [ran(0, command.command), told]],
    [{ output: '[main 5b1e0c9] one', exitCode: 2 }, [ran(2, command.command), told]],
    [{ exitCode: 1 }, [ran(1, command.command)]],
    [{ output: '[main 5b1e0c9] one' }, [{ ...command, failed: false }, told]],
    [{ output: 'x', exitCode: '1' }, [{ ...command, failed: false }, silent]],
    ['text', [{ ...command, failed: false }, silent]],
    [undefined, [{ ...command, failed: false }, silent]],
  ])('with the output %j', (output, facts) => {
    const reading = readCursorHook({ ...payload, hook_event_name: 'postToolUse', tool_output: output });
    expect(reading.facts).toStrictEqual(facts);
  });

  it.each<[message: unknown, facts: readonly object[]]>([
    ['Command failed with exit code 1', [ran(1, command.command)]],
    ['Exit code 130', [ran(130, command.command)]],
    ['Command timed out', [{ ...command, failed: true }]],
    ['[main 5b1e0c9] one\nexit code 1', [ran(1, command.command), told]],
    ['', [{ ...command, failed: true }]],
    [undefined, [{ ...command, failed: true }]],
  ])('with the error %j', (message, facts) => {
    const reading = readCursorHook({ ...payload, hook_event_name: 'postToolUseFailure', error_message: message });
    expect(reading.facts).toStrictEqual(facts);
  });
});

describe('what an answer used', () => {
  it.each<[counts: object, found: object]>([
    [
      { input_tokens: 12, output_tokens: 3, cache_read_tokens: 9, cache_write_tokens: 2 },
      { input: 12, output: 3, cacheRead: 9, cacheWrite5m: 2 },
    ],
    [{ input_tokens: 12 }, { input: 12 }],
    [{ output_tokens: 3.7, input_tokens: null }, { output: 3 }],
    [{ input_tokens: 0, output_tokens: 0 }, {}],
    [{ input_tokens: -4, output_tokens: 3 }, { output: 3 }],
  ])('%j', (counts, found) => {
    for (const [event, kind] of [
      ['stop', 'turn-end'],
      ['afterAgentResponse', 'usage'],
    ] as const) {
      expect(readCursorHook({ ...common, ...counts, hook_event_name: event })).toStrictEqual({
        ...said,
        event,
        kind,
        usage: { responseId: 'g1', model: 'composer-2', tokens: { ...noTokens, ...found } },
      });
    }
  });

  it('of a model that is not named', () => {
    const payload = { hook_event_name: 'stop', generation_id: 'g1', input_tokens: 5 };
    expect(readCursorHook(payload).usage).toStrictEqual({ responseId: 'g1', model: null, tokens: { ...noTokens, input: 5 } });
  });

  it.each([
    { generation_id: 'g1' },
    { generation_id: 'g1', cache_read_tokens: 5 },
    { generation_id: 'g1', input_tokens: '5' },
    { generation_id: '', input_tokens: 5 },
    { generation_id: 7, output_tokens: 5 },
    { input_tokens: 5, output_tokens: 5 },
  ])('is not told by %j', (payload) => {
    expect(readCursorHook({ ...payload, hook_event_name: 'stop' })).toStrictEqual({ event: 'stop', kind: 'turn-end' });
  });
});
