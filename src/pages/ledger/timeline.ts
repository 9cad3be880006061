import { leastOf } from '../../domain/text/extremes';
import type { Finished, SessionSpan } from './ledger-view';
import { escapeHtml, plural, showInstant, showSpan } from './markup';
import { type TimeScale, timeScale } from './scale';

const laneHead = 26;
const rowHeight = 22;
const lanePad = 10;
const axisHeight = 26;
/** How many ticks fit at each zoom; the style shows the set that belongs to it. */
const tickSets = [
  ['t1', 7],
  ['t4', 24],
  ['t16', 90],
] as const;

type Bar = {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly tasks: readonly Finished[];
  readonly loose: boolean;
};
type Lane = {
  readonly agent: string;
  readonly color: number;
  readonly rows: readonly (readonly Bar[])[];
  readonly count: number;
};

/**
 * A lane per agent, a bar per session, a mark per finished task. Drawn in per cent, so that it follows the width of the page
 * without a script and without inline styles.
 */
export const timeline = (
  finished: readonly Finished[],
  sessions: readonly SessionSpan[],
  colors: ReadonlyMap<string, number>,
): string => {
  const scale = timeScale([
    ...finished.flatMap((each) => [each.startedAt ?? each.completedAt, each.completedAt]),
    ...sessions.flatMap(({ from, to }) => [from, to]),
  ]);
  const lanes = [...colors].map(([agent, color]) => laneOf(agent, color, finished, sessions, scale));
  let top = axisHeight;
  const placed = lanes.map((lane) => {
    const at = top;
    top += laneHead + lane.rows.length * rowHeight + lanePad;
    return { lane, at };
  });
  const height = top;
  const grid = tickSets.map(([name, most]) => {
    const lines = scale.ticks(most).map(({ at, label }) => {
      const x = `${scale.percent(at)}%`;
      return `<line x1="${x}" x2="${x}" y1="${axisHeight - 6}" y2="${height}"/><text x="${x}" y="14">${label}</text>`;
    });
    return `<g class="grid ${name}">${lines.join('')}</g>`;
  });
  const bands = placed.map(({ at }, index) => (index === 0 ? '' : `<line class="band" x1="0" x2="100%" y1="${at}" y2="${at}"/>`));
  const bars = placed.map(({ lane, at }) => `<g class="c${lane.color}">${barsOf(lane, at + laneHead, scale)}</g>`);
  const names = placed.map(
    ({ lane, at }) =>
      `<text class="c${lane.color}" x="8" y="${at + 18}">${escapeHtml(lane.agent)}<tspan class="sub" dx="8">${plural(lane.count, 'task')}</tspan></text>`,
  );
  const summary = `Timeline from ${showInstant(scale.from)} to ${showInstant(scale.to)} UTC, a lane for each of ${plural(lanes.length, 'agent')}. The table below holds the same facts.`;
  return `<div class="scroll" id="timeline" tabindex="0" role="group" aria-label="Timeline, can be scrolled sideways"><div class="stack">
<svg class="chart" width="100%" height="${height}" role="img" aria-label="${escapeHtml(summary)}">${grid.join('')}${bands.join('')}${bars.join('')}</svg>
<svg class="names" width="100%" height="${height}" aria-hidden="true">${names.join('')}</svg>
</div></div>`;
};

const laneOf = (
  agent: string,
  color: number,
  finished: readonly Finished[],
  sessions: readonly SessionSpan[],
  scale: TimeScale,
): Lane => {
  const own = finished.filter((each) => each.agent === agent);
  const bySession = new Map<string, Finished[]>();
  for (const each of own) {
    const known = bySession.get(each.session ?? '');
    if (known === undefined) bySession.set(each.session ?? '', [each]);
    else known.push(each);
  }
  const bars = sessions.flatMap((span): Bar[] => {
    const tasks = bySession.get(span.id);
    if (tasks === undefined) return [];
    return [{ from: span.from, to: span.to, label: span.name ?? span.id, tasks, loose: false }];
  });
  const loose = (bySession.get('') ?? []).map(
    (each): Bar => ({ from: each.startedAt ?? each.completedAt, to: each.completedAt, label: '', tasks: [each], loose: true }),
  );
  return { agent, color, count: own.length, rows: pack([...bars, ...loose], (scale.to - scale.from) / 150) };
};

const mostRows = 8;
/** Per cent of the width: a session of a minute in a month is still to be seen. */
const thinnest = 0.2;

/** Each bar in the first row that is free by then. What finds none goes where it hides least: the row that is free soonest. */
const pack = (bars: readonly Bar[], gapMs: number): Bar[][] => {
  const rows: Bar[][] = [];
  const ends: number[] = [];
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    let row = ends.findIndex((end) => end + gapMs <= bar.from);
    if (row === -1 && rows.length < mostRows) row = rows.push([]) - 1;
    if (row === -1) row = ends.indexOf(leastOf(ends));
    rows[row]?.push(bar);
    ends[row] = Math.max(ends[row] ?? 0, bar.to);
  }
  return rows;
};

const barsOf = (lane: Lane, top: number, scale: TimeScale): string =>
  lane.rows
    .map((row, index) => {
      const y = top + index * rowHeight;
      return row.map((bar) => barOf(bar, y, scale)).join('');
    })
    .join('');

const barOf = (bar: Bar, y: number, scale: TimeScale): string => {
  const x = scale.percent(bar.from);
  const width = Math.max(thinnest, Math.round((scale.percent(bar.to) - x) * 100) / 100);
  const session = bar.loose
    ? ''
    : `<rect class="session" x="${x}%" y="${y + 2}" width="${width}%" height="14" rx="4"><title>${escapeHtml(bar.label)}: ${showInstant(bar.from)} to ${showInstant(bar.to)} UTC, ${plural(bar.tasks.length, 'task')}</title></rect>`;
  return session + bar.tasks.map((task) => markOf(task, y + 9, scale)).join('');
};

const markOf = (task: Finished, y: number, scale: TimeScale): string => {
  const end = scale.percent(task.completedAt);
  const start = task.startedAt === undefined ? end : scale.percent(task.startedAt);
  const span = end - start < 0.05 ? '' : `<line class="span" x1="${start}%" x2="${end}%" y1="${y}" y2="${y}"/>`;
  const words = `${escapeHtml(task.task)} ${escapeHtml(task.title)}, ${showInstant(task.completedAt)} UTC${task.durationMs === undefined ? '' : `, ${showSpan(task.durationMs)}`}`;
  return `${span}<circle${task.voided ? ' class="void"' : ''} cx="${end}%" cy="${y}" r="4"><title>${words}</title></circle>`;
};
