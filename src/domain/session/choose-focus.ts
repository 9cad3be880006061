import { type Refusal, refuse, type Warning } from '../outcome';
import { type Holder, keptFromMe } from '../scope/ownership';
import { describeScope } from '../scope/resolve-scope';
import { scopeSetOf } from '../scope/scope-sets';
import { findTask, similarTaskIds } from '../task/find-task';
import { nothingReady, rankReady } from '../task/next';
import type { Task } from '../task/schema';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import type { Session } from './schema';
import { shortSessionId } from './vocabulary';

/** "session 81c3ce (opus-1)", "opus-1, without a session", "session 9a01ff, on epic:T001". */
export const describeHolder = (holder: Holder): string => {
  if (holder.kind === 'owner') return `${holder.by}, without a session`;
  const { id, agent } = holder.session;
  const name = `session ${shortSessionId(id)}${agent === undefined ? '' : ` (${agent})`}`;
  return holder.kind === 'session' ? name : `${name}, on ${describeScope(holder.session.scope)}`;
};

export const holderDetails = (holder: Holder): Readonly<Record<string, unknown>> =>
  holder.kind === 'owner'
    ? { holder: { owner: holder.by, since: holder.at } }
    : {
        holder: {
          session: holder.session.id,
          shortId: shortSessionId(holder.session.id),
          ...(holder.session.agent === undefined ? {} : { agent: holder.session.agent }),
          ...(holder.kind === 'reserved' ? { scope: describeScope(holder.session.scope) } : {}),
        },
      };

/** 35: the task is in another's hands, or reserved for another's session. */
export const claimedRefusal = (task: Task, holder: Holder): Refusal =>
  refuse('E_TASK_CLAIMED', `${task.id} is ${holder.kind === 'reserved' ? 'reserved' : 'held'} by ${describeHolder(holder)}`, {
    details: { task: task.id, ...holderDetails(holder) },
    fix: ['stint next'],
  }).refusals[0];

/** 34 with a near match where the id is unknown. */
export const notInScopeRefusal = (world: World, session: Session, typed: string, task: Task | undefined): Refusal => {
  const scope = describeScope(session.scope);
  if (task === undefined) {
    const similar = similarTaskIds(world.state, typed);
    const hint = similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
    return refuse('E_TASK_NOT_IN_SCOPE', `task ${JSON.stringify(typed)} does not exist${hint}`, {
      details: { task: typed, exists: false, scope, ...(similar.length > 0 ? { similar } : {}) },
    }).refusals[0];
  }
  // One that a start is about to make has no id that anybody could use yet.
  const exists = world.state.sessions.some(({ id }) => id === session.id);
  const whose = exists ? ` of session ${shortSessionId(session.id)}` : '';
  return refuse('E_TASK_NOT_IN_SCOPE', `${task.id} is outside the scope ${scope}${whose}`, {
    details: { task: task.id, scope, ...(exists ? { session: session.id } : {}) },
    fix: ['stint next'],
  }).refusals[0];
};

/** 40: a finished task cannot be worked on. */
export const finishedRefusal = (task: Task): Refusal =>
  refuse('E_TASK_STATE', `${task.id} is ${task.status}`, {
    details: { task: task.id, status: task.status },
    fix: [`stint task reopen ${task.id}`],
  }).refusals[0];

export type FocusCheck =
  | { readonly ok: true; readonly task: Task; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly task?: Task; readonly holder?: Holder };

/** May this session take the task as its focus? In the order in scope 34, open 40, free 35. */
export const checkFocus = (world: World, session: Session, typed: string): FocusCheck => {
  const task = findTask(world.state, typed);
  if (task === undefined || !scopeSetOf(world.state, session).has(task.id)) {
    return { ok: false, refusal: notInScopeRefusal(world, session, typed, task) };
  }
  return checkFree(world, session, task);
};

/** As checkFocus, for a task that is known to be in scope. */
export const checkFree = (world: World, session: Session | undefined, task: Task): FocusCheck => {
  if (isFinished(task)) return { ok: false, refusal: finishedRefusal(task), task };
  const holder = keptFromMe(world, session, task);
  if (holder !== undefined) return { ok: false, refusal: claimedRefusal(task, holder), task, holder };
  return { ok: true, task, warnings: unmetWarnings(world, task) };
};

/** Ids of dependencies that are not finished; unknown ones count as unmet. */
export const unmetDependencies = (world: World, task: Task): string[] =>
  task.depends.filter((id) => {
    const other = findTask(world.state, id) ?? world.state.archive.task(id);
    return other === undefined || !isFinished(other);
  });

export const unmetWarnings = (world: World, task: Task): Warning[] => {
  const unmet = unmetDependencies(world, task);
  if (unmet.length === 0) return [];
  return [{ code: 'W_UNMET_DEPENDENCIES', message: `${task.id} depends on ${unmet.join(', ')}, not finished yet` }];
};

/** The first task of `next` in the scope of the session, or 42 with the reason. */
export const autoFocus = (world: World, session: Session): FocusCheck => {
  const ranking = rankReady(world, scopeSetOf(world.state, session), session);
  const first = ranking.ready[0];
  if (first !== undefined) return { ok: true, task: first.task, warnings: [] };
  return { ok: false, refusal: nothingReady(ranking, describeScope(session.scope)).refusals[0] };
};
