import { localTime, type Zone } from '../time/zone';
import type { LedgerStatsAnswer, StatsRow } from './answer';
import { type Completion, finishedAt } from './fold';

export const statsBy = ['day', 'week', 'agent', 'epic', 'phase'] as const;
export type StatsBy = (typeof statsBy)[number];

type Sums = {
  completions: number;
  reopened: number;
  tookMs: number[];
  tokens: number | null;
  costUsd: number | null;
  costKnown: number;
};

/** Counts completions one after the other; their durations are all that it keeps. Days and weeks are those of `zone`. */
export const createStats = (by: StatsBy, titleOf: (epic: string) => string | undefined, zone: Zone) => {
  const groups = new Map<string, Sums>();
  let voided = 0;
  const groupOf = (key: string): Sums => {
    const known = groups.get(key);
    if (known !== undefined) return known;
    const fresh: Sums = { completions: 0, reopened: 0, tookMs: [], tokens: null, costUsd: null, costKnown: 0 };
    groups.set(key, fresh);
    return fresh;
  };
  return {
    add: (completion: Completion): void => {
      if (completion.state === 'voided') {
        voided += 1;
        return;
      }
      addTo(groupOf(keyOf(by, completion, zone)), completion);
    },
    answer: (): LedgerStatsAnswer => {
      const isTime = by === 'day' || by === 'week';
      const rows = [...groups].map(([key, sums]) => {
        const title = by === 'epic' ? titleOf(key) : undefined;
        return { key, ...(title === undefined ? {} : { title }), ...rowOf(sums) };
      });
      rows.sort((a, b) => (isTime ? 0 : b.completions - a.completions) || (a.key < b.key ? -1 : 1));
      return { by, rows, total: rowOf(together([...groups.values()])), voided };
    },
  };
};

/** What stands for a completion without the fact that is asked for. */
export const noKey = '-';

const keyOf = (by: StatsBy, { entry }: Completion, zone: Zone): string => {
  if (by === 'agent') return entry.agent ?? noKey;
  if (by === 'phase') return entry.task.phase ?? noKey;
  if (by === 'epic') return entry.task.epicId ?? (entry.task.type === 'epic' ? entry.task.id : noKey);
  const { year, month, day, weekday } = localTime(Date.parse(finishedAt(entry)), zone);
  return new Date(Date.UTC(year, month - 1, by === 'week' ? day - weekday : day)).toISOString().slice(0, 10);
};

const addTo = (sums: Sums, { state, durationMs, tokens, costUsd }: Completion): void => {
  sums.completions += 1;
  if (state === 'reopened') sums.reopened += 1;
  if (durationMs !== undefined) sums.tookMs.push(durationMs);
  const used = tokens === undefined ? undefined : tokenTotal(tokens);
  if (used !== undefined) sums.tokens = (sums.tokens ?? 0) + used;
  if (typeof costUsd === 'number') {
    sums.costUsd = (sums.costUsd ?? 0) + costUsd;
    sums.costKnown += 1;
  }
};

/** `total` where it is told, else all that was counted; undefined where nothing was. */
const tokenTotal = (tokens: Readonly<Record<string, unknown>>): number | undefined => {
  if (typeof tokens.total === 'number') return tokens.total;
  const counts = Object.values(tokens).filter((value) => typeof value === 'number');
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
};

const together = (all: readonly Sums[]): Sums => {
  const known = (key: 'tokens' | 'costUsd'): number | null => {
    const values = all.flatMap((sums) => sums[key] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  };
  const sum = (key: 'completions' | 'reopened' | 'costKnown'): number => all.reduce((total, sums) => total + sums[key], 0);
  return {
    completions: sum('completions'),
    reopened: sum('reopened'),
    costKnown: sum('costKnown'),
    tookMs: all.flatMap((sums) => sums.tookMs),
    tokens: known('tokens'),
    costUsd: known('costUsd'),
  };
};

const rowOf = ({ completions, reopened, tookMs, tokens, costUsd, costKnown }: Sums): Omit<StatsRow, 'key' | 'title'> => {
  const sorted = Float64Array.from(tookMs).sort();
  return {
    completions,
    ...(reopened === 0 ? {} : { reopened }),
    cycleMs: sorted.length === 0 ? null : { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) },
    tokens,
    costUsd: costUsd === null ? null : Math.round(costUsd * 1e6) / 1e6,
    unattributed: completions === 0 ? 0 : Math.round((1 - costKnown / completions) * 1e4) / 1e4,
  };
};

/** The smallest value that at least this share of all does not exceed; the median of an even number is the mean of two. */
const quantile = (sorted: Float64Array, share: number): number => {
  const at = (index: number): number => sorted[index] ?? 0;
  const { length } = sorted;
  if (share === 0.5 && length % 2 === 0) return (at(length / 2 - 1) + at(length / 2)) / 2;
  return at(Math.max(0, Math.ceil(share * length) - 1));
};
