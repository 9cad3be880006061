import { costOf, type PriceOverrides } from '../usage/prices';
import { roundUsd } from '../usage/round-usd';
import type { Transcript } from '../usage/transcript';
import type { ModelResponse } from '../usage/usage';

/**
 * The answers of a transcript, each with its share of what the harness says the conversation cost: in proportion to what
 * the table says, by model where the harness says it by model. Answers whose share cannot be told are left as they are.
 */
export const pricedResponses = (
  { responses, harnessCost }: Transcript,
  overrides: PriceOverrides = {},
): readonly ModelResponse[] => {
  if (harnessCost === undefined || responses.length === 0) return responses;
  if (harnessCost.byModel.length === 0) return shared(responses, harnessCost.usd, overrides);
  const told = new Map(harnessCost.byModel);
  const byModel = grouped(responses);
  const priced = new Map<ModelResponse, ModelResponse>();
  for (const [model, own] of byModel) {
    const usd = model === null ? undefined : told.get(model);
    const shares = usd === undefined ? own : shared(own, usd, overrides);
    for (const [place, response] of own.entries()) priced.set(response, shares[place] ?? response);
  }
  return responses.map((response) => priced.get(response) ?? response);
};

const grouped = (responses: readonly ModelResponse[]): Map<string | null, ModelResponse[]> => {
  const groups = new Map<string | null, ModelResponse[]>();
  for (const response of responses) {
    const group = groups.get(response.model);
    if (group === undefined) groups.set(response.model, [response]);
    else group.push(response);
  }
  return groups;
};

/** The last answer takes what rounding leaves, so that the shares add up to the cent's last fraction. */
const shared = (responses: readonly ModelResponse[], usd: number, overrides: PriceOverrides): readonly ModelResponse[] => {
  const costs: number[] = [];
  for (const response of responses) {
    const cost = costOf(response, overrides);
    if (cost === null) return responses.length === 1 ? [{ ...response, toldCostUsd: usd }] : responses;
    costs.push(cost);
  }
  const sum = costs.reduce((total, cost) => total + cost, 0);
  if (sum === 0) return responses;
  let left = usd;
  return responses.map((response, place) => {
    const isLast = place === responses.length - 1;
    const share = isLast ? roundUsd(left) : roundUsd(((costs[place] ?? 0) / sum) * usd);
    left -= share;
    return { ...response, toldCostUsd: share };
  });
};
