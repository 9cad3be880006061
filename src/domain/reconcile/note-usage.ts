import type { EventDraft } from '../event/schema';
import type { Session, SessionUsage } from '../session/schema';
import { type Instant, instantAt } from '../time/instant';
import type { UsageTotals } from '../usage/transcript';
import type { ConversationUsage } from './gathered';
import { totalsIn } from './recorded-usage';
import { isMore } from './totals';

export type NotedUsage = { readonly session: Session; readonly event: EventDraft };

/**
 * Puts into the session what a conversation used for it, with an event that tells it by task; undefined where the session
 * knows as much already. Sums only grow: a transcript that was cut short takes nothing away.
 */
export const noteUsage = (session: Session, found: ConversationUsage, now: Instant): NotedUsage | undefined => {
  const { conversation, source, usage } = found;
  const all = session.usage ?? [];
  const known = all.find((each) => each.conversation === conversation);
  if (usage.total.responses === 0 || (known !== undefined && !isNews(known, usage.total, usage.rest))) return undefined;
  const facts = {
    ...(source.harness === undefined ? {} : { harness: source.harness }),
    ...(source.transcript === undefined ? {} : { transcript: source.transcript }),
  };
  const noted: SessionUsage = {
    ...known,
    conversation,
    ...facts,
    at: now,
    ...fields(usage.total),
    byModel: usage.total.byModel.map((each) => ({ ...each })),
    rest: { responses: usage.rest.responses, tokens: usage.rest.tokens, costUsd: usage.rest.costUsd },
  };
  return {
    session: { ...session, usage: known === undefined ? [...all, noted] : all.map((each) => (each === known ? noted : each)) },
    event: {
      at: now,
      type: 'usage',
      session: session.id,
      conversation,
      ...(session.agent === undefined ? {} : { agent: session.agent }),
      synthetic: true,
      data: {
        ...facts,
        kind: 'total',
        ...fields(usage.total),
        byModel: usage.total.byModel,
        parts: usage.parts.map(({ task, fromMs, totals }) => ({
          task,
          from: instantAt(fromMs),
          ...fields(totals),
          byModel: totals.byModel,
        })),
      },
    },
  };
};

const fields = ({ responses, tokens, costUsd, costSource }: UsageTotals) => ({
  responses,
  tokens,
  costUsd,
  ...(costSource === undefined ? {} : { costSource }),
});

/** More was used, or the same for another price or with another part in no task's hands. */
const isNews = (known: SessionUsage, total: UsageTotals, rest: UsageTotals): boolean => {
  const before = totalsIn(known);
  if (before === undefined || isMore(total, before)) return true;
  if (isMore(before, total)) return false;
  const isOtherPrice = total.costUsd !== null && total.costUsd !== known.costUsd;
  return isOtherPrice || rest.responses !== (known.rest?.responses ?? 0);
};
