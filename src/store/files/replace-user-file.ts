import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { ioErrorAt } from './io-fault';
import { ownFolder } from './own-folder';
import { renameIntoPlace } from './rename-into-place';
import { stageFile } from './stage-file';
import { besideFile, followLinks, keepOwner } from './user-file-place';

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
    const staged = besideFile(target);
    const files = ownFolder(dirname(target));
    renameIntoPlace(files, staged, target, () => {
      stageFile(files, staged, bytes, mode);
      if (status !== undefined) keepOwner(staged, status, mode);
    });
  } catch (error) {
    throw ioErrorAt('write', path, error);
  }
};
