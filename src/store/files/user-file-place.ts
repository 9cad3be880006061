import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { freshName } from './digest';
import { errnoOf } from './disk';

/** A name beside a file that nobody can foretell. */
export const besideFile = (target: string): string =>
  join(dirname(target), `.${basename(target).slice(0, 200)}.stint-${freshName()}`);

/** The file that a path means, which need not be there yet. Links in a circle do not come here: `stat` refuses them. */
export const followLinks = (path: string): string => {
  let current = resolve(path);
  while (fs.lstatSync(current, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    current = resolve(fs.realpathSync(dirname(current)), fs.readlinkSync(current));
  return current;
};

/** A new file is the caller's own; only root can give it back to somebody else, and changing owners clears mode bits. */
export const keepOwner = (staged: string, status: fs.Stats, mode: number): void => {
  const own = fs.statSync(staged);
  if (own.uid === status.uid && own.gid === status.gid) return;
  try {
    fs.chownSync(staged, status.uid, status.gid);
    fs.chmodSync(staged, mode);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') throw error;
  }
};
