import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** One working tree of a repository, found by its files alone: no git process is started. */
export type GitCheckout = {
  /** Absolute path of the working tree's top folder. */
  readonly worktree: string;
  /** What belongs to this working tree alone: HEAD, index, rebase state. */
  readonly gitDir: string;
  /** What all working trees share: refs, objects, config. The same as `gitDir` in a main working tree. */
  readonly commonDir: string;
  readonly linked: boolean;
  /**
   * The folder that speaks for the whole repository: this working tree, for a linked one the main working tree, or the
   * folder beside a bare repository.
   */
  readonly home: string;
};

/** A linked working tree whose repository is no longer where its link leads. */
export type BrokenLink = { readonly worktree: string; readonly gitDir: string };

/** The working tree that `cwd` lies in; undefined outside a repository. A broken link on the way is passed by. */
export const findCheckout = (cwd: string): GitCheckout | undefined => lookForCheckout(cwd).checkout;

/** The working tree that `cwd` lies in, and the broken link below it that comes first on the way up. */
export const lookForCheckout = (
  cwd: string,
): { readonly checkout: GitCheckout | undefined; readonly broken: BrokenLink | undefined } => {
  let broken: BrokenLink | undefined;
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const checkout = checkoutAt(folder);
    if (checkout !== undefined) return { checkout, broken };
    broken ??= brokenLinkAt(folder);
    if (folder === dirname(folder)) return { checkout: undefined, broken };
  }
};

/** As findCheckout, but only if `folder` itself is the top of a working tree. */
export const checkoutAt = (folder: string): GitCheckout | undefined => {
  const dotGit = join(folder, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const gitDir = stat.isDirectory() ? dotGit : linkedGitDir(folder, dotGit);
  if (gitDir === undefined || !existsSync(join(gitDir, 'HEAD'))) return undefined;
  const shared = readSmall(join(gitDir, 'commondir'))?.trim();
  if (shared === undefined || shared === '') return { worktree: folder, gitDir, commonDir: gitDir, linked: false, home: folder };
  const commonDir = resolve(gitDir, shared);
  return { worktree: folder, gitDir, commonDir, linked: true, home: mainFolder(commonDir) };
};

const brokenLinkAt = (folder: string): BrokenLink | undefined => {
  const gitDir = linkedGitDir(folder, join(folder, '.git'));
  return gitDir !== undefined && basename(dirname(gitDir)) === 'worktrees' ? { worktree: folder, gitDir } : undefined;
};

const linkedGitDir = (folder: string, dotGit: string): string | undefined => {
  const text = readSmall(dotGit) ?? '';
  const target = text.startsWith('gitdir: ') ? text.slice('gitdir: '.length).trimEnd() : '';
  return target === '' || target.includes('\n') ? undefined : resolve(folder, target);
};

/** A submodule's repository lies inside that of its parent and names its working tree in its config. */
const mainFolder = (commonDir: string): string => {
  const line = (readSmall(join(commonDir, 'config')) ?? '').split('\n').find((each) => /^\s*worktree\s*=/.test(each));
  const named = line
    ?.slice(line.indexOf('=') + 1)
    .trim()
    .replace(/^"/, '')
    .replace(/"$/, '');
  return named === undefined || named === '' || named.includes('"') ? dirname(commonDir) : resolve(commonDir, named);
};

/** The text of a small file; undefined where there is none or it may not be read. */
export const readSmall = (path: string): string | undefined => {
  let fd: number | undefined;
  try {
    // A pipe that nobody writes to is not waited for, and what has no end is not read.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = fstatSync(fd);
    return status.isFile() && status.size <= smallBytes ? readFileSync(fd, 'utf8') : undefined;
  } catch {
    // Absent, a folder or unreadable: for a look-up that tells nothing it is all the same.
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/** A list of all refs of a large repository is smaller. */
const smallBytes = 64 * 1024 * 1024;
