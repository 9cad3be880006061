import { StoreError } from '../store-error';
import { errnoOf } from './disk';

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reports an input/output error',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'it is changed by others all the time',
  EFBIG: 'the file is too large',
  ESTALE: 'the network file system lost it',
  EEXIST: 'something else has that name',
  ENOTEMPTY: 'something else has that name',
};

/** Whether the file system gave this error (and not a fault of the program). */
export const isIoFault = (error: unknown): error is NodeJS.ErrnoException =>
  errnoOf(error) !== undefined && typeof (error as NodeJS.ErrnoException).syscall === 'string';

export const describeIoFault = (error: NodeJS.ErrnoException): string => {
  const errno = errnoOf(error) ?? 'unknown';
  const subject = error.path ?? 'the project';
  return `${subject}: ${words[errno] ?? error.message} (${errno})`;
};

export const ioError = (doing: string, error: NodeJS.ErrnoException): StoreError => {
  const errno = errnoOf(error) ?? 'unknown';
  const file = error.path === undefined ? {} : { file: error.path };
  return new StoreError('E_STORE_IO', `cannot ${doing} ${describeIoFault(error)}. Nothing was changed.`, { ...file, errno });
};

/** What to throw for an error in work on the file `path`, which a failed read, write or fsync does not name; faults of the program as they are. */
export const ioErrorAt = (doing: string, path: string, error: unknown): unknown => {
  if (!isIoFault(error)) return error;
  return ioError(doing, error.path === undefined ? Object.assign(error, { path }) : error);
};
