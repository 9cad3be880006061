import type { SessionId } from '../session/schema';

/** Who runs this command, as far as the environment tells: gathered once by the command line, never guessed. */
export type Caller = {
  /** What --agent or STINT_AGENT says. */
  readonly agent?: string;
  /** The name that unbound work is written under: agent, else conversation, else git's user.name, else the login name. */
  readonly owner: string;
  /** One running agent conversation or terminal shell. */
  readonly conversation?: { readonly id: string; readonly from: 'STINT_CONVERSATION' | 'harness' };
  /** Set when the environment says that an agent harness runs this command; `unknown` for a bare AGENT=1. */
  readonly harness?: string;
  /** Ids of several harnesses are in the environment and ancestry does not tell which is the nearest. */
  readonly ambiguousConversations?: readonly { readonly harness: string; readonly id: string }[];
  /** `--session`, else STINT_SESSION; 'none' for --no-session. */
  readonly explicit?: { readonly session: SessionId | 'none'; readonly from: '--session' | 'STINT_SESSION' | '--no-session' };
  /** What `.current-session` of this worktree holds. */
  readonly pointer?: SessionId;
  readonly checkout: Checkout;
  /** The agent's own process, where the harness tells it. */
  readonly process?: ProcessIdentity;
};

/** Where the command runs. Without git only `worktree` is there: the folder that holds `.stint/`. */
export type Checkout = {
  /** Absolute path of the working tree. */
  readonly worktree: string;
  readonly branch?: string;
  /** Commit id of HEAD; absent before the first commit. */
  readonly head?: string;
};

/** Names one process beyond the reuse of its pid, on one host, boot and pid namespace. */
export type ProcessIdentity = {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly host: string;
};
