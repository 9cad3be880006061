import * as fs from 'node:fs';
import { dirname, sep } from 'node:path';
import { StoreError } from '../store-error';

/** Refuses a folder that somebody else could have put there to lead us elsewhere. */
export const refuseForeignFolder = (dir: string): void => {
  const status = fs.lstatSync(dir);
  if (status.isSymbolicLink()) {
    const target = fs.realpathSync(dir);
    if (!`${target}${sep}`.startsWith(`${fs.realpathSync(dirname(dir))}${sep}`))
      throw new StoreError(
        'E_STORE_IO',
        `${dir} is a symbolic link to ${target}, outside of the project; stint does not follow it.`,
        {
          file: dir,
          target,
        },
      );
  }
  const owner = status.isSymbolicLink() ? fs.statSync(dir).uid : status.uid;
  const own = process.geteuid?.();
  if (own !== undefined && owner !== own)
    throw new StoreError(
      'E_STORE_IO',
      `${dir} belongs to another user (uid ${owner}, this is uid ${own}); stint works only on its user's own projects.`,
      { file: dir, owner, user: own },
    );
};
