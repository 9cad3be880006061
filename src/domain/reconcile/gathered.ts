import type { Completion } from '../ledger/fold';
import type { UsageTotals } from '../usage/transcript';
import type { ConversationSource } from './session-facts';
import type { UsageSplit } from './split-usage';
import type { TaskWindow, Timeline } from './timeline';
import type { UnboundWork } from './unbound-work';
import type { Pile } from './work-piles';

/** What one conversation used for one session, and where that is known from. */
export type ConversationUsage = {
  readonly conversation: string;
  readonly source: ConversationSource;
  readonly usage: UsageSplit;
  /** The transcript was read just now, and nothing that was counted earlier is more. */
  readonly isWhole: boolean;
};

/** A stretch of work on one task, with all that is known of it. */
export type Stretch = TaskWindow & {
  readonly session: string;
  readonly pile: Pile;
  readonly usage: UsageTotals;
  readonly isWhole: boolean;
};

export type SessionWork = {
  readonly timeline: Timeline;
  readonly conversations: readonly ConversationUsage[];
  readonly stretches: readonly Stretch[];
};

/** Everything that reconciling decides on; found out before, at the ledger that `heads` names. */
export type Gathered = {
  readonly heads: readonly string[];
  /** Of every session that worked on one of the tasks in question. */
  readonly works: readonly SessionWork[];
  /** The sessions that were asked about. */
  readonly asked: ReadonlySet<string>;
  /** Of the tasks that were worked on, by the task's id, oldest first. */
  readonly completions: ReadonlyMap<string, readonly Completion[]>;
  /** Entries by the commits that they hold. */
  readonly commitsOf: ReadonlyMap<string, string>;
  /** Completions before it are left alone. */
  readonly sinceMs?: number;
  readonly unbound: readonly UnboundWork[];
  /** What conversations of the sessions used while they spoke for none. */
  readonly outside: UsageTotals;
  readonly transcripts: { readonly read: number; readonly missing: number };
};
