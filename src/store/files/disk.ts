import * as fs from 'node:fs';

/** What errors of the file system mean, and the moves on open files that the engine is built of. */

export const errnoOf = (error: unknown): string | undefined => {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
};

/** An error of work on an open file does not say which file it was. */
export const namingFile = (path: string, error: unknown): unknown =>
  errnoOf(error) !== undefined && (error as NodeJS.ErrnoException).path === undefined
    ? Object.assign(error as Error, { path })
    : error;

/** The name, or a folder above it, is not there. */
export const isGone = (error: unknown): boolean => {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
};

export const isTaken = (error: unknown): boolean => {
  const code = errnoOf(error);
  return code === 'EEXIST' || code === 'ENOTEMPTY';
};

export const closeFile = (fd: number): void => fs.closeSync(fd);

export const flushFile = (fd: number): void => fs.fsyncSync(fd);

export const sizeOf = (fd: number): number => fs.fstatSync(fd).size;

/** Fills `into` from `offset` of the file; gives how many bytes there were. */
export const readInto = (fd: number, into: Buffer, offset: number): number => {
  let filled = 0;
  while (filled < into.length) {
    const count = fs.readSync(fd, into, filled, into.length - filled, offset + filled);
    if (count <= 0) break;
    filled += count;
  }
  return filled;
};

/** Up to `length` bytes from `offset`; fewer where the file ends. */
export const readAt = (fd: number, offset: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readInto(fd, bytes, offset));
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
