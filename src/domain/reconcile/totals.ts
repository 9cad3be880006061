import { roundUsd } from '../usage/round-usd';
import type { ModelUsage, UsageTotals } from '../usage/transcript';
import { addTokens, noTokens, type TokenCounts, totalTokens } from '../usage/usage';

export const noUsage: UsageTotals = { responses: 0, tokens: noTokens, byModel: [], costUsd: null };

const sumUsd = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : roundUsd(a + b));

/** The sum of two sums; its cost is unknown as soon as one of theirs is. */
export const addTotals = (a: UsageTotals, b: UsageTotals): UsageTotals => {
  if (a.responses === 0) return b;
  if (b.responses === 0) return a;
  const costUsd = sumUsd(a.costUsd, b.costUsd);
  const source = a.costSource === b.costSource ? a.costSource : [a.costSource, b.costSource].find((each) => each !== 'harness');
  return {
    responses: a.responses + b.responses,
    tokens: addTokens(a.tokens, b.tokens),
    byModel: addModels(a.byModel, b.byModel),
    costUsd,
    ...(costUsd === null || source === undefined ? {} : { costSource: source }),
  };
};

const addModels = (a: readonly ModelUsage[], b: readonly ModelUsage[]): ModelUsage[] => {
  const models = new Map(a.map((usage) => [usage.model, usage]));
  for (const usage of b) {
    const known = models.get(usage.model);
    models.set(
      usage.model,
      known === undefined
        ? usage
        : {
            model: usage.model,
            responses: known.responses + usage.responses,
            tokens: addTokens(known.tokens, usage.tokens),
            costUsd: sumUsd(known.costUsd, usage.costUsd),
          },
    );
  }
  return [...models.values()].sort((x, y) => y.tokens.output - x.tokens.output);
};

/** What is left of a sum; nothing where more was taken than there was. */
export const takeAway = (whole: UsageTotals, part: UsageTotals): UsageTotals => {
  const responses = whole.responses - part.responses;
  if (responses <= 0) return noUsage;
  const costUsd =
    part.responses === 0
      ? whole.costUsd
      : whole.costUsd === null || part.costUsd === null
        ? null
        : roundUsd(whole.costUsd - part.costUsd);
  const tokens = Object.fromEntries(
    Object.entries(whole.tokens).map(([kind, count]) => [
      kind,
      Math.max(0, count - (part.tokens[kind as keyof TokenCounts] ?? 0)),
    ]),
  ) as TokenCounts;
  return {
    responses,
    tokens,
    byModel: [],
    costUsd,
    ...(costUsd === null || whole.costSource === undefined ? {} : { costSource: whole.costSource }),
  };
};

/** Whether a sum tells more than another: usage is only ever added to. */
export const isMore = (a: UsageTotals, b: UsageTotals): boolean =>
  totalTokens(a.tokens) > totalTokens(b.tokens) || (totalTokens(a.tokens) === totalTokens(b.tokens) && a.responses > b.responses);
