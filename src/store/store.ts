import type { LedgerReader, Progress } from '../domain/ledger/reader';
import type { Warning } from '../domain/outcome';
import type { Change } from '../domain/state/change';
import type { SpoolMarks, State } from '../domain/state/state';
import type { Instant } from '../domain/time/instant';

/**
 * Where a project lives. The files engine is the first; others (a git remote, PostgreSQL) implement the same.
 * Every error is a StoreError; nothing was changed when `commit` throws.
 */
export interface Store {
  /** One consistent generation. Writes nothing and works on read-only folders. */
  read<R>(look: (state: State) => R): Promise<R>;
  /** As `read`, and gives the ledger of that generation, to be read at leisure and then closed. */
  openLedger<R>(look: (state: State) => R, progress?: Progress): Promise<{ readonly result: R; readonly ledger: LedgerReader }>;
  /**
   * Runs `decide` on one consistent generation and makes its change durable, all or nothing. `decide` runs again from
   * the start when another process committed in between, so it must have no effect of its own; its answer, refusals
   * included, is always one that was true at the generation it is given for. Secrets are masked in the change, and in
   * the answer (`withoutSecrets`).
   */
  commit<R>(decide: (state: State) => Decided<R>, options?: CommitOptions): Promise<Committed<R>>;
}

export type Decided<R> = {
  readonly change: Change | null;
  readonly result: R;
  /** What was found out about the change after it was decided. */
  readonly warnings?: readonly Warning[];
};

export type CommitOptions = {
  /** Decide only: not one byte in the project changes. */
  readonly dryRun?: boolean;
  /** Keeps what looks like a secret: a person has asked for it. */
  readonly allowSecret?: boolean;
};

export type Committed<R> = {
  readonly result: R;
  /** The generation that this change made, or the one that was read where nothing was written. */
  readonly generation: number;
  readonly warnings: readonly Warning[];
};

/** Files beside the truth: mirrors and raw input, outside the transaction. Failure to touch is silent. */
export interface Sidecar {
  aliveAt(session: string): Instant | undefined;
  /** Refreshes a life sign; with `atMostEveryMs`, only if the last one is older. */
  touch(session: string, now: Instant, atMostEveryMs?: number): void;
  /** When a hook of this conversation last reported, as far as its spool file is still there. */
  heardAt(conversation: string): Instant | undefined;
  /** Removes spool files that are taken over whole. */
  sweepSpool(names: readonly string[], taken: SpoolMarks): void;
}
