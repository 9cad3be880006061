import type { PriceOverrides } from '../usage/prices';
import { sumResponses, type UsageTotals } from '../usage/transcript';
import type { ModelResponse } from '../usage/usage';
import { placeOf, type Timeline } from './timeline';
import { addTotals, noUsage } from './totals';

/** What one conversation used for one session. */
export type UsageSplit = {
  readonly total: UsageTotals;
  readonly parts: readonly UsagePart[];
  /** While the session had no task in hand. */
  readonly rest: UsageTotals;
};

/** What was used while a task was in hand; `fromMs` is the beginning of that stretch. */
export type UsagePart = { readonly task: string; readonly fromMs: number; readonly totals: UsageTotals };

export type SplitResponses = {
  readonly bySession: ReadonlyMap<string, UsageSplit>;
  /** Before, between and after the sessions that the conversation spoke for. */
  readonly outside: readonly ModelResponse[];
};

type Pile = {
  readonly rest: ModelResponse[];
  readonly parts: Map<string, { readonly task: string; readonly fromMs: number; readonly own: ModelResponse[] }>;
};

/** Each answer goes to one session at most, and there to the task that was in hand when it was given. */
export const splitResponses = (
  conversation: string,
  responses: readonly ModelResponse[],
  timelines: readonly Timeline[],
  overrides: PriceOverrides = {},
): SplitResponses => {
  const mine = timelines.filter(({ spoken }) => spoken.some((span) => span.conversation === conversation));
  const piles = new Map<string, Pile>();
  const outside: ModelResponse[] = [];
  const pileOf = (session: string): Pile => {
    const known: Pile = piles.get(session) ?? { rest: [], parts: new Map() };
    piles.set(session, known);
    return known;
  };
  for (const response of responses) {
    const only = mine.length === 1 ? mine[0] : undefined;
    if (response.at === undefined) {
      // Without a time it can be of the one session only that the conversation ever spoke for.
      if (only === undefined) outside.push(response);
      else pileOf(only.session).rest.push(response);
      continue;
    }
    const atMs = Date.parse(response.at);
    let isPlaced = false;
    for (const timeline of mine) {
      const place = placeOf(timeline, conversation, atMs);
      if (place.kind === 'outside') continue;
      isPlaced = true;
      const pile = pileOf(timeline.session);
      const { task, fromMs } = place;
      if (task === undefined || fromMs === undefined) pile.rest.push(response);
      else {
        const key = `${fromMs} ${task}`;
        const part = pile.parts.get(key) ?? { task, fromMs, own: [] };
        part.own.push(response);
        pile.parts.set(key, part);
      }
      break;
    }
    if (!isPlaced) outside.push(response);
  }
  const bySession = new Map<string, UsageSplit>();
  for (const [session, { rest, parts }] of piles) {
    const sums = [...parts.values()].map(({ task, fromMs, own }) => ({ task, fromMs, totals: sumResponses(own, overrides) }));
    const restTotals = rest.length === 0 ? noUsage : sumResponses(rest, overrides);
    bySession.set(session, {
      total: sums.reduce((sum, part) => addTotals(sum, part.totals), restTotals),
      parts: sums,
      rest: restTotals,
    });
  }
  return { bySession, outside };
};
