import type { EventDraft } from '../event/schema';
import type { LedgerEntry } from '../ledger/schema';
import type { Session, SessionId } from '../session/schema';
import type { Task, TaskId } from '../task/schema';
import type { Instant } from '../time/instant';
import type { SpoolMarks } from './state';

/** Everything that one command writes: the store commits all of it or nothing. Records are whole, never patches. */
export type Change = {
  readonly tasks?: {
    /** Replaces the task with this id in place, or adds it at the end. */
    readonly put?: readonly Task[];
    readonly remove?: readonly TaskId[];
  };
  readonly lastTaskNumber?: number;
  /** Which project this is from now on. */
  readonly projectId?: string;
  readonly sessions?: { readonly put?: readonly Session[]; readonly remove?: readonly SessionId[] };
  /** Appended to the archive; the caller also removes them from `tasks` or `sessions`. */
  readonly archiveTasks?: readonly Task[];
  readonly archiveSessions?: readonly Session[];
  /** Takes a task out of the archive again (the caller also puts it). */
  readonly unarchiveTasks?: readonly TaskId[];
  /** Settings by dotted key; undefined takes the key out, so that its default applies. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Sealed entries, in order. */
  readonly ledger?: readonly LedgerEntry[];
  /** Takes fields out of ledger lines; their digests stay. Stands alone: not together with `ledger`. */
  readonly redact?: readonly Redaction[];
  /** Go to `events/<session>.jsonl`, those without a session to `events/unbound.jsonl`. */
  readonly events?: readonly EventDraft[];
  readonly log?: readonly LogRecord[];
  /** How much of each spool file this change has taken over: the whole table, in place of the one before. */
  readonly spool?: SpoolMarks;
  /** Rotates session.log before `log` is added, if it is larger than `log.maxSizeBytes`. */
  readonly rotateLog?: boolean;
};

/** One line of session.log; the store writes control characters visibly. */
export type LogRecord = { readonly at: Instant; readonly message: string };

export type Redaction = { readonly entryId: string; readonly hash: string; readonly field: string };
