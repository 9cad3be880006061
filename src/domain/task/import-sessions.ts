import type { Session } from '../session/schema';
import type { State } from '../state/state';
import type { World } from '../world';
import type { ImportBatch, ImportedSession } from './import-batch';
import type { TaskId } from './schema';

/** The sessions of a batch that are not here yet, as closed ones: nobody can go on with them. */
export const closedSessionsOf = (world: World, batch: ImportBatch, idOf: ReadonlyMap<string, TaskId>): Session[] => {
  const { sessions = [] } = batch;
  if (sessions.length === 0) return [];
  const known = knownIds(world.state);
  const fresh: Session[] = [];
  for (const session of sessions) {
    if (known.has(session.id)) continue;
    known.add(session.id);
    fresh.push(closed(world, batch.source, session, idOf));
  }
  return fresh;
};

const knownIds = (state: State): Set<string> =>
  new Set([...state.sessions, ...state.archive.sessions()].map((session) => session.id));

const closed = (world: World, source: string, told: ImportedSession, idOf: ReadonlyMap<string, TaskId>): Session => {
  const { name, agent, scope, suspendedAt, endedAt } = told;
  const { type, root, phase } = scope;
  return {
    ...told.extra,
    id: told.id,
    status: 'closed',
    ...(name === undefined ? {} : { name }),
    ...(agent === undefined ? {} : { agent }),
    scope: {
      type,
      ...(root === undefined ? {} : { rootTaskId: idOf.get(root) ?? root }),
      ...(phase === undefined ? {} : { phase }),
    },
    focus: { currentTask: null, sessionNote: told.sessionNote ?? null, nextAction: told.nextAction ?? null },
    conversations: [],
    held: [],
    startedAt: told.startedAt,
    lastActivityAt: told.lastActivityAt,
    ...(suspendedAt === undefined ? {} : { suspendedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    closedAt: world.now,
    notes: told.notes.map(({ at, text }) => ({ at, text })),
    focusHistory: told.focused.map(({ task, at }) => ({ taskId: idOf.get(task) ?? task, at, action: 'focused' as const })),
    stats: { ...told.stats },
    externalRef: `${source}:${told.id}`,
  };
};
