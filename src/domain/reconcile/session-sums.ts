import type { Session } from '../session/schema';
import { shortSessionId } from '../session/vocabulary';
import { roundUsd } from '../usage/round-usd';
import type { UsageTotals } from '../usage/transcript';
import { totalTokens } from '../usage/usage';
import type { ReconciledSession, UnattributedShare } from './answer';
import type { SessionWork } from './gathered';
import { addTotals, noUsage } from './totals';

export type SessionSums = { readonly total: UsageTotals; readonly rest: UsageTotals };

export const sumsOf = ({ conversations }: SessionWork): SessionSums => ({
  total: conversations.reduce((sum, { usage }) => addTotals(sum, usage.total), noUsage),
  rest: conversations.reduce((sum, { usage }) => addTotals(sum, usage.rest), noUsage),
});

const spent = ({ responses, tokens, costUsd }: UsageTotals) => ({
  tokens: responses === 0 ? null : totalTokens(tokens),
  costUsd,
});

/** The part of a sum that belongs to no task; nothing costs nothing. */
export const shareOf = ({ total, rest }: SessionSums): UnattributedShare => {
  const costUsd = rest.responses === 0 && total.costUsd !== null ? 0 : rest.costUsd;
  const tokens = totalTokens(rest.tokens);
  const [part, whole] =
    costUsd !== null && total.costUsd !== null ? [costUsd, total.costUsd] : [tokens, totalTokens(total.tokens)];
  return {
    tokens: total.responses === 0 ? null : tokens,
    costUsd,
    share: whole === 0 ? 0 : Math.round((part / whole) * 1e4) / 1e4,
  };
};

export const sessionAnswer = (session: Session, sums: SessionSums): ReconciledSession => ({
  id: session.id,
  shortId: shortSessionId(session.id),
  ...(session.agent === undefined ? {} : { agent: session.agent }),
  ...spent(sums.total),
  ...(sums.total.costSource === undefined ? {} : { costSource: sums.total.costSource }),
  unattributed: shareOf(sums),
});

/** All sessions together. */
export const totalAnswer = (
  all: readonly SessionSums[],
): { tokens: number | null; costUsd: number | null; unattributed: UnattributedShare } => {
  const sums = {
    total: all.reduce((sum, { total }) => addTotals(sum, total), noUsage),
    rest: all.reduce((sum, { rest }) => addTotals(sum, rest), noUsage),
  };
  const { costUsd, ...rest } = spent(sums.total);
  return { ...rest, costUsd: costUsd === null ? null : roundUsd(costUsd), unattributed: shareOf(sums) };
};
