import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Warning } from '../../../domain/outcome';
import { settleCopies, takeCopies } from '../copies/leave-copies';
import { errnoOf, isGone, syncFolder } from '../disk';
import type { CommitRecord } from '../journal/record';
import { donePath, type Journal } from '../layout';
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
  for (const folder of folders) syncIfThere(folder);
  syncFolder(journal.project);
  settleCopies(journal, record);
  markDone(journal, record.generation);
  return warnings;
};

const syncIfThere = (folder: string): void => {
  try {
    syncFolder(folder);
  } catch (error) {
    // Removed by hand after the record was finished: there is nothing left to make durable.
    if (!isGone(error)) throw error;
  }
};

const markDone = (journal: Journal, generation: number): void => {
  const { O_WRONLY, O_CREAT, O_EXCL } = fs.constants;
  try {
    fs.closeSync(fs.openSync(donePath(journal, generation), O_WRONLY | O_CREAT | O_EXCL, 0o600));
  } catch (error) {
    // Marked already, or its epoch is gone: done either way.
    if (errnoOf(error) !== 'EEXIST' && !isGone(error)) throw error;
  }
};
