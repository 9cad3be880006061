import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { freshName } from './digest';
import { errnoOf, exists, isGone, removeIfThere } from './disk';
import { ioErrorAt } from './io-fault';
import { renameIntoPlace } from './rename-into-place';

const longestPointerBytes = 256;

/** `.current-session`: the bare id of a session and a newline. undefined where there is no such file, or no id in it. */
export const readPointer = (path: string): string | undefined => {
  try {
    if ((fs.statSync(path, { throwIfNoEntry: false })?.size ?? longestPointerBytes + 1) > longestPointerBytes) return undefined;
    const id = fs.readFileSync(path, 'utf8').trim();
    return /^[\w.-]+$/.test(id) ? id : undefined;
  } catch (error) {
    if (isGone(error) || errnoOf(error) === 'EISDIR') return undefined;
    throw ioErrorAt('read', path, error);
  }
};

/** Points this worktree to `session`, or with undefined to none. Readers see the old pointer or the new one. */
export const writePointer = (path: string, session: string | undefined): void => {
  try {
    if (session === undefined) {
      removeIfThere(path);
      return;
    }
    ensureFolder(dirname(path));
    // A mirror, made anew by the next start: it is not staged and read back as the truth is, which every command would
    // load code for.
    const staged = `${path}.${freshName()}`;
    renameIntoPlace(staged, path, () => fs.writeFileSync(staged, `${session}\n`, { mode: 0o600, flag: 'wx' }));
  } catch (error) {
    throw ioErrorAt('write', path, error);
  }
};

/** A linked worktree has a `.stint` folder only for its pointer; git must not see it. */
const ensureFolder = (folder: string): void => {
  if (exists(folder)) return;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (basename(folder) === '.stint') fs.writeFileSync(join(folder, '.gitignore'), '*\n', { mode: 0o600 });
};
