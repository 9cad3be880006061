import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../harness/table';
import type { ProgramAnswer } from '../process/run-program';
import { commitFormat, commitFrom } from './commit-line';
import { checkoutAt, type GitCheckout } from './find-checkout';
import { withoutOwnFilters } from './own-filters';
import { type Head, readHead, resolveRef } from './read-head';
import type { GitChanges, GitPlace, GitRepository } from './repository';
import { type GitRun, runGit } from './run-git';
import { readUserName } from './user-name';

export type RepositoryOptions = {
  readonly checkout: Pick<GitCheckout, 'worktree' | 'gitDir' | 'commonDir'>;
  readonly env: Environment;
  /** For each git process; all of one question run side by side. */
  readonly timeLimitMs?: number;
};

export const openRepository = ({ checkout, env, timeLimitMs = 5_000 }: RepositoryOptions): GitRepository => ({
  worktree: checkout.worktree,
  userName: () => readUserName(env, checkout.commonDir),
  changesSince: async (base, since, place) => {
    const view = viewOf(checkout, place);
    if ('missing' in view) return { commits: [], files: [], missing: [view.missing] };
    const run: GitRun = { cwd: view.cwd, worktree: view.worktree, env, timeLimitMs };
    const missing: string[] = [...view.notes];
    const [committed, uncommitted] = await Promise.all([
      commitsSince(view, base, since, run, missing),
      view.worktree === undefined ? [] : uncommittedFiles(view, run, since, missing),
    ]);
    const files = [...new Set([...committed.files, ...uncommitted])].filter((path) => !isOwn(path)).sort();
    const kept = files.slice(0, fileLimit);
    if (kept.length < files.length) missing.push(`${files.length} files changed: only the first ${fileLimit} are named`);
    return {
      ...(view.worktree === undefined ? {} : { worktree: view.worktree }),
      ...view.head,
      commits: committed.commits,
      files: kept,
      missing: [...new Set(missing)],
    };
  },
});

const fileLimit = 2_000;

/** stint's own files are no work on the project. */
const isOwn = (path: string): boolean => path.split('/').includes('.stint');

type View = {
  readonly cwd: string;
  /** undefined: the working tree is gone, only its branch can be asked about. */
  readonly worktree?: string;
  readonly commonDir: string;
  readonly gitDir: string;
  readonly head: Head;
  /** What git is to take as HEAD. */
  readonly tip: string;
  readonly notes: readonly string[];
};

const viewOf = (own: RepositoryOptions['checkout'], place: GitPlace | undefined): View | { readonly missing: string } => {
  const worktree = place?.worktree ?? own.worktree;
  const checkout = checkoutAt(worktree) ?? (worktree === own.worktree && existsSync(worktree) ? own : undefined);
  if (checkout !== undefined)
    return {
      cwd: worktree,
      worktree,
      commonDir: checkout.commonDir,
      gitDir: checkout.gitDir,
      head: readHead(checkout),
      tip: 'HEAD',
      notes: [],
    };
  const branch = place?.branch;
  const head = branch === undefined ? undefined : resolveRef(own.commonDir, `refs/heads/${branch}`);
  if (branch === undefined || head === undefined || !existsSync(own.commonDir)) return { missing: 'no git facts: worktree gone' };
  return {
    cwd: own.commonDir,
    commonDir: own.commonDir,
    gitDir: own.commonDir,
    head: { branch, head },
    tip: head,
    notes: [`worktree gone: only the commits of branch ${branch} are known`],
  };
};

const commitId = /^[0-9a-f]{7,64}$/;

type Committed = { readonly commits: GitChanges['commits']; readonly files: readonly string[] };
const nothing: Committed = { commits: [], files: [] };

const commitsSince = async (
  view: View,
  base: string | undefined,
  since: string | undefined,
  run: GitRun,
  missing: string[],
): Promise<Committed> => {
  if (base === undefined)
    return since === undefined || !(await hasCommit(view, run))
      ? nothing
      : log([...sinceArgument(since), view.tip], run, missing);
  // What begins with a dash would be an option to git.
  const known = commitId.test(base);
  const [ancestry, straight] = await Promise.all([
    known
      ? runGit(['merge-base', '--is-ancestor', base, view.tip], run)
      : ({ kind: 'exit', code: 128, stdout: '', stderr: '' } as const),
    known ? log([`${base}..${view.tip}`], run, []) : nothing,
  ]);
  if (ancestry.kind !== 'exit') {
    missing.push(failure(ancestry));
    return nothing;
  }
  if (ancestry.code === 0) return straight;
  missing.push(lostBase(base, ancestry.code, view.commonDir, since));
  if (since === undefined || !(await hasCommit(view, run))) return nothing;
  // A commit that is known though no longer below HEAD still tells what was there before.
  return log([...sinceArgument(since), view.tip, ...(ancestry.code === 1 ? [`^${base}`] : [])], run, missing);
};

const sinceArgument = (since: string): readonly string[] => [`--since=${since}`];

const hasCommit = async (view: View, run: GitRun): Promise<boolean> => {
  if (view.head.head !== undefined) return true;
  const answer = await runGit(['rev-parse', '--verify', '--quiet', `${view.tip}^{commit}`], run);
  return answer.kind === 'exit' && answer.code === 0;
};

const lostBase = (base: string, code: number, commonDir: string, since: string | undefined): string => {
  const instead = since === undefined ? 'no commits are counted' : `commits since ${since} are counted`;
  const short = base.slice(0, 10);
  if (code === 1)
    return `commit ${short}, where the work began, is no longer below HEAD (rebased, reset or another branch): ${instead}`;
  const shallow = existsSync(join(commonDir, 'shallow')) ? ' (this is a shallow clone)' : '';
  return `commit ${short}, where the work began, is unknown here${shallow}: ${instead}`;
};

/** Two listings side by side: a subject and a file name may hold anything but NUL, so that they are never mixed. */
const log = async (range: readonly string[], run: GitRun, missing: string[]): Promise<Committed> => {
  const [listed, named] = await Promise.all([
    runGit(['log', '-z', '--reverse', commitFormat, ...range, '--'], run),
    runGit(['log', '-z', '--format=', '--name-only', '--no-renames', '--no-ext-diff', '--no-textconv', ...range, '--'], run),
  ]);
  return { commits: lines(listed, missing).flatMap(commitFrom), files: lines(named, missing) };
};

/** Staged, unstaged and untracked files that changed since then; a submodule shows only when it stands on another commit. */
const uncommittedFiles = async (
  view: View,
  run: GitRun,
  since: string | undefined,
  missing: string[],
): Promise<readonly string[]> => {
  const settings = await withoutOwnFilters(view, run);
  if (settings === undefined) {
    missing.push("git does not tell the repository's filters: files that are not committed are not known");
    return [];
  }
  const answer = await runGit(
    ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'],
    { ...run, settings },
  );
  const paths = lines(answer, missing).map((line) => line.slice(3));
  return since === undefined ? paths : paths.filter((path) => changedAt(join(run.cwd, path)) >= Date.parse(since) - clockSkewMs);
};

/** Clocks of file systems tick coarsely, or are those of another machine. */
const clockSkewMs = 2_000;

/** When a file was last written, renamed or, by the folder that it was in, removed; Infinity where that cannot be told. */
const changedAt = (path: string): number => {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status !== undefined) return Math.max(status.mtimeMs, status.ctimeMs);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
  const folder = dirname(path);
  return folder === path ? Number.POSITIVE_INFINITY : changedAt(folder);
};

const lines = (answer: ProgramAnswer, missing: string[]): readonly string[] => {
  if (answer.kind === 'exit' && answer.code === 0) return answer.stdout.split('\0').filter((line) => line !== '');
  missing.push(failure(answer));
  return [];
};

const failure = (answer: ProgramAnswer): string => {
  switch (answer.kind) {
    case 'absent':
      return 'git could not be started: commits and changed files are not known';
    case 'not-started':
      return `git could not be started: ${answer.why}; commits and changed files are not known`;
    case 'timeout':
      return 'git took too long: commits and changed files are not all known';
    case 'too-large':
      return 'git listed more than can be taken in: commits and changed files are not all known';
    default:
      return `git failed (${answer.stderr.trim().split('\n')[0] || `exit code ${answer.code}`}): commits and changed files are not all known`;
  }
};
