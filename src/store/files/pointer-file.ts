import { basename, dirname, join } from 'node:path';
import { createFile, makeFolder, removeIfThere } from './change-own-folder';
import { freshName } from './digest';
import { errnoOf, isGone } from './disk';
import { ioErrorAt, isIoFault } from './io-fault';
import { exists, ownFolder, readIfThere } from './own-folder';
import { RefusedFile } from './refused-file';
import { renameIntoPlace } from './rename-into-place';

const longestPointerBytes = 256;

/** `.current-session`: the bare id of a session and a newline. undefined where there is no such file, or no id in it. */
export const readPointer = (path: string): string | undefined => {
  try {
    const id =
      readIfThere(ownFolder(dirname(path)), path, undefined, longestPointerBytes)
        ?.toString('utf8')
        .trim() ?? '';
    return /^[\w.-]+$/.test(id) ? id : undefined;
  } catch (error) {
    // Whatever else has the name points nowhere; `stint doctor` tells of it.
    if (error instanceof RefusedFile || isGone(error) || isNoFile(error)) return undefined;
    throw ioErrorAt('read', path, error);
  }
};

const isNoFile = (error: unknown): boolean => ['EISDIR', 'ELOOP', 'ENXIO'].includes(errnoOf(error) ?? '');

/** Points this worktree to `session`, or with undefined to none. Readers see the old pointer or the new one. */
export const writePointer = (path: string, session: string | undefined): void => {
  const folder = dirname(path);
  const files = ownFolder(folder);
  try {
    if (session === undefined) {
      removeIfThere(files, path);
      return;
    }
    ensureFolder(folder);
    // A mirror, made anew by the next start: it is not staged and read back as the truth is, which every command would
    // load code for.
    const staged = `${path}.${freshName()}`;
    renameIntoPlace(files, staged, path, () => createFile(files, staged, Buffer.from(`${session}\n`)));
  } catch (error) {
    throw ioErrorAt('write', path, underOwnName(path, error));
  }
};

/** Nobody knows the pointer by the name that it is staged under. */
const underOwnName = (path: string, error: unknown): unknown =>
  isIoFault(error) && error.path?.startsWith(`${path}.`) === true ? Object.assign(error, { path }) : error;

/** A linked worktree has a `.stint` folder only for its pointer; git must not see it. */
const ensureFolder = (folder: string): void => {
  const around = ownFolder(dirname(folder));
  if (folder === around.path || exists(around, folder)) return;
  ensureFolder(around.path);
  makeFolder(around, folder);
  if (basename(folder) === '.stint') createFile(around, join(folder, '.gitignore'), Buffer.from('*\n'));
};
