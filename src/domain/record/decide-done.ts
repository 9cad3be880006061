import { boundSession } from '../binding/bound-session';
import { gapWarnings } from '../ledger/gap-warnings';
import { accept, type Outcome, type Refused, refuse, type Warning } from '../outcome';
import { keptFromMe } from '../scope/ownership';
import { scopeSetOf } from '../scope/scope-sets';
import { claimedRefusal, notInScopeRefusal, unmetDependencies, unmetWarnings } from '../session/choose-focus';
import { claimAsFocus } from '../session/claims';
import type { Session } from '../session/schema';
import { worldWith } from '../session/take-over';
import { type Draft, startDraft } from '../state/draft';
import { rankReady } from '../task/next';
import type { Task } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import { amendFinished } from './amend-finished';
import { clearHolder } from './clear-holder';
import { completeTask, type EntryFlag, type WorkFacts } from './complete-task';
import { knownTask } from './known-task';

export type DoneRequest = {
  readonly task: string;
  readonly reason?: string;
  readonly facts?: WorkFacts;
  readonly takeover: boolean;
  readonly outOfScope: boolean;
  readonly withChildren: boolean;
  readonly next: boolean;
  /** false (`task close`): finish without a ledger entry. */
  readonly recorded: boolean;
};

export type Done = {
  readonly task: Task;
  readonly changed: boolean;
  /** Id of the ledger entry of this completion. */
  readonly entry?: string;
  /** Id of the amendment that a repeated `done` with new facts became. */
  readonly amendment?: string;
  /** Children that were finished along with it. */
  readonly children: readonly string[];
  readonly session?: string;
  /** What `--next` took in hand. */
  readonly next?: Task;
  /** A session is bound and every task of its scope but the root is finished: it can be closed. */
  readonly closable: boolean;
};

/**
 * Finishes a task: task, ledger, events, claims, focus, statistics and log line, all at once. Refusals in this order:
 * unknown (1), out of scope and not held by me (34), held by another (35), cancelled or open children (40).
 */
export const decideDone = (world: World, request: DoneRequest): Outcome<Done> => {
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const { session } = bound;
  const found = knownTask(world, request.task);
  if (!found.ok) return found;
  const { task } = found;
  const warnings: Warning[] = [...bound.warnings, ...(request.recorded ? gapWarnings(world.state) : [])];
  if (found.archived || isFinished(task)) return amendFinished(world, found, request, session, warnings);

  const flags = new Set<EntryFlag>();
  const blocked = mayFinish(world, session, task, request, flags);
  if (blocked !== undefined) return blocked;
  const open = openDescendants(world, task);
  if (open.length > 0 && !request.withChildren) return openChildren(task, open);
  const children = open.map((child) => ({ child, flags: new Set<EntryFlag>() }));
  for (const one of children) {
    const childBlocked = mayFinish(world, session, one.child, { ...request, outOfScope: true }, one.flags);
    if (childBlocked !== undefined) return childBlocked;
    one.flags.add('with-children');
  }
  if (open.length > 0) flags.add('with-children');
  if (unmetDependencies(world, task).length > 0) flags.add('open-dependencies');
  if ([...(request.facts?.files ?? []), ...(request.facts?.commits ?? [])].some((fact) => fact.shared === true))
    flags.add('shared-checkout');
  for (const each of unmetWarnings(world, task)) warnings.push(each);

  const draft = startDraft(world);
  const completion = {
    session,
    flags: [...flags],
    recorded: request.recorded,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  };
  for (const { child, flags: passedOver } of children) {
    clearHolder(world, draft, session, child);
    completeTask(world, draft, child, { ...completion, flags: [...passedOver] });
  }
  clearHolder(world, draft, session, task);
  const entry = completeTask(
    world,
    draft,
    task,
    request.facts === undefined ? completion : { ...completion, facts: request.facts },
  );
  if (request.recorded) draft.log(doneLine(task, request.reason));
  const next = request.next ? takeNext(world, draft, session, warnings) : undefined;
  return accept(
    {
      task: draft.task(task.id) ?? task,
      changed: true,
      ...(entry === undefined ? {} : { entry }),
      children: open.map((child) => child.id),
      ...(session === undefined ? {} : { session: session.id }),
      ...(next === undefined ? {} : { next }),
      closable: session !== undefined && scopeFinished(world, draft, session),
    },
    draft.change(),
    warnings,
  );
};

const doneLine = (task: Task, reason: string | undefined): string =>
  reason === undefined ? `Completed ${task.id}: ${task.title}` : `Completed ${task.id}: ${task.title} (${reason})`;

/** 34 and 35, or undefined where the task may be finished; notes in `flags` what was passed over. */
const mayFinish = (
  world: World,
  session: Session | undefined,
  task: Task,
  request: Pick<DoneRequest, 'outOfScope' | 'takeover'>,
  flags: Set<EntryFlag>,
): Refused | undefined => {
  if (session !== undefined && !holds(session, task) && !scopeSetOf(world.state, session).has(task.id)) {
    if (!request.outOfScope) return { ok: false, refusals: [notInScopeRefusal(world, session, task.id, task)] };
    flags.add('out-of-scope');
  }
  const holder = keptFromMe(world, session, task);
  if (holder === undefined) return undefined;
  if (!request.takeover) return { ok: false, refusals: [claimedRefusal(task, holder)] };
  flags.add('takeover');
  return undefined;
};

const holds = (session: Session, task: Task): boolean => session.held.some((held) => held.taskId === task.id);

/** Open children, and below finished ones further open ones, deepest first. */
const openDescendants = (world: World, task: Task): Task[] => {
  const index = indexTasks(world.state.tasks);
  const found: Task[] = [];
  const seen = new Set([task.id]);
  const queue = [task.id];
  for (let at = 0; at < queue.length; at += 1) {
    for (const child of index.childrenOf(queue[at] ?? '')) {
      if (seen.has(child.id)) continue;
      seen.add(child.id);
      queue.push(child.id);
      if (!isFinished(child)) found.push(child);
    }
  }
  return found.reverse();
};

const openChildren = (task: Task, open: readonly Task[]): Refused => {
  const ids = open.map((child) => child.id).reverse();
  const some = ids.slice(0, 5).join(', ');
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  return refuse('E_TASK_STATE', `${task.id} has ${ids.length} open ${ids.length === 1 ? 'child' : 'children'}: ${some}${more}`, {
    details: { task: task.id, open: ids },
    fix: ids.slice(0, 3).map((id) => `stint done ${id}`),
  });
};

/** Focuses the best task of the scope in the same change; nothing to start is only a warning, since the task is done. */
const takeNext = (world: World, draft: Draft, session: Session | undefined, warnings: Warning[]): Task | undefined => {
  if (session === undefined) {
    warnings.push({ code: 'W_NO_SESSION', message: '--next takes the next task of a session, and none is bound here' });
    return undefined;
  }
  const after = worldWith(world, draft);
  const mine = draft.session(session.id) ?? session;
  const limit = world.state.config.multiSession.maxActiveTasksPerScope;
  if (mine.held.length >= limit) {
    warnings.push({
      code: 'W_NEXT_NOT_TAKEN',
      message: `the session already holds ${mine.held.map((held) => held.taskId).join(', ')}`,
    });
    return undefined;
  }
  const ranking = rankReady(after, scopeSetOf(after.state, mine), mine);
  const first = ranking.ready[0];
  if (first === undefined) {
    warnings.push({
      code: 'W_NOTHING_READY',
      message: 'nothing further can be started in this scope: `stint next --explain` says why',
    });
    return undefined;
  }
  claimAsFocus(after, draft, session.id, first.task);
  return draft.task(first.task.id);
};

/** Every task of the scope but its root is finished. */
const scopeFinished = (world: World, draft: Draft, session: Session): boolean => {
  for (const id of scopeSetOf(world.state, session)) {
    const task = draft.task(id);
    if (task !== undefined && id !== session.scope.rootTaskId && !isFinished(task)) return false;
  }
  return true;
};
