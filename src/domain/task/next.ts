import { type Refused, refuse } from '../outcome';
import type { Asker } from '../scope/ownership';
import { describeScope } from '../scope/resolve-scope';
import { shortSessionId } from '../session/vocabulary';
import type { World } from '../world';
import { describeRing, findDeadlocks, type Ring } from './find-deadlocks';
import { compareTaskIds } from './id';
import { type AncestorStop, type Obstacle, readinessOf } from './readiness';
import type { Task, TaskId } from './schema';
import { indexTasks } from './task-index';
import { unblockCounts } from './unblock-counts';
import { explainNext, priorities } from './vocabulary';

export type ReadyTask = {
  readonly task: Task;
  /** How many open tasks wait for it, directly or through others. */
  readonly unblocks: number;
  readonly inCurrentPhase: boolean;
};

export type WaitingTask = { readonly task: Task; readonly obstacles: readonly Obstacle[] };

export type Ranking = {
  /** What may be started, best first. */
  readonly ready: readonly ReadyTask[];
  /** Open candidates that may not, in file order. */
  readonly waiting: readonly WaitingTask[];
  readonly finished: number;
  /** Rings of waiting among all open tasks; looked for only where nothing is ready. */
  readonly deadlocks: () => readonly string[];
};

/**
 * Which tasks may be started, and in what order: priority (of equal ones that of the task above), the project's current
 * phase, how much a task unblocks, age, id. `candidates` limits the choice (default: all tasks). What other sessions' scopes
 * reserve is taken, seen from the chooser.
 */
export const rankReady = (world: World, candidates?: ReadonlySet<TaskId>, chooser?: Asker): Ranking => {
  const { tasks, config } = world.state;
  const { obstaclesOf } = readinessOf(world, chooser);
  const free: Task[] = [];
  const waiting: WaitingTask[] = [];
  let finished = 0;
  for (const task of indexTasks(tasks).byId.values()) {
    if (candidates !== undefined && !candidates.has(task.id)) continue;
    const obstacles = obstaclesOf(task);
    if (obstacles.length === 0) free.push(task);
    else if (obstacles[0]?.kind === 'finished') finished += 1;
    else waiting.push({ task, obstacles });
  }
  const unblocks = unblockCounts(tasks, free);
  const { currentPhase } = config.project;
  const { byId } = indexTasks(tasks);
  const rankAbove = ({ parentId, priority }: Task): number =>
    priorities.indexOf((parentId === undefined ? undefined : byId.get(parentId))?.priority ?? priority);
  const ready = free
    .map((task) => ({
      task,
      unblocks: unblocks.get(task.id) ?? 0,
      inCurrentPhase: currentPhase !== undefined && task.phase === currentPhase,
      above: rankAbove(task),
      createdMs: Date.parse(task.createdAt),
    }))
    .sort(
      (a, b) =>
        priorities.indexOf(a.task.priority) - priorities.indexOf(b.task.priority) ||
        a.above - b.above ||
        Number(b.inCurrentPhase) - Number(a.inCurrentPhase) ||
        b.unblocks - a.unblocks ||
        a.createdMs - b.createdMs ||
        compareTaskIds(a.task.id, b.task.id),
    )
    .map(({ createdMs: _createdMs, above: _above, ...ranked }) => ranked);
  return {
    ready,
    waiting,
    finished,
    deadlocks: () => ringsAmong(findDeadlocks(tasks), waiting).map((ring) => describeRing(tasks, ring)),
  };
};

const ringsAmong = (rings: readonly Ring[], waiting: readonly WaitingTask[]): readonly Ring[] => {
  const ids = new Set(waiting.map(({ task }) => task.id));
  return rings.filter((ring) => ring.some((id) => ids.has(id)));
};

/** How many waiting tasks a refusal spells out. */
const namedInRefusal = 3;

/**
 * E_NOTHING_READY with the reason. `where` completes "nothing to start in …", such as `epic:T001`. Explained, the reasons
 * are in the details alone, and the way to them is no longer offered.
 */
export const nothingReady = (ranking: Ranking, where: string, explained = false): Refused => {
  const { waiting, finished } = ranking;
  const deadlocks = waiting.length === 0 ? [] : ranking.deadlocks();
  const details = {
    ...(waiting.length === 0 ? {} : { reason: deadlocks.length > 0 ? 'deadlock' : reasonOf(waiting) }),
    ...(deadlocks.length === 0 ? {} : { deadlocks }),
    finished,
    waiting: waiting.slice(0, 20).map(({ task, obstacles }) => ({ task: task.id, because: describeObstacles(obstacles) })),
    ...(waiting.length > 20 ? { more: waiting.length - 20 } : {}),
  };
  const ways = explained ? ['stint list'] : [explainNext, 'stint list'];
  const wait = waiting.length === 1 ? '1 open task waits' : `${waiting.length} open tasks wait`;
  const why =
    deadlocks.length > 0
      ? `${deadlocks.slice(0, 2).join('; ')}: a ring that only a change of these tasks opens`
      : explained && waiting.length > 0
        ? wait
        : whyNothing(ranking);
  const fix = waiting.length > 0 ? ways : ['stint add --help'];
  return refuse('E_NOTHING_READY', `nothing to start in ${where}: ${why}`, { details, fix });
};

/** The word for what most of the waiting tasks wait for. */
const reasonOf = (waiting: readonly WaitingTask[]): 'held' | 'reserved' | 'waits' => {
  const has = (kind: Obstacle['kind']): boolean => waiting.some(({ obstacles }) => obstacles.some((each) => each.kind === kind));
  return has('claimed') || has('active') ? 'held' : has('reserved') ? 'reserved' : 'waits';
};

/** "all 12 tasks are finished", or what keeps the open ones waiting. */
export const whyNothing = ({ waiting, finished }: Pick<Ranking, 'waiting' | 'finished'>): string => {
  if (waiting.length === 0) return allFinished(finished);
  const telling = waiting.filter(
    ({ obstacles }) =>
      obstacles.some(({ kind }) => kind !== 'open-children' && kind !== 'reserved') ||
      obstacles.every(({ kind }) => kind !== 'open-children'),
  );
  const named = (telling.length > 0 ? telling : waiting).slice(0, namedInRefusal);
  const reasons = named.map(({ task, obstacles }) => `${task.id} ${describeObstacles(obstacles).join(', ')}`);
  const rest = waiting.length - named.length;
  return `${reasons.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
};

const allFinished = (finished: number): string => {
  if (finished === 0) return 'there are no tasks';
  return finished === 1 ? 'the only task is finished' : `all ${finished} tasks are finished`;
};

/** The reasons of one task; all its dependencies make one. */
export const describeObstacles = (obstacles: readonly Obstacle[]): string[] => {
  const unmet = obstacles.flatMap((obstacle) => (obstacle.kind === 'dependency' ? [dependencyWords(obstacle)] : []));
  const others = obstacles.filter((obstacle) => obstacle.kind !== 'dependency').map(describeObstacle);
  return unmet.length === 0 ? others : [`is blocked by ${unmet.join(', ')}`, ...others];
};

const dependencyWords = ({ id, status }: Extract<Obstacle, { kind: 'dependency' }>): string =>
  `${id} (${status ?? 'no such task'})`;

/** A reason as it reads behind the id of the task: "waits for T003 (active)". */
const describeObstacle = (obstacle: Exclude<Obstacle, { kind: 'dependency' }>): string => {
  switch (obstacle.kind) {
    case 'finished':
      return `is ${obstacle.status}`;
    case 'claimed':
      return obstacle.mine ? 'is in your hands' : `is claimed by session ${sessionWords(obstacle.session)}`;
    case 'active':
      return obstacle.work === undefined ? 'is active' : `is claimed by ${obstacle.work.by}`;
    case 'blocked':
      return obstacle.by === undefined ? 'is blocked' : `is blocked by ${JSON.stringify(obstacle.by)}`;
    case 'reserved':
      return `is reserved by session ${sessionWords(obstacle.session)}, on ${describeScope(obstacle.session.scope)}`;
    case 'open-children':
      return `has ${obstacle.count} open ${obstacle.count === 1 ? 'child' : 'children'}`;
    case 'ancestor':
      return `is below ${obstacle.id}, which ${stopWords(obstacle.because)}`;
  }
};

const stopWords = (stop: AncestorStop): string => {
  if (stop.kind === 'finished') return `is ${stop.status}`;
  if (stop.kind === 'blocked') return stop.by === undefined ? 'is blocked' : `is blocked by ${JSON.stringify(stop.by)}`;
  return `waits for ${dependencyWords({ ...stop, kind: 'dependency' })}`;
};

const sessionWords = (session: { readonly id: string; readonly agent?: string | undefined }): string =>
  session.agent === undefined ? shortSessionId(session.id) : `${shortSessionId(session.id)} (${session.agent})`;
