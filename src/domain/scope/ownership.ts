import type { Scope, Session } from '../session/schema';
import type { State } from '../state/state';
import type { Task, TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import type { World } from '../world';
import { relateScopes } from './conflicts';
import { resolveScope } from './resolve-scope';
import { scopeSetOf } from './scope-sets';

/** Who stands before others at a task: an active session that claimed it, one whose scope reserves it, or an unbound owner. */
export type Holder =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'reserved'; readonly session: Session }
  | { readonly kind: 'owner'; readonly by: string; readonly at: string };

const holders = new WeakMap<State, ReadonlyMap<TaskId, Session>>();

/** The active session that holds a task in `held`. */
export const claimantOf = (state: State, id: TaskId): Session | undefined => {
  let map = holders.get(state);
  if (map === undefined) {
    const built = new Map<TaskId, Session>();
    for (const session of state.sessions) {
      if (session.status !== 'active') continue;
      for (const held of session.held) if (!built.has(held.taskId)) built.set(held.taskId, session);
    }
    map = built;
    holders.set(state, map);
  }
  return map.get(id);
};

/** Who asks what is reserved: a session, which may be about to start and then has no id among the stored ones. */
export type Asker = { readonly id?: string; readonly scope: Scope };

type Reservations = (id: TaskId) => Session | undefined;

const reservations = new WeakMap<State, Map<string, Reservations>>();

/**
 * The other active session that a task is reserved for: the one with the innermost scope that selects it. Scopes that
 * overlap and are not nested own nothing of what they share; nor does another own what the asker's scope owns.
 */
export const reservedFor = (state: State, asker: Asker | undefined): Reservations => {
  let known = reservations.get(state);
  if (known === undefined) {
    known = new Map();
    reservations.set(state, known);
  }
  const key = asker === undefined ? '' : JSON.stringify([asker.id, asker.scope.type, asker.scope.rootTaskId, asker.scope.phase]);
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const built = reservationsOf(state, asker);
  known.set(key, built);
  return built;
};

const reservationsOf = (state: State, asker: Asker | undefined): Reservations => {
  /** The asker's own comes without a session. */
  const areas: { readonly session?: Session; readonly set: ReadonlySet<TaskId> }[] = state.sessions
    .filter((session) => session.status === 'active' && session.id !== asker?.id)
    .map((session) => ({ session, set: scopeSetOf(state, session) }));
  if (areas.length === 0) return () => undefined;
  if (asker !== undefined) areas.push({ set: resolveScope(indexTasks(state.tasks), asker.scope) });
  const inside = new Map<string, boolean>();
  const isInside = (a: number, b: number): boolean => {
    const pair = `${a} ${b}`;
    let answer = inside.get(pair);
    if (answer === undefined) {
      answer = relateScopes(areas[a]?.set ?? new Set(), areas[b]?.set ?? new Set()) === 'inside';
      inside.set(pair, answer);
    }
    return answer;
  };
  return (id) => {
    const around = areas.flatMap(({ set }, at) => (set.has(id) ? [at] : []));
    const innermost = around.filter((at) => !around.some((other) => other !== at && isInside(other, at)));
    const [only] = innermost;
    return only === undefined || innermost.length > 1 ? undefined : areas[only]?.session;
  };
};

/** Who else has the task in hand, seen from `mine` (undefined: an unbound caller); undefined when nobody or I have. */
export const heldByAnother = (world: World, mine: Session | undefined, task: Task): Holder | undefined => {
  const claimant = claimantOf(world.state, task.id);
  if (claimant !== undefined) return claimant.id === mine?.id ? undefined : { kind: 'session', session: claimant };
  const { work } = task;
  return isUnboundWork(task) && work !== undefined && !isOwnWork(world, mine, work.by)
    ? { kind: 'owner', by: work.by, at: work.at }
    : undefined;
};

/** Who else may keep me from taking or finishing the task: who has it in hand, else the session that it is reserved for. */
export const keptFromMe = (world: World, mine: Session | undefined, task: Task): Holder | undefined => {
  const holder = heldByAnother(world, mine, task);
  if (holder !== undefined || isInMyHands(world, mine, task)) return holder;
  const session = reservedFor(world.state, mine)(task.id);
  return session === undefined ? undefined : { kind: 'reserved', session };
};

const isInMyHands = (world: World, mine: Session | undefined, task: Task): boolean =>
  (mine !== undefined && claimantOf(world.state, task.id)?.id === mine.id) ||
  (isUnboundWork(task) && task.work !== undefined && isOwnWork(world, mine, task.work.by));

const isUnboundWork = ({ status, work }: Task): boolean =>
  status === 'active' && work !== undefined && work.session === undefined;

const isOwnWork = ({ caller }: World, mine: Session | undefined, by: string): boolean =>
  by === (mine?.agent ?? caller.owner) || by === caller.owner;
