import { costOf, type PriceOverrides, priceTableDate } from './prices';
import { roundUsd } from './round-usd';
import { addTokens, type ModelResponse, noTokens, type TokenCounts } from './usage';

export type TranscriptCommand = {
  readonly at?: string;
  readonly command: string;
  readonly exitCode?: number;
  readonly failed?: boolean;
};
export type TranscriptFile = { readonly at?: string; readonly path: string };
export type TranscriptCommit = { readonly at?: string; readonly sha?: string; readonly subject?: string };

/** Lines that told nothing, by reason. */
export type SkippedLines = {
  /** Begins as JSON and does not end as such. */
  readonly truncated: number;
  readonly notJson: number;
  /** Of a kind that no version known to this program writes. */
  readonly unknownType: number;
  /** Too long to be taken in. */
  readonly tooLong: number;
};

/** What one conversation's transcript tells. Holds no prompt, no answer and no content of a file. */
export type Transcript = {
  readonly conversation?: string;
  readonly cwd?: string;
  /** Each once, by time. */
  readonly responses: readonly ModelResponse[];
  readonly commands: readonly TranscriptCommand[];
  /** Each path once, at the time of its first change. */
  readonly files: readonly TranscriptFile[];
  readonly commits: readonly TranscriptCommit[];
  readonly skipped: SkippedLines;
  /** What the harness says the whole conversation cost, in USD, and how much of it by model where it says. */
  readonly harnessCost?: { readonly usd: number; readonly byModel: readonly (readonly [model: string, usd: number])[] };
};

/** Takes the lines of a transcript, in any order and any number of times. */
export type TranscriptFold = {
  readonly add: (line: string) => void;
  /** A line that the reader did not take in. */
  readonly addTooLong: () => void;
  readonly result: () => Transcript;
};

export type ModelUsage = {
  readonly model: string | null;
  readonly responses: number;
  readonly tokens: TokenCounts;
  readonly costUsd: number | null;
};

export type UsageTotals = {
  readonly responses: number;
  readonly tokens: TokenCounts;
  /** By model, the largest output first. */
  readonly byModel: readonly ModelUsage[];
  /** null: the price of at least one answer is not known. */
  readonly costUsd: number | null;
  /** `table:DATE` names the price table; absent where there is no cost. */
  readonly costSource?: string;
};

/** The sum of some answers: of a whole transcript, or of those in a window of time. */
export const sumResponses = (responses: readonly ModelResponse[], overrides: PriceOverrides = {}): UsageTotals => {
  const byModel = new Map<string | null, ModelUsage>();
  let tokens = noTokens;
  let costUsd: number | null = 0;
  for (const response of responses) {
    const cost = costOf(response, overrides);
    const known = byModel.get(response.model) ?? { model: response.model, responses: 0, tokens: noTokens, costUsd: 0 };
    byModel.set(response.model, {
      model: response.model,
      responses: known.responses + 1,
      tokens: addTokens(known.tokens, response.tokens),
      costUsd: sumUsd(known.costUsd, cost),
    });
    tokens = addTokens(tokens, response.tokens);
    costUsd = sumUsd(costUsd, cost);
  }
  const told = responses.every(({ toldCostUsd }) => toldCostUsd !== undefined);
  return {
    responses: responses.length,
    tokens,
    byModel: [...byModel.values()].sort((a, b) => b.tokens.output - a.tokens.output),
    costUsd: responses.length === 0 ? null : costUsd,
    ...(responses.length === 0 || costUsd === null ? {} : { costSource: told ? 'harness' : `table:${priceTableDate}` }),
  };
};

/** The sum of a whole transcript; the cost is the harness's own number where it says one. */
export const sumTranscript = (transcript: Transcript, overrides: PriceOverrides = {}): UsageTotals => {
  const { responses, harnessCost } = transcript;
  const totals = sumResponses(responses, overrides);
  if (harnessCost === undefined) return totals;
  const told = new Map(harnessCost.byModel);
  const byModel = totals.byModel.map((usage) => ({ ...usage, costUsd: told.get(usage.model ?? '') ?? usage.costUsd }));
  return { ...totals, byModel, costUsd: harnessCost.usd, costSource: 'harness' };
};

const sumUsd = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : roundUsd(a + b));

/** Earlier first; what has no time stays in front, in its order. */
export const byTime = <T extends { readonly at?: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.at === b.at ? 0 : (a.at ?? '') < (b.at ?? '') ? -1 : 1));

export const firstOfEachPath = (files: readonly TranscriptFile[]): TranscriptFile[] => {
  const seen = new Map<string, TranscriptFile>();
  for (const file of byTime(files)) if (!seen.has(file.path)) seen.set(file.path, file);
  return [...seen.values()];
};

/** Forks copy the history of the conversation they were made from: each answer stays with the first transcript that has it. */
export const withoutCopiedResponses = (oldestFirst: readonly Transcript[]): Transcript[] => {
  const seen = new Set<string>();
  return oldestFirst.map((transcript) => {
    const own = transcript.responses.filter(({ id }) => !seen.has(id));
    for (const { id } of transcript.responses) seen.add(id);
    if (own.length === transcript.responses.length) return transcript;
    const { harnessCost: _ofTheHistoryToo, ...rest } = transcript;
    return { ...rest, responses: own };
  });
};
