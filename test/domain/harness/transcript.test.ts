import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claudeSlug } from '../../../src/domain/harness/claude-slug';
import {
  sumResponses,
  sumTranscript,
  type Transcript,
  type TranscriptFold,
  withoutCopiedResponses,
} from '../../../src/domain/harness/transcript';
import { foldClaudeTranscript } from '../../../src/domain/harness/transcript-claude';
import { foldCodexTranscript } from '../../../src/domain/harness/transcript-codex';
import { foldCopilotTranscript } from '../../../src/domain/harness/transcript-copilot';
import { foldGeminiTranscript } from '../../../src/domain/harness/transcript-gemini';
import { readOpenCodeRows } from '../../../src/domain/harness/transcript-opencode';
import { sample, sampleLines } from './sample';

const conversation = 'claude-code/projects/-home-dev-acme-api/3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const claude = [
  ...sampleLines(`${conversation}.jsonl`),
  ...sampleLines(`${conversation}/subagents/agent-a0c4a1f6d0a69fb3d.jsonl`),
];
const codex = sampleLines('codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071.jsonl');
const legacy = sampleLines('codex/sessions/legacy/rollout-legacy-token_count-only.jsonl');
const gemini = sampleLines('gemini/tmp/acme-api/chats/session-2026-11-20T11-00-7c9e6679.jsonl');
const copilot = sampleLines('copilot/session-state/events.jsonl');

const read = (fold: TranscriptFold, lines: readonly string[]): Transcript => {
  for (const line of lines) fold.add(line);
  return fold.result();
};
const skippedCount = ({ skipped }: Transcript): number => Object.values(skipped).reduce((a, b) => a + b, 0);

const sets: readonly (readonly [string, () => TranscriptFold, readonly string[]])[] = [
  ['claude', foldClaudeTranscript, claude],
  ['codex', foldCodexTranscript, codex],
  ['legacy codex', foldCodexTranscript, legacy],
  ['gemini', foldGeminiTranscript, gemini],
  ['copilot', foldCopilotTranscript, copilot],
];

describe('the samples give what expected.json says', () => {
  it('claude', () => {
    const expected = JSON.parse(sample('claude-code/expected.json'));
    const transcript = read(foldClaudeTranscript(), claude);
    const totals = sumTranscript(transcript);
    const { tokens } = totals;
    const usages = claude.flatMap((line) => {
      try {
        const row = JSON.parse(line);
        return row.type === 'assistant' ? [row.message.usage] : [];
      } catch {
        return [];
      }
    });
    expect({
      session_id: transcript.conversation,
      distinct_api_responses: transcript.responses.length,
      assistant_lines_with_usage: usages.length,
      tokens: {
        input: tokens.input,
        output: tokens.output,
        cache_creation: tokens.cacheWrite5m + tokens.cacheWrite1h,
        cache_creation_1h: tokens.cacheWrite1h,
        cache_read: tokens.cacheRead,
      },
      cost_usd: totals.costUsd,
      cost_by_model: Object.fromEntries(totals.byModel.map(({ model, costUsd }) => [model, costUsd])),
      naive_sum_without_dedup: {
        output: usages.reduce((sum, usage) => sum + usage.output_tokens, 0),
        cache_read: usages.reduce((sum, usage) => sum + usage.cache_read_input_tokens, 0),
      },
      files_changed: transcript.files.map(({ path }) => path),
      commits: transcript.commits.map(({ sha }) => sha),
      skipped_lines: skippedCount(transcript),
      price_usd_per_mtok: expected.price_usd_per_mtok,
    }).toEqual(expected);
    expect(totals.costSource).toBe('harness');
    expect(tokens.reasoning).toBe(180);
  });

  it('claude, by the price table', () => {
    const expected = JSON.parse(sample('claude-code/expected.json'));
    const totals = sumTranscript(
      read(
        foldClaudeTranscript(),
        claude.filter((line) => !line.includes('"cost-state"')),
      ),
    );
    expect(totals.costUsd).toBe(expected.cost_usd);
    expect(Object.fromEntries(totals.byModel.map(({ model, costUsd }) => [model, costUsd]))).toEqual(expected.cost_by_model);
    expect(totals.costSource).toBe('table:2026-11-21');
  });

  it.each([
    ['codex', codex],
    ['legacy codex', legacy],
  ])('%s', (_, lines) => {
    const expected = JSON.parse(sample('codex/expected.json'));
    const transcript = read(foldCodexTranscript(), lines);
    const { tokens, byModel, responses, costUsd } = sumTranscript(transcript);
    expect({
      session_id: transcript.conversation,
      model: byModel.map(({ model }) => model).join(),
      responses,
      tokens: {
        input_including_cached: tokens.input + tokens.cacheRead,
        cached_input: tokens.cacheRead,
        uncached_input: tokens.input,
        output_including_reasoning: tokens.output,
        reasoning: tokens.reasoning,
        total: tokens.input + tokens.cacheRead + tokens.output,
      },
      cost_formula: expected.cost_formula,
      commands: transcript.commands.map(({ command, exitCode }) => ({ cmd: command, exit_code: exitCode })),
      files_changed: transcript.files.map(({ path }) => path),
    }).toEqual(expected);
    expect(costUsd).toBeNull();
    expect(skippedCount(transcript)).toBe(0);
  });

  it('codex, with prices of the config', () => {
    const price = { input: 2, output: 10, cacheRead: 0.5 };
    const { costUsd } = sumTranscript(read(foldCodexTranscript(), codex), { 'gpt-5.5': price });
    expect(costUsd).toBe((3651 * 2 + 34000 * 0.5 + 594 * 10) / 1e6);
  });

  it('gemini', () => {
    const transcript = read(foldGeminiTranscript(), gemini);
    const { tokens, byModel, responses } = sumTranscript(transcript);
    expect({
      session_id: transcript.conversation,
      model: byModel.map(({ model }) => model).join(),
      responses,
      tokens: {
        input_including_cached: tokens.input + tokens.cacheRead,
        cached: tokens.cacheRead,
        uncached_input: tokens.input,
        output_excluding_thoughts: tokens.output - tokens.reasoning,
        thoughts: tokens.reasoning,
        billable_output: tokens.output,
      },
    }).toEqual(JSON.parse(sample('gemini/expected.json')));
    expect(transcript.commands).toEqual([{ at: '2026-11-20T11:00:11.000Z', command: 'npm test', exitCode: 1, failed: true }]);
    expect(skippedCount(transcript)).toBe(0);
  });

  it('copilot: what its own sums say', () => {
    const transcript = read(foldCopilotTranscript(), copilot);
    const { modelMetrics } = JSON.parse(copilot.at(-1) ?? '').data.accountingSnapshot;
    const { usage } = modelMetrics['gpt-5.4'];
    const totals = sumTranscript(transcript);
    expect(totals).toEqual({
      responses: 2,
      tokens: {
        input: usage.inputTokens - usage.cacheReadTokens,
        output: usage.outputTokens,
        cacheRead: usage.cacheReadTokens,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        reasoning: usage.reasoningTokens,
      },
      byModel: [expect.objectContaining({ model: 'gpt-5.4', responses: 2, costUsd: null })],
      costUsd: null,
    });
    expect(transcript.files.map(({ path }) => path)).toEqual(['/home/dev/acme-api/src/rate-limit.ts']);
    const atTheEnd = read(
      foldCopilotTranscript(),
      copilot.filter((line) => !line.includes('usage_record')),
    );
    expect(sumTranscript(atTheEnd).tokens).toEqual(totals.tokens);
  });

  it('opencode', () => {
    const { session, message, part } = JSON.parse(sample('opencode/db-rows.json'));
    const transcript = readOpenCodeRows({ session, messages: [message, message], parts: [part, part] });
    const expected = {
      responses: 1,
      tokens: { input: 402, output: 260, cacheWrite5m: 1200, cacheWrite1h: 0, cacheRead: 8000, reasoning: 20 },
      costUsd: 0.014408,
      costSource: 'harness',
    };
    expect(sumTranscript(transcript)).toMatchObject(expected);
    expect(transcript.commands).toEqual([{ at: '2026-11-20T10:20:04.000Z', command: 'npm test', exitCode: 1, failed: true }]);
    expect(sumTranscript(readOpenCodeRows({ session, messages: [], parts: [] }))).toMatchObject(expected);
    // Without a told cost the table gives the same; OpenCode's 0 is no cost.
    const untold = { ...JSON.parse(message.data), cost: 0 };
    const free = readOpenCodeRows({
      session: { ...session, cost: 0 },
      messages: [{ ...message, data: JSON.stringify(untold) }],
      parts: [],
    });
    expect(sumTranscript(free)).toMatchObject({ ...expected, costSource: 'table:2026-11-21' });
  });
});

describe('lines', () => {
  it.each(sets)('%s: doubled and in any order they tell the same', (_, fold, lines) => {
    const once = sumTranscript(read(fold(), lines));
    const facts = ({ commands, files, commits }: Transcript) => ({ commands, files, commits });
    fc.assert(
      fc.property(fc.shuffledSubarray([...lines, ...lines], { minLength: lines.length * 2 }), (shuffled) => {
        const again = read(fold(), shuffled);
        expect(sumTranscript(again)).toEqual(once);
        expect(facts(again)).toEqual(facts(read(fold(), lines)));
      }),
      { numRuns: 40 },
    );
  });

  it.each(sets)('%s: what cannot be read is skipped and counted by its reason', (_, fold, lines) => {
    const before = read(fold(), lines);
    const damaged = [
      ...lines,
      '{"type":"assistant","message":{"us',
      'Killed',
      '[1]',
      '{"type":"dream","payload":{},"data":{}}',
      '',
      '{"$rewind":1}',
    ];
    const after = read(fold(), damaged);
    expect(sumTranscript(after)).toEqual(sumTranscript(before));
    expect(after.skipped).toEqual({ ...before.skipped, truncated: before.skipped.truncated + 1, notJson: 2, unknownType: 2 });
  });

  it.each(sets)('%s: cut off anywhere, the end is the only loss', (_, fold, lines) => {
    const text = lines.filter((line) => line.endsWith('}')).join('\n');
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (length) => {
        const cut = text.slice(0, length).split('\n');
        const { skipped } = read(fold(), cut);
        const whole = read(fold(), cut.slice(0, -1)).skipped;
        expect(skipped.truncated).toBeLessThanOrEqual(1);
        expect({ ...skipped, truncated: 0 }).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it.each(sets)('%s: any members of any type are survived', (_, fold) => {
    const names = [
      'type',
      'message',
      'usage',
      'payload',
      'info',
      'item',
      'content',
      'data',
      'id',
      'tokens',
      'toolCalls',
      '$set',
      'messages',
      'modelUsage',
      'timestamp',
    ];
    const types = fc.constantFrom(
      'assistant',
      'user',
      'cost-state',
      'event_msg',
      'token_count',
      'item_completed',
      'gemini',
      'session.shutdown',
      'tool_use',
    );
    const { row } = fc.letrec((tie) => ({
      row: fc.dictionary(
        fc.constantFrom(...names),
        fc.oneof({ depthSize: 'small' }, types, fc.jsonValue(), tie('row'), fc.array(tie('row'), { maxLength: 3 })),
        { maxKeys: 6 },
      ),
    }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const texts = rows.map((each) => JSON.stringify(each));
        expect(Array.isArray(read(fold(), texts).responses)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('hold nothing of prompts, answers and files', () => {
    const held = JSON.stringify(sets.map(([, fold, lines]) => read(fold(), lines)));
    for (const leak of ['Implement', 'LIMIT', 'FAIL', 'Done.', 'I will run', 'Overloaded']) expect(held).not.toContain(leak);
  });
});

const answer = (id: string, usage: object, more: object = {}): string =>
  JSON.stringify({
    type: 'assistant',
    sessionId: 's',
    timestamp: '2026-11-20T09:00:00.000Z',
    requestId: 'r1',
    message: { id, model: 'claude-opus-5-5', usage: { input_tokens: 1, output_tokens: 10, ...usage } },
    ...more,
  });

describe('claude', () => {
  it('takes the largest of the rows of one answer', () => {
    const { responses } = read(foldClaudeTranscript(), [
      answer('m', { output_tokens: 1 }),
      answer('m', { output_tokens: 90 }),
      answer('m', { output_tokens: 1 }),
    ]);
    expect(responses.map(({ tokens }) => tokens.output)).toEqual([90]);
  });

  it('counts an answer that a subagent repeats once, whatever its request', () => {
    const copy = answer('m', { output_tokens: 99 }, { isSidechain: true, requestId: 'r2' });
    expect(read(foldClaudeTranscript(), [copy, answer('m', {})]).responses.map(({ tokens }) => tokens.output)).toEqual([10]);
  });

  it('never takes two rows without a message id for one', () => {
    const nameless = (uuid: string) => answer('', {}, { uuid });
    expect(read(foldClaudeTranscript(), [nameless('a'), nameless('b'), nameless('a')]).responses).toHaveLength(2);
  });

  it('believes the last cost state, and none that answers came after', () => {
    const state = (usd: number, output: number, more: object = {}) =>
      JSON.stringify({
        type: 'cost-state',
        totalCostUSD: usd,
        modelUsage: { 'claude-opus-5-5': { outputTokens: output, costUSD: usd } },
        ...more,
      });
    const cost = (...lines: string[]) => sumTranscript(read(foldClaudeTranscript(), lines));
    expect(cost(answer('m', {}), state(1, 5), state(2, 10))).toMatchObject({ costUsd: 2, costSource: 'harness' });
    expect(cost(state(1, 10), answer('m', {}), answer('n', {}))).toMatchObject({
      costUsd: 0.000408,
      costSource: 'table:2026-11-21',
    });
    expect(cost(answer('m', {}), state(2, 10, { hasUnknownModelCost: true }))).toMatchObject({ costUsd: 0.000204 });
  });

  it('leaves the cost open where the model, or the speed, has no known price', () => {
    const unknown = answer('m', {}).replace('claude-opus-5-5', 'claude-opus-9');
    const totals = sumTranscript(read(foldClaudeTranscript(), [unknown, answer('n', {})]));
    expect(totals).toMatchObject({ costUsd: null, tokens: { output: 20 } });
    expect(totals).not.toHaveProperty('costSource');
    expect(sumTranscript(read(foldClaudeTranscript(), [answer('m', { speed: 'fast' })])).costUsd).toBeNull();
  });

  it('reads older rows, which tell one number of cache writes and their own cost', () => {
    const { responses } = read(foldClaudeTranscript(), [answer('m', { cache_creation_input_tokens: 500 }, { costUSD: 0.5 })]);
    expect(responses[0]).toMatchObject({ tokens: { cacheWrite5m: 500, cacheWrite1h: 0 }, toldCostUsd: 0.5 });
  });

  it.each([
    ['/home/dev/acme-api', '-home-dev-acme-api'],
    ['C:\\Users\\x_y', 'C--Users-x-y'],
    [`/${'a'.repeat(250)}`, `-${'a'.repeat(199)}-feo44x`],
  ])('keeps %s under %s', (path, slug) => {
    expect(claudeSlug(path)).toBe(slug);
  });
});

describe('codex', () => {
  it('of a conversation that went on under a newer version counts both kinds, each answer once', () => {
    const [first, ...later] = codex.filter((line) => line.includes('"token_usage_record"'));
    const resumed = codex.filter((line) => line !== first);
    expect(later).toHaveLength(2);
    const transcript = read(foldCodexTranscript(), resumed);
    expect(transcript.responses).toHaveLength(3);
    expect(sumTranscript(transcript)).toEqual(sumTranscript(read(foldCodexTranscript(), codex)));
  });

  it('without the part of the last answer takes the growth of the sum', () => {
    const sums = legacy.map((line) => line.replace('"last_token_usage"', '"of_old"'));
    expect(sumTranscript(read(foldCodexTranscript(), sums))).toEqual(sumTranscript(read(foldCodexTranscript(), legacy)));
  });

  it('gives each answer the model of its turn', () => {
    const line = (type: string, payload: object) => JSON.stringify({ timestamp: '2026-11-20T10:00:00.000Z', type, payload });
    const usage = { input_tokens: 5, output_tokens: 1 };
    const { responses } = read(foldCodexTranscript(), [
      line('token_usage_record', { response_id: 'r1', turn_id: 't1', usage }),
      line('turn_context', { turn_id: 't2', model: 'two' }),
      line('turn_context', { turn_id: 't1', model: 'one' }),
      line('token_usage_record', { response_id: 'r2', turn_id: 't2', usage }),
    ]);
    expect(responses.map(({ id, model }) => [id, model])).toEqual([
      ['r1', 'one'],
      ['r2', 'two'],
    ]);
  });
});

it('sums a window of time', () => {
  const { responses } = read(foldClaudeTranscript(), claude);
  const until = '2026-11-20T09:01:00.000Z';
  const early = sumResponses(responses.filter(({ at }) => (at ?? '') < until));
  expect(early).toMatchObject({ responses: 2, tokens: { output: 752 } });
  expect(sumResponses([])).toEqual({ responses: 0, tokens: expect.objectContaining({ output: 0 }), byModel: [], costUsd: null });
});

it.each(sets)('%s: what a fork copies is counted once', (_, fold, lines) => {
  const original = read(fold(), lines);
  const [first, copy] = withoutCopiedResponses([original, read(fold(), lines)]);
  expect(first).toBe(original);
  expect(copy).toMatchObject({ conversation: original.conversation, responses: [] });
  expect(copy).not.toHaveProperty('harnessCost');
});
