import writeFileAtomic from 'write-file-atomic';
import { namingFile } from './disk';
import { type OwnFolder, readIfThere, statusOf } from './own-folder';
import { RefusedFile } from './refused-file';

/**
 * Writes a file that is not yet anybody's: durable, and read back. write-file-atomic alone does not notice a short
 * write on a full disk, so nothing may be linked or renamed into place that did not pass through here.
 */
export const stageFile = (files: OwnFolder, path: string, bytes: Buffer, mode = 0o600): void => {
  // write-file-atomic would follow a link of that name.
  if (statusOf(files, path)?.isFile() === false) throw new RefusedFile('EEXIST', path, 'something else has that name');
  try {
    writeFileAtomic.sync(path, bytes, { mode, fsync: true });
  } catch (error) {
    throw namingFile(path, error);
  }
  const written = readIfThere(files, path, bytes);
  if (written?.equals(bytes)) return;
  throw Object.assign(new Error(`${path} was not written whole`), { code: faultOf(written, bytes), syscall: 'write', path });
};

/** A file that is gone was swept with its epoch while this process slept. */
const faultOf = (written: Buffer | null, bytes: Buffer): string => {
  if (written === null) return 'ENOENT';
  return written.length < bytes.length ? 'ENOSPC' : 'EIO';
};
