import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { greatestOf } from '../../../domain/text/extremes';
import { errnoOf, isTaken } from '../disk';
import type { CommitRecord } from '../journal/record';
import { epochFolder, epochOf, type Journal, journalOf, storeFiles } from '../layout';
import { namesIn, ownFolder } from '../own-folder';

/**
 * The copies of the live files, out of git's reach: hard links by the same names, and a journal of one folder, with the
 * newest record and those of its images that are not in place yet. Its state at any moment is thus that of a whole commit,
 * read as that of a project is: the files, with the effects of the record laid over them.
 */
export const copiesJournal = (copies: string): Journal => journalOf(copies, Number.POSITIVE_INFINITY);

/** Undefined where this is not a folder, or not one of those who own the project: then there are no copies. */
export const usableCopies = (journal: Journal): string | undefined => {
  const { copies } = journal.reach;
  if (copies === undefined) return undefined;
  try {
    return [dirname(copies), copies].every((path) => isOurFolder(journal, path)) ? copies : undefined;
  } catch {
    // Whatever keeps us from looking keeps us from using it.
    return undefined;
  }
};

/** As usableCopies, and made where it is missing. Throws the errors of `node:fs`. */
export const makeCopiesFolder = (journal: Journal): string | undefined => {
  const { copies } = journal.reach;
  if (copies === undefined || dirname(copies) === copies) return undefined;
  folderInCopies(journal, dirname(copies));
  folderInCopies(journal, copies);
  return usableCopies(journal);
};

const isOurFolder = (journal: Journal, path: string): boolean => {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory() !== true) return false;
  const own = process.geteuid?.();
  return own === undefined || status.uid === own || status.uid === fs.statSync(journal.project).uid;
};

const makeFolder = (journal: Journal, path: string): void => {
  try {
    fs.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (isTaken(error)) return;
    throw error;
  }
  // Made by root in somebody's repository, it is still theirs.
  const { uid, gid } = fs.statSync(journal.project);
  if (process.geteuid?.() === 0 && uid !== 0) fs.chownSync(path, uid, gid);
};

/** A folder for copies, made where it is missing. Never through a link. */
export const folderInCopies = (journal: Journal, path: string): void => {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return;
  if (status !== undefined) throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR', syscall: 'open', path });
  makeFolder(journal, path);
};

/** The names in the one folder of the copies' journal. */
export const namesInCopiesJournal = (copies: string): string[] =>
  namesIn(ownFolder(copies), epochFolder(copiesJournal(copies), 0));

/** The generation that a name in a journal begins with; -1 where it begins with none. */
export const generationOfName = (name: string): number => Number(/^(\d{1,16})\./.exec(name)?.[1] ?? -1);

/** The generation of the newest record among names of the copies' journal. */
export const newestCopied = (names: readonly string[]): number | undefined => {
  const generations = names.flatMap((name) => (/^\d{1,16}\.json$/.test(name) ? [generationOfName(name)] : []));
  return generations.length === 0 ? undefined : greatestOf(generations);
};

/** An epoch behind all that the copies know of. */
export const epochAfterCopies = (journal: Journal): number => {
  const copies = usableCopies(journal);
  const newest = copies === undefined ? undefined : newestCopied(namesInCopiesJournal(copies));
  return newest === undefined ? 0 : epochOf(journal, newest) + 1;
};

/** Read and written whole; a commit leaves copies of them all, whether it changed them or somebody else did. */
export const watchedFiles: readonly string[] = [storeFiles.todo, storeFiles.sessions, storeFiles.config, '.current-session'];

const others: readonly string[] = [storeFiles.ledger, storeFiles.log, '.gitignore', '.gitattributes'];

/** Every file below `folder` (a project's, or its copies) that has a copy, in the order in which they are copied. */
export const copiedFiles = (folder: string, own = ownFolder(folder)): string[] => [
  ...watchedFiles,
  ...others,
  ...namesIn(own, folder).filter((name) => /^session\.log\.\d{1,4}$/.test(name)),
  ...['archive', 'events', 'hooks'].flatMap((inner) =>
    namesIn(own, join(folder, inner))
      .filter((name) => /^[\w-]+\.jsonl?$/.test(name))
      .map((name) => `${inner}/${name}`),
  ),
];

/** Plain files only. */
export const statusOfFile = (path: string): fs.Stats | undefined => {
  try {
    const status = fs.lstatSync(path, { throwIfNoEntry: false });
    return status?.isFile() === true ? status : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

export const isSameInode = (one: fs.Stats, other: fs.Stats): boolean => one.ino === other.ino && one.dev === other.dev;

/** Files that a record changes. */
export const filesOf = (record: CommitRecord): string[] => [...record.put, ...record.append].map(({ file }) => file);
