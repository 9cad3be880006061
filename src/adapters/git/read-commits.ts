import type { Environment } from '../harness/table';
import type { ProgramAnswer } from '../process/run-program';
import { commitFormat, commitFrom, type ReadCommit } from './commit-line';
import { checkoutAt } from './find-checkout';
import { type GitRun, runGit } from './run-git';

/** Asks about commits that were made earlier. Never throws: what git does not tell is not there. */
export interface CommitReader {
  /** Those of the working tree's HEAD (or of its branch, if the tree is gone) made at the instant `since` or later, oldest first. */
  madeSince(since: string): Promise<readonly ReadCommit[]>;
  /** The commit that an id, or its beginning, names. */
  named(sha: string): Promise<ReadCommit | undefined>;
  /** Files that each of these commits changed, relative to the working tree; nothing for one that is not there. */
  filesOf(shas: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

export type CommitPlace = {
  readonly worktree: string;
  readonly branch?: string;
  /** A working tree of the same repository, for when the first is gone. */
  readonly root: string;
};

const commitLimit = 5_000;
const commitsAtOnce = 200;

export const openCommits = (place: CommitPlace, env: Environment, timeLimitMs = 5_000): CommitReader | undefined => {
  const view = viewOf(place);
  if (view === undefined) return undefined;
  const run: GitRun = { cwd: view.cwd, env, timeLimitMs };
  return {
    madeSince: async (since) => {
      const { tip } = view;
      if (tip === undefined) return [];
      return parts(
        await runGit(['log', '-z', '--reverse', `--max-count=${commitLimit}`, commitFormat, `--since=${since}`, tip, '--'], run),
      ).flatMap(commitFrom);
    },
    // What begins with a dash would be an option to git.
    named: async (sha) =>
      /^[0-9a-f]{7,64}$/.test(sha)
        ? parts(await runGit(['log', '-z', '-1', commitFormat, sha, '--'], run)).flatMap(commitFrom)[0]
        : undefined,
    filesOf: async (shas) => {
      const found = new Map<string, string[]>();
      for (let at = 0; at < shas.length; at += commitsAtOnce) {
        const some = shas.slice(at, at + commitsAtOnce).filter((sha) => /^[0-9a-f]{40,64}$/.test(sha));
        if (some.length === 0) continue;
        const named = ['--name-only', '--no-renames', '--no-ext-diff', '--no-textconv'];
        let files: string[] = [];
        for (const part of parts(
          await runGit(['log', '-z', '--no-walk=unsorted', '--ignore-missing', '--format=%x02%H', ...named, ...some, '--'], run),
        )) {
          const sha = part.startsWith('\u0002') ? part.slice(1) : undefined;
          // A line break parts the first name from what stands before it.
          if (sha === undefined) files.push(files.length === 0 ? part.replace(/^\n/, '') : part);
          else {
            files = [];
            found.set(sha, files);
          }
        }
      }
      return found;
    },
  };
};

const viewOf = ({ worktree, branch, root }: CommitPlace): { readonly cwd: string; readonly tip?: string } | undefined => {
  if (checkoutAt(worktree) !== undefined) return { cwd: worktree, tip: 'HEAD' };
  if (checkoutAt(root) === undefined) return undefined;
  return branch === undefined ? { cwd: root } : { cwd: root, tip: `refs/heads/${branch}` };
};

const parts = (answer: ProgramAnswer): readonly string[] =>
  answer.kind === 'exit' && answer.code === 0 ? answer.stdout.split('\0').filter((part) => part !== '') : [];
