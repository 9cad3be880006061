import type { CommitClaim } from './work-piles';

type Commit = { readonly sha: string; readonly subject: string; readonly at: string };

/** How long before it is told a commit can have been made, and how far git's clock of whole seconds may lie behind. */
const earliestMs = 120_000;
const latestMs = 2_000;

/**
 * The commit of a listing that a hook or transcript tells of: by its id, else by its subject and time, else by its time
 * alone. undefined where none fits, or several do.
 */
export const matchClaim = <C extends Commit>({ sha, subject, atMs }: CommitClaim, listed: readonly C[]): C | undefined => {
  if (sha !== undefined) return listed.find((commit) => commit.sha.startsWith(sha));
  const near = listed.filter(({ at }) => {
    const ms = Date.parse(at);
    return ms >= atMs - earliestMs && ms <= atMs + latestMs;
  });
  const fitting = subject === undefined ? near : near.filter((commit) => commit.subject === subject);
  // Of commits with one subject the last is meant: it took the place of the others.
  return fitting.length === 1 || subject !== undefined ? fitting.at(-1) : undefined;
};
