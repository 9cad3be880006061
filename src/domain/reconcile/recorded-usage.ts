import type { Event } from '../event/event-from';
import { countIn, type Fields, fieldsIn, isFields, listIn, textIn, usdIn } from '../text/fields';
import type { ModelUsage, UsageTotals } from '../usage/transcript';
import type { ModelResponse, TokenCounts } from '../usage/usage';
import type { UsagePart, UsageSplit } from './split-usage';
import { addTotals, isMore, noUsage, takeAway } from './totals';

/** What the events of a session tell of one conversation's usage; needed where its transcript is gone. */
export type RecordedUsage = {
  /** Told by hooks, each answer once. */
  readonly responses: readonly ModelResponse[];
  /** The largest sum that was counted from the transcript, and what of it fell to which task. */
  readonly counted?: UsageSplit;
};

export const createRecordedUsage = () => {
  const responses = new Map<string, ModelResponse>();
  const parts = new Map<string, UsagePart>();
  let total: UsageTotals | undefined;
  return {
    add: ({ at, data }: Event): void => {
      if (!isFields(data)) return;
      if (data.kind === 'response') {
        const response = responseIn(data, at);
        if (response !== undefined) responses.set(response.id, response);
        return;
      }
      const counted = totalsIn(data);
      if (data.kind !== 'total' || counted === undefined) return;
      if (total === undefined || isMore(counted, total)) total = counted;
      for (const each of listIn(data, 'parts')) {
        if (!isFields(each)) continue;
        const task = textIn(each, 'task');
        const fromMs = Date.parse(textIn(each, 'from') ?? '');
        const totals = totalsIn(each);
        if (task === undefined || Number.isNaN(fromMs) || totals === undefined) continue;
        const known = parts.get(`${fromMs} ${task}`);
        if (known === undefined || isMore(totals, known.totals)) parts.set(`${fromMs} ${task}`, { task, fromMs, totals });
      }
    },
    result: (): RecordedUsage => {
      const told = { responses: [...responses.values()] };
      if (total === undefined) return told;
      const own = [...parts.values()];
      const inTasks = own.reduce((sum, part) => addTotals(sum, part.totals), noUsage);
      return { ...told, counted: { total, parts: own, rest: takeAway(total, inTasks) } };
    },
  };
};

const responseIn = (data: Fields, at: string): ModelResponse | undefined => {
  const id = textIn(data, 'responseId');
  const tokens = tokensIn(data);
  const cost = usdIn(data, 'costUsd');
  if (id === undefined || tokens === undefined) return undefined;
  return {
    id,
    at,
    model: textIn(data, 'model') ?? null,
    tokens,
    webSearches: 0,
    ...(cost === undefined ? {} : { toldCostUsd: cost }),
  };
};

const tokensIn = (data: Fields): TokenCounts | undefined => {
  const told = fieldsIn(data, 'tokens');
  if (told === undefined) return undefined;
  return {
    input: countIn(told, 'input'),
    output: countIn(told, 'output'),
    cacheWrite5m: countIn(told, 'cacheWrite5m'),
    cacheWrite1h: countIn(told, 'cacheWrite1h'),
    cacheRead: countIn(told, 'cacheRead'),
    reasoning: countIn(told, 'reasoning'),
  };
};

/** Sums as `usage` events and the record of a session keep them. */
export const totalsIn = (data: Fields): UsageTotals | undefined => {
  const tokens = tokensIn(data);
  const source = textIn(data, 'costSource');
  if (tokens === undefined) return undefined;
  const byModel = listIn(data, 'byModel').flatMap((each): ModelUsage[] => {
    const own = isFields(each) ? tokensIn(each) : undefined;
    if (!isFields(each) || own === undefined) return [];
    return [
      {
        model: textIn(each, 'model') ?? null,
        responses: countIn(each, 'responses'),
        tokens: own,
        costUsd: usdIn(each, 'costUsd') ?? null,
      },
    ];
  });
  const costUsd = usdIn(data, 'costUsd') ?? null;
  return {
    responses: countIn(data, 'responses'),
    tokens,
    byModel,
    costUsd,
    ...(costUsd === null || source === undefined ? {} : { costSource: source }),
  };
};
