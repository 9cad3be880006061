import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { shellWord } from '../../domain/text/shell-word';
import { AdapterError } from '../adapter-error';
import { findCheckout, type GitCheckout, readSmall } from '../git/find-checkout';

export type ProjectLocation = {
  /** Absolute path of the folder that holds `.stint/`. */
  readonly root: string;
  readonly stintDir: string;
  /** The working tree that the command runs in; without git the same as `root`. */
  readonly worktree: string;
  readonly gitDir?: string;
  readonly commonDir?: string;
  /** Where this working tree remembers its session. */
  readonly pointerFile: string;
  readonly linkedWorktree: boolean;
};

export type Place = { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> };

/**
 * The project that a command typed in `cwd` works on; undefined where there is none here or above. `STINT_DIR` names it
 * outright. In a linked git working tree the main working tree's `.stint/` is looked for first, unless its config says
 * `worktrees: own`. Throws an AdapterError for a `.stint` that is not to be trusted.
 */
export const findProject = ({ cwd, env }: Place): ProjectLocation | undefined => {
  const here = resolve(cwd);
  const checkout = findCheckout(here);
  const stintDir = env.STINT_DIR ? namedFolder(here, env.STINT_DIR) : nearestFolder(here, checkout);
  return stintDir === undefined ? undefined : located(stintDir, checkout);
};

const located = (stintDir: string, checkout: GitCheckout | undefined): ProjectLocation => {
  const root = dirname(stintDir);
  if (checkout === undefined)
    return { root, stintDir, worktree: root, pointerFile: join(stintDir, '.current-session'), linkedWorktree: false };
  const { worktree, gitDir, commonDir, linked } = checkout;
  // A working tree that shares another one's project keeps its pointer in its private git folder: nothing untracked
  // appears among the user's files, and `git worktree remove` takes it away with the rest.
  const pointerFolder = linked && !isInside(stintDir, worktree) ? join(gitDir, 'stint') : stintDir;
  return {
    root,
    stintDir,
    worktree,
    gitDir,
    commonDir,
    pointerFile: join(pointerFolder, '.current-session'),
    linkedWorktree: linked,
  };
};

/** STINT_DIR may name the `.stint` folder or the folder that holds it. */
const namedFolder = (cwd: string, named: string): string => {
  const folder = resolve(cwd, named);
  const inner = join(folder, '.stint');
  for (const candidate of basename(folder) === '.stint' ? [folder] : [inner, folder])
    if (isTrustedFolder(candidate) && (candidate === inner || looksLikeProject(candidate))) return candidate;
  throw new AdapterError(
    'E_NO_PROJECT',
    `STINT_DIR is ${JSON.stringify(named)}, and there is no project in it`,
    { stintDir: folder },
    ['unset STINT_DIR', 'stint init'],
  );
};

const looksLikeProject = (folder: string): boolean =>
  basename(folder) === '.stint' || ['config.json', 'todo.json'].some((name) => statusOf(join(folder, name)) !== undefined);

const nearestFolder = (cwd: string, checkout: GitCheckout | undefined): string | undefined => {
  const shares = checkout?.linked === true && checkout.home !== checkout.worktree;
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (shares && isInside(folder, checkout.worktree)) {
      const shared = join(checkout.home, relative(checkout.worktree, folder), '.stint');
      if (isTrustedFolder(shared) && !keepsToItself(shared)) return shared;
    }
    const own = join(folder, '.stint');
    if (isTrustedFolder(own)) return own;
    if (folder === dirname(folder)) return undefined;
  }
};

/** Reads one key only: a config that cannot be read is reported by the store, with its place. */
const keepsToItself = (stintDir: string): boolean =>
  /"worktrees"\s*:\s*"own"/.test(readSmall(join(stintDir, 'config.json')) ?? '');

/** Whether it is a folder; throws where it is one that leads out of the project or that another user controls. */
const isTrustedFolder = (path: string): boolean => {
  const stat = statusOf(path);
  if (!stat?.isDirectory()) return false;
  if (lstatSync(path).isSymbolicLink() && !isInside(realpathSync(path), realpathSync(dirname(path))))
    throw new AdapterError(
      'E_STORE_IO',
      `${path} is a symbolic link to ${realpathSync(path)}, outside the project: not used. Name that folder with STINT_DIR, or remove the link`,
      { path },
      [`STINT_DIR=${shellWord(realpathSync(path))} stint status`],
    );
  if (!isMine(stat))
    throw new AdapterError(
      'E_STORE_IO',
      `${path} belongs to another user (uid ${stat.uid}): not used. Run as that user, or give the folder to yours`,
      { path, uid: stat.uid },
    );
  return true;
};

/** Under sudo the folder of the user who called it counts as one's own, as git has it. */
const isMine = (stat: Stats): boolean => {
  const uid = process.getuid?.();
  if (uid === undefined || stat.uid === uid) return true;
  return uid === 0 && process.env.SUDO_UID === String(stat.uid);
};

/** undefined where there is nothing: the folder above may be missing, or be a file. */
const statusOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
};

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
