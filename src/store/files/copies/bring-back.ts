import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mended } from '../../../domain/doctor/answer';
import type { Instant } from '../../../domain/time/instant';
import { StoreError } from '../../store-error';
import { removeIfThere } from '../change-own-folder';
import { freshName } from '../digest';
import { errnoOf, isGone } from '../disk';
import { gitignore } from '../init-project';
import { findNewest } from '../journal/newest';
import { type CommitRecord, readRecord } from '../journal/record';
import { type Journal, storeFiles } from '../layout';
import { exists, ownFolder, syncFolder } from '../own-folder';
import { redoRecord } from '../redo/redo-record';
import { stageFile } from '../stage-file';
import { type FilesView, viewFiles } from '../store-files-view';
import { copiedFiles, copiesJournal, usableCopies } from './copies-folder';
import { type Displaced, displacedFiles } from './displaced-files';

/** The state that the copies hold. */
export type Copied = {
  readonly folder: string;
  /** The newest commit that left copies; absent where they were made without one, or by one that was interrupted. */
  readonly record?: CommitRecord;
  readonly files: FilesView;
};

/** undefined: there are none, or none that may be used. */
export const readCopies = (journal: Journal): Copied | undefined => {
  const folder = usableCopies(journal);
  if (folder === undefined) return undefined;
  const inner = copiesJournal(folder);
  const tip = findNewest(inner);
  const record = tip?.hasRecord === true ? readWholeRecord(inner, tip.generation) : undefined;
  return { folder, ...(record === undefined ? {} : { record }), files: viewFiles(inner, record) };
};

/** A record that cannot be read leaves the files, and what they are of is not known then. */
const readWholeRecord = (inner: Journal, generation: number): CommitRecord | undefined => {
  try {
    return readRecord(inner, generation);
  } catch (error) {
    if (error instanceof StoreError || isGone(error)) return undefined;
    throw error;
  }
};

/** Both files without which there is no project. */
export const isProjectGone = (displaced: readonly Displaced[]): boolean =>
  [storeFiles.todo, storeFiles.sessions].every((file) => displaced.some((each) => each.file === file && each.how === 'missing'));

/** What a project has beside its commits, and what git may take away by right; that it is missing tells nothing. */
const beside: readonly string[] = [storeFiles.config, '.current-session', '.gitignore', '.gitattributes'];
const isBeside = (file: string): boolean => beside.includes(file) || file.startsWith('hooks/');

/** Files that git has replaced or that were taken away, and of which there is a copy. */
export const findDisplaced = async (journal: Journal): Promise<Displaced[]> => {
  const folder = usableCopies(journal);
  if (folder === undefined) return [];
  const displaced = await displacedFiles(journal, undefined, copiedFiles(folder));
  return isProjectGone(displaced) ? displaced : displaced.filter(({ file }) => !isBeside(file));
};

/** These are mended by a commit, both at once. */
const isCommitted = (file: string): boolean => file === storeFiles.todo || file === storeFiles.sessions;

/**
 * Brings back what the copies hold and the project has lost, but for todo.json and sessions.json: the commit that puts those
 * in place is what makes the project whole again, and until then every command refuses.
 */
export const bringBack = async (journal: Journal, clock: () => Instant): Promise<Mended[]> => {
  const copies = readCopies(journal);
  const displaced = copies === undefined ? [] : await findDisplaced(journal);
  if (copies === undefined || displaced.length === 0) return [];
  if (!exists(ownFolder(dirname(journal.project)), journal.project)) fs.mkdirSync(journal.project, { mode: 0o700 });
  finishCopies(journal, copies);
  const mended = putJournalAside(journal, copies, clock);
  const back = displaced.filter(({ file }) => !isCommitted(file) && file !== '.current-session');
  const kept = back.flatMap(({ file, how }) => {
    const backup = how === 'replaced' ? moveAside(journal, file, clock()) : undefined;
    linkBack(journal, join(copies.folder, file), join(journal.project, file));
    return backup === undefined ? [] : [{ file, backup }];
  });
  if (!exists(journal.files, join(journal.project, '.gitignore'))) writeIgnore(journal);
  syncFolder(journal.files, journal.project);
  if (back.length === 0) return mended;
  const names = back.map(({ file }) => file);
  const some = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
  const code = isProjectGone(displaced)
    ? 'project-gone'
    : back.some(({ how }) => how === 'replaced')
      ? 'replaced-by-git'
      : 'file-missing';
  return [
    ...mended,
    { code, what: `brought ${some} back from the copies`, file: '.stint' },
    ...kept.map(({ file, backup }) => ({ code, what: `kept what was in the place of ${file}`, file: `.stint/${file}`, backup })),
  ];
};

/** The session that this working tree had, where it is still active after the project was brought back. */
export const copiedPointer = (copies: string): string => join(copies, '.current-session');

/** What the newest record was still to do is done in the copies themselves, where the project's own journal cannot do it. */
const finishCopies = (journal: Journal, { folder, record }: Copied): void => {
  if (record === undefined || (findNewest(journal)?.generation ?? -1) >= record.generation) return;
  redoRecord({ ...copiesJournal(folder), reach: { linkedFrom: journal.project } }, record);
};

/** A journal that is older than the copies was put there by git: numbers in it were used before. */
const putJournalAside = (journal: Journal, { record }: Copied, clock: () => Instant): Mended[] => {
  const tip = findNewest(journal);
  if (tip === undefined || record === undefined || tip.generation >= record.generation) return [];
  const backup = moveAside(journal, 'journal', clock());
  return [
    {
      code: 'journal-taken-back',
      what: 'began a new journal: this one was older than the project',
      file: '.stint/journal',
      backup,
    },
  ];
};

/** By its name alone: it may be large. */
const moveAside = (journal: Journal, file: string, now: Instant): string => {
  const folder = join(journal.project, 'backup');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${file.replaceAll('/', '-')}.${stamp}.${freshName()}`;
  fs.renameSync(join(journal.project, file), join(folder, name));
  syncFolder(journal.files, folder);
  return `.stint/backup/${name}`;
};

const linkBack = (journal: Journal, copy: string, live: string): void => {
  try {
    fs.mkdirSync(dirname(live), { recursive: true, mode: 0o700 });
    fs.linkSync(copy, live);
    syncFolder(journal.files, dirname(live));
  } catch (error) {
    // Somebody else brings it back, or the copy was replaced just now: the look that follows tells what is there.
    if (errnoOf(error) !== 'EEXIST' && !isGone(error)) throw error;
  }
};

const writeIgnore = (journal: Journal): void => {
  const staged = join(journal.project, `.gitignore.new-${freshName()}`);
  try {
    stageFile(journal.files, staged, Buffer.from(gitignore));
    fs.linkSync(staged, join(journal.project, '.gitignore'));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    removeIfThere(journal.files, staged);
  }
};
