/** Tokens that a model read and wrote, each counted in one place only. */
export type TokenCounts = {
  /** Read anew: neither from a cache nor into one. */
  readonly input: number;
  /** Written, reasoning included: what is billed as output. */
  readonly output: number;
  /** Written into a cache that lives for five minutes, or for a time that is not told. */
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
  /** The part of `output` that was reasoning; 0 also where the harness does not tell. */
  readonly reasoning: number;
};

export const noTokens: TokenCounts = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 };

export const addTokens = (a: TokenCounts, b: TokenCounts): TokenCounts => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  cacheRead: a.cacheRead + b.cacheRead,
  reasoning: a.reasoning + b.reasoning,
});

/** Everything read and written; reasoning is in `output` already. */
export const totalTokens = (tokens: TokenCounts): number =>
  tokens.input + tokens.output + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;

/** One answer of a model, counted once however often the harness wrote it down. */
export type ModelResponse = {
  /** The same answer has the same id in every file that tells of it. */
  readonly id: string;
  /** ISO instant; absent where the harness does not tell. */
  readonly at?: string;
  /** null: not told. */
  readonly model: string | null;
  readonly tokens: TokenCounts;
  readonly webSearches: number;
  /** USD, where the harness says it for this very answer. */
  readonly toldCostUsd?: number;
  /** What makes the table's price the wrong one. */
  readonly pricing?: 'us-only' | 'fast';
};
