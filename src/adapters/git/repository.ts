/** Facts that git tells about one working tree. Every call has a time limit and never takes the index lock. */
export interface GitRepository {
  /** Absolute path of the working tree. */
  readonly worktree: string;
  /**
   * What changed in the working tree since `base`: commits after it that are reachable from HEAD (oldest first), and
   * files changed by them, staged, unstaged and untracked (relative to the working tree, `/` as separator, sorted); of
   * files that are not committed those changed since the instant `since`, where it is given. Where `base` is undefined,
   * unknown or no longer below HEAD, commits made since then are taken; without `since`, only uncommitted changes. Never throws: what could not be told is said in `missing`.
   */
  changesSince(base: string | undefined, since?: string, place?: GitPlace): Promise<GitChanges>;
  /** git's user.name; undefined where none is set. */
  userName(): string | undefined;
}

/** Another working tree of the same repository; if it is gone, the commits of its branch are still told. */
export type GitPlace = { readonly worktree: string; readonly branch?: string };

export type GitChanges = {
  /** The working tree that the files are relative to. */
  readonly worktree?: string;
  readonly branch?: string;
  readonly head?: string;
  readonly commits: readonly { readonly sha: string; readonly subject: string; readonly at: string }[];
  readonly files: readonly string[];
  /** Sentences for people about facts that are missing: shallow clone, unknown base, git not installed, time limit. */
  readonly missing: readonly string[];
};
