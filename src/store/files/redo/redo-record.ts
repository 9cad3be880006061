import { dirname, join } from 'node:path';
import type { Warning } from '../../../domain/outcome';
import { createFile } from '../change-own-folder';
import { settleCopies, takeCopies } from '../copies/leave-copies';
import { errnoOf, isGone } from '../disk';
import type { CommitRecord } from '../journal/record';
import { donePath, type Journal } from '../layout';
import { type OwnFolder, syncFolder } from '../own-folder';
import { redoAppend } from './append-lines';
import { redoPut } from './put-file';

/**
 * Makes the effects of a record be in the files and marks it done. Idempotent; throws where an effect could not be
 * made, and then the record stays open for the next one who comes.
 */
export const redoRecord = (journal: Journal, record: CommitRecord): Warning[] => {
  const warnings: Warning[] = [];
  takeCopies(journal, record);
  for (const step of record.append) redoAppend(journal, record, step);
  for (const step of record.put) {
    const warning = redoPut(journal, record, step);
    if (warning !== undefined) warnings.push(warning);
  }
  const folders = new Set([...record.append, ...record.put].map((step) => dirname(join(journal.project, step.file))));
  folders.delete(journal.project);
  for (const folder of folders) syncIfThere(journal.files, folder);
  syncFolder(journal.files, journal.project);
  settleCopies(journal, record);
  markDone(journal, record.generation);
  return warnings;
};

const syncIfThere = (files: OwnFolder, folder: string): void => {
  try {
    syncFolder(files, folder);
  } catch (error) {
    // Removed by hand after the record was finished: there is nothing left to make durable.
    if (!isGone(error)) throw error;
  }
};

const markDone = (journal: Journal, generation: number): void => {
  try {
    createFile(journal.files, donePath(journal, generation));
  } catch (error) {
    // Marked already, or its epoch is gone: done either way.
    if (errnoOf(error) !== 'EEXIST' && !isGone(error)) throw error;
  }
};
