import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HookFiles, HookScope } from '../../harness/hook-files';
import { AdapterError } from '../adapter-error';
import { findProgram } from '../process/find-program';

type Environment = Readonly<Record<string, string | undefined>>;

const homeIn = (env: Environment): string => env.HOME || homedir();

const userFolder = ({ userFolder: { variables, home } }: HookFiles, env: Environment): string => {
  for (const [name, below] of variables) {
    const value = env[name];
    // Claude Code takes a list of folders; it writes to the first.
    if (value) return join(value.split(',')[0] ?? value, below);
  }
  return join(homeIn(env), home);
};

/** Absolute path; undefined where the harness has no such file. `folder`: of the project's files. */
export const hookFile = (row: HookFiles, scope: HookScope, folder: string, env: Environment): string | undefined => {
  const file = row.files[scope];
  if (file === undefined) return undefined;
  return join(scope === 'user' ? userFolder(row, env) : folder, file);
};

/** Where a user's programs keep what they remember. */
export const userStateFolder = (env: Environment): string =>
  join(env.XDG_STATE_HOME || join(homeIn(env), '.local/state'), 'stint');

/** Whether one of its programs is on PATH, or the user has settings for it. */
export const isHarnessThere = (row: HookFiles, env: Environment): boolean =>
  fs.existsSync(userFolder(row, env)) || row.programs.some((name) => findProgram(name, env) !== undefined);

/** Whether its owner may not write to it; root can all the same. */
export const isReadOnly = (path: string): boolean => {
  const status = fs.statSync(path, { throwIfNoEntry: false });
  return status !== undefined && (status.mode & 0o200) === 0;
};

/** Removes a file, and of a symbolic link the file that it means. */
export const removeUserFile = (path: string): void => {
  if (fs.existsSync(path)) fs.rmSync(fs.realpathSync(path), { force: true });
};

/** Makes the folder of a file with those above it; gives those that it made, the innermost first. */
export const makeFolderOf = (path: string): readonly string[] => {
  const folder = dirname(path);
  let first: string | undefined;
  try {
    first = fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AdapterError('E_STORE_IO', `the folder ${folder} cannot be made (${errno}). Nothing was changed.`, {
      file: folder,
      errno,
    });
  }
  if (first === undefined) return [];
  const made = [folder];
  for (let each = folder; each !== first && each !== dirname(each); ) {
    each = dirname(each);
    made.push(each);
  }
  return made;
};

export const removeEmptyFolders = (folders: readonly string[]): void => {
  for (const folder of folders)
    try {
      fs.rmdirSync(folder);
    } catch {
      // Somebody else has put something there, or taken it away.
      return;
    }
};
