import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Journal } from '../layout';
import { entriesIn, namesIn, type OwnFolder, ownFolder, statusOf } from '../own-folder';

/**
 * How many further names stint itself has given to `file`: the copies have one, also those of an id that the project had
 * before; a rotation of the log that was not made leaves others in the journal. Looked for only where a file has more than
 * one name, and no further than it has to be.
 */
export const ownLinks = (journal: Journal, file: string, { dev, ino, nlink }: Stats): number => {
  const { copies, linkedFrom } = journal.reach;
  const isSame = (folder: OwnFolder, path: string): boolean => {
    const status = statusOf(folder, path);
    return status?.ino === ino && status.dev === dev;
  };
  const countIn = (folder: string): number => (isSame(ownFolder(folder), join(folder, file)) ? 1 : 0);
  const inJournal = (files: OwnFolder): number => {
    const folder = join(files.path, 'journal');
    let count = 0;
    for (const epoch of entriesIn(files, folder) ?? []) {
      if (!epoch.isDirectory()) continue;
      for (const name of namesIn(files, join(folder, epoch.name))) if (isSame(files, join(folder, epoch.name, name))) count += 1;
    }
    return count;
  };
  let count = linkedFrom === undefined ? 0 : countIn(linkedFrom);
  if (copies !== undefined) count += countIn(copies);
  if (count < nlink - 1) count += inJournal(journal.files);
  if (count >= nlink - 1) return count;
  // Where git is not there, or does not say which project this is, nobody knows whether there are copies.
  if (copies === undefined) return Math.max(count, 1);
  const all = dirname(copies);
  try {
    for (const { name } of entriesIn(ownFolder(all), all) ?? []) {
      const folder = join(all, name);
      count += (folder === copies ? 0 : countIn(folder)) + inJournal(ownFolder(folder));
    }
    return count;
  } catch {
    // Who may not look there cannot tell: one name is that of the copy.
    return Math.max(count, 1);
  }
};
