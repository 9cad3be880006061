import type { Instant } from '../time/instant';

/** What the outside world says about a session at one moment. */
export type LifeSigns = {
  /** When `alive/<session>` was last touched. */
  readonly aliveAt?: Instant;
  /** The recorded process is certainly gone (same host, boot and pid namespace); false also when that cannot be told. */
  readonly processGone: boolean;
  /** The recorded worktree is certainly gone. */
  readonly worktreeGone: boolean;
};
