import type { LedgerDetail, LedgerItem } from './answer';
import { type Completion, finishedAt } from './fold';
import type { LedgerEntry } from './schema';

/** A completion in a list. */
export const itemOf = (completion: Completion): LedgerItem => {
  const { entry, state, reason, durationMs, files, commits, amendments } = completion;
  const { task, agent, session, source } = entry;
  return {
    id: entry.id,
    at: finishedAt(entry),
    task: { id: task.id, title: task.title },
    ...given('epic', task.epicId),
    ...given('phase', task.phase),
    ...given('agent', agent),
    ...given('session', session),
    ...(source === 'direct_session' ? {} : { source }),
    ...given('reason', reason),
    ...given('durationMs', durationMs),
    files: files.length,
    commits: commits.length,
    ...(amendments.length === 0 ? {} : { amended: amendments.length }),
    ...(state === 'stands' ? {} : { state }),
  };
};

/** Everything about a completion. */
export const detailOf = (completion: Completion): LedgerDetail => {
  const { entry, state, reason, files, commits, tokens, costUsd, costSource } = completion;
  const { notes, amendments, dropped, reopened, voided } = completion;
  const lines = [...amendments, ...dropped, reopened, voided].filter((line) => line !== undefined);
  const marks = lines.sort((a, b) => (a.at < b.at ? -1 : 1)).map((line) => markOf(line, dropped.includes(line)));
  return {
    id: entry.id,
    state,
    ...given('reason', reason),
    files: [...files],
    commits: [...commits],
    ...given('tokens', tokens),
    ...given('costUsd', costUsd),
    ...given('costSource', typeof costUsd === 'number' ? costSource : undefined),
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    ...(marks.length === 0 ? {} : { marks }),
    entry,
  };
};

type Mark = NonNullable<LedgerDetail['marks']>[number];

const markOf = (line: LedgerEntry, dropped: boolean): Mark => ({
  id: line.id,
  type: line.type as Mark['type'],
  at: line.at,
  ...(line.source === 'direct_session' ? {} : { source: line.source }),
  ...given('agent', line.agent),
  ...given('session', line.session),
  ...given('reason', line.reason),
  ...given('note', line.note),
  ...(line.files === undefined ? {} : { files: line.files.map(({ path }) => path) }),
  ...(dropped ? { dropped: true as const } : {}),
});

const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
