import { StoreError } from '../store-error';
import { errnoOf } from './disk';

const withoutHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** What to throw for an error of `link`: a file system that has no hard links is named with what to do; others as they are. */
export const explainLinkFault = (error: unknown, place?: string): unknown => {
  const errno = errnoOf(error);
  if (errno === undefined || !withoutHardLinks.has(errno)) return error;
  const { path = '.stint' } = error as NodeJS.ErrnoException;
  const file = place ?? path;
  return new StoreError(
    'E_STORE_IO',
    `the file system that holds ${file} makes no hard links (${errno}), and stint cannot commit safely without them. ` +
      'Keep the project on a file system that has them (ext4, xfs, btrfs, APFS, NTFS). Nothing was changed.',
    { file, errno },
  );
};
