import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { freshName } from './digest';
import { errnoOf } from './disk';
import { ioErrorAt } from './io-fault';
import { renameIntoPlace } from './rename-into-place';
import { stageFile } from './stage-file';

/**
 * Replaces a file of the user's own (AGENTS.md, a harness's settings), or makes it: all of it or nothing, with its
 * mode and owner kept, and where it is a symbolic link the file that it means. Throws E_STORE_IO, and then nothing
 * has changed. A device or a pipe is written to.
 */
export const replaceUserFile = (path: string, content: string | Buffer): void => {
  try {
    const status = fs.statSync(path, { throwIfNoEntry: false });
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    if (status?.isFile() === false) {
      fs.writeFileSync(path, bytes);
      return;
    }
    const target = followLinks(path);
    const mode = status === undefined ? 0o666 & ~process.umask() : status.mode & 0o7777;
    const staged = join(dirname(target), `.${basename(target)}.stint-${freshName()}`);
    renameIntoPlace(staged, target, () => {
      stageFile(staged, bytes, mode);
      if (status !== undefined) keepOwner(staged, status, mode);
    });
  } catch (error) {
    throw ioErrorAt('write', path, error);
  }
};

/** The file that a path means, which need not be there yet. Links in a circle do not come here: `stat` refuses them. */
const followLinks = (path: string): string => {
  let current = resolve(path);
  while (fs.lstatSync(current, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    current = resolve(fs.realpathSync(dirname(current)), fs.readlinkSync(current));
  return current;
};

/** A new file is the caller's own; only root can give it back to somebody else, and changing owners clears mode bits. */
const keepOwner = (staged: string, status: fs.Stats, mode: number): void => {
  const own = fs.statSync(staged);
  if (own.uid === status.uid && own.gid === status.gid) return;
  try {
    fs.chownSync(staged, status.uid, status.gid);
    fs.chmodSync(staged, mode);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') throw error;
  }
};
