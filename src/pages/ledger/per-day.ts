import { greatestOf } from '../../domain/text/extremes';
import type { Finished } from './ledger-view';
import { escapeHtml, plural } from './markup';

const day = 86_400_000;
const height = 120;
const mostBars = 100;

type Bucket = { readonly at: number; readonly byAgent: Map<string, number>; total: number };

/** Finished tasks by day, or by as many days as keep the bars apart; stacked by agent. */
export const perDay = (
  finished: readonly Finished[],
  colors: ReadonlyMap<string, number>,
): { readonly unit: string; readonly svg: string } => {
  const first = Math.floor((finished[0]?.completedAt ?? 0) / day);
  const last = Math.floor((finished.at(-1)?.completedAt ?? 0) / day);
  const days = last - first + 1;
  const step = [1, 7, 28].find((each) => days / each <= mostBars) ?? Math.ceil(days / mostBars);
  const buckets = Array.from(
    { length: Math.ceil(days / step) },
    (_, index): Bucket => ({ at: (first + index * step) * day, byAgent: new Map(), total: 0 }),
  );
  for (const { agent, completedAt } of finished) {
    const bucket = buckets[Math.floor((Math.floor(completedAt / day) - first) / step)];
    if (bucket === undefined) continue;
    bucket.byAgent.set(agent, (bucket.byAgent.get(agent) ?? 0) + 1);
    bucket.total += 1;
  }
  const most = greatestOf(buckets.map(({ total }) => total));
  const slot = 100 / Math.max(buckets.length, 14);
  const bars = buckets.map((bucket, index) => {
    if (bucket.total === 0) return '';
    let y = height;
    const parts = [...colors].flatMap(([agent, color]) => {
      const count = bucket.byAgent.get(agent);
      if (count === undefined) return [];
      const tall = (count / most) * (height - 20);
      y -= tall;
      return [
        `<rect class="c${color}" x="${round(index * slot + slot * 0.12)}%" y="${round(y)}" width="${round(slot * 0.76)}%" height="${round(tall)}"/>`,
      ];
    });
    const date = new Date(bucket.at).toISOString().slice(0, 10);
    const agents = [...bucket.byAgent].map(([agent, count]) => `${escapeHtml(agent)} ${count}`).join(', ');
    return `<g><title>${step === 1 ? date : `${step} days from ${date}`}: ${plural(bucket.total, 'task')} (${agents})</title>${parts.join('')}</g>`;
  });
  const unit = step === 1 ? 'day' : step === 7 ? 'week' : `${step} days`;
  const best = buckets.reduce((a, b) => (b.total > a.total ? b : a));
  const label = `Finished tasks per ${unit}; most, ${best.total}, from ${new Date(best.at).toISOString().slice(0, 10)}`;
  const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const end = round(Math.min(100, buckets.length * slot));
  const labels = `<text x="0" y="${height + 16}">${dateOf(first * day)}</text>${buckets.length > 4 ? `<text class="end" x="${end}%" y="${height + 16}">${dateOf(last * day)}</text>` : ''}<text class="end" x="100%" y="12">most: ${best.total}</text>`;
  return {
    unit,
    svg: `<svg class="days" width="100%" height="${height + 22}" role="img" aria-label="${label}">${bars.join('')}<line class="base" x1="0" x2="100%" y1="${height + 0.5}" y2="${height + 0.5}"/>${labels}</svg>`,
  };
};

const round = (value: number): number => Math.round(value * 100) / 100;
