import type { GitRepository } from '../adapters/git/repository';
import type { Caller } from '../domain/binding/caller';
import type { LocateWrite } from '../domain/event/fold-arrivals';
import type { Warning } from '../domain/outcome';
import type { LifeSigns } from '../domain/session/life-signs';
import type { Session } from '../domain/session/schema';
import type { Instant } from '../domain/time/instant';
import type { Zone } from '../domain/time/zone';
import type { Mint } from '../domain/world';
import type { Sidecar, Store } from '../store/store';

/** What a use case works with. Built by the command line in one place; tests build their own. */
export type Context = {
  readonly store: Store;
  readonly sidecar: Sidecar;
  /** What every answer about this project says besides. */
  readonly notices?: () => readonly Warning[];
  /** Lines of a session's events file (undefined: of the work without one), oldest first; read as they are gone through. */
  readonly eventLines: (session: string | undefined) => Iterable<string>;
  /** The pointer file of this worktree, `.current-session`. Absent ids remove it. */
  readonly pointer: { write(session: string | undefined): void };
  readonly caller: Caller;
  /** What looks like a secret is kept: a person has asked for it. */
  readonly allowSecret?: boolean;
  readonly now: () => Instant;
  readonly zone: Zone;
  readonly mint: Mint;
  readonly sha256: (text: string) => string;
  readonly signsOf: (session: Session) => LifeSigns;
  /** The repository of a working tree (absolute path); undefined outside of one. */
  readonly gitAt: (worktree: string) => GitRepository | undefined;
  /** Names of the files for agents (CLAUDE.md, AGENTS.md) whose stint block is of an older version. */
  readonly outdatedAgentFiles: () => readonly string[];
  /** A path typed in `cwd` as the record keeps it: relative to the project, `/` as separator; one outside keeps its `..`. */
  readonly locateFile: (typed: string) => { readonly path: string; readonly exists: boolean; readonly inside: boolean };
  /** Absolute path of the folder that holds `.stint/`. */
  readonly root: string;
  /** A path relative to a working tree as the record keeps it; undefined for one outside of the project. */
  readonly recordPath: (worktree: string, path: string) => string | undefined;
  /** A path that a hook told, as the record keeps it. */
  readonly locateWrite: LocateWrite;
  /** Absolute path of config.json. */
  readonly configPath: string;
  /** The folder in which the command was typed. */
  readonly cwd: string;
};
