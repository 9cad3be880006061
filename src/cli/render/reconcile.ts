import type { ReconcileAnswer, ReconciledTask, UnboundAnswer } from '../../domain/reconcile/answer';
import type { Page } from './page';
import { shareWords, spentWords, tokenWords, usdWords } from './spent';

const shownSessions = 10;

/** What was brought into the record, what each session used, and what nobody can be told to have done. */
export const renderReconcile = (answer: ReconcileAnswer, page: Page): string => {
  const { tasks, sessions, unbound } = answer;
  const sums = sumLines(answer, page);
  const parts = [
    headLine(answer, page),
    ...(tasks.length === 0 ? [] : [taskTable(tasks, page)]),
    ...(sessions.length === 0 ? [] : [sessionTable(answer, page)]),
    ...(sums.length === 0 ? [] : [sums.join('\n')]),
    ...(unbound.length === 0 ? [] : [unboundLines(unbound, page)]),
  ];
  return parts.join(page.tty ? '\n\n' : '\n');
};

const headLine = ({ changed, dryRun, tasks, unchanged }: ReconcileAnswer, page: Page): string => {
  const held = `${counted(unchanged, 'completion') ?? 'no completion'} ${unchanged === 1 ? 'holds' : 'hold'} all that is known`;
  if (!changed) return `nothing changed: ${unchanged === 0 ? 'there is no completion to look at' : held}`;
  const what = (['amended', 'recorded', 'renewed'] as const).flatMap((action) => {
    const count = tasks.filter((task) => task.action === action).length;
    return count === 0 ? [] : [`${count} ${action}`];
  });
  const told = what.length === 0 ? 'what sessions used' : what.join(', ');
  const rest = unchanged === 0 ? '' : `; ${held}`;
  return `${dryRun === true ? page.paint.warn('would reconcile') : page.paint.good('reconciled')}  ${told}${rest}`;
};

const taskTable = (tasks: readonly ReconciledTask[], page: Page): string =>
  page.table(
    tasks.map(({ task, action, files, commits, tokens, costUsd }) => [
      page.paint.id(page.text(task.id)),
      action === 'open' ? page.paint.dim('not finished') : action,
      `+${files}`,
      `+${commits}`,
      tokens === null ? '-' : tokenWords(tokens),
      costUsd === null ? '-' : usdWords(costUsd),
      page.text(task.title),
    ]),
    [
      { title: 'TASK' },
      { title: 'RECORD' },
      { title: 'FILES', align: 'right' },
      { title: 'COMMITS', align: 'right' },
      { title: 'TOKENS', align: 'right' },
      { title: 'USD', align: 'right' },
      { title: 'TITLE', grow: true },
    ],
  );

const sessionTable = ({ sessions }: ReconcileAnswer, page: Page): string => {
  const shown = page.tty ? sessions.slice(-shownSessions) : sessions;
  const table = page.table(
    shown.map(({ shortId, agent, tokens, costUsd, unattributed }) => [
      page.paint.id(shortId),
      tokens === null ? '-' : tokenWords(tokens),
      costUsd === null ? '-' : usdWords(costUsd),
      unattributed.costUsd === null ? tokenWords(unattributed.tokens ?? 0) : usdWords(unattributed.costUsd),
      `${Math.round(unattributed.share * 100)} %`,
      page.text(agent ?? '-'),
    ]),
    [
      { title: 'SESSION' },
      { title: 'TOKENS', align: 'right' },
      { title: 'USD', align: 'right' },
      { title: 'UNATTRIBUTED', align: 'right' },
      { title: 'SHARE', align: 'right' },
      { title: 'WHO', grow: true },
    ],
  );
  const left = sessions.length - shown.length;
  return left === 0 ? table : `${table}\n${page.paint.dim(`${left} earlier ones: --json has all of them`)}`;
};

const sumLines = ({ total, outside, transcripts, sessions }: ReconcileAnswer, page: Page): string[] => {
  if (total.tokens === null) return transcripts.missing === 0 ? [] : [missingLine(transcripts.missing)];
  const sources = new Set(sessions.flatMap(({ costSource }) => costSource ?? []));
  const costSource = sources.size === 1 ? [...sources][0] : undefined;
  return [
    `${page.paint.bold(shareWords(total.unattributed))} of ${spentWords({ ...total, costSource })}`,
    ...(outside.tokens === null ? [] : [`outside of sessions: ${spentWords(outside)}`]),
    ...(transcripts.missing === 0 ? [] : [page.paint.dim(missingLine(transcripts.missing))]),
  ];
};

const missingLine = (missing: number): string =>
  missing === 1
    ? 'the transcript of 1 conversation is not to be found: what was counted earlier stands'
    : `the transcripts of ${missing} conversations are not to be found: what was counted earlier stands`;

const unboundLines = (unbound: readonly UnboundAnswer[], page: Page): string =>
  [
    'done while no session was bound:',
    ...unbound.flatMap((work) => {
      const { conversation, harness, folder, from, to, files, commands, commits, tokens, sessions, attach } = work;
      const counts = [counted(files, 'file'), counted(commands, 'command'), counted(commits, 'commit')].flatMap(
        (each) => each ?? [],
      );
      const who = [harness, conversation].flatMap((each) => (each === undefined ? [] : [page.text(each)]));
      return [
        `  ${timesWords(from, to, page)}  ${who.join(' ')}`,
        ...(folder === undefined ? [] : [`    in ${page.text(folder)}`]),
        `    ${[...counts, ...(tokens === null ? [] : [spentWords(work)])].join(', ')}`,
        ...(sessions.length > 1 ? [`    sessions open then: ${sessions.join(', ')}`] : []),
        ...(attach === undefined ? [] : [`    ${page.paint.dim(attach)}`]),
      ];
    }),
  ].join('\n');

/** The day of the end is left out where it is that of the beginning. */
const timesWords = (from: string, to: string, page: Page): string => {
  const [first, last] = [page.date(from), page.date(to)];
  return `${first} to ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last}`;
};

const counted = (count: number, what: string): string | undefined =>
  count === 0 ? undefined : `${count} ${what}${count === 1 ? '' : 's'}`;
