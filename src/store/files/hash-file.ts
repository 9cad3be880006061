import { imageSha256 } from './digest';
import { closeFile, namingFile, readInto } from './disk';
import { storeFiles } from './layout';
import { type OwnFolder, openIfThere, readIfThere } from './own-folder';

export type FileHash = { readonly sha256: string; readonly size: number };

const pieceBytes = 1024 * 1024;

/** Of a file of any size, read in pieces; null where there is none. */
export const hashFile = (files: OwnFolder, path: string): FileHash | null => {
  const file = openIfThere(files, path);
  if (file === undefined) return null;
  try {
    const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
    const piece = Buffer.allocUnsafe(pieceBytes);
    let size = 0;
    for (let count = readInto(file.fd, piece, size); count > 0; count = readInto(file.fd, piece, size)) {
      hash.update(piece.subarray(0, count));
      size += count;
    }
    return { sha256: hash.digest('hex'), size };
  } catch (error) {
    throw namingFile(path, error);
  } finally {
    closeFile(file.fd);
  }
};

/** Whether a file of the store may be so large that it is never taken in whole: logs, which nothing reads but people. */
export const isLog = (name: string): boolean => name.startsWith(storeFiles.log);

/** The SHA-256 of what lies at `path` and is, or is to be, the file `name`; null where there is nothing. */
export const hashImage = (files: OwnFolder, path: string, name: string, like?: Buffer): string | null => {
  if (isLog(name)) return hashFile(files, path)?.sha256 ?? null;
  const bytes = readIfThere(files, path, like);
  return bytes === null ? null : imageSha256(bytes);
};
