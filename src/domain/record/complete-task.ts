import type { EntryDraft } from '../ledger/seal-entries';
import type { entryFlags } from '../ledger/vocabulary';
import { settleClaim, withoutWork } from '../session/claims';
import type { Session } from '../session/schema';
import type { Draft } from '../state/draft';
import type { Task } from '../task/schema';
import { epicOf, indexTasks } from '../task/task-index';
import { elapsedMs } from '../time/instant';
import type { World } from '../world';

/** What was found out about a piece of work, with the origin of each fact. */
export type WorkFacts = {
  readonly files: readonly { readonly path: string; readonly origin: 'flag' | 'git'; readonly shared?: boolean }[];
  readonly commits: readonly {
    readonly sha: string;
    readonly subject: string;
    readonly origin: 'git';
    readonly shared?: boolean;
  }[];
  readonly branch?: string;
};

export type EntryFlag = (typeof entryFlags)[number];

export type Completion = {
  /** The session that the caller speaks for. */
  readonly session: Session | undefined;
  readonly reason?: string;
  readonly facts?: WorkFacts;
  readonly flags: readonly EntryFlag[];
  /** false: finish without a ledger entry. */
  readonly recorded: boolean;
};

/** The id of a completion: the same for every retry, another one after a reopen. */
export const completionId = (task: Pick<Task, 'uid'>, number: number): string => `${task.uid}-${number}`;

/** What the ledger keeps of a task. */
export const taskFacts = (world: World, task: Task): EntryDraft['task'] => {
  const epic = epicOf(indexTasks(world.state.tasks), task.id);
  return {
    id: task.id,
    uid: task.uid,
    title: task.title,
    type: task.type,
    ...(task.parentId === undefined ? {} : { parentId: task.parentId }),
    ...(epic === undefined || epic.id === task.id ? {} : { epicId: epic.id }),
    ...(task.phase === undefined ? {} : { phase: task.phase }),
    labels: task.labels,
  };
};

/** The facts that every line about a task shares: when, who, from which session. */
export const entryHeader = (world: World, task: Task, session: Session | undefined) => {
  const { caller } = world;
  const agent = caller.agent ?? session?.agent ?? caller.owner;
  return {
    at: world.now,
    source: 'direct_session' as const,
    task: taskFacts(world, task),
    ...(session === undefined ? {} : { session: session.id }),
    ...(caller.conversation === undefined ? {} : { conversation: caller.conversation.id }),
    ...(agent === undefined ? {} : { agent }),
    ...(caller.harness === undefined ? {} : { harness: caller.harness }),
  };
};

/**
 * Finishes an open task in `draft`: status, claims and focus of whoever held it, session statistics, event, and (if
 * `recorded`) the ledger entry. Gives the id of the entry.
 */
export const completeTask = (world: World, draft: Draft, task: Task, completion: Completion): string | undefined => {
  const number = (task.completions ?? 0) + 1;
  const entryId = completion.recorded ? completionId(task, number) : undefined;
  const { cancelledAt: _cancelledAt, entryId: _entryId, ...rest } = withoutWork(task);
  const finished: Task = {
    ...(rest as Task),
    status: 'done',
    completedAt: world.now,
    updatedAt: world.now,
    completions: number,
    ...(entryId === undefined ? {} : { entryId }),
  };
  draft.putTask(finished);
  if (entryId !== undefined) draft.entry(completedEntry(world, task, entryId, completion, world.now));
  for (const other of draft.sessions()) {
    if (other.held.some((held) => held.taskId === task.id)) settleClaim(world, draft, other.id, task.id);
  }
  const { session } = completion;
  const mine = session === undefined ? undefined : draft.session(session.id);
  if (mine !== undefined) {
    const stats = { ...mine.stats, tasksCompleted: mine.stats.tasksCompleted + 1 };
    draft.putSession({ ...mine, stats, lastActivityAt: world.now });
  }
  draft.event({
    type: 'task_close',
    task: task.id,
    ...(session === undefined ? {} : { session: session.id }),
    ...(entryId === undefined ? {} : { data: { entry: entryId } }),
  });
  return entryId;
};

/** The line for a completion. A task that was finished earlier keeps its own time. */
export const completedEntry = (world: World, task: Task, id: string, completion: Completion, completedAt: string): EntryDraft => {
  const { facts, reason, flags, session } = completion;
  const startedAt = task.work?.at ?? task.startedAt;
  return {
    id,
    type: 'completed',
    ...entryHeader(world, task, session),
    ...(startedAt === undefined ? {} : { startedAt }),
    completedAt,
    ...(startedAt === undefined ? {} : { durationMs: Math.max(0, elapsedMs(startedAt, completedAt)) }),
    ...(reason === undefined ? {} : { reason }),
    files: [...(facts?.files ?? [])],
    commits: [...(facts?.commits ?? [])],
    ...(facts?.branch === undefined ? {} : { branch: facts.branch }),
    flags: [...flags],
  };
};
