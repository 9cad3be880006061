import { StoreError } from '../store-error';
import { errnoOf } from './disk';
import { RefusedFile } from './refused-file';

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
  ENXIO: 'it is a socket, or a pipe that nobody reads',
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
  return `${subject}: ${error instanceof RefusedFile ? error.message : (words[errno] ?? error.message)} (${errno})`;
};

export const ioError = (doing: string, error: NodeJS.ErrnoException): StoreError => {
  const errno = errnoOf(error) ?? 'unknown';
  const file = error.path === undefined ? {} : { file: error.path };
  const { details, fix = [] } = error instanceof RefusedFile ? error : {};
  // A file that is too large is not what it should be, whatever the disk says.
  const code = error instanceof RefusedFile && errno === 'EFBIG' ? 'E_STORE_CORRUPT' : 'E_STORE_IO';
  const message = `cannot ${doing} ${describeIoFault(error)}. Nothing was changed.`;
  return new StoreError(code, message, { ...file, errno, ...details }, fix);
};

/** What to throw for an error in work on the file `path`, which a failed read, write or fsync does not name; faults of the program as they are. */
export const ioErrorAt = (doing: string, path: string, error: unknown): unknown => {
  if (!isIoFault(error)) return error;
  return ioError(doing, error.path === undefined ? Object.assign(error, { path }) : error);
};
