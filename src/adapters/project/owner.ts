import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { readPlainFile } from '../files/read-plain-file';
import type { GitCheckout } from '../git/find-checkout';
import { readSettings } from '../git/read-settings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whose user this process acts for: under sudo also the one who called it, as git has it. */
const isOwnUid = (uid: number, env: Environment): boolean => {
  const self = process.geteuid?.();
  return self === undefined || uid === self || (self === 0 && sudoUid(env) === uid);
};

const sudoUid = ({ SUDO_UID }: Environment): number | undefined =>
  SUDO_UID !== undefined && /^\d{1,10}$/.test(SUDO_UID) ? Number(SUDO_UID) : undefined;

/** Under sudo HOME is root's: the home of the one who called it, as the system knows it. */
export const homeOfCaller = (env: Environment): string | undefined => {
  const uid = sudoUid(env);
  if (uid === undefined || uid === 0) return undefined;
  for (const line of (readPlainFile('/etc/passwd', { most: 1024 * 1024 })?.text ?? '').split('\n')) {
    const fields = line.split(':');
    if (fields[2] === String(uid)) return fields[5] || undefined;
  }
  return undefined;
};

/** Whether a file of this owner is this person's own, without any opt-in. */
export const isMine = (uid: number, env: Environment): boolean => isOwnUid(uid, env);

/**
 * Whether what belongs to `uid` may be used in `folder`: it is one's own, or the folder is named in STINT_SAFE_DIRECTORY or
 * in git's `safe.directory`, which counts in the user's and the system's configuration alone.
 */
export const isAccepted = (uid: number, folder: string, env: Environment): boolean =>
  isOwnUid(uid, env) || safeFolders(env).some((pattern) => fits(pattern, folder));

/** As isAccepted, for a repository: what may be named is one of its working trees. */
export const isRepositoryAccepted = (uid: number, { worktree, home }: GitCheckout, env: Environment): boolean =>
  isAccepted(uid, worktree, env) || isAccepted(uid, home, env);

const fits = (pattern: string, folder: string): boolean => {
  if (pattern === '*') return true;
  if (pattern.endsWith('/*')) return `${folder}/`.startsWith(pattern.slice(0, -1));
  return resolve(pattern) === folder;
};

const safeFolders = (env: Environment): readonly string[] => [
  ...(env.STINT_SAFE_DIRECTORY ?? '').split(delimiter).filter((each) => each !== ''),
  ...gitSafeFolders(env),
];

const gitSafeFolders = (env: Environment): string[] => {
  const folders: string[] = [];
  for (const path of protectedConfigs(env))
    for (const { section, subsection, key, value } of readSettings(path) ?? []) {
      if (section !== 'safe' || subsection !== undefined || key !== 'directory') continue;
      // An empty value takes back what was said before it.
      if (value === '') folders.length = 0;
      else folders.push(value.startsWith('~/') ? join(homeOf(env), value.slice(2)) : value);
    }
  return folders;
};

const protectedConfigs = (env: Environment): string[] => {
  const system = /^(?:1|true|yes|on)$/i.test(env.GIT_CONFIG_NOSYSTEM ?? '') ? [] : [env.GIT_CONFIG_SYSTEM || '/etc/gitconfig'];
  const home = homeOf(env);
  const global = env.GIT_CONFIG_GLOBAL
    ? [env.GIT_CONFIG_GLOBAL]
    : [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git/config'), join(home, '.gitconfig')];
  return [...system, ...global];
};

const homeOf = (env: Environment): string => env.HOME || homedir();
