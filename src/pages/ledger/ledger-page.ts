import type { Completion } from '../../domain/ledger/fold';
import { type Finished, median, nobody, type SessionFacts, sessionSpans, viewCompletions } from './ledger-view';
import { escapeHtml, plural, showCount, showInstant, showSpan } from './markup';
import { pageScript } from './page-script';
import { pageStyle } from './page-style';
import { perDay } from './per-day';
import { agentTable, taskTable } from './tables';
import { timeline } from './timeline';

export type LedgerPage = {
  readonly project: string;
  readonly generatedAt: string;
  readonly completions: Iterable<Completion>;
  /** What is known of sessions, closed ones included. */
  readonly sessions: Iterable<SessionFacts>;
  /** What the entries were chosen by, in words; absent where they are all there are. */
  readonly filter?: string;
  /** Lower-case hex. */
  readonly sha256: (text: string) => string;
};

/** The record as one HTML document that needs nothing else, in pieces. All stored text is escaped, and nothing but the page's own style and script may run. */
export function* ledgerPage(page: LedgerPage): Generator<string> {
  const finished = viewCompletions(page.completions);
  const valid = finished.filter((each) => !each.voided);
  const colors = colorsOf(finished);
  yield head(page);
  yield intro(page, valid);
  yield '<main>';
  const [first] = finished;
  if (first === undefined) yield '<section><h2>Nothing here yet</h2><p class="note">No finished task is recorded.</p></section>';
  else {
    const days = perDay(finished, colors);
    yield section('days', `Finished per ${days.unit}`, '', '', days.svg);
    const spans = sessionSpans(finished, page.sessions);
    yield section(
      'time',
      'Sessions and tasks',
      'A lane for each agent: bars are sessions, dots are finished tasks. Times are UTC.',
      zoomButtons,
      timeline(finished, spans, colors),
    );
    yield section('by', 'Agents', '', '', `<div class="wrap">${agentTable(valid, colors)}</div>`);
    yield sectionBegin('list', 'Finished tasks', `<span id="count">${showCount(finished.length)} in all</span>`, findField);
    yield '<div class="wrap">';
    yield* taskTable(finished, colors);
    yield '</div><button type="button" id="more" hidden>Show all</button></section>';
  }
  yield `</main><footer>Made by stint at ${showInstant(Date.parse(page.generatedAt))} UTC. This page is a copy: <code>stint ledger verify</code> says whether the ledger itself is whole.</footer>`;
  yield `<script>${pageScript}</script></body></html>\n`;
}

const asBase64 = (hex: string): string => {
  const bytes = hex.match(/../g) ?? [];
  return btoa(bytes.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join(''));
};

const head = ({ project, sha256 }: LedgerPage): string => {
  const style = asBase64(sha256(pageStyle));
  const script = asBase64(sha256(pageScript));
  const policy = `default-src 'none'; style-src 'sha256-${style}'; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>${escapeHtml(project)}: record of work</title><style>${pageStyle}</style></head><body>`;
};

const intro = (page: LedgerPage, finished: readonly Finished[]): string => {
  const first = finished[0]?.completedAt;
  const last = finished.at(-1)?.completedAt;
  const range = first === undefined || last === undefined ? '' : `${showInstant(first)} to ${showInstant(last)} UTC`;
  const filter = page.filter === undefined ? '' : ` · chosen by ${escapeHtml(page.filter)}`;
  const cycle = median(finished.flatMap(({ durationMs }) => durationMs ?? []));
  const costs = finished.flatMap(({ costUsd }) => costUsd ?? []);
  const numbers: readonly (readonly [string, string])[] = [
    ['tasks finished', showCount(finished.length)],
    ['agents', showCount(new Set(finished.flatMap(({ agent }) => (agent === nobody ? [] : agent))).size)],
    ['sessions', showCount(new Set(finished.flatMap(({ session }) => session ?? [])).size)],
    ['median cycle time', showSpan(cycle)],
    ['commits', showCount(new Set(finished.flatMap(({ commits }) => commits)).size)],
    ['files touched', showCount(new Set(finished.flatMap(({ files }) => files)).size)],
    ...(costs.length === 0
      ? []
      : [
          [
            `at API prices, of ${plural(costs.length, 'task')}`,
            `$${costs.reduce((sum, cost) => sum + cost, 0).toFixed(2)}`,
          ] as const,
        ]),
  ];
  const cells = numbers.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return `<header><h1>${escapeHtml(page.project)}</h1><p>Record of work${range === '' ? '' : ` · ${range}`}${filter}</p><dl class="sum">${cells.join('')}</dl></header>`;
};

const sectionBegin = (id: string, title: string, note: string, tools: string): string =>
  `<section aria-labelledby="h-${id}"><div class="bar"><h2 id="h-${id}">${title}</h2><p class="note">${note}</p>${tools}</div>`;

const section = (id: string, title: string, note: string, tools: string, content: string): string =>
  `${sectionBegin(id, title, note, tools)}${content}</section>`;

const zoomButtons =
  '<div class="tools" role="group" aria-label="Zoom" hidden><button type="button" data-zoom="" aria-pressed="true">fit</button><button type="button" data-zoom="z4" aria-pressed="false">4×</button><button type="button" data-zoom="z16" aria-pressed="false">16×</button></div>';

const findField =
  '<div class="find" hidden><label class="hide" for="find">Find in the tasks</label><input type="search" id="find" placeholder="Find task, agent, file, commit"></div>';

const colorCount = 8;

/** Agents, most tasks first, each with its colour; beyond eight the colours come round again. */
const colorsOf = (finished: readonly Finished[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { agent } of finished) counts.set(agent, (counts.get(agent) ?? 0) + 1);
  const agents = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(agents.map(([agent], index) => [agent, index % colorCount]));
};
