import type { SessionDetail, SessionView, UsageView } from '../../domain/session/answer';
import type { Page } from './page';
import { shareWords, spentWords } from './spent';

/** `epic:T001 (testing)`. */
export const scopeWords = ({ scope }: Pick<SessionView, 'scope'>, page: Page): string => {
  const base = scope.rootTaskId === undefined ? scope.type : `${scope.type}:${page.text(scope.rootTaskId)}`;
  return scope.phase === undefined ? base : `${base} (${page.text(scope.phase)})`;
};

const statusWord = (session: SessionView, page: Page): string => {
  if (session.stale === true) return page.paint.warn('stale');
  return session.status === 'active' ? page.paint.good(session.status) : session.status;
};

const progress = ({ tasks }: SessionView): string =>
  `${tasks.finished} of ${tasks.total} ${tasks.total === 1 ? 'task' : 'tasks'} finished`;

/** A label in a column of its own, then the text. */
export const row = (page: Page, label: string, text: string): string => `  ${page.paint.dim(label.padEnd(9))}${text}`;

/** The first line about a session: id, what happened, scope with its title. */
export const headLine = (session: SessionView, what: string, page: Page): string => {
  const title = session.title === undefined ? '' : `  ${page.text(session.title)}`;
  return `${page.paint.id(session.shortId)} ${what}  ${page.paint.bold(scopeWords(session, page))}${title}`;
};

/** `T005  Title (active)`. */
export const taskWords = (task: { readonly id: string; readonly title: string; readonly status?: string }, page: Page): string =>
  `${page.paint.id(page.text(task.id))}  ${page.text(task.title)}`;

/** A session in a few lines: what somebody needs who just came back to it. */
export const sessionCard = (session: SessionView, page: Page): string[] => {
  const who = [session.agent, session.name].flatMap((part) => (part === undefined ? [] : [page.text(part)]));
  return [
    headLine(session, statusWord(session, page), page),
    ...(who.length > 0 ? [row(page, 'who', who.join(' · '))] : []),
    ...staleRow(session, page),
    row(page, 'focus', session.focus === undefined ? 'none: `stint next` suggests one' : taskWords(session.focus, page)),
    ...(session.held === undefined ? [] : [row(page, 'held', session.held.map(page.text).join(', '))]),
    row(page, 'progress', progress(session)),
    ...(session.note === undefined ? [] : [row(page, 'note', page.text(session.note))]),
    ...(session.nextAction === undefined ? [] : [row(page, 'next', page.text(session.nextAction))]),
    row(page, 'since', `${page.date(session.startedAt)}, last active ${page.ago(session.lastActivityAt)}`),
  ];
};

/** Why a session that was active a moment ago counts as stale, and what goes on with it. */
const staleRow = ({ worktreeGone, processGone, shortId }: SessionView, page: Page): string[] => {
  if (worktreeGone !== true && processGone !== true) return [];
  const gone = worktreeGone === true ? 'the folder that it was started in is gone' : 'the process of its agent is gone';
  return [row(page, 'stale', `${gone}: \`stint resume ${shortId}\` goes on with it here`)];
};

const times = (count: unknown, what: string): string => `${String(count ?? 0)} ${what}${count === 1 ? '' : 's'}`;

/** Everything about a session. */
export const sessionDetail = (session: SessionDetail, page: Page): string => {
  const { notes, focusHistory, stats, git, conversations, usage } = session;
  const counts = [
    `${stats.tasksCompleted ?? 0} done`,
    times(stats.focusChanges, 'focus change'),
    times(stats.suspends, 'suspend'),
    times(stats.resumes, 'resume'),
  ];
  return [
    ...sessionCard(session, page),
    row(page, 'id', session.id),
    row(page, 'counts', counts.join(', ')),
    ...(git === undefined
      ? []
      : [row(page, 'checkout', page.text([git.branch, git.worktree].filter((part) => typeof part === 'string').join(' in ')))]),
    ...(usage === undefined ? [] : usageRows(usage, page)),
    ...(conversations === undefined ? [] : [row(page, 'talks', conversations.map(page.text).join(', '))]),
    ...section(
      'notes',
      notes.map((note) => `${page.date(note.at)}  ${page.text(note.text)}`),
      page,
    ),
    ...section(
      'focus history',
      focusHistory.slice(-10).map((one) => `${page.date(one.at)}  ${one.action.padEnd(8)}  ${page.text(one.taskId)}`),
      page,
    ),
  ].join('\n');
};

/** Tokens and cost in all, by model where there are several, and what belongs to no task. */
const usageRows = (usage: UsageView, page: Page): string[] => {
  const { byModel, unattributed, at } = usage;
  const models = byModel.length < 2 ? [] : byModel;
  const only = byModel.length === 1 && byModel[0]?.model != null ? ` (${page.text(byModel[0].model)})` : '';
  return [
    row(page, 'used', `${spentWords(usage)}${only}`),
    ...models.map((each) => row(page, '', `${page.text(each.model ?? 'model not told')}: ${spentWords(each)}`)),
    ...(unattributed.tokens === 0 ? [] : [row(page, '', shareWords(unattributed))]),
    row(page, '', page.paint.dim(`counted ${page.ago(at)}`)),
  ];
};

const section = (title: string, lines: readonly string[], page: Page): string[] =>
  lines.length === 0 ? [] : [`  ${page.paint.dim(title)}`, ...lines.map((line) => `    ${line}`)];

export const sessionTable = (sessions: readonly SessionView[], page: Page): string =>
  page.table(
    sessions.map((session) => [
      page.paint.id(session.shortId),
      statusWord(session, page),
      page.text(session.agent ?? session.name ?? '-'),
      scopeWords(session, page),
      session.focus === undefined ? '-' : page.text(session.focus.id),
      `${session.tasks.finished}/${session.tasks.total}`,
      page.ago(session.lastActivityAt),
      page.text(session.name ?? session.title ?? ''),
    ]),
    [
      { title: 'ID' },
      { title: 'STATUS' },
      { title: 'WHO' },
      { title: 'SCOPE' },
      { title: 'FOCUS' },
      { title: 'DONE', align: 'right' },
      { title: 'ACTIVE' },
      { title: 'NAME', grow: true },
    ],
  );
