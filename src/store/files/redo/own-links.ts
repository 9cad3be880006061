import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Journal } from '../layout';
import { entriesIn, type OwnFolder, ownFolder, statusOf } from '../own-folder';

/**
 * How many further names stint itself has given to `file`: the copies have one, also those of an id that the project had
 * before; a rotation of the log or a copy that was not made leaves others. Looked for only where a file has more than one
 * name, and no further than it has to be.
 */
export const ownLinks = (journal: Journal, file: string, sought: Stats): number => {
  const { copies, linkedFrom } = journal.reach;
  const others = sought.nlink - 1;
  const isThere = (folder: string | undefined): boolean =>
    folder !== undefined && isSame(ownFolder(folder), join(folder, file), sought);
  const count = (isThere(copies) ? 1 : 0) + (isThere(linkedFrom) ? 1 : 0);
  if (count >= others) return count;
  const inProject = countIn(journal.files, journal.folder, sought) + (isThere(linkedFrom) ? 1 : 0);
  // A project that is not known here has none. Where git is not there, nobody knows whether there are copies.
  if (copies === undefined) return journal.reach.isKnown === false ? inProject : Math.max(inProject, 1);
  try {
    // Below the folder of all copies, those of former ids too.
    return inProject + countIn(ownFolder(dirname(copies)), dirname(copies), sought);
  } catch {
    // Who may not look there cannot tell: one name is that of the copy.
    return Math.max(inProject, 1);
  }
};

const isSame = (files: OwnFolder, path: string, { dev, ino }: Stats): boolean => {
  const status = statusOf(files, path);
  return status?.ino === ino && status.dev === dev;
};

/** Names of the file in a folder and those below it. */
const countIn = (files: OwnFolder, folder: string, sought: Stats): number => {
  let count = 0;
  for (const entry of entriesIn(files, folder) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) count += countIn(files, path, sought);
    else if (isSame(files, path, sought)) count += 1;
  }
  return count;
};
