import { accept, type Outcome } from '../outcome';
import type { Session } from '../session/schema';
import type { Change } from '../state/change';
import { startDraft } from '../state/draft';
import type { Task } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { priceTableDate } from '../usage/prices';
import { totalTokens } from '../usage/usage';
import type { World } from '../world';
import type { ReconcileAnswer, ReconciledTask } from './answer';
import { assignStretches, type TaskWork, togetherOf } from './assign-stretches';
import { amendWith, recordClosed, renew } from './derived-entries';
import { type Found, holdsTooMuch, newsFor } from './entry-news';
import type { Gathered, SessionWork } from './gathered';
import { noteUsage } from './note-usage';
import { sessionAnswer, sumsOf, totalAnswer } from './session-sums';
import { unboundAnswer } from './unbound-work';

/** `stale`: the record has grown since it was looked at, and nothing was decided. */
export type Reconciled = { readonly kind: 'stale' } | { readonly kind: 'decided'; readonly answer: ReconcileAnswer };

export type ReconcileChoices = {
  readonly force: boolean;
  /** To be put into its session along with everything else. */
  readonly attach?: Attachment;
  /** At which everything was gathered; absent: only the ledger must not have grown since. */
  readonly generation?: number;
};

/** Work without a session that is a session's from now on. */
export type Attachment = { readonly session: string; readonly spans: NonNullable<Session['attached']> };

/** A session with what is attached to it. */
export const withAttached = (session: Session, attach: Attachment | undefined): Session =>
  attach === undefined || attach.session !== session.id || attach.spans.length === 0
    ? session
    : { ...session, attached: [...(session.attached ?? []), ...attach.spans] };

/**
 * Brings what was gathered into the record: facts that completions lack as amendments, entries for tasks that were finished
 * without one, sums of usage into the sessions. Decides nothing where all of it is known already.
 */
export const decideReconcile = (
  world: World,
  gathered: Gathered,
  { force, attach, generation = world.state.generation }: ReconcileChoices,
): Outcome<Reconciled> => {
  const { state } = world;
  if (generation !== state.generation || state.ledger.heads.join() !== gathered.heads.join()) return accept({ kind: 'stale' });
  const taskOf = (id: string): Task | undefined => indexTasks(state.tasks).byId.get(id) ?? state.archive.task(id);
  const draft = startDraft(world);
  const tasks: ReconciledTask[] = [];
  let unchanged = 0;
  for (const work of assignStretches(gathered.works, gathered.completions, taskOf)) {
    if (!isAskedAbout(work, gathered)) continue;
    const done = settleWork({ world, draft, gathered, force, task: taskOf(work.task) }, work);
    if (done !== undefined) tasks.push(done);
    else if (work.completion !== undefined) unchanged += 1;
  }
  const asked = gathered.works.filter(({ timeline }) => gathered.asked.has(timeline.session));
  const noted = noteUsages(world, asked, attach);
  const change = joined(draft.change(), noted);
  const sums = asked.map((work) => ({ work, sums: sumsOf(work) }));
  const sessions = sums.flatMap(({ work, sums: own }) => {
    const session = sessionOf(world, work.timeline.session);
    return session === undefined || own.total.responses === 0 ? [] : [sessionAnswer(session, own)];
  });
  const { outside } = gathered;
  const all = [...state.sessions, ...state.archive.sessions()];
  const answer: ReconcileAnswer = {
    changed: change !== null,
    tasks,
    unchanged,
    sessions,
    total: totalAnswer(sums.map((each) => each.sums)),
    outside: { tokens: outside.responses === 0 ? null : totalTokens(outside.tokens), costUsd: outside.costUsd },
    unbound: gathered.unbound.map((each) => unboundAnswer(each, all)),
    transcripts: gathered.transcripts,
    priceTable: priceTableDate,
  };
  return accept({ kind: 'decided', answer }, change);
};

export const sessionOf = ({ state }: World, id: string): Session | undefined =>
  state.sessions.find((session) => session.id === id) ?? state.archive.session(id);

const isAskedAbout = ({ stretches, completion, closedBy }: TaskWork, { asked, sinceMs }: Gathered): boolean => {
  if (!stretches.some(({ session }) => asked.has(session))) return false;
  const end = completion?.entry.completedAt ?? closedBy?.at;
  return sinceMs === undefined || end === undefined || Date.parse(end) >= sinceMs;
};

type Settling = {
  readonly world: World;
  readonly draft: ReturnType<typeof startDraft>;
  readonly gathered: Gathered;
  readonly force: boolean;
  readonly task: Task | undefined;
};

/** undefined: the record holds all of it. */
const settleWork = ({ world, draft, gathered, force, task }: Settling, work: TaskWork): ReconciledTask | undefined => {
  const { completion, closedBy, stretches } = work;
  const found = togetherOf(stretches);
  const { usage } = found;
  const sessions = [...new Set(stretches.map(({ session }) => session))];
  const about = (title: string, files: number, commits: number) => ({
    task: { id: work.task, title },
    sessions,
    files,
    commits,
    tokens: usage.responses === 0 ? null : totalTokens(usage.tokens),
    costUsd: usage.costUsd,
    ...(usage.costSource === undefined ? {} : { costSource: usage.costSource }),
  });
  const lastSession = sessionOf(world, closedBy?.session ?? stretches.at(-1)?.session ?? '');
  const isElsewhere = (sha: string): boolean => (gathered.commitsOf.get(sha) ?? completion?.entry.id) !== completion?.entry.id;
  const own: Found = { ...found, commits: found.commits.filter(({ sha }) => !isElsewhere(sha)) };
  if (completion === undefined) {
    if (closedBy === undefined || task === undefined) {
      return isNothing(found) ? undefined : { action: 'open', ...about(task?.title ?? work.task, 0, 0) };
    }
    const entry = recordClosed({ world, draft, task, session: lastSession }, stretches, own, closedBy.at);
    return { action: 'recorded', entry, ...about(task.title, own.files.length, own.commits.length) };
  }
  const { entry } = completion;
  const isDerived = entry.source === 'hook' || entry.source === 'reconcile';
  if (
    force &&
    isDerived &&
    found.isWhole &&
    completion.state === 'stands' &&
    task !== undefined &&
    holdsTooMuch(completion, own)
  ) {
    const id = renew({ world, draft, task, session: lastSession }, completion, own);
    return { action: 'renewed', entry: id, ...about(entry.task.title, own.files.length, own.commits.length) };
  }
  const news = newsFor(completion, found, isElsewhere, force && found.isWhole);
  if (news === undefined) return undefined;
  amendWith({ world, draft, session: lastSession }, completion, news, found.events);
  return { action: 'amended', entry: entry.id, ...about(entry.task.title, news.files?.length ?? 0, news.commits?.length ?? 0) };
};

const isNothing = ({ files, commits, usage }: Found): boolean => files.length + commits.length + usage.responses === 0;

type Noted = Pick<Change, 'sessions' | 'archiveSessions' | 'events'>;

/** Sums of usage, into open sessions and into closed ones. */
export const noteUsages = (world: World, works: readonly SessionWork[], attach?: Attachment): Noted => {
  const put: Session[] = [];
  const archived: Session[] = [];
  const events: NonNullable<Change['events']>[number][] = [];
  for (const { timeline, conversations } of works) {
    const before = sessionOf(world, timeline.session);
    let session = before === undefined ? undefined : withAttached(before, attach);
    for (const found of conversations) {
      const noted = session === undefined ? undefined : noteUsage(session, found, world.now);
      if (noted === undefined) continue;
      session = noted.session;
      events.push(noted.event);
    }
    if (session === undefined || session === before) continue;
    if (session.status === 'closed') archived.push(session);
    else put.push(session);
  }
  return {
    ...(put.length > 0 ? { sessions: { put } } : {}),
    ...(archived.length > 0 ? { archiveSessions: archived } : {}),
    ...(events.length > 0 ? { events } : {}),
  };
};

/** The draft of this decision puts no session and writes no event. */
const joined = (change: Change | null, noted: Noted): Change | null => {
  const both = { ...change, ...noted };
  return Object.keys(both).length === 0 ? null : both;
};
