import { shortSessionId } from '../../domain/session/vocabulary';
import { type Finished, median } from './ledger-view';
import { escapeHtml, plural, showCount, showInstant, showSpan } from './markup';

type Column = {
  readonly title: string;
  readonly number?: boolean;
  readonly sorted?: 'ascending' | 'descending';
  readonly wide?: boolean;
};

const headOf = (columns: readonly Column[]): string => {
  const cells = columns.map(
    ({ title, number, sorted, wide }) =>
      `<th scope="col"${number === true ? ' class="n"' : wide === true ? ' class="w"' : ''}${sorted === undefined ? '' : ` aria-sort="${sorted}"`}><button type="button">${title}</button></th>`,
  );
  return `<thead><tr>${cells.join('')}</tr></thead>`;
};

const number = (value: number | undefined, shown: string): string => `<td class="n" data-v="${value ?? -1}">${shown}</td>`;

/** One row per completion, the newest first; in pieces, so that a long ledger need not be in memory twice. */
export function* taskTable(finished: readonly Finished[], colors: ReadonlyMap<string, number>): Generator<string> {
  yield `<table id="tasks"><caption class="hide">Finished tasks, newest first</caption>${headOf([
    { title: 'Finished', sorted: 'descending' },
    { title: 'Task', wide: true },
    { title: 'Epic' },
    { title: 'Agent' },
    { title: 'Session' },
    { title: 'Cycle', number: true },
    { title: 'Commits', number: true },
    { title: 'Files', number: true },
  ])}<tbody>`;
  for (let at = finished.length - 1; at >= 0; at -= 1) {
    const each = finished[at];
    if (each !== undefined) yield taskRow(each, colors);
  }
  yield '</tbody></table>';
}

const taskRow = (each: Finished, colors: ReadonlyMap<string, number>): string => {
  const session = each.session === undefined ? '–' : escapeHtml(shortSessionId(each.session));
  const marks = each.marks.map((mark) => ` <span class="mark">${escapeHtml(mark)}</span>`).join('');
  return `<tr${each.voided ? ' class="voided"' : ''}><td data-l="Finished" data-v="${each.completedAt}"><time datetime="${new Date(each.completedAt).toISOString()}">${showInstant(each.completedAt)}</time></td><td class="w" data-l="Task"><b>${escapeHtml(each.task)}</b> ${escapeHtml(each.title)}${marks}${detailsOf(each)}</td><td data-l="Epic">${each.epic === undefined ? '–' : escapeHtml(each.epic)}${each.phase === undefined ? '' : ` <i>${escapeHtml(each.phase)}</i>`}</td><td data-l="Agent"><span class="dot c${colors.get(each.agent) ?? 0}"></span>${escapeHtml(each.agent)}</td><td data-l="Session"><code>${session}</code></td>${number(each.durationMs, showSpan(each.durationMs))}${number(each.commits.length, String(each.commits.length))}${number(each.files.length, String(each.files.length))}</tr>\n`;
};

const mostListed = 25;

const detailsOf = ({ reasons, files, commits }: Finished): string => {
  if (reasons.length + files.length + commits.length === 0) return '';
  const words = [
    ...(commits.length === 0 ? [] : [plural(commits.length, 'commit')]),
    ...(files.length === 0 ? [] : [plural(files.length, 'file')]),
  ].join(', ');
  const reason = reasons.map((each) => `<p>${escapeHtml(each)}</p>`).join('');
  const list = [...listOf(commits), ...listOf(files)].join('\n');
  return `<details><summary>${words === '' ? 'reason' : words}</summary>${reason}${list === '' ? '' : `<pre>${list}</pre>`}</details>`;
};

const listOf = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, mostListed).map(escapeHtml),
  ...(lines.length > mostListed ? [`… and ${lines.length - mostListed} more`] : []),
];

export const agentTable = (finished: readonly Finished[], colors: ReadonlyMap<string, number>): string => {
  const rows = [...colors].map(([agent, color]) => {
    const own = finished.filter((each) => each.agent === agent);
    const sessions = new Set(own.flatMap(({ session }) => session ?? [])).size;
    const cycle = median(own.flatMap(({ durationMs }) => durationMs ?? []));
    const commits = own.reduce((sum, each) => sum + each.commits.length, 0);
    const last = own.at(-1)?.completedAt;
    return `<tr><th scope="row" data-l="Agent"><span class="dot c${color}"></span>${escapeHtml(agent)}</th>${number(own.length, showCount(own.length))}${number(sessions, showCount(sessions))}${number(cycle, showSpan(cycle))}${number(commits, showCount(commits))}<td data-v="${last ?? 0}">${last === undefined ? '–' : showInstant(last)}</td></tr>`;
  });
  return `<table id="agents"><caption class="hide">Agents, most tasks first</caption>${headOf([
    { title: 'Agent', wide: true },
    { title: 'Tasks', number: true, sorted: 'descending' },
    { title: 'Sessions', number: true },
    { title: 'Median cycle', number: true },
    { title: 'Commits', number: true },
    { title: 'Last finished' },
  ])}<tbody>${rows.join('')}</tbody></table>`;
};
