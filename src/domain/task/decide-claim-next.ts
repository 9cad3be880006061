import { boundSession } from '../binding/bound-session';
import { requireSession } from '../binding/require-session';
import { accept, type Outcome, type Refused, type Warning } from '../outcome';
import { describeScope } from '../scope/resolve-scope';
import { parseScopeRequest } from '../scope/scope-request';
import { scopeSetOf } from '../scope/scope-sets';
import { selectScope } from '../scope/select-scope';
import { notInScopeRefusal } from '../session/choose-focus';
import { claimAsFocus, releaseClaim, takenInHand } from '../session/claims';
import type { Session } from '../session/schema';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { nothingReady, type Ranking, rankReady } from './next';
import type { Task, TaskId } from './schema';

/** Among which tasks to choose: a scope as typed, or those of the caller's session. */
export type NextRequest = { readonly scope?: string; readonly phase?: string; readonly mine: boolean };

export type Choice = {
  readonly ok: true;
  readonly ranking: Ranking;
  readonly session: Session | undefined;
  /** Where was looked, as people read it. */
  readonly where: string;
  readonly warnings: readonly Warning[];
};

/** Ranks the tasks of the named scope, else of the caller's session, else of the project. */
export const chooseNext = (world: World, request: NextRequest): Choice | Refused => {
  const bound = request.mine ? requireSession(world) : boundSession(world);
  if (!bound.ok) return bound;
  const session = bound.session;
  const warnings: Warning[] = 'warnings' in bound ? [...bound.warnings] : [];
  const candidates = candidatesOf(world, request, session);
  if (!candidates.ok) return candidates;
  const ranking = rankReady(world, candidates.ids, session);
  return { ok: true, ranking, session, where: candidates.where, warnings: [...warnings, ...candidates.warnings] };
};

type Candidates = {
  readonly ok: true;
  readonly ids?: ReadonlySet<TaskId>;
  readonly where: string;
  readonly warnings: readonly Warning[];
};

const candidatesOf = (world: World, request: NextRequest, session: Session | undefined): Candidates | Refused => {
  const { scope, phase, mine } = request;
  const own = session === undefined ? undefined : scopeSetOf(world.state, session);
  if (scope === undefined && phase === undefined) {
    if (session === undefined || own === undefined) return { ok: true, where: 'the project', warnings: [] };
    return { ok: true, ids: own, where: describeScope(session.scope), warnings: [] };
  }
  const parsed = parseScopeRequest({ ...(scope === undefined ? {} : { scope }), ...(phase === undefined ? {} : { phase }) });
  if (!parsed.ok) return parsed;
  const selected = selectScope(world, parsed.scope);
  if (!selected.ok) return selected;
  const { ids, warnings } = selected;
  const narrowed = own !== undefined && (mine || scope === undefined) ? new Set([...ids].filter((id) => own.has(id))) : ids;
  return { ok: true, ids: narrowed, where: describeScope(selected.scope), warnings };
};

export type ClaimedNext = { readonly task: Task; readonly unblocks: number /** The former focus. */; readonly released?: TaskId };

/**
 * Takes the best task in hand: in a session as its new focus (the old one is released), else for the unbound owner.
 * Nothing to start: E_NOTHING_READY.
 */
export const decideClaimNext = (world: World, request: NextRequest): Outcome<ClaimedNext> => {
  const choice = chooseNext(world, request);
  if (!choice.ok) return choice;
  const { ranking, session, where, warnings } = choice;
  const [first] = ranking.ready;
  if (first === undefined) return nothingReady(ranking, where);
  const draft = startDraft(world);
  const { task, unblocks } = first;
  let released: TaskId | undefined;
  if (session === undefined) {
    draft.putTask(takenInHand(world, undefined, task));
    draft.event({ type: 'task_claim', task: task.id });
    draft.log(`Started work on ${task.id}: ${task.title}`);
  } else {
    if (!scopeSetOf(world.state, session).has(task.id)) {
      return { ok: false, refusals: [notInScopeRefusal(world, session, task.id, task)] };
    }
    const focus = session.focus.currentTask;
    released = session.held.find((held) => held.taskId === focus)?.taskId;
    if (released !== undefined) releaseClaim(world, draft, session.id, released, 'forget-focus');
    claimAsFocus(world, draft, session.id, task);
  }
  return accept(
    { task: draft.task(task.id) ?? task, unblocks, ...(released === undefined ? {} : { released }) },
    draft.change(),
    warnings,
  );
};
