import { countIn, type Fields, fieldsIn, isFields, isTrue, usdIn } from '../../domain/text/fields';
import type { Transcript } from '../../domain/usage/transcript';
import type { ModelResponse } from '../../domain/usage/usage';

/** What Claude Code says that a conversation has cost so far, its subagents included. */
export type CostState = {
  readonly usd: number;
  readonly models: ReadonlyMap<string, { readonly usd: number; readonly output: number }>;
};

/** undefined where it says no cost, or says itself that it knows no price for a part. */
export const costStateOf = (row: Fields): CostState | undefined => {
  const usd = usdIn(row, 'totalCostUSD');
  if (usd === undefined || isTrue(row, 'hasUnknownModelCost')) return undefined;
  const models = Object.entries(fieldsIn(row, 'modelUsage') ?? {}).flatMap(([model, usage]) =>
    isFields(usage) ? [[model, { usd: usdIn(usage, 'costUSD') ?? 0, output: countIn(usage, 'outputTokens') }] as const] : [],
  );
  return { usd, models: new Map(models) };
};

/** The last state counts, unless answers were written after it: then it speaks of a part only. */
export const addCost = (state: CostState | undefined, responses: readonly ModelResponse[]): Transcript['harnessCost'] => {
  if (state === undefined) return undefined;
  const output = new Map<string, number>();
  for (const { model, tokens } of responses) output.set(model ?? '', (output.get(model ?? '') ?? 0) + tokens.output);
  for (const [model, counted] of output) if (counted > (state.models.get(model)?.output ?? 0)) return undefined;
  return { usd: state.usd, byModel: [...state.models].map(([model, { usd }]) => [model, usd] as const) };
};
