import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { ownFolder } from './own-folder';
import { renameIntoPlace } from './rename-into-place';
import { besideFile, followLinks, keepOwner } from './user-file-place';

/** A file of the user's that is written piece by piece. Every call throws the system's own error where it fails. */
export type UserFileDraft = {
  write(bytes: Buffer): void;
  /** Puts the whole in the place of what was there. */
  finish(): void;
  /** What was there stays. */
  discard(): void;
};

/**
 * As `replaceUserFile`, for what does not fit into memory: mode and owner are kept, a symbolic link is followed to its
 * file, and a device or a pipe is written to as it comes.
 */
export const openUserFile = (path: string): UserFileDraft => {
  const status = fs.statSync(path, { throwIfNoEntry: false });
  return status === undefined || status.isFile() ? draftOf(followLinks(path), status) : streamTo(path);
};

const draftOf = (target: string, status: fs.Stats | undefined): UserFileDraft => {
  const staged = besideFile(target);
  const mode = status === undefined ? 0o600 : status.mode & 0o7777;
  let fd: number | undefined = fs.openSync(staged, 'wx', 0o600);
  const close = (): void => {
    if (fd !== undefined) fs.closeSync(fd);
    fd = undefined;
  };
  return {
    write: (bytes) => writeAll(fd, bytes),
    finish: () =>
      renameIntoPlace(ownFolder(dirname(target)), staged, target, () => {
        if (fd !== undefined) {
          fs.fchmodSync(fd, mode);
          fs.fsyncSync(fd);
        }
        close();
        if (status !== undefined) keepOwner(staged, status, mode);
      }),
    discard: () => {
      close();
      fs.rmSync(staged, { force: true });
    },
  };
};

/** Opened without O_CREAT: what is gone meanwhile is not made anew as a file. */
const streamTo = (path: string): UserFileDraft => {
  let fd: number | undefined = fs.openSync(path, fs.constants.O_WRONLY);
  const close = (): void => {
    if (fd !== undefined) fs.closeSync(fd);
    fd = undefined;
  };
  return { write: (bytes) => writeAll(fd, bytes), finish: close, discard: close };
};

/** A short write is no error of its own: the next one says why. */
const writeAll = (fd: number | undefined, bytes: Buffer): void => {
  if (fd === undefined) throw new Error('the draft is closed');
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done);
};
