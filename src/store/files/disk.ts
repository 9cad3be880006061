import * as fs from 'node:fs';

/** The few moves on files that the engine is built of. All throw the errors of `node:fs`. */

export const errnoOf = (error: unknown): string | undefined => {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
};

/** The name, or a folder above it, is not there. */
export const isGone = (error: unknown): boolean => {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
};

export const isTaken = (error: unknown): boolean => {
  const code = errnoOf(error);
  return code === 'EEXIST' || code === 'ENOTEMPTY';
};

export const exists = (path: string): boolean => {
  try {
    return fs.statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
};

/** The bytes of a file; `like` itself where they are the same. */
export const readIfThere = (path: string, like?: Buffer): Buffer | null => {
  try {
    return like !== undefined && holds(path, like) ? like : fs.readFileSync(path);
  } catch (error) {
    if (isGone(error)) return null;
    // An error of the read itself, not of the open, does not say which file it was.
    throw error instanceof Error && errnoOf(error) !== undefined ? Object.assign(error, { path }) : error;
  }
};

const piece = 1024 * 1024;

/**
 * Whether a file holds just these bytes. A large one is compared piece by piece: pages for a second copy cost more than
 * reading it does. A small one is read at once by the caller.
 */
const holds = (path: string, bytes: Buffer): boolean => {
  if (bytes.length < 2 * piece) return false;
  const fd = fs.openSync(path, fs.constants.O_RDONLY);
  try {
    if (fs.fstatSync(fd).size !== bytes.length) return false;
    const read = Buffer.allocUnsafe(piece);
    for (let at = 0; ; ) {
      const count = fs.readSync(fd, read, 0, piece, at);
      if (count === 0) return at === bytes.length;
      if (!read.subarray(0, count).equals(bytes.subarray(at, at + count))) return false;
      at += count;
    }
  } finally {
    fs.closeSync(fd);
  }
};

/** The names in a folder; none where it is not there. */
export const namesIn = (folder: string): string[] => {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
};

export const removeIfThere = (path: string): void => {
  try {
    fs.unlinkSync(path);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};

/** Makes the names in a folder survive a power cut. */
export const syncFolder = (path: string): void => {
  const fd = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_DIRECTORY ?? 0));
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
};

/** Up to `length` bytes from `offset`; fewer where the file ends. */
export const readAt = (fd: number, offset: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = fs.readSync(fd, bytes, filled, length - filled, offset + filled);
    if (count <= 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
};

/** All of `bytes` at `offset`, however many calls it takes. */
export const writeAt = (fd: number, bytes: Buffer, offset: number): void => {
  let written = 0;
  while (written < bytes.length) {
    const count = fs.writeSync(fd, bytes, written, bytes.length - written, offset + written);
    if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO', syscall: 'write' });
    written += count;
  }
};
