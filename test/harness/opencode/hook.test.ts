import { describe, expect, it } from 'vitest';
import { noTokens } from '../../../src/domain/usage/usage';
import { openCodeRun, readOpenCodeHook } from '../../../src/harness/opencode/hook';
import { ran, wrote } from '../expected-hooks';

const at = '2026-11-20T11:00:00.000Z';
const created = 1795172399000;
const createdAt = '2026-11-20T10:59:59.000Z';
const counted = { input: 402, output: 260, cacheWrite5m: 1200, cacheWrite1h: 0, cacheRead: 8000, reasoning: 20 };
const tokens = { total: 9862, input: 402, output: 240, reasoning: 20, cache: { read: 8000, write: 1200 } };
const answer = { id: 'msg_1', role: 'assistant', modelID: 'claude-opus-5-5', providerID: 'anthropic', cost: 0.014, tokens };
const usage = { responseId: 'msg_1', model: 'claude-opus-5-5', tokens: counted, toldCostUsd: 0.014 };

describe("what OpenCode's plugin sends", () => {
  const common = { sessionID: 's1', cwd: '/p', worktree: '/p', at };
  const said = { conversation: 's1', cwd: '/p', at };
  const bash = { tool: 'bash', callID: 'call_1', args: { command: 'npm test' } };
  const write = { tool: 'write', callID: 'call_1', args: { filePath: 'a.ts' } };
  const written = { name: 'write', id: 'call_1', writes: ['/p/a.ts'] };

  it.each<[event: string, more: object, findings: object]>([
    [
      'session.created',
      { info: { id: 's1', directory: '/q', time: { created }, model: { id: 'claude-opus-5-5', providerID: 'anthropic' } } },
      { kind: 'session-start', source: 'startup', model: 'claude-opus-5-5', at: createdAt },
    ],
    [
      'session.created',
      { info: { parentID: 's0', time: { created } } },
      { kind: 'session-start', source: 'fork', at: createdAt },
    ],
    ['session.deleted', {}, { kind: 'session-end' }],
    ['chat.message', { parts: [{ text: 'secret' }] }, { kind: 'prompt' }],
    ['tool.execute.before', write, { kind: 'tool-start', tool: written }],
    ['tool.execute.after', write, { kind: 'tool-end', tool: written, facts: [wrote('/p/a.ts')] }],
    [
      'tool.execute.after',
      { ...bash, metadata: { exit: 1, output: 'secret' } },
      { kind: 'tool-end', tool: { name: 'bash', id: 'call_1', writes: [] }, facts: [ran(1)] },
    ],
    [
      'tool.execute.after',
      { tool: 'bash', args: { command: 'git commit -m one' }, metadata: { exit: 0, output: '[main 5b1e0c9] one' } },
      {
        kind: 'tool-end',
        tool: { name: 'bash', writes: [] },
        facts: [ran(0, 'git commit -m one'), { type: 'git_commit', sha: '5b1e0c9', subject: 'one' }],
      },
    ],
    ['tool.execute.after', { tool: '' }, { kind: 'tool-end' }],
    [
      'tool.execute.after',
      { tool: 'read', args: 'x', callID: 1 },
      { kind: 'tool-end', tool: { name: 'read', writes: [] }, facts: [] },
    ],
    ['session.idle', write, { kind: 'turn-end' }],
    ['session.compacted', {}, { kind: 'compact' }],
    ['message.updated', { info: answer }, { kind: 'usage', model: 'claude-opus-5-5', usage }],
    ['message.updated', { info: { ...answer, role: 'user' } }, { kind: 'unknown', model: 'claude-opus-5-5' }],
    ['file.edited', { file: '/p/a.ts' }, { kind: 'unknown' }],
  ])('of %s, with %j', (event, more, findings) => {
    expect(readOpenCodeHook({ ...common, ...more, event })).toStrictEqual({ ...said, ...findings, event });
  });

  it.each<[payload: object, findings: object]>([
    [{}, { kind: 'unknown' }],
    [{ event: 1, sessionID: 2, cwd: 3, at: 'soon', info: 'x' }, { kind: 'unknown' }],
    [
      { event: 'session.idle', sessionID: '', info: { sessionID: 's2' } },
      { event: 'session.idle', kind: 'turn-end', conversation: 's2' },
    ],
    [
      { event: 'session.idle', sessionID: 's1', info: { sessionID: 's2' } },
      { event: 'session.idle', kind: 'turn-end', conversation: 's1' },
    ],
    [
      { event: 'session.idle', directory: '/d', info: { directory: '/i' } },
      { event: 'session.idle', kind: 'turn-end', cwd: '/d' },
    ],
    [
      { event: 'session.idle', info: { directory: '/i' } },
      { event: 'session.idle', kind: 'turn-end', cwd: '/i' },
    ],
    [
      { event: 'session.idle', info: { model: { modelID: 'm' } } },
      { event: 'session.idle', kind: 'turn-end', model: 'm' },
    ],
    [
      { event: 'session.idle', info: { model: 'm' } },
      { event: 'session.idle', kind: 'turn-end' },
    ],
    [
      { event: 'session.idle', info: { modelID: 'a', model: { id: 'b' } } },
      { event: 'session.idle', kind: 'turn-end', model: 'a' },
    ],
    // When a session began is not when it is told.
    [
      { event: 'session.created', at },
      { event: 'session.created', kind: 'session-start', source: 'startup' },
    ],
    [
      { event: 'session.idle', at: created, info: { time: { created: 0 } } },
      { event: 'session.idle', kind: 'turn-end', at: createdAt },
    ],
    [
      { event: 'tool.execute.before', cwd: 'C:\\p', tool: 'edit', args: { filePath: 'src\\a.ts' } },
      { event: 'tool.execute.before', kind: 'tool-start', cwd: 'C:\\p', tool: { name: 'edit', writes: ['C:\\p\\src\\a.ts'] } },
    ],
  ])('%j', (payload, findings) => {
    expect(readOpenCodeHook({ ...payload })).toStrictEqual(findings);
  });
});

describe('the callbacks as OpenCode calls them', () => {
  it.each<[payload: object, findings: object]>([
    [
      { hook: 'event', cwd: '/p', event: { type: 'session.idle', properties: { sessionID: 's1', event: 'x', cwd: '/x' } } },
      { event: 'session.idle', kind: 'turn-end', conversation: 's1', cwd: '/p' },
    ],
    [
      { hook: 'event', event: { type: 'session.idle' } },
      { event: 'session.idle', kind: 'turn-end' },
    ],
    [{ hook: 'event', event: 'session.idle' }, { kind: 'unknown' }],
    [{ hook: 'event' }, { kind: 'unknown' }],
    [
      {
        hook: 'tool.execute.after',
        input: { tool: 'bash', sessionID: 's1', callID: 'c', args: { command: 'npm test' }, cwd: '/p', event: 'x' },
        output: { title: 'secret', metadata: { exit: 1 }, args: { command: 'secret' } },
      },
      {
        event: 'tool.execute.after',
        kind: 'tool-end',
        conversation: 's1',
        cwd: '/p',
        tool: { name: 'bash', id: 'c', writes: [] },
        facts: [ran(1)],
      },
    ],
    [
      { hook: 'tool.execute.before', input: { tool: 'write', sessionID: 's1' }, output: { args: { filePath: '/p/a.ts' } } },
      { event: 'tool.execute.before', kind: 'tool-start', conversation: 's1', tool: { name: 'write', writes: ['/p/a.ts'] } },
    ],
    [
      { hook: 'chat.message', sessionID: 's1' },
      { event: 'chat.message', kind: 'prompt' },
    ],
    [
      { hook: '', event: 'session.idle' },
      { event: 'session.idle', kind: 'turn-end' },
    ],
  ])('%j', (payload, findings) => {
    expect(readOpenCodeHook({ ...payload })).toStrictEqual(findings);
  });
});

describe('what an answer used', () => {
  const read = (info: unknown) => readOpenCodeHook({ event: 'message.updated', info }).usage;
  const { toldCostUsd: _told, ...unpriced } = usage;

  it.each<[change: object, found: object]>([
    [{}, usage],
    [{ modelID: 5 }, { ...usage, model: null }],
    [{ cost: undefined }, unpriced],
    [{ cost: '1' }, unpriced],
    [{ cost: -1 }, unpriced],
    // OpenCode's price of a model that it does not know.
    [{ cost: 0 }, unpriced],
    [
      { cost: 0, tokens: { output: 1 } },
      { ...unpriced, tokens: { ...noTokens, output: 1 } },
    ],
    [
      { cost: 0, tokens: {} },
      { ...usage, toldCostUsd: 0, tokens: noTokens },
    ],
    [{ tokens: { input: '1', output: -1, cache: 4 } }, { ...usage, tokens: noTokens }],
    [{ tokens: { reasoning: 3 } }, { ...usage, tokens: { ...noTokens, output: 3, reasoning: 3 } }],
  ])('%j', (change, found) => {
    expect(read({ ...answer, ...change })).toStrictEqual(found);
  });

  it.each([{ id: '' }, { id: 1 }, { tokens: undefined }, { tokens: 5 }, { role: 'user' }, { role: undefined }])(
    'is not told with %j',
    (change) => {
      expect(read({ ...answer, ...change })).toBeUndefined();
      expect(read(undefined)).toBeUndefined();
    },
  );
});

it.each<[metadata: Record<string, unknown> | undefined, run: object]>([
  [
    { output: 'x', exit: 0 },
    { output: 'x', exitCode: 0, succeeded: true },
  ],
  [
    { output: 'x', exit: 3 },
    { output: 'x', exitCode: 3, succeeded: false },
  ],
  [{ exit: '3' }, { output: '', succeeded: true }],
  [{ output: 5 }, { output: '', succeeded: true }],
  [undefined, { output: '', succeeded: true }],
])('%j is the end of a run', (metadata, run) => {
  expect(openCodeRun(metadata)).toStrictEqual(run);
});
