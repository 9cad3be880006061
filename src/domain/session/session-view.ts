import { usageView } from '../reconcile/usage-view';
import { scopeSetOf } from '../scope/scope-sets';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import type { World } from '../world';
import type { SessionDetail, SessionView } from './answer';
import { isMine } from './obstacles';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { shortSessionId } from './vocabulary';

/** A session as answers show it: facts only, nothing that says nothing. */
export const viewSession = (world: World, session: Session): SessionView => {
  const index = indexTasks(world.state.tasks);
  const ids = scopeSetOf(world.state, session);
  let finished = 0;
  for (const id of ids) {
    const task = index.byId.get(id);
    if (task !== undefined && isFinished(task)) finished += 1;
  }
  const { stale, lastActivityAt, processGone, worktreeGone } = stalenessOf(world, session);
  const { currentTask, sessionNote, nextAction } = session.focus;
  const focus = currentTask === null ? undefined : (index.byId.get(currentTask) ?? world.state.archive.task(currentTask));
  const held = session.held.map((one) => one.taskId);
  const { type, rootTaskId, phase } = session.scope;
  const root = rootTaskId === undefined ? undefined : index.byId.get(rootTaskId);
  return {
    id: session.id,
    shortId: shortSessionId(session.id),
    status: session.status,
    ...(stale ? { stale: true as const } : {}),
    ...(stale && processGone ? { processGone: true as const } : {}),
    ...(stale && worktreeGone ? { worktreeGone: true as const } : {}),
    ...(session.status === 'active' && isMine(world, session) ? { mine: true as const } : {}),
    ...(session.name === undefined ? {} : { name: session.name }),
    ...(session.agent === undefined ? {} : { agent: session.agent }),
    ...(session.harness === undefined ? {} : { harness: session.harness }),
    scope: { type, ...(rootTaskId === undefined ? {} : { rootTaskId }), ...(phase === undefined ? {} : { phase }) },
    ...(root === undefined ? {} : { title: root.title }),
    ...(focus === undefined ? {} : { focus: { id: focus.id, title: focus.title, status: focus.status } }),
    ...(held.some((id) => id !== currentTask) ? { held } : {}),
    ...(sessionNote === null ? {} : { note: sessionNote }),
    ...(nextAction === null ? {} : { nextAction }),
    tasks: { total: ids.size, finished },
    startedAt: session.startedAt,
    lastActivityAt,
    ...(session.suspendedAt === undefined ? {} : { suspendedAt: session.suspendedAt }),
    ...(session.endedAt === undefined ? {} : { endedAt: session.endedAt }),
    ...(session.closedAt === undefined ? {} : { closedAt: session.closedAt }),
  };
};

/** With notes, focus history, statistics and where it ran. */
export const detailSession = (world: World, session: Session): SessionDetail => ({
  ...viewSession(world, session),
  notes: session.notes,
  focusHistory: session.focusHistory,
  stats: session.stats,
  ...(session.conversations.length > 0 ? { conversations: session.conversations } : {}),
  ...(session.git === undefined ? {} : { git: session.git }),
  ...usageOf(session),
});

const usageOf = ({ usage }: Session): Pick<SessionDetail, 'usage'> => {
  const view = usage === undefined ? undefined : usageView(usage);
  return view === undefined ? {} : { usage: view };
};
