/** Facts that git tells about one working tree. Every call has a time limit and never takes the index lock. */
export interface GitRepository {
  /** Absolute path of the working tree. */
  readonly worktree: string;
  /**
   * What changed in the working tree since `base`: commits after it that are reachable from HEAD (oldest first), and
   * files changed by them, staged, unstaged and untracked (relative to the working tree, `/` as separator, sorted).
   * `base` undefined: only uncommitted changes. Never throws: what could not be told is said in `missing`.
   */
  changesSince(base: string | undefined, since?: string): Promise<GitChanges>;
  /** git's user.name; undefined where none is set. */
  userName(): string | undefined;
}

export type GitChanges = {
  readonly branch?: string;
  readonly head?: string;
  readonly commits: readonly { readonly sha: string; readonly subject: string; readonly at: string }[];
  readonly files: readonly string[];
  /** Sentences for people about facts that are missing: shallow clone, unknown base, git not installed, time limit. */
  readonly missing: readonly string[];
};
