import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sumTranscript,
  type Transcript,
  type TranscriptFold,
  withoutCopiedResponses,
} from '../../../src/domain/usage/transcript';
import { foldClaudeTranscript } from '../../../src/harness/claude/transcript';
import { foldCodexTranscript } from '../../../src/harness/codex/transcript';
import { foldCopilotTranscript } from '../../../src/harness/copilot/transcript';
import { foldGeminiTranscript } from '../../../src/harness/gemini/transcript';
import { readOpenCodeRows } from '../../../src/harness/opencode/transcript';
import { readLines } from '../../harness/read-transcript';
import { sample, sampleLines } from '../../harness/sample';

const conversation = 'claude-code/projects/-home-dev-acme-api/3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const claude = [
  ...sampleLines(`${conversation}.jsonl`),
  ...sampleLines(`${conversation}/subagents/agent-a0c4a1f6d0a69fb3d.jsonl`),
];
const codex = sampleLines('codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071.jsonl');
const legacy = sampleLines('codex/sessions/legacy/rollout-legacy-token_count-only.jsonl');
const gemini = sampleLines('gemini/tmp/acme-api/chats/session-2026-11-20T11-00-7c9e6679.jsonl');
const copilot = sampleLines('copilot/session-state/events.jsonl');

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
    const transcript = readLines(foldClaudeTranscript(), claude);
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
      readLines(
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
    const transcript = readLines(foldCodexTranscript(), lines);
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
    const { costUsd } = sumTranscript(readLines(foldCodexTranscript(), codex), { 'gpt-5.5': price });
    expect(costUsd).toBe((3651 * 2 + 34000 * 0.5 + 594 * 10) / 1e6);
  });

  it('gemini', () => {
    const transcript = readLines(foldGeminiTranscript(), gemini);
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
    const transcript = readLines(foldCopilotTranscript(), copilot);
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
    const atTheEnd = readLines(
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
    const once = sumTranscript(readLines(fold(), lines));
    const facts = ({ commands, files, commits }: Transcript) => ({ commands, files, commits });
    fc.assert(
      fc.property(fc.shuffledSubarray([...lines, ...lines], { minLength: lines.length * 2 }), (shuffled) => {
        const again = readLines(fold(), shuffled);
        expect(sumTranscript(again)).toEqual(once);
        expect(facts(again)).toEqual(facts(readLines(fold(), lines)));
      }),
      { numRuns: 40 },
    );
  });

  it.each(sets)('%s: what cannot be read is skipped and counted by its reason', (_, fold, lines) => {
    const before = readLines(fold(), lines);
    const damaged = [
      ...lines,
      '{"type":"assistant","message":{"us',
      'Killed',
      '[1]',
      '{"type":"dream","payload":{},"data":{}}',
      '',
      '{"$rewind":1}',
    ];
    const after = readLines(fold(), damaged);
    expect(sumTranscript(after)).toEqual(sumTranscript(before));
    expect(after.skipped).toEqual({ ...before.skipped, truncated: before.skipped.truncated + 1, notJson: 2, unknownType: 2 });
  });

  it.each(sets)('%s: cut off anywhere, the end is the only loss', (_, fold, lines) => {
    const text = lines.filter((line) => line.endsWith('}')).join('\n');
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (length) => {
        const cut = text.slice(0, length).split('\n');
        const { skipped } = readLines(fold(), cut);
        const whole = readLines(fold(), cut.slice(0, -1)).skipped;
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
        expect(Array.isArray(readLines(fold(), texts).responses)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('hold nothing of prompts, answers and files', () => {
    const held = JSON.stringify(sets.map(([, fold, lines]) => readLines(fold(), lines)));
    for (const leak of ['Implement', 'LIMIT', 'FAIL', 'Done.', 'I will run', 'Overloaded']) expect(held).not.toContain(leak);
  });
});

it.each(sets)('%s: what a fork copies is counted once', (_, fold, lines) => {
  const original = readLines(fold(), lines);
  const [first, copy] = withoutCopiedResponses([original, readLines(fold(), lines)]);
  expect(first).toBe(original);
  expect(copy).toMatchObject({ conversation: original.conversation, responses: [] });
  expect(copy).not.toHaveProperty('harnessCost');
});
