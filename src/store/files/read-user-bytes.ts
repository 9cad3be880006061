import * as fs from 'node:fs';
import { isGone, readAt } from './disk';
import { ioErrorAt } from './io-fault';
import { RefusedFile } from './refused-file';

/** What a whole file may have at most: more does not go into one piece. */
const mostBytes = 2 ** 31 - 1;

/**
 * The bytes of a file outside of `.stint`, which its user named: a link is followed, but not to a device, and no pipe is
 * waited for. undefined where there is none. Throws E_STORE_IO.
 */
export const readUserBytes = (path: string, most = mostBytes): Buffer | undefined => {
  try {
    const fd = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const status = fs.fstatSync(fd);
      if (status.isDirectory()) throw new RefusedFile('EISDIR', path, 'it is a folder');
      if (!status.isFile()) throw new RefusedFile('EFTYPE', path, 'it is not a plain file');
      if (status.size > most)
        throw new RefusedFile('EFBIG', path, `it is ${status.size} bytes long, and stint reads at most ${most}`);
      return readAt(fd, 0, status.size);
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw ioErrorAt('read', path, error);
  }
};
