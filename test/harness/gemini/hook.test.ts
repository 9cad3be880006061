import { describe, expect, it } from 'vitest';
import { geminiExitCode, isGeminiEvent, readGeminiHook } from '../../../src/harness/gemini/hook';
import { ran, wrote } from '../expected-hooks';

const at = '2026-11-20T11:00:05.123Z';
const transcript = '/home/dev/.gemini/tmp/p/chats/session-2026-11-20T11-00-7c9e6679.jsonl';
const shell = { tool_name: 'run_shell_command', tool_input: { command: 'npm test' } };
const write = { tool_name: 'write_file', tool_input: { file_path: 'a.ts', content: 'secret' } };

describe('a payload of Gemini CLI', () => {
  const common = { session_id: 's1', transcript_path: transcript, cwd: '/p', timestamp: at, source: 'resume', reason: 'exit' };
  const said = { conversation: 's1', transcriptPath: transcript, cwd: '/p', at };
  const shellTool = { name: 'run_shell_command', writes: [] };
  const writeTool = { name: 'write_file', writes: ['/p/a.ts'] };

  it.each<[event: string, more: object, findings: object]>([
    ['SessionStart', {}, { kind: 'session-start', source: 'resume' }],
    ['SessionEnd', {}, { kind: 'session-end', reason: 'exit' }],
    ['BeforeAgent', { prompt: 'secret' }, { kind: 'prompt' }],
    ['AfterAgent', { prompt_response: 'secret' }, { kind: 'turn-end' }],
    ['BeforeTool', shell, { kind: 'tool-start', tool: shellTool }],
    ['BeforeTool', { ...write, tool_response: { error: 'x' } }, { kind: 'tool-start', tool: writeTool }],
    ['AfterTool', write, { kind: 'tool-end', tool: writeTool, facts: [wrote('/p/a.ts')] }],
    ['AfterTool', { ...write, tool_response: { error: { message: 'x' } } }, { kind: 'tool-failure', tool: writeTool, facts: [] }],
    ['AfterTool', { tool_response: { error: 'x' } }, { kind: 'tool-failure' }],
    ['AfterTool', shell, { kind: 'tool-end', tool: shellTool, facts: [{ type: 'command', command: 'npm test', failed: false }] }],
    ['Notification', { message: 'secret' }, { kind: 'notification' }],
    ['PreCompress', { trigger: 'auto' }, { kind: 'unknown' }],
    ['BeforeModel', {}, { kind: 'unknown' }],
    ['AfterModel', { tool_response: { error: 'x' } }, { kind: 'unknown' }],
    ['PostToolUse', write, { kind: 'unknown' }],
  ])('of %s, with %j', (event, more, findings) => {
    expect(readGeminiHook({ ...common, ...more, hook_event_name: event })).toStrictEqual({ ...said, ...findings, event });
  });

  it.each<[payload: object, findings: object]>([
    [{}, { kind: 'unknown' }],
    [{ timestamp: 'soon', session_id: 1, cwd: null }, { kind: 'unknown' }],
    [
      { hook_event_name: 'SessionStart', timestamp: 1795172400000 },
      { event: 'SessionStart', kind: 'session-start', at: '2026-11-20T11:00:00.000Z' },
    ],
  ])('%j', (payload, findings) => {
    expect(readGeminiHook({ ...payload })).toStrictEqual(findings);
  });
});

describe('how a tool of Gemini CLI ended', () => {
  const unsaid = { type: 'command', command: 'npm test', failed: false };
  it.each<[response: unknown, kind: string, facts: readonly object[]]>([
    [{ llmContent: '<untrusted_context>\nOutput: FAIL\nExit Code: 1\nProcess Group PGID: 4916\n' }, 'tool-failure', [ran(1)]],
    [{ llmContent: 'Output: Exit Code: 7\nExit Code: 127' }, 'tool-failure', [ran(127)]],
    [{ llmContent: 'Exit Code: 3\nExit Code: 0\n' }, 'tool-end', [ran(0)]],
    [{ llmContent: 'Output: Exit Code: 7' }, 'tool-end', [unsaid]],
    [{ llmContent: [{ text: 'Output: x' }, 'y', null, { text: 'Exit Code: 2' }, { inline: 1 }] }, 'tool-failure', [ran(2)]],
    [{ llmContent: [{ text: 'Output: x' }] }, 'tool-end', [unsaid]],
    [{ llmContent: { text: 'Exit Code: 2' } }, 'tool-end', [unsaid]],
    [{ llmContent: '', returnDisplay: 'Exit Code: 2' }, 'tool-end', [unsaid]],
    [{ llmContent: 'x', error: { message: 'timed out' } }, 'tool-failure', [{ ...unsaid, failed: true }]],
    [{ llmContent: 'Exit Code: 0', error: 'x' }, 'tool-end', [ran(0)]],
    [{ error: '' }, 'tool-failure', [{ ...unsaid, failed: true }]],
    [{ error: null }, 'tool-end', [unsaid]],
    ['{"error":"x"}', 'tool-failure', [{ ...unsaid, failed: true }]],
    ['Exit Code: 2', 'tool-end', [unsaid]],
    [undefined, 'tool-end', [unsaid]],
  ])('with %j', (response, kind, facts) => {
    expect(readGeminiHook({ ...shell, hook_event_name: 'AfterTool', tool_response: response })).toStrictEqual({
      event: 'AfterTool',
      kind,
      tool: { name: 'run_shell_command', writes: [] },
      facts,
    });
  });

  it('with what git printed', () => {
    const input = { command: 'git commit -m one' };
    const text = (content: unknown) =>
      readGeminiHook({
        hook_event_name: 'AfterTool',
        tool_name: 'run_shell_command',
        tool_input: input,
        tool_response: { llmContent: content },
      }).facts?.[1];
    const commit = { type: 'git_commit', sha: '5b1e0c9', subject: 'one' };
    expect(text('x\n[main 5b1e0c9] one')).toStrictEqual(commit);
    expect(text([{ text: 'x' }, { text: '[main 5b1e0c9] one' }])).toStrictEqual(commit);
  });

  it('is told at the beginning of a line', () => {
    expect(['Exit Code: 12', 'a\nExit Code: 1\nExit Code: 34'].map((text) => text.match(geminiExitCode))).toEqual([
      ['Exit Code: 12'],
      ['Exit Code: 1', 'Exit Code: 34'],
    ]);
    expect(' Exit Code: 1 Exit Code: '.match(geminiExitCode)).toBeNull();
  });
});

it.each([
  ['BeforeAgent', true],
  ['AfterAgent', true],
  ['BeforeTool', true],
  ['AfterTool', true],
  ['BeforeModel', true],
  ['AfterModel', true],
  ['BeforeToolSelection', true],
  ['PreCompress', true],
  ['SessionStart', false],
  ['Notification', false],
  ['', false],
  [undefined, false],
])('%s is of Gemini CLI alone: %s', (event, own) => {
  expect(isGeminiEvent(event)).toBe(own);
});
