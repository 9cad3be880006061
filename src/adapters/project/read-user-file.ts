import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { shellWord } from '../../domain/text/shell-word';
import { AdapterError } from '../adapter-error';
import { isBelow } from '../files/locate-file';
import { findCheckout } from '../git/find-checkout';

/** More than any file of settings, or for agents, holds. */
const limitBytes = 16 * 1024 * 1024;

/** The whole text of a file of the user's; undefined where there is none. Throws an AdapterError for one that is no text. */
export const readUserFile = (path: string): string | undefined => {
  const bytes = readPlain(path);
  const text = bytes?.toString('utf8');
  if (bytes === undefined || text === undefined) return undefined;
  if (!Buffer.from(text, 'utf8').equals(bytes))
    throw new AdapterError('E_STORE_IO', `${path} is not UTF-8 text: it was left as it is`, { file: path });
  return text;
};

/**
 * As `readUserFile`, of a file in a project's folder that is going to be changed: an AdapterError where a link leads out
 * of the repository, or of the folder where there is none, since the link may have come with it and the file belongs to somebody else.
 */
export const readProjectFile = (path: string, folder = dirname(path)): string | undefined => {
  const top = findCheckout(folder)?.worktree ?? folder;
  const target = realTarget(path, 0);
  if (target !== undefined && !isBelow(realTarget(top, 0) ?? top, target))
    throw new AdapterError(
      'E_STORE_IO',
      `${path} leads out of the project, to ${target}: it was left as it is. Put a file of its own there, or change that one by hand`,
      { file: path, target },
      [`ls -ld ${shellWord(path)}`],
    );
  return readUserFile(path);
};

const linksAtMost = 40;

/** Where a path leads, through all its links, though there be nothing yet; undefined where they go in a circle. */
const realTarget = (path: string, depth: number): string | undefined => {
  if (depth > linksAtMost) return undefined;
  try {
    return fs.realpathSync(path);
  } catch {
    const above = dirname(path) === path ? path : realTarget(dirname(path), depth + 1);
    if (above === undefined) return undefined;
    const here = join(above, basename(path));
    const link = readLink(here);
    return link === undefined ? here : realTarget(resolve(above, link), depth + 1);
  }
};

const readLink = (path: string): string | undefined => {
  try {
    return fs.readlinkSync(path);
  } catch {
    // No link, or nothing there.
    return undefined;
  }
};

/** Opened without waiting: a pipe that nobody writes to would hold the command for ever, a device has no end. */
const readPlain = (path: string): Buffer | undefined => {
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    const status = fs.fstatSync(fd);
    if (status.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (!status.isFile()) throw new AdapterError('E_STORE_IO', `${path} is no plain file: it was left as it is`, { file: path });
    if (status.size > limitBytes)
      throw new AdapterError('E_STORE_IO', `${path} has ${status.size} bytes, the limit is ${limitBytes}: it was left as it is`, {
        file: path,
        bytes: status.size,
        limit: limitBytes,
      });
    return fs.readFileSync(fd);
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (errno === 'ENOENT') return undefined;
    throw new AdapterError('E_STORE_IO', `${path} cannot be read (${errno})`, { file: path, errno });
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
};
