import { relateScopes } from '../../domain/scope/conflicts';
import { scopeSetOf } from '../../domain/scope/scope-sets';
import type { SessionView } from '../../domain/session/answer';
import type { Session } from '../../domain/session/schema';
import { viewSession } from '../../domain/session/session-view';
import type { SessionStatus } from '../../domain/session/vocabulary';
import { findTask, similarTaskIds } from '../../domain/task/find-task';
import { indexTasks, subtreeOf } from '../../domain/task/task-index';
import type { World } from '../../domain/world';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

export type SessionFilter = {
  readonly status?: SessionStatus | 'all';
  readonly agent?: string;
  /** A task: sessions whose scope meets its subtree. */
  readonly scope?: string;
  readonly limit?: number;
};

export type SessionList = { readonly items: SessionView[]; readonly total: number; readonly truncated: boolean };

/** Open sessions, or those of one status, newest activity first; closed ones come from the archive. */
export const listSessions = (context: Context, filter: SessionFilter): Promise<SessionList> =>
  readWorld(context, (world) => {
    const meets = scopeFilter(world, filter.scope);
    const found = candidates(world, filter.status).filter(
      (session) => (filter.agent === undefined || session.agent === filter.agent) && meets(session),
    );
    const items = found
      .map((session) => viewSession(world, session))
      .sort((a, b) => Date.parse(b.lastActivityAt) - Date.parse(a.lastActivityAt));
    const limit = filter.limit ?? items.length;
    return { items: items.slice(0, limit), total: items.length, truncated: items.length > limit };
  });

const candidates = (world: World, status: SessionFilter['status']): readonly Session[] => {
  if (status === undefined) return world.state.sessions;
  if (status === 'all') return [...world.state.sessions, ...world.state.archive.sessions()];
  if (status === 'closed') return world.state.archive.sessions();
  return world.state.sessions.filter((session) => session.status === status);
};

const scopeFilter = (world: World, typed: string | undefined): ((session: Session) => boolean) => {
  if (typed === undefined) return () => true;
  const id = typed.includes(':') ? typed.slice(typed.indexOf(':') + 1) : typed;
  const root = findTask(world.state, id);
  if (root === undefined) {
    const similar = similarTaskIds(world.state, id);
    const hint = similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
    throw new AppError({
      code: 'E_TASK_NOT_FOUND',
      message: `there is no task ${JSON.stringify(id)}${hint}`,
      details: { task: id },
    });
  }
  const ids = new Set(subtreeOf(indexTasks(world.state.tasks), root.id).map((task) => task.id));
  return (session) => relateScopes(scopeSetOf(world.state, session), ids) !== 'disjoint';
};
