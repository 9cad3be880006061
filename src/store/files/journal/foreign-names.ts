import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { epochFolder, type Journal } from '../layout';
import { entriesIn, isPlainFile } from '../own-folder';
import { epochNamed, generationNamed } from './newest';
import { isForeign } from './record';

/** Something in the journal that no commit of stint made; `name` is its path inside `.stint/`. */
export type ForeignName = { readonly name: string; readonly what: string; readonly generation?: number };

/** What is passed over in the journal, whoever put it there. */
export const foreignNames = (journal: Journal): ForeignName[] =>
  (entriesIn(journal.files, journal.folder) ?? []).flatMap((entry) => {
    const name = `journal/${entry.name}`;
    if (entry.name.startsWith('trash-')) return entry.isDirectory() ? [] : [{ name, what: `it is ${kindOf(entry)}` }];
    const epoch = epochNamed(entry.name);
    if (epoch === undefined) return [{ name, what: 'it has no name that stint gives' }];
    return entry.isDirectory() ? inEpoch(journal, epoch) : [{ name, what: `it is ${kindOf(entry)}` }];
  });

const kindOf = (entry: Dirent): string => {
  if (entry.isSymbolicLink()) return 'a symbolic link';
  if (entry.isDirectory()) return 'a folder';
  return entry.isFile() ? 'a file' : 'a pipe, a socket or a device';
};

const inEpoch = (journal: Journal, epoch: number): ForeignName[] => {
  const folder = epochFolder(journal, epoch);
  return (entriesIn(journal.files, folder) ?? []).flatMap((entry): ForeignName[] => {
    const name = `journal/${epoch}/${entry.name}`;
    if (entry.name.startsWith('next-')) return entry.isDirectory() ? [] : [{ name, what: `it is ${kindOf(entry)}` }];
    const generation = generationNamed(journal, epoch, entry.name.replace(/^(\d+)\..*$/s, '$1.json'));
    if (generation === undefined) return [{ name, what: 'no commit of this folder has such a name' }];
    const isRecord = entry.name === `${generation}.json`;
    // A folder in the place of a record may be all that is left of a commit.
    if (isRecord && entry.isDirectory()) return [];
    if (!isPlainFile(journal.files, join(folder, entry.name))) return [{ name, what: `it is ${plainlySaid(entry)}`, generation }];
    if (isRecord)
      return isForeign(journal, generation) ? [{ name, what: 'it says what no commit of stint says', generation }] : [];
    return isMachinery(entry.name) ? [] : [{ name, what: 'it has no name that stint gives' }];
  });
};

const plainlySaid = (entry: Dirent): string => (entry.isFile() ? 'a file of another user' : kindOf(entry));

/** Marks, staged files, and what a repair writes; while they are written, a number stands behind their name. */
const isMachinery = (name: string): boolean => /^\d+\.(?:done|[0-9A-Za-z]+\.[\w.-]+|json\.mended(?:\.\d+)?)$/.test(name);
