import type { Completion } from '../ledger/fold';
import type { EntryDraft } from '../ledger/seal-entries';
import { completionId, taskFacts } from '../record/complete-task';
import type { Session } from '../session/schema';
import type { Draft } from '../state/draft';
import type { Task } from '../task/schema';
import { elapsedMs, instantAt } from '../time/instant';
import type { World } from '../world';
import { type EntryNews, type Found, usageFields } from './entry-news';
import type { Stretch } from './gathered';

type Place = { readonly world: World; readonly draft: Draft; readonly session: Session | undefined };

/** When and from what a derived line is written; who did the work is whoever spoke for the session. */
const header = ({ world, session }: Place, task: EntryDraft['task']) => ({
  at: world.now,
  source: 'reconcile' as const,
  task,
  ...(session === undefined ? {} : { session: session.id }),
  ...(session?.agent === undefined ? {} : { agent: session.agent }),
  ...(session?.harness === undefined ? {} : { harness: session.harness }),
});

export const amendWith = (place: Place, { entry, amendments, dropped }: Completion, news: EntryNews, events: number): string => {
  const id = `${entry.id}-a${amendments.length + dropped.length + 1}`;
  place.draft.entry({ id, type: 'amended', ref: entry.id, ...header(place, entry.task), ...news, events, flags: [] });
  return id;
};

/** The missing entry of a task that was finished without one; times are those of the task. */
export const recordClosed = (
  place: Place & { readonly task: Task },
  stretches: readonly Stretch[],
  found: Found,
  completedAt: string,
): string => {
  const { world, session, task } = place;
  const number = Math.max(1, task.completions ?? 0);
  const first = stretches[0];
  const startedAt = first === undefined ? task.startedAt : instantAt(first.fromMs);
  const branch = session?.git?.branch;
  const id = completionId(task, number);
  place.draft.entry({
    id,
    type: 'completed',
    ...header(place, taskFacts(world, task)),
    ...(startedAt === undefined ? {} : { startedAt }),
    completedAt,
    ...(startedAt === undefined ? {} : { durationMs: Math.max(0, elapsedMs(startedAt, completedAt)) }),
    ...(branch === undefined ? {} : { branch }),
    ...derivedFacts(found),
  });
  putTask(place, { ...task, entryId: id, completions: number, updatedAt: world.now });
  return id;
};

/** Voids a derived completion and derives it anew; what people said about it goes along. */
export const renew = (place: Place & { readonly task: Task }, completion: Completion, found: Found): string => {
  const { world, task, draft } = place;
  const { entry, reason, notes, files, commits } = completion;
  draft.entry({
    id: `${entry.id}-voided`,
    type: 'voided',
    ref: entry.id,
    ...header(place, entry.task),
    reason: 'derived anew by stint reconcile --force',
    flags: [],
  });
  const number = (task.completions ?? 0) + 1;
  const id = completionId(task, number);
  const { startedAt, completedAt, durationMs, branch, conversation } = entry;
  draft.entry({
    id,
    type: 'completed',
    ...header(place, entry.task),
    ...present({ startedAt, completedAt, durationMs, reason, branch, conversation }),
    ...(notes.length === 0 ? {} : { note: notes.map(({ text }) => text).join('\n') }),
    ...derivedFacts({
      ...found,
      files: union(files.filter(isByHand), found.files, ({ path }) => path),
      commits: union(commits.filter(isByHand), found.commits, ({ sha }) => sha),
    }),
  });
  if (task.entryId === entry.id) putTask(place, { ...task, entryId: id, completions: number, updatedAt: world.now });
  else putTask(place, { ...task, completions: number });
  return id;
};

const derivedFacts = ({ files, commits, events, usage }: Found): Pick<EntryDraft, 'flags' | 'files' | 'commits' | 'events'> => ({
  files: [...files],
  commits: [...commits],
  ...usageFields(usage),
  events,
  flags: [...files, ...commits].some(({ shared }) => shared === true) ? ['shared-checkout'] : [],
});

const isByHand = ({ origin }: { readonly origin: string }): boolean => origin === 'flag';

const union = <T>(first: readonly T[], then: readonly T[], keyOf: (each: T) => string): readonly T[] => {
  const known = new Set(first.map(keyOf));
  return [...first, ...then.filter((each) => !known.has(keyOf(each)))];
};

const present = <T extends object>(facts: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };

const putTask = ({ world, draft }: Place, task: Task): void => {
  if (world.state.archive.task(task.id) === undefined) draft.putTask(task);
  else draft.putArchivedTask(task);
};
