import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { removeIfThere } from '../change-own-folder';
import { freshName } from '../digest';
import { errnoOf, isGone } from '../disk';
import { isIoFault } from '../io-fault';
import type { CommitRecord } from '../journal/record';
import { epochFolder, type Journal, recordPath, stagedPath } from '../layout';
import { namesIn, ownFolder } from '../own-folder';
import { isRecordOpen } from '../redo/open-record';
import {
  copiedFiles,
  copiesJournal,
  filesOf,
  folderInCopies,
  generationOfName,
  isSameInode,
  makeCopiesFolder,
  namesInCopiesJournal,
  statusOfFile,
  usableCopies,
  watchedFiles,
} from './copies-folder';

/**
 * Before a record has any effect: links it and its images into the copies, which until then are those of the generation
 * before. Where they are not, or something fails, `settleCopies` makes them anew.
 */
export const takeCopies = (journal: Journal, record: CommitRecord): void =>
  withoutFail(() => {
    const copies = usableCopies(journal);
    if (copies === undefined) return;
    const inner = copiesJournal(copies);
    const { generation } = record;
    const earlier = namesInCopiesJournal(copies).filter((name) => generationOfName(name) !== generation);
    if (earlier.length !== 1 || earlier[0] !== `${generation - 1}.json`) return;
    const links = record.put.map(({ staged }) => [
      stagedPath(journal, generation, staged),
      stagedPath(inner, generation, staged),
    ]);
    // The record comes last: where it is, its images are or were.
    links.push([recordPath(journal, generation), recordPath(inner, generation)]);
    for (const [from = '', to = ''] of links) if (!isLinked(from, to)) return;
  });

/**
 * After all effects of a record and before it counts as done, so that the next generation finds the copies of this one.
 * A process that slept finds the record done, and then it leaves the copies alone.
 */
export const settleCopies = (journal: Journal, record: CommitRecord): void =>
  withoutFail(() => {
    const copies = makeCopiesFolder(journal);
    if (copies === undefined) return;
    const { generation } = record;
    const isOurs = (): boolean => isRecordOpen(journal, generation);
    const inner = copiesJournal(copies);
    const names = namesInCopiesJournal(copies);
    if (names.includes(`${generation}.json`)) {
      for (const { file, staged } of record.put)
        renameIfThere(journal, stagedPath(inner, generation, staged), join(copies, file));
      for (const file of new Set([...filesOf(record), ...watchedFiles])) follow(journal, copies, file, isOurs);
      removeOthers(copies, names, generation, isOurs);
      return;
    }
    if (!isOurs()) return;
    removeOthers(copies, names, -1, isOurs);
    refresh(journal, copies, isOurs);
    folderInCopies(journal, inner.folder);
    folderInCopies(journal, epochFolder(inner, 0));
    if (isOurs()) isLinked(recordPath(journal, generation), recordPath(inner, generation));
  });

/** For what changes outside of commits: a project that is made, or what git is told of it. */
export const refreshCopies = (journal: Journal): void =>
  withoutFail(() => {
    const copies = makeCopiesFolder(journal);
    if (copies !== undefined) refresh(journal, copies, () => true);
  });

const refresh = (journal: Journal, copies: string, isOurs: () => boolean): void => {
  const own = ownFolder(copies);
  for (const name of namesIn(own, copies)) if (name.startsWith(fresh)) removeIfThere(own, join(copies, name));
  for (const file of copiedFiles(journal.project)) follow(journal, copies, file, isOurs);
};

const fresh = 'new-';

/** Makes the copy of a file a link of what its name leads to now. */
const follow = (journal: Journal, copies: string, file: string, isOurs: () => boolean): void => {
  const from = join(journal.project, file);
  const to = join(copies, file);
  const live = statusOfFile(from);
  if (live === undefined) return;
  const copy = statusOfFile(to);
  if (copy !== undefined && isSameInode(live, copy)) return;
  if (dirname(to) !== copies) folderInCopies(journal, dirname(to));
  const own = join(copies, `${fresh}${freshName()}`);
  if (!isLinked(from, own)) return;
  try {
    if (isOurs()) fs.renameSync(own, to);
  } finally {
    removeIfThere(ownFolder(copies), own);
  }
};

/** False where there is nothing to be linked. */
const isLinked = (from: string, to: string): boolean => {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    if (errnoOf(error) === 'EEXIST') return true;
    throw error;
  }
};

const renameIfThere = (journal: Journal, from: string, to: string): void => {
  const folder = dirname(to);
  try {
    if (folder !== journal.reach.copies) folderInCopies(journal, folder);
    fs.renameSync(from, to);
  } catch (error) {
    // Somebody else has finished this record.
    if (!isGone(error)) throw error;
  }
};

/** Records first: without one the copies are known not to be those of one commit. */
const removeOthers = (copies: string, names: readonly string[], generation: number, isOurs: () => boolean): void => {
  const old = names.filter((name) => generationOfName(name) !== generation);
  if (old.length === 0 || !isOurs()) return;
  const folder = epochFolder(copiesJournal(copies), 0);
  const isRecord = (name: string): boolean => /^\d+\.json$/.test(name);
  for (const name of [...old.filter(isRecord), ...old.filter((name) => !isRecord(name))])
    removeIfThere(ownFolder(copies), join(folder, name));
};

/** Copies that cannot be left are no failure of the commit: `doctor` tells of them. */
const withoutFail = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!isIoFault(error)) throw error;
  }
};
