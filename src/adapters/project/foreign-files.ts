import * as fs from 'node:fs';
import { join } from 'node:path';

/** What nobody here has written, and a command would take for its own work to be finished. */
const machinery = ['journal', 'spool', 'alive', 'hooks', '.current-session', '.lock'] as const;

const leftover = /^(?:journal|spool|alive|hooks)\.(?:discarded|new)-/;

/** Names alone: nothing in them is read, and no link is followed. */
export const lookAtForeignJournal = (stintDir: string): { readonly records: number; readonly unfinished: number } => {
  const journal = join(stintDir, 'journal');
  let records = 0;
  let unfinished = 0;
  for (const epoch of foldersIn(journal)) {
    const names = new Set(namesIn(join(journal, epoch)));
    for (const name of names) {
      const number = /^(\d+)\.json$/.exec(name)?.[1];
      if (number === undefined) continue;
      records += 1;
      if (!names.has(`${number}.done`)) unfinished += 1;
    }
  }
  return { records, unfinished };
};

/**
 * Takes the machinery of a foreign project away, and gives the names of what was there. A folder goes under another name
 * first, so that no half of it is ever taken for a whole. Links are removed, not followed.
 */
export const discardMachinery = (stintDir: string): readonly string[] => {
  const there = machinery.filter((name) => fs.lstatSync(join(stintDir, name), { throwIfNoEntry: false }) !== undefined);
  for (const name of there) {
    const path = join(stintDir, name);
    if (!fs.lstatSync(path).isDirectory()) fs.unlinkSync(path);
    else
      fs.renameSync(
        path,
        join(stintDir, `${name}.discarded-${process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex')}`),
      );
  }
  for (const name of namesIn(stintDir))
    if (leftover.test(name)) fs.rmSync(join(stintDir, name), { recursive: true, force: true });
  return there;
};

const namesIn = (folder: string): string[] =>
  fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? fs.readdirSync(folder) : [];

const foldersIn = (folder: string): string[] =>
  namesIn(folder).filter((name) => fs.lstatSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true);
