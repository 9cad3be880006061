import { describe, expect, it } from 'vitest';
import { messageCost, openCodeTokens } from '../../../src/harness/opencode/tokens';
import { type OpenCodeRows, readOpenCodeRows } from '../../../src/harness/opencode/transcript';
import { noSkips, reading, second, tokenCounts } from '../read-transcript';

const ms = (n: number): number => Date.parse(second(n));
const message = (id: unknown, data: object, more: object = {}) => ({
  id,
  data: JSON.stringify({ role: 'assistant', tokens: { output: 1 }, ...data }),
  ...more,
});
const part = (tool: unknown, state: object, more: object = {}) => ({
  data: JSON.stringify({ tool, callID: 'c', state, ...more }),
});
const completed = (input: object, metadata?: object, end?: number) => ({
  status: 'completed',
  input,
  metadata,
  ...(end === undefined ? {} : { time: { start: ms(0), end: ms(end) } }),
});
const response = (id: string, more: object = {}) => ({
  id,
  model: null,
  tokens: tokenCounts({ output: 1 }),
  webSearches: 0,
  ...more,
});
const read = ({ session = {}, messages = [], parts = [] }: Partial<OpenCodeRows>) =>
  readOpenCodeRows({ session, messages, parts });

describe('a message', () => {
  it('tells its time, its model, its tokens and its cost', () => {
    const tokens = { total: 9862, input: 402, output: 240, reasoning: 20, cache: { read: 8000, write: 1200 } };
    const data = { modelID: 'claude-opus-5-5', cost: 0.014408, tokens, time: { created: ms(2), completed: ms(9) } };
    expect(read({ messages: [message('m', data, { time_created: ms(1) })] })).toStrictEqual(
      reading({
        responses: [
          {
            id: 'm',
            at: second(9),
            model: 'claude-opus-5-5',
            tokens: { input: 402, output: 260, cacheWrite5m: 1200, cacheWrite1h: 0, cacheRead: 8000, reasoning: 20 },
            webSearches: 0,
            toldCostUsd: 0.014408,
          },
        ],
      }),
    );
  });

  it.each([
    [
      'that has not ended has the time of its beginning',
      message('m', { time: { created: ms(2) } }, { time_created: ms(1) }),
      { at: second(2) },
    ],
    ['or else that of its row', message('m', {}, { time_created: ms(1) }), { at: second(1) }],
    ['or none', message('m', { time: 'now' }), {}],
    ['of a price that is not known tells none', message('m', { cost: 0 }), {}],
    ['as an object', { id: 'm', data: { role: 'assistant', tokens: { output: 1 }, modelID: 'x' } }, { model: 'x' }],
  ])('%s', (_, row, more) => {
    expect(read({ messages: [row] })).toStrictEqual(reading({ responses: [response('m', more)] }));
  });

  it('counts once, as it was last read, by time', () => {
    const at = (n: number) => ({ time_created: ms(n) });
    const messages = [message('b', {}, at(2)), message('a', {}, at(1)), message('b', { modelID: 'x' }, at(2))];
    expect(read({ messages }).responses).toStrictEqual([
      response('a', { at: second(1) }),
      response('b', { at: second(2), model: 'x' }),
    ]);
  });

  it.each([
    ['of the user', message('m', { role: 'user' })],
    ['of no one', message('m', { role: undefined })],
    ['without an id', message(undefined, {})],
    ['without tokens', message('m', { tokens: undefined })],
  ])('%s tells nothing', (_, row) => {
    expect(read({ messages: [row] })).toStrictEqual(reading({}));
  });
});

describe('a session', () => {
  const totals = {
    tokens_input: 402,
    tokens_output: 240,
    tokens_reasoning: 20,
    tokens_cache_read: 8000,
    tokens_cache_write: 1200,
  };
  const sums = { input: 402, output: 260, cacheWrite5m: 1200, cacheWrite1h: 0, cacheRead: 8000, reasoning: 20 };

  it('names the conversation, its folder and its cost; its sum counts where no message is read', () => {
    const session = { id: 's', directory: '/p', cost: 0.5, model: '{"id":"m"}', time_updated: ms(7), ...totals };
    const told = { conversation: 's', cwd: '/p', harnessCost: { usd: 0.5, byModel: [] } };
    expect(read({ session })).toStrictEqual(
      reading({ ...told, responses: [{ id: 's', at: second(7), model: 'm', tokens: sums, webSearches: 0 }] }),
    );
    expect(read({ session, messages: [message('a', {})] })).toStrictEqual(reading({ ...told, responses: [response('a')] }));
  });

  it.each([
    ['without a name', { tokens_output: 1 }, { responses: [response('')] }],
    ['without tokens', { id: 's', time_updated: ms(7) }, { conversation: 's' }],
    ['that cost nothing', { cost: 0 }, { harnessCost: { usd: 0, byModel: [] } }],
    ['whose cost is not known', { cost: 0, tokens_output: 1 }, { responses: [response('')] }],
    ['with members of other types', { id: 7, directory: null, cost: '1', tokens_input: '5', model: 'm' }, {}],
  ])('%s', (_, session, told) => {
    expect(read({ session })).toStrictEqual(reading(told));
  });
});

describe('a command', () => {
  const make = { command: 'make' };
  it.each([
    [
      'that failed',
      completed(make, { output: 'FAIL', exit: 1 }, 4),
      { at: second(4), command: 'make', exitCode: 1, failed: true },
    ],
    ['that succeeded', completed(make, { exit: 0 }), { command: 'make', exitCode: 0, failed: false }],
    ['without an exit code', completed(make), { command: 'make', failed: false }],
    [
      'that was stopped',
      { status: 'error', input: make, time: { start: ms(3) } },
      { at: second(3), command: 'make', failed: true },
    ],
    ['that was stopped after a code', { status: 'error', input: make, metadata: { exit: 0 } }, { command: 'make', failed: true }],
  ])('%s', (_, state, command) => {
    expect(read({ parts: [part('bash', state)] })).toStrictEqual(reading({ commands: [command] }));
  });

  it.each([
    ['is still running', part('bash', { status: 'running', input: make })],
    ['has no tool', part(undefined, completed(make))],
    ['has no state', part('bash', undefined as never)],
    ['has no input', part('bash', { status: 'completed' })],
  ])('that %s tells nothing', (_, row) => {
    expect(read({ parts: [row] })).toStrictEqual(reading({}));
  });

  it('counts once, as it was last read: by its call, or else by its time and words', () => {
    const nameless = (command: string, end: number) => part('bash', completed({ command }, {}, end), { callID: undefined });
    const parts = [
      part('bash', completed({ command: 'a' }, {}, 9)),
      part('bash', completed({ command: 'b' }, {}, 8)),
      nameless('c', 2),
      nameless('d', 2),
      nameless('c', 1),
      nameless('c', 2),
    ];
    expect(read({ parts }).commands).toStrictEqual([
      { at: second(1), command: 'c', failed: false },
      { at: second(2), command: 'c', failed: false },
      { at: second(2), command: 'd', failed: false },
      { at: second(8), command: 'b', failed: false },
    ]);
  });

  it('may be a commit, told by time', () => {
    const commit = (callID: string, metadata: object, end: number) =>
      part('bash', completed({ command: `git commit -m ${callID}` }, metadata, end), { callID });
    const parts = [
      commit('B', { output: '[main 1111111] B', exit: 0 }, 2),
      commit('A', {}, 1),
      commit('C', { exit: 1 }, 3),
      part('bash', { status: 'error', input: { command: 'git commit -m D' } }, { callID: 'D' }),
    ];
    expect(read({ parts }).commits).toStrictEqual([
      { at: second(1), subject: 'A' },
      { at: second(2), sha: '1111111', subject: 'B' },
    ]);
  });
});

describe('a write', () => {
  it('counts where it succeeded, from the folder of the session, each path once, by time', () => {
    const write = (filePath: string, end?: number) => part('write', completed({ filePath }, {}, end));
    const parts = [
      write('/p/b', 2),
      write('a', 1),
      write('/p/b', 3),
      write('/q'),
      part('write', { status: 'error', input: { filePath: '/p/no' } }),
    ];
    expect(read({ session: { directory: '/p' }, parts })).toStrictEqual(
      reading({ cwd: '/p', files: [{ path: '/q' }, { at: second(1), path: '/p/a' }, { at: second(2), path: '/p/b' }] }),
    );
  });
});

it('counts rows that hold nothing to be read', () => {
  const broken = [{ id: 'm' }, { id: 'm', data: '{"role":"assis' }, { id: 'm', data: 7 }];
  expect(read({ messages: broken, parts: broken.slice(1) })).toStrictEqual(reading({ skipped: { ...noSkips, notJson: 5 } }));
});

it('reads tokens of any make', () => {
  expect(openCodeTokens(undefined)).toStrictEqual(tokenCounts({}));
  expect(openCodeTokens({ input: 1, output: 2, reasoning: 4, cache: { read: 8, write: 16 } })).toStrictEqual({
    input: 1,
    output: 6,
    cacheWrite5m: 16,
    cacheWrite1h: 0,
    cacheRead: 8,
    reasoning: 4,
  });
});

it.each([
  [{ cost: 0.5 }, 1, 0.5],
  [{ cost: 0.5 }, 0, 0.5],
  [{ cost: 0 }, 0, 0],
  [{ cost: 0 }, 1, undefined],
  [{ cost: -0.5 }, 0, undefined],
  [{ cost: -0.5 }, 1, undefined],
  [{ cost: '0.5' }, 1, undefined],
  [{}, 0, undefined],
  [undefined, 1, undefined],
])('the cost of %j with %s tokens is %s', (fields, output, cost) => {
  expect(messageCost(fields, tokenCounts({ output }))).toBe(cost);
});
