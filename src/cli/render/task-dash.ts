import type { DashAnswer } from '../../domain/task/answer';
import { lasting } from './lasting';
import type { Page } from './page';
import { cutToWidth } from './page-width';
import { scopeWords, taskWords } from './session';
import { priorityWord } from './task';

/** How many open epics are shown. */
const shownEpics = 12;
const barCells = 10;

export const renderDash = (dash: DashAnswer, page: Page): string => {
  const { tasks } = dash;
  const open = tasks.pending + tasks.active + tasks.blocked;
  const counts = [
    `${open} open`,
    ...(tasks.active > 0 ? [page.paint.good(`${tasks.active} active`)] : []),
    ...(tasks.blocked > 0 ? [page.paint.warn(`${tasks.blocked} blocked`)] : []),
    `${tasks.done} done`,
    ...(tasks.cancelled > 0 ? [`${tasks.cancelled} cancelled`] : []),
  ];
  const name = dash.project === undefined ? 'tasks' : page.text(dash.project);
  return [
    `${page.paint.bold(name)}  ${counts.join(' · ')}`,
    ...block('at work', [...sessionLines(dash, page), ...unboundLines(dash, page)], page),
    ...block(
      `free: ${dash.free.total}`,
      dash.free.items.map((task) => freeLine(task, page)),
      page,
      dash.free.total,
    ),
    ...block(
      `waiting: ${dash.blocked.total}`,
      dash.blocked.items.map((task) => waitLine(task, page)),
      page,
      dash.blocked.total,
    ),
    ...block('epics', epicLines(dash, page), page, dash.epics?.length),
  ]
    .map((line) => cutToWidth(line, page.width))
    .join('\n');
};

const block = (title: string, lines: readonly string[], page: Page, total = lines.length): string[] => {
  if (lines.length === 0) return [];
  const rest = total - lines.length;
  return [
    '',
    page.paint.bold(title),
    ...lines.map((line) => `  ${line}`),
    ...(rest > 0 ? [`  ${page.paint.dim(`and ${rest} more`)}`] : []),
  ];
};

const sessionLines = (dash: DashAnswer, page: Page): string[] =>
  (dash.sessions ?? []).map((session) => {
    const who = page.text(session.agent ?? session.name ?? '');
    const since = session.focusSince === undefined ? '' : ` ${lasting(session.focusSince, page)}`;
    const focus = session.focus === undefined ? 'no focus' : `on ${page.paint.id(page.text(session.focus.id))}${since}`;
    const state =
      session.status === 'suspended'
        ? page.paint.dim('suspended')
        : session.stale === true
          ? page.paint.warn(`stale, quiet ${lasting(session.lastActivityAt, page)}`)
          : focus;
    const parts = [page.paint.id(session.shortId), who, scopeWords(session, page), state, session.mine === true ? 'yours' : ''];
    return `${parts.filter((part) => part !== '').join('  ')}  ${page.paint.dim(`${session.tasks.finished}/${session.tasks.total}`)}`;
  });

const unboundLines = (dash: DashAnswer, page: Page): string[] =>
  (dash.unbound ?? []).map(({ id, title, by, since }) => {
    const who = by === undefined ? 'nobody' : page.text(by);
    return `${who}  on ${taskWords({ id, title }, page)}${since === undefined ? '' : `  ${page.paint.dim(lasting(since, page))}`}`;
  });

const freeLine = (task: DashAnswer['free']['items'][number], page: Page): string => {
  const facts = [
    ...(task.priority === 'medium' ? [] : [priorityWord(task.priority, page)]),
    ...(task.unblocks > 0 ? [`unblocks ${task.unblocks}`] : []),
  ];
  return `${taskWords(task, page)}${facts.length === 0 ? '' : `  ${page.paint.dim(facts.join(' · '))}`}`;
};

const waitLine = (task: DashAnswer['blocked']['items'][number], page: Page): string =>
  `${page.paint.id(page.text(task.id))}  ${page.text(task.title)}  ${page.paint.dim(task.because.map(page.text).join(', '))}`;

const epicLines = (dash: DashAnswer, page: Page): string[] =>
  (dash.epics ?? []).slice(0, shownEpics).map(({ id, title, total, finished, active }) => {
    const filled = total === 0 ? 0 : Math.floor((finished / total) * barCells);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}`;
    const count = `${finished}/${total}`.padStart(7);
    return `${bar} ${count}  ${taskWords({ id, title }, page)}${active > 0 ? page.paint.good(`  ${active} active`) : ''}`;
  });
