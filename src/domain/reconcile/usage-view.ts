import type { UsageView } from '../session/answer';
import type { SessionUsage } from '../session/schema';
import { totalTokens } from '../usage/usage';
import { totalsIn } from './recorded-usage';
import { type SessionSums, shareOf } from './session-sums';
import { addTotals, noUsage } from './totals';

/** What the conversations of a session used together, and what of it while no task was in hand. */
export const sumUsage = (usage: readonly SessionUsage[]): SessionSums => ({
  total: usage.reduce((sum, each) => addTotals(sum, totalsIn(each) ?? noUsage), noUsage),
  rest: usage.reduce((sum, { rest }) => addTotals(sum, (rest === undefined ? undefined : totalsIn(rest)) ?? noUsage), noUsage),
});

/** As answers show it; undefined where nothing was counted. */
export const usageView = (usage: readonly SessionUsage[]): UsageView | undefined => {
  const sums = sumUsage(usage);
  const { responses, tokens, costUsd, costSource, byModel } = sums.total;
  if (responses === 0) return undefined;
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
    unattributed: shareOf(sums),
    at: usage.reduce((last, { at }) => (at > last ? at : last), ''),
  };
};
