import { describe, expect, it } from 'vitest';
import { readCopilotHook } from '../../../src/harness/copilot/hook';
import { ran, wrote } from '../expected-hooks';

const transcript = '/home/dev/.copilot/session-state/s1/events.jsonl';
const at = '2026-11-20T11:00:00.000Z';
const done = { resultType: 'success', textResultForLlm: 'ok\n<shellId: 0 completed with exit code 0>' };

describe("a payload of Copilot's own", () => {
  const common = { sessionId: 's1', timestamp: 1795172400000, cwd: '/p', transcriptPath: transcript };
  const said = { conversation: 's1', cwd: '/p', transcriptPath: transcript, at };
  const bash = { toolName: 'bash', toolArgs: { command: 'npm test' } };

  it.each<[event: string, more: object, findings: object]>([
    ['sessionStart', { source: 'new', reason: 'x' }, { kind: 'session-start', source: 'new' }],
    ['sessionEnd', { reason: 'complete', source: 'x' }, { kind: 'session-end', reason: 'complete' }],
    ['userPromptSubmitted', { prompt: 'secret' }, { kind: 'prompt' }],
    ['preToolUse', bash, { kind: 'tool-start', tool: { name: 'bash', writes: [] } }],
    ['postToolUse', { ...bash, toolResult: done }, { kind: 'tool-end', tool: { name: 'bash', writes: [] }, facts: [ran(0)] }],
    [
      'postToolUse',
      { ...bash, toolArgs: JSON.stringify(bash.toolArgs), toolResult: { resultType: 'failure' } },
      {
        kind: 'tool-failure',
        tool: { name: 'bash', writes: [] },
        facts: [{ type: 'command', command: 'npm test', failed: true }],
      },
    ],
    [
      'postToolUseFailure',
      { ...bash, error: 'x <shellId: 3 completed with exit code 12>' },
      { kind: 'tool-failure', tool: { name: 'bash', writes: [] }, facts: [ran(12)] },
    ],
    [
      'postToolUseFailure',
      { toolName: 'create', toolArgs: { path: 'a.ts' }, error: 'exists' },
      { kind: 'tool-failure', tool: { name: 'create', writes: ['/p/a.ts'] }, facts: [] },
    ],
    ['agentStop', { stopReason: 'end_turn' }, { kind: 'turn-end' }],
    ['subagentStop', {}, { kind: 'subagent-end' }],
    ['preCompact', { trigger: 'auto' }, { kind: 'compact' }],
    ['notification', {}, { kind: 'notification' }],
  ])('of %s, with %j', (event, more, findings) => {
    expect(readCopilotHook({ ...common, ...more }, event)).toStrictEqual({ ...said, ...findings, event });
  });

  it.each<[payload: object, findings: object]>([
    [{ toolName: 'bash' }, { kind: 'tool-start', tool: { name: 'bash', writes: [] } }],
    [
      { toolName: 'bash', toolResult: {} },
      { kind: 'tool-end', tool: { name: 'bash', writes: [] }, facts: [] },
    ],
    [{ toolResult: {} }, { kind: 'unknown' }],
    [{ stopReason: 'end_turn', reason: 'x' }, { kind: 'turn-end' }],
    [{ source: 'new' }, { kind: 'session-start', source: 'new' }],
    [
      { source: 'new', prompt: 'secret' },
      { kind: 'session-start', source: 'new' },
    ],
    [{ reason: 'complete' }, { kind: 'session-end', reason: 'complete' }],
    [{ prompt: 'secret' }, { kind: 'prompt' }],
    [{}, { kind: 'unknown' }],
    [{ toolName: 1, stopReason: {}, source: [], reason: null, prompt: '' }, { kind: 'unknown' }],
  ])('whose hook file names no event: %j', (payload, findings) => {
    expect(readCopilotHook({ sessionId: 's1', ...payload }, undefined)).toStrictEqual({ conversation: 's1', ...findings });
  });

  it.each<[payload: object, event: string, findings: object]>([
    [{}, 'sessionStart', { kind: 'session-start' }],
    [{ source: 'new' }, 'dreamStart', { kind: 'session-start', source: 'new' }],
    [{}, 'errorOccurred', { kind: 'unknown' }],
    [{ sessionId: 1, timestamp: 'soon', cwd: '', transcriptPath: {} }, 'agentStop', { kind: 'turn-end' }],
    [{ toolName: '' }, 'preToolUse', { kind: 'tool-start' }],
  ])('%j of %s', (payload, event, findings) => {
    expect(readCopilotHook({ ...payload }, event)).toStrictEqual({ ...findings, event });
  });
});

describe('a payload in the form of Claude Code', () => {
  const common = { session_id: 's1', timestamp: at, cwd: '/p', tool_name: 'Write', tool_input: { file_path: 'a.ts' } };
  const said = { shape: 'claude', conversation: 's1', cwd: '/p', at };
  const tool = { name: 'Write', writes: ['/p/a.ts'] };

  it.each<[event: string, more: object, findings: object]>([
    ['SessionStart', { source: 'new' }, { kind: 'session-start', source: 'new' }],
    ['SessionEnd', { reason: 'complete' }, { kind: 'session-end', reason: 'complete' }],
    ['UserPromptSubmit', { prompt: 'secret' }, { kind: 'prompt' }],
    ['PreToolUse', {}, { kind: 'tool-start', tool }],
    ['PostToolUse', { tool_result: { result_type: 'success' } }, { kind: 'tool-end', tool, facts: [wrote('/p/a.ts')] }],
    ['PostToolUse', { tool_result: { result_type: 'failure' } }, { kind: 'tool-failure', tool, facts: [] }],
    ['PostToolUse', { tool_response: { result_type: 'denied' } }, { kind: 'tool-failure', tool, facts: [] }],
    ['PostToolUse', {}, { kind: 'tool-end', tool, facts: [wrote('/p/a.ts')] }],
    ['PostToolUseFailure', { error: 'no' }, { kind: 'tool-failure', tool, facts: [] }],
    ['Stop', { transcript_path: transcript, stopReason: 'x' }, { kind: 'turn-end', transcriptPath: transcript }],
    ['PreToolUse', { tool_result: { result_type: 'failure' } }, { kind: 'tool-start', tool }],
    ['sessionStart', { source: 'new' }, { kind: 'unknown' }],
  ])('of %s, with %j', (event, more, findings) => {
    // The name in the hook file says nothing against the payload's.
    expect(readCopilotHook({ ...common, ...more, hook_event_name: event }, 'agentStop')).toStrictEqual({
      ...said,
      ...findings,
      event,
    });
  });
});

describe('how a command of Copilot ended', () => {
  it.each<[result: object, fact: object]>([
    [done, ran(0)],
    [{ resultType: 'success', textResultForLlm: '<shellId: 12 completed with exit code 127>' }, ran(127)],
    [
      { resultType: 'failure', textResultForLlm: 'x' },
      { type: 'command', command: 'npm test', failed: true },
    ],
    [
      { resultType: 'success', textResultForLlm: '' },
      { type: 'command', command: 'npm test', failed: false },
    ],
    [{ textResultForLlm: 'x' }, { type: 'command', command: 'npm test' }],
    [{ textResultForLlm: '<shellId: 0 completed with exit code 1>\n<shellId: 0 completed with exit code 0>' }, ran(0)],
    [{ textResultForLlm: '<shellId:  completed with exit code 1>' }, { type: 'command', command: 'npm test' }],
    [{ textResultForLlm: '<shellId: 0> completed with exit code 1>' }, { type: 'command', command: 'npm test' }],
    [{ textResultForLlm: '<shellId: 0\n completed with exit code 1>' }, { type: 'command', command: 'npm test' }],
    [{ textResultForLlm: '<shellId: 0 completed with exit code >' }, { type: 'command', command: 'npm test' }],
  ])('%j', (toolResult, fact) => {
    const payload = { toolName: 'bash', toolArgs: { command: 'npm test' }, toolResult };
    expect(readCopilotHook(payload, 'postToolUse').facts).toStrictEqual([fact]);
  });

  it('with what git printed', () => {
    const toolArgs = { command: 'git commit -m one' };
    const payload = { toolName: 'bash', toolArgs, toolResult: { textResultForLlm: '[main 5b1e0c9] one' } };
    expect(readCopilotHook(payload, 'postToolUse').facts?.[1]).toStrictEqual({
      type: 'git_commit',
      sha: '5b1e0c9',
      subject: 'one',
    });
  });
});
