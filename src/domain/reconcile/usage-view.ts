import { totalTokens } from '../harness/usage';
import type { UsageView } from '../session/answer';
import type { SessionUsage } from '../session/schema';
import { totalsIn } from './recorded-usage';
import { shareOf } from './session-sums';
import { addTotals, noUsage } from './totals';

/** What all conversations of a session used together; undefined where nothing was counted. */
export const usageView = (usage: readonly SessionUsage[]): UsageView | undefined => {
  let total = noUsage;
  let rest = noUsage;
  let at = '';
  for (const each of usage) {
    total = addTotals(total, totalsIn(each) ?? noUsage);
    rest = addTotals(rest, (each.rest === undefined ? undefined : totalsIn(each.rest)) ?? noUsage);
    if (each.at > at) at = each.at;
  }
  if (total.responses === 0) return undefined;
  const { responses, tokens, costUsd, costSource, byModel } = total;
  return {
    responses,
    tokens: totalTokens(tokens),
    costUsd,
    ...(costSource === undefined ? {} : { costSource }),
    byModel: byModel.map((each) => ({
      model: each.model,
      responses: each.responses,
      tokens: totalTokens(each.tokens),
      costUsd: each.costUsd,
    })),
    unattributed: shareOf({ total, rest }),
    at,
  };
};
