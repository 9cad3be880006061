import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { makeNewFolder, removeFolder, removeIfThere, removeTree, renameFile } from '../change-own-folder';
import { freshName } from '../digest';
import { isGone, isTaken } from '../disk';
import { epochFolder, type Journal, mostEpoch } from '../layout';
import { entriesIn, exists, type OwnFolder, syncFolder } from '../own-folder';
import type { Tip } from './newest';

/** Makes the journal of a project that has none, beginning with `epoch`; whoever comes first makes it. */
export const seedJournal = (journal: Journal, epoch: number): void => {
  const { files } = journal;
  const fresh = `${journal.folder}.new-${freshName()}`;
  makeNewFolder(files, fresh);
  try {
    makeNewFolder(files, join(fresh, String(epoch)));
    renameFile(files, fresh, journal.folder);
  } catch (error) {
    removeTree(files, fresh);
    if (!isTaken(error)) throw error;
    // A journal folder without any epoch was emptied by hand; what is left in it is nobody's.
    for (const entry of entriesIn(files, journal.folder) ?? [])
      if (isTrash(entry)) removeTree(files, join(journal.folder, entry.name));
  }
  syncFolder(files, journal.project);
};

/**
 * An epoch for a journal that was removed by hand: higher than any that a process which is still at work on the old
 * journal can know, so that its names never meet new ones. At least `least`, whatever the clock says.
 */
export const epochForReseeding = (nowMs: number, least = 0): number =>
  Math.max(least, Math.min(Math.floor(nowMs / 1000) * 1000, mostEpoch / 10) + Math.floor(Math.random() * 1000));

/**
 * Makes the folder of `epoch`. It is born inside the epoch before and moved out, hence cannot be made once that one is
 * gone, hence is never made twice.
 */
export const ensureEpoch = (journal: Journal, epoch: number): void => {
  const { files } = journal;
  const target = epochFolder(journal, epoch);
  if (exists(files, target)) return;
  const next = join(epochFolder(journal, epoch - 1), `next-${freshName()}`);
  makeNewFolder(files, next);
  try {
    renameFile(files, next, target);
  } catch (error) {
    if (!isTaken(error)) throw error;
    removeFolder(files, next);
  }
  syncFolder(files, journal.folder);
};

/** Removes the epochs that lie two behind `newest`, lowest first, and what earlier removals left. */
export const sweepEpochs = (journal: Journal, tip: Tip, newest: number): void => {
  const { files } = journal;
  const old = tip.epochs.filter((epoch) => newest >= (epoch + 2) * journal.epochSize).sort((a, b) => a - b);
  if (old.length === 0 && tip.trash.length === 0) return;
  for (const epoch of old) {
    try {
      renameFile(files, epochFolder(journal, epoch), join(journal.folder, `trash-${epoch}-${freshName()}`));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  for (const entry of entriesIn(files, journal.folder) ?? [])
    if (isTrash(entry)) emptyTrash(journal, join(journal.folder, entry.name));
};

/** A link of that name leads elsewhere: what is there is not ours to remove. */
const isTrash = (entry: Dirent): boolean => entry.isDirectory() && entry.name.startsWith('trash-');

const isMarker = (name: string): boolean => /^\d+\.(?:json|done)$/.test(name);

/**
 * Staged names first: a record that somebody still links must not find its images gone but itself present. What no commit
 * puts into an epoch, a folder with something in it, stays with the trash around it.
 */
const emptyTrash = (journal: Journal, folder: string): void => {
  const { files } = journal;
  try {
    const entries = entriesIn(files, folder) ?? [];
    const isFolder = (entry: Dirent): boolean => entry.isDirectory();
    for (const { name } of entries.filter(isFolder)) removeFolderIfEmpty(files, join(folder, name));
    const names = entries.filter((entry) => !isFolder(entry)).map(({ name }) => name);
    for (const name of names) if (!isMarker(name)) removeIfThere(files, join(folder, name));
    for (const name of names) if (isMarker(name)) removeIfThere(files, join(folder, name));
    removeFolder(files, folder);
  } catch (error) {
    // Somebody empties it too, or a sleeper has just put a name into it: the next sweep comes by.
    if (!isGone(error) && !isTaken(error)) throw error;
  }
};

const removeFolderIfEmpty = (files: OwnFolder, path: string): void => {
  try {
    removeFolder(files, path);
  } catch (error) {
    if (!isGone(error) && !isTaken(error)) throw error;
  }
};
