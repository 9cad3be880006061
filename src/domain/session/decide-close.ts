import { targetSession } from '../binding/require-session';
import { accept, type Outcome, refuse } from '../outcome';
import { completeTask } from '../record/complete-task';
import { heldByAnother } from '../scope/ownership';
import { scopeSetOf } from '../scope/scope-sets';
import { startDraft } from '../state/draft';
import type { Task } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import { withoutConversation } from './bind';
import { releaseAllClaims } from './claims';
import { withNote } from './finish-session';
import type { Session } from './schema';
import { stateRefusal } from './state-refusal';
import { shortSessionId } from './vocabulary';

export type CloseRequest = { readonly session?: string; readonly note?: string };

export type Closed = {
  readonly session: Session;
  /** The root task, where closing completed it, and its ledger entry. */
  readonly completed?: { readonly task: Task; readonly entry?: string };
};

/**
 * Archives a session whose work is finished. An open root is completed by the close if the scope holds another task, the
 * root has no open child anywhere and nobody else holds it; otherwise E_SESSION_CLOSE_BLOCKED with the open tasks.
 */
export const decideClose = (world: World, request: CloseRequest): Outcome<Closed> => {
  const target = targetSession(world, request.session);
  if (!target.ok) return target;
  const { session } = target;
  if (session.status === 'closed') return { ok: false, refusals: [stateRefusal(session, 'close')] };
  const index = indexTasks(world.state.tasks);
  const ids = scopeSetOf(world.state, session);
  const root = session.scope.rootTaskId === undefined ? undefined : index.byId.get(session.scope.rootTaskId);
  const open = [...ids].flatMap((id) => {
    const task = index.byId.get(id);
    return task !== undefined && !isFinished(task) ? [task] : [];
  });
  const openRoot = root !== undefined && ids.has(root.id) && !isFinished(root) ? root : undefined;
  const others = open.filter((task) => task.id !== openRoot?.id);
  if (others.length > 0)
    return blocked(session, others, `${others.length} ${others.length === 1 ? 'task is' : 'tasks are'} still open`);
  if (openRoot !== undefined) {
    const outside = index.childrenOf(openRoot.id).filter((child) => !isFinished(child));
    if (ids.size === 1) return blocked(session, [openRoot], `${openRoot.id} is still open`);
    if (outside.length > 0)
      return blocked(session, [openRoot, ...outside], `${openRoot.id} has open children outside the scope`, outside);
    const holder = heldByAnother(world, session.status === 'active' ? session : undefined, openRoot);
    if (holder !== undefined) return blocked(session, [openRoot], `${openRoot.id} is in another's hands`, []);
  }

  const draft = startDraft(world);
  const entry =
    openRoot === undefined
      ? undefined
      : completeTask(world, draft, openRoot, { session, flags: ['session-close'], recorded: true });
  if (openRoot !== undefined)
    draft.log(`Completed ${openRoot.id}: ${openRoot.title} (closed with session ${shortSessionId(session.id)})`);
  releaseAllClaims(world, draft, session.id);
  const last = draft.session(session.id) ?? session;
  const noted = request.note === undefined ? last : withNote(world, last, request.note);
  const closed: Session = { ...withoutConversation(noted), status: 'closed', closedAt: world.now, lastActivityAt: world.now };
  draft.archiveSession(closed);
  draft.event({
    type: 'session_close',
    session: session.id,
    ...(request.note === undefined ? {} : { data: { note: request.note } }),
  });
  const completed =
    openRoot === undefined
      ? {}
      : { completed: { task: draft.task(openRoot.id) ?? openRoot, ...(entry === undefined ? {} : { entry }) } };
  return accept({ session: closed, ...completed }, draft.change());
};

/** `next`: those of the open tasks that `done` would take just now. */
const blocked = (session: Session, open: readonly Task[], why: string, next = open) => {
  const id = shortSessionId(session.id);
  return refuse('E_SESSION_CLOSE_BLOCKED', `session ${id} cannot be closed: ${why}`, {
    details: { session: session.id, open: open.map((task) => ({ id: task.id, title: task.title, status: task.status })) },
    fix: [...next.slice(0, 3).map((task) => `stint done ${task.id}`), `stint session end ${id}`],
  });
};
