import * as fs from 'node:fs';
import { join } from 'node:path';
import { freshName } from '../digest';
import { exists, isGone, isTaken, removeIfThere, syncFolder } from '../disk';
import { epochFolder, type Journal } from '../layout';
import type { Tip } from './newest';

const folderMode = 0o700;

/** Makes the journal of a project that has none, beginning with `epoch`; whoever comes first makes it. */
export const seedJournal = (journal: Journal, epoch: number): void => {
  const fresh = `${journal.folder}.new-${freshName()}`;
  fs.mkdirSync(fresh, { mode: folderMode });
  try {
    fs.mkdirSync(join(fresh, String(epoch)), { mode: folderMode });
    fs.renameSync(fresh, journal.folder);
  } catch (error) {
    fs.rmSync(fresh, { recursive: true });
    if (!isTaken(error)) throw error;
    // A journal folder without any epoch was emptied by hand; what is left in it is nobody's.
    for (const name of fs.readdirSync(journal.folder))
      if (name.startsWith('trash-')) fs.rmSync(join(journal.folder, name), { recursive: true, force: true });
  }
  syncFolder(journal.project);
};

/**
 * An epoch for a journal that was removed by hand: higher than any that a process which is still at work on the old
 * journal can know, so that its names never meet new ones. At least `least`, whatever the clock says.
 */
export const epochForReseeding = (nowMs: number, least = 0): number =>
  Math.max(least, Math.floor(nowMs / 1000) * 1000 + Math.floor(Math.random() * 1000));

/**
 * Makes the folder of `epoch`. It is born inside the epoch before and moved out, hence cannot be made once that one is
 * gone, hence is never made twice.
 */
export const ensureEpoch = (journal: Journal, epoch: number): void => {
  const target = epochFolder(journal, epoch);
  if (exists(target)) return;
  const next = join(epochFolder(journal, epoch - 1), `next-${freshName()}`);
  fs.mkdirSync(next, { mode: folderMode });
  try {
    fs.renameSync(next, target);
  } catch (error) {
    if (!isTaken(error)) throw error;
    fs.rmdirSync(next);
  }
  syncFolder(journal.folder);
};

/** Removes the epochs that lie two behind `newest`, lowest first, and what earlier removals left. */
export const sweepEpochs = (journal: Journal, tip: Tip, newest: number): void => {
  const old = tip.epochs.filter((epoch) => newest >= (epoch + 2) * journal.epochSize).sort((a, b) => a - b);
  if (old.length === 0 && tip.trash.length === 0) return;
  for (const epoch of old) {
    try {
      fs.renameSync(epochFolder(journal, epoch), join(journal.folder, `trash-${epoch}-${freshName()}`));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  for (const name of fs.readdirSync(journal.folder)) if (name.startsWith('trash-')) emptyTrash(join(journal.folder, name));
};

const isMarker = (name: string): boolean => /^\d+\.(?:json|done)$/.test(name);

/** Staged names first: a record that somebody still links must not find its images gone but itself present. */
const emptyTrash = (folder: string): void => {
  try {
    const names = fs.readdirSync(folder);
    for (const name of names) if (name.startsWith('next-')) removeFolderIfThere(join(folder, name));
    for (const name of names) if (!isMarker(name) && !name.startsWith('next-')) removeIfThere(join(folder, name));
    for (const name of names) if (isMarker(name)) removeIfThere(join(folder, name));
    fs.rmdirSync(folder);
  } catch (error) {
    // Somebody empties it too, or a sleeper has just put a name into it: the next sweep comes by.
    if (!isGone(error) && !isTaken(error)) throw error;
  }
};

const removeFolderIfThere = (path: string): void => {
  try {
    fs.rmdirSync(path);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};
