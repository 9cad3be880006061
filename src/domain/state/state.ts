import type { Config } from '../config/schema';
import type { SpoolLine } from '../event/spool-line';
import type { LedgerEntry } from '../ledger/schema';
import type { Session, SessionId } from '../session/schema';
import type { Task, TaskId } from '../task/schema';

/**
 * A project at one generation. The store guarantees that everything reached through it, the lazily read
 * archive included, belongs to that generation, or reads again.
 */
export type State = {
  readonly generation: number;
  readonly config: Config;
  /** Tasks that are not archived, in file order. */
  readonly tasks: readonly Task[];
  /** The highest task number ever used, archived and removed tasks included. */
  readonly lastTaskNumber: number;
  /** Active, suspended and ended sessions, in file order. */
  readonly sessions: readonly Session[];
  readonly ledger: LedgerTip;
  readonly archive: Archive;
  readonly spool: Spool;
};

/** What hooks have reported since a command last took it over. */
export type Spool = {
  /** Reads the files at the first call, once. */
  pending(): SpoolBatch;
};

export type SpoolBatch = {
  /** By the time they came in, each event once. */
  readonly arrivals: readonly SpoolLine[];
  /** What is taken over once a change with these arrivals is committed; for `Change.spool`. */
  readonly taken: SpoolMarks;
  /** Whether `taken` says more than what is taken over already. */
  readonly isNews: boolean;
  /** Lines that are torn or something else. */
  readonly skipped: number;
  /** Files that could not be read, each with the reason. */
  readonly unreadable: readonly string[];
  /** More waits than one change should carry. */
  readonly more: boolean;
  /** Files that are taken over whole and were not written to for an hour, and those that were put aside for that. */
  readonly idle: readonly string[];
};

/** By file name in `spool/`. */
export type SpoolMarks = Readonly<Record<string, SpoolMark>>;

/** `head` is the digest of the file's first line: another one shows that the file was begun anew. */
export type SpoolMark = { readonly bytes: number; readonly head: string };

export type LedgerTip = {
  /** Hashes that no other line names in `prev`; empty for a new ledger. */
  readonly heads: readonly string[];
  readonly count: number;
  /** The entries of one task, by its uid, in file order; scans the ledger when first asked. */
  entriesOf(uid: string): readonly LedgerEntry[];
  /** What the file should hold by what is remembered of it, and does not. */
  readonly gap?: LedgerGap;
};

/** Hashes of entries that were the newest of their time. */
export type LedgerGap = {
  /** The branch that the ledger belongs to; absent where it is not kept in git, or HEAD is detached. */
  readonly branch?: string;
  /** Written here (on this branch) and gone since. */
  readonly lost: readonly string[];
  /** Missed earlier and still not back. */
  readonly missed: readonly string[];
  /** Written on other branches, and not here. */
  readonly elsewhere: readonly { readonly branch: string; readonly heads: readonly string[] }[];
};

/** Reads the archive files at the first call, once. */
export type Archive = {
  task(id: TaskId): Task | undefined;
  tasks(): readonly Task[];
  session(id: SessionId): Session | undefined;
  sessions(): readonly Session[];
};
