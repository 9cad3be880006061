import * as fs from 'node:fs';
import writeFileAtomic from 'write-file-atomic';

/**
 * Writes a file that is not yet anybody's: durable, and read back. write-file-atomic alone does not notice a short
 * write on a full disk, so nothing may be linked or renamed into place that did not pass through here.
 */
export const stageFile = (path: string, bytes: Buffer, mode = 0o600): void => {
  writeFileAtomic.sync(path, bytes, { mode, fsync: true });
  const written = fs.readFileSync(path);
  if (written.equals(bytes)) return;
  throw Object.assign(new Error(`${path} was not written whole`), {
    code: written.length < bytes.length ? 'ENOSPC' : 'EIO',
    syscall: 'write',
    path,
  });
};
