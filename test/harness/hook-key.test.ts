import { describe, expect, it } from 'vitest';
import type { HookReading } from '../../src/domain/event/hook-reading';
import { readHook } from '../../src/harness/read-hook';
import { sha256 } from './sample';

const digest = (text: string): string => sha256(text).slice(0, 32);
const read = (payload: object, declared?: string, event?: string): HookReading => {
  const text = JSON.stringify(payload);
  const named = { ...(declared === undefined ? {} : { declared }), ...(event === undefined ? {} : { event }) };
  const reading = readHook({ text, env: {}, sha256, ...named });
  if (reading === undefined) throw new Error(`not read: ${text}`);
  return reading;
};
const key = (reading: HookReading) => ({
  key: reading.key,
  repeatable: reading.repeatable,
  ...('twin' in reading ? { twin: reading.twin } : {}),
});

describe('the key of an event', () => {
  it("is made of the id of a tool's run", () => {
    const tool = { turn_id: 't', session_id: 's1', tool_name: 'Bash', tool_use_id: 'call_1' };
    const end = { ...tool, hook_event_name: 'PostToolUse', tool_response: 'a' };
    expect(key(read(end))).toStrictEqual({ key: 'codex:s1::tool-end:call_1', repeatable: false });
    expect(key(read({ ...end, tool_response: 'b', agent_id: 'a1' }))).toStrictEqual({
      key: 'codex:s1:a1:tool-end:call_1',
      repeatable: false,
    });
    expect(read({ ...tool, hook_event_name: 'PreToolUse' }).key).toBe('codex:s1::tool-start:call_1');
    expect(read({ ...end, session_id: '' }).key).toBe('codex:::tool-end:call_1');
  });

  it('is made of the id of an answer and what it used', () => {
    const stop = { cursor_version: '3', conversation_id: 'c1', hook_event_name: 'stop', generation_id: 'g1', input_tokens: 5 };
    const used = { input: 5, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 };
    expect(key(read(stop))).toStrictEqual({ key: `cursor:c1::turn-end:g1:${digest(JSON.stringify(used))}`, repeatable: false });
    expect(read({ ...stop, loop_count: 1 }).key).toBe(read(stop).key);
    expect(read({ ...stop, output_tokens: 1 }).key).not.toBe(read(stop).key);
  });

  it('is made of the payload where nothing else tells two events apart', () => {
    const stop = { turn_id: 't1', session_id: 's1', hook_event_name: 'Stop' };
    expect(key(read(stop))).toStrictEqual({ key: `codex:s1::turn-end:${digest(JSON.stringify(stop))}`, repeatable: true });
    expect(read({ ...stop, turn_id: 't2' }).key).not.toBe(read(stop).key);
    const future = { ...stop, hook_event_name: 'DreamStart' };
    expect(key(read(future))).toStrictEqual({ key: `codex:s1::DreamStart:${digest(JSON.stringify(future))}`, repeatable: true });
    expect(key(read({}))).toStrictEqual({ key: `unknown::::${digest('{}')}`, repeatable: true });
  });

  it('is made of the time and what happened', () => {
    const prompt = { session_id: 's1', hook_event_name: 'BeforeAgent', timestamp: '2026-11-20T11:00:05.123Z', prompt: 'one' };
    expect(key(read(prompt))).toStrictEqual({
      key: expect.stringMatching(/^gemini:s1::prompt:2026-11-20T11:00:05\.123Z:[0-9a-f]{32}$/),
      repeatable: false,
    });
    expect(read({ ...prompt, cwd: '/p', transcript_path: '/t' }).key).toBe(read(prompt).key);
    expect(read({ ...prompt, prompt: 'two' }).key).not.toBe(read(prompt).key);
    expect(read({ ...prompt, timestamp: '2026-11-20T11:00:05.124Z' }).key).not.toBe(read(prompt).key);

    const tool = { ...prompt, hook_event_name: 'AfterTool', tool_name: 'write_file', tool_input: { file_path: '/p/a' } };
    const keys = [
      tool,
      { ...tool, hook_event_name: 'BeforeTool' },
      { ...tool, tool_name: 'replace' },
      { ...tool, tool_input: { file_path: '/p/b' } },
      { ...tool, hook_event_name: 'BeforeTool', tool_input: { file_path: '/p/b' } },
      { ...tool, tool_response: { error: 'x' } },
      { ...tool, session_id: 's2' },
    ].map((payload) => read(payload).key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the two forms of an event of Copilot', () => {
  const own = {
    sessionId: 's1',
    timestamp: 1795172400000,
    cwd: '/p',
    toolName: 'Bash',
    toolArgs: { command: 'npm test' },
    toolResult: { resultType: 'success' },
  };
  const borrowed = {
    hook_event_name: 'PostToolUse',
    session_id: 's1',
    timestamp: '2026-11-20T11:00:00.000Z',
    tool_name: 'bash',
    tool_input: { command: 'npm test' },
    tool_result: { result_type: 'success' },
  };

  it('have one key and are twins', () => {
    const [first, second] = [read(own, undefined, 'postToolUse'), read(borrowed)];
    expect(key(second)).toStrictEqual(key(first));
    expect(first.key).toMatch(/^copilot:s1::tool-end:2026-11-20T11:00:00\.000Z:[0-9a-f]{32}$/);
    expect(first.twin).toBe(first.key.replace('2026-11-20T11:00:00.000Z:', ''));
    expect([first.shape, second.shape, first.repeatable]).toEqual(['own', 'claude', false]);
  });

  it('are twins where their times differ', () => {
    const later = read({ ...borrowed, timestamp: '2026-11-20T11:00:00.050Z' });
    expect(later.key).not.toBe(read(borrowed).key);
    expect(later.twin).toBe(read(borrowed).twin);
    expect(read({ ...borrowed, tool_input: { command: 'npm run lint' } }).twin).not.toBe(later.twin);
  });
});

it.each([
  ['codex', 'codex', 'turn-end'],
  ['gemini', 'gemini', 'unknown'],
  ['cursor', 'cursor', 'unknown'],
  ['copilot', 'copilot', 'turn-end'],
  ['opencode', 'opencode', 'unknown'],
  ['claude', 'unknown', 'unknown'],
  ['aider', 'unknown', 'unknown'],
])('is read as the hook file names it: %s', (declared, harness, kind) => {
  const reading = read({ session_id: 's1', hook_event_name: 'Stop' }, declared);
  expect([reading.harness, reading.kind, reading.facts]).toEqual([harness, kind, []]);
});
