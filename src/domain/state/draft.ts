import type { EventDraft } from '../event/schema';
import { type EntryDraft, sealEntries } from '../ledger/seal-entries';
import type { Session } from '../session/schema';
import type { Task } from '../task/schema';
import { indexTasks } from '../task/task-index';
import type { World } from '../world';
import type { Change, LogRecord } from './change';

/**
 * A change in the making: later steps of one decision see what earlier steps wrote. Local to the decision that made it;
 * `change()` gives the finished value.
 */
export type Draft = {
  readonly task: (id: string) => Task | undefined;
  readonly putTask: (task: Task) => void;
  readonly session: (id: string) => Session | undefined;
  /** Open sessions as they stand now, in file order, new ones last. */
  readonly sessions: () => readonly Session[];
  readonly putSession: (session: Session) => void;
  /** Takes a session out of the open ones and appends it to the archive. */
  readonly archiveSession: (session: Session) => void;
  /** Appends a new version of an archived task. */
  readonly putArchivedTask: (task: Task) => void;
  readonly event: (event: Omit<EventDraft, 'at' | 'synthetic'>) => void;
  readonly log: (message: string) => void;
  /** Asks the store to rotate session.log if it has grown beyond log.maxSizeBytes. */
  readonly rotateLog: () => void;
  readonly entry: (entry: EntryDraft) => void;
  /** null if nothing was written. */
  readonly change: () => Change | null;
};

export const startDraft = (world: World): Draft => {
  const tasks = new Map<string, Task>();
  const sessions = new Map<string, Session>();
  const closed: Session[] = [];
  const archivedTasks: Task[] = [];
  const events: EventDraft[] = [];
  const log: LogRecord[] = [];
  const entries: EntryDraft[] = [];
  let rotate = false;
  const stored = (id: string): Session | undefined => world.state.sessions.find((session) => session.id === id);
  const isClosed = (id: string): boolean => closed.some((session) => session.id === id);
  return {
    task: (id) => tasks.get(id) ?? indexTasks(world.state.tasks).byId.get(id),
    putTask: (task) => tasks.set(task.id, task),
    session: (id) => (isClosed(id) ? undefined : (sessions.get(id) ?? stored(id))),
    sessions: () => {
      const known = new Set(world.state.sessions.map((session) => session.id));
      const now = world.state.sessions.map((session) => sessions.get(session.id) ?? session);
      return [...now, ...[...sessions.values()].filter((session) => !known.has(session.id))].filter(
        (session) => !isClosed(session.id),
      );
    },
    putSession: (session) => sessions.set(session.id, session),
    archiveSession: (session) => {
      sessions.delete(session.id);
      closed.push(session);
    },
    putArchivedTask: (task) => archivedTasks.push(task),
    event: (event) => {
      const { agent, conversation } = world.caller;
      events.push({
        at: world.now,
        ...event,
        ...(conversation === undefined ? {} : { conversation: conversation.id }),
        ...(agent === undefined ? {} : { agent }),
        synthetic: true,
      });
    },
    log: (message) => log.push({ at: world.now, message }),
    rotateLog: () => {
      rotate = world.state.config.log.maxSizeBytes !== null;
    },
    entry: (entry) => entries.push(entry),
    change: () => {
      const change: Change = {
        ...(tasks.size > 0 ? { tasks: { put: [...tasks.values()] } } : {}),
        ...(sessions.size > 0 || closed.length > 0
          ? { sessions: { put: [...sessions.values()], remove: closed.map((session) => session.id) } }
          : {}),
        ...(closed.length > 0 ? { archiveSessions: closed } : {}),
        ...(archivedTasks.length > 0 ? { archiveTasks: archivedTasks } : {}),
        ...(events.length > 0 ? { events } : {}),
        ...(log.length > 0 ? { log } : {}),
        ...(rotate ? { rotateLog: true } : {}),
        ...(entries.length > 0 ? { ledger: sealEntries(entries, world.state.ledger.heads, world.sha256) } : {}),
      };
      return Object.keys(change).length > 0 ? change : null;
    },
  };
};
