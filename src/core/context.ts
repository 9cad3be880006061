import type { GitRepository } from '../adapters/git/repository';
import type { Caller } from '../domain/binding/caller';
import type { LifeSigns } from '../domain/session/life-signs';
import type { Session } from '../domain/session/schema';
import type { Instant } from '../domain/time/instant';
import type { Mint } from '../domain/world';
import type { Sidecar, Store } from '../store/store';

/** What a use case works with. Built by the command line in one place; tests build their own. */
export type Context = {
  readonly store: Store;
  readonly sidecar: Sidecar;
  /** The pointer file of this worktree, `.current-session`. Absent ids remove it. */
  readonly pointer: { write(session: string | undefined): void };
  readonly caller: Caller;
  readonly now: () => Instant;
  readonly mint: Mint;
  readonly sha256: (text: string) => string;
  readonly signsOf: (session: Session) => LifeSigns;
  /** undefined outside a repository, where git is missing, or with `record.git` off. */
  readonly git: GitRepository | undefined;
  /** Absolute path of the folder that holds `.stint/`. */
  readonly root: string;
  /** The folder in which the command was typed. */
  readonly cwd: string;
};
