import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHook } from '../../src/harness/read-hook';
import { conversations, harnessOf, limiter, ran, hookTable as table, wrote } from './expected-hooks';
import { hookEnvironment, hookSamples, readSample, sample, sampleLines, sha256 } from './sample';

it('the table speaks of every sample', () => {
  expect(Object.keys(table).sort()).toEqual(hookSamples);
});

it.each(Object.entries(table))('%s', (name, expected) => {
  const harness = harnessOf(name);
  expect(readSample(name)).toMatchObject({ harness, conversation: conversations[harness], ...expected });
});

it("reads what OpenCode's plugin sees", () => {
  const readings = sampleLines('opencode/plugin-events.jsonl').map((text) => readHook({ text, env: {}, sha256 }));
  expect(readings.map((reading) => [reading?.harness, reading?.kind])).toEqual(
    [
      'session-start',
      'prompt',
      'unknown',
      'tool-start',
      'unknown',
      'tool-end',
      'tool-end',
      'unknown',
      'usage',
      'unknown',
      'turn-end',
      'unknown',
    ].map((kind) => ['opencode', kind]),
  );
  expect(readings.flatMap((reading) => reading?.facts ?? [])).toEqual([ran(1), wrote(limiter)]);
  expect(readings[8]?.usage).toEqual({
    responseId: 'msg_5a1f01c7001AbCdEfGhIjKlMn',
    model: 'claude-opus-5-5',
    tokens: { input: 402, output: 260, cacheWrite5m: 1200, cacheWrite1h: 0, cacheRead: 8000, reasoning: 20 },
    toldCostUsd: 0.014408,
  });
});

it("reads what OpenCode's plugin sends", () => {
  const text = JSON.stringify({
    event: 'tool.execute.after',
    cwd: '/home/dev/acme-api',
    tool: 'edit',
    sessionID: 'ses_1',
    callID: 'call_9',
    args: { filePath: 'src/a.ts', oldString: 'secret text', newString: 'more' },
    metadata: { diff: 'secret text' },
  });
  expect(readHook({ text, env: { OPENCODE: '1' }, declared: 'opencode', sha256 })).toEqual({
    harness: 'opencode',
    shape: 'own',
    event: 'tool.execute.after',
    kind: 'tool-end',
    conversation: 'ses_1',
    cwd: '/home/dev/acme-api',
    tool: { name: 'edit', id: 'call_9', writes: ['/home/dev/acme-api/src/a.ts'] },
    facts: [wrote('/home/dev/acme-api/src/a.ts')],
    key: 'opencode:ses_1::tool-end:call_9',
    repeatable: false,
  });
});

describe('which harness it really is', () => {
  const start = 'claude-code/hooks/SessionStart.startup.json';
  it.each([
    [
      'the look-alike of Copilot is not Claude Code',
      'copilot/hooks-from-.claude-settings/PreToolUse.json',
      { COPILOT_CLI: '1' },
      'claude',
      'copilot',
    ],
    [
      'nor where Copilot was started by Claude Code',
      'copilot/hooks-from-.claude-settings/PreToolUse.json',
      { COPILOT_CLI: '1', CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'outer' },
      'claude',
      'copilot',
    ],
    ['Claude Code started by Copilot', start, { ...hookEnvironment(start), COPILOT_CLI: '1' }, 'copilot', 'claude'],
    ['Codex started by Copilot', 'codex/hooks/SessionEnd.json', { COPILOT_CLI: '1' }, 'codex', 'codex'],
    [
      'Codex started by Claude Code',
      'codex/hooks/SessionStart.json',
      { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'outer' },
      'claude',
      'codex',
    ],
    [
      'Gemini started by Claude Code',
      'gemini/hooks/BeforeTool.json',
      { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'outer' },
      'claude',
      'gemini',
    ],
    ['Cursor reads the file of Claude Code', 'cursor/hooks/postToolUse.Shell.json', { CLAUDECODE: '1' }, 'claude', 'cursor'],
    ['an older Claude Code, which gives hooks no session id', start, { CLAUDECODE: '1' }, 'claude', 'claude'],
  ])('%s', (_, name, env, declared, harness) => {
    expect(readSample(name, env, declared)?.harness).toBe(harness);
  });

  it('Codex, which keeps no rollout, started by Copilot', () => {
    const payload = { ...JSON.parse(sample('codex/hooks/SessionStart.json')), transcript_path: null };
    const reading = readHook({ text: JSON.stringify(payload), env: { COPILOT_CLI: '1' }, declared: 'codex', sha256 });
    expect(reading).toMatchObject({ harness: 'codex', kind: 'session-start' });
    expect(reading).not.toHaveProperty('transcriptPath');
  });

  it('believes no name in a hook file without a sign of that harness', () => {
    const text = JSON.stringify({ session_id: 's', cwd: '/p', hook_event_name: 'Stop' });
    expect(readHook({ text, env: {}, declared: 'claude', sha256 })).toMatchObject({
      harness: 'unknown',
      kind: 'unknown',
      facts: [],
    });
    expect(readHook({ text, env: {}, declared: 'gemini', sha256 })).toMatchObject({ harness: 'gemini' });
  });
});

describe('what is read', () => {
  it('gives one event two equal keys, whichever of two hook files it came through', () => {
    const native = readSample('copilot/hooks-native/postToolUse.json');
    const borrowed = readSample('copilot/hooks-from-.claude-settings/PostToolUse.json');
    expect(native?.key).toBe(borrowed?.key);
    expect([native?.shape, borrowed?.shape]).toEqual(['own', 'claude']);
  });

  it('gives every other sample a key of its own', () => {
    const keys = hookSamples.filter((name) => !name.includes('from-.claude')).map((name) => readSample(name)?.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('holds no prompt, answer, content of a file, or person', () => {
    const email = sample('cursor/hooks/stop.json').replace('"user_email": null', '"user_email": "dev@example.com"');
    const held = [...hookSamples.map((name) => readSample(name)), readHook({ text: email, env: {}, sha256 })];
    const lines = sampleLines('opencode/plugin-events.jsonl').map((text) => readHook({ text, env: {}, sha256 }));
    const text = JSON.stringify([...held, ...lines]);
    for (const leak of [
      'example.com',
      'Implement',
      'LIMIT',
      'app.listen',
      'FAIL',
      'Done.',
      'docs remain',
      'needs your permission',
    ])
      expect(text).not.toContain(leak);
  });

  it('is nothing where a payload is cut off', () => {
    for (const name of hookSamples) {
      const text = sample(name).trimEnd();
      for (const share of [0.1, 0.5, 0.9]) {
        expect(readHook({ text: text.slice(0, Math.floor(text.length * share)), env: {}, sha256 })).toBeUndefined();
      }
    }
  });

  it.each(['', 'null', '[]', '"text"', '42', '\u0000', '{"a":', '\ufeff', '{}x'])('is nothing for %j', (text) => {
    expect(readHook({ text, env: {}, sha256 })).toBeUndefined();
  });

  it('is of unknown kind for events of the future', () => {
    const text = sample('claude-code/hooks/Stop.json').replace('"Stop"', '"DreamStart"');
    expect(readHook({ text, env: hookEnvironment('claude-code/hooks/Stop.json'), sha256 })).toMatchObject({
      harness: 'claude',
      kind: 'unknown',
      event: 'DreamStart',
      facts: [],
    });
  });

  it('survives any members of any type', () => {
    const names = [
      'session_id',
      'sessionId',
      'hook_event_name',
      'tool_name',
      'tool_input',
      'tool_response',
      'tool_result',
      'cursor_version',
      'turn_id',
      'event',
      'hook',
      'sessionID',
      'info',
      'args',
      'timestamp',
      '__proto__',
      'transcript_path',
      'toolName',
      'generation_id',
      'input_tokens',
    ];
    const events = fc.constantFrom(
      'PostToolUse',
      'AfterTool',
      'SessionStart',
      'postToolUse',
      'tool.execute.after',
      'message.updated',
    );
    const value = fc.oneof(fc.jsonValue(), events, fc.constantFrom('Bash', 'apply_patch', 'Write', 'new'));
    const payload = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 12 });
    fc.assert(
      fc.property(
        payload,
        fc.constantFrom('claude', 'codex', 'copilot', 'opencode', 'gemini', 'cursor', undefined),
        (members, declared) => {
          const text = `{${members.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`).join(',')}}`;
          const reading = readHook({ text, env: {}, sha256, ...(declared === undefined ? {} : { declared }) });
          expect(typeof reading?.key).toBe('string');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('survives nesting that is deeper than any stack', () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const text = `{"session_id":"s","hook_event_name":"Stop","transcript_path":"/c/projects/p/s.jsonl","x":${deep}}`;
    expect(readHook({ text, env: {}, sha256 })?.kind).toBe('turn-end');
  });
});
