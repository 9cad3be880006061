import { join } from 'node:path';
import type { Warning } from '../../../domain/outcome';
import { linkFile, removeIfThere, renameFile } from '../change-own-folder';
import { freshName, imageOf } from '../digest';
import { errnoOf, isGone } from '../disk';
import { hashImage } from '../hash-file';
import type { CommitRecord, PutStep } from '../journal/record';
import { type Journal, stagedPath } from '../layout';
import { exists, type OwnFolder } from '../own-folder';
import { isRecordOpen } from './open-record';

/** Puts the staged image in the file's place, once; a hand edit since the decision is kept beside it. */
export const redoPut = (journal: Journal, record: CommitRecord, step: PutStep): Warning | undefined => {
  const staged = stagedPath(journal, record.generation, step.staged);
  const target = join(journal.project, step.file);
  if (!exists(journal.files, staged))
    return isRecordOpen(journal, record.generation) ? lookForImage(journal.files, record, step, target) : undefined;
  const current = hashImage(journal.files, target, step.file, imageOf(step.base));
  const warning = isExpected(step, current) ? undefined : keepEdit(journal, record, step, staged, target);
  try {
    renameFile(journal.files, staged, target);
  } catch (error) {
    // The image is gone: somebody else has put it there.
    if (!isGone(error)) throw error;
  }
  return warning;
};

/** Somebody has put the image in place, or it was removed by hand: then the file is not it, and that must be said. */
const lookForImage = (files: OwnFolder, record: CommitRecord, step: PutStep, target: string): Warning | undefined => {
  if (hashImage(files, target, step.file) === step.sha256) return undefined;
  return {
    code: 'W_IMAGE_MISSING',
    message:
      `.stint/${step.file} is not what commit ${record.generation} of ${record.by.at} made of it, and the journal does not hold that any more: ` +
      'one of the two was changed by hand. `stint doctor` says more',
  };
};

const isExpected = (step: PutStep, hash: string | null): boolean => hash === step.base || hash === step.sha256;

/**
 * What lies there is first given a name of its own and looked at under that: the file may be replaced at any moment.
 * It is an edit by hand only if our image is still waiting then; else it is the work of a later commit.
 */
const keepEdit = (journal: Journal, record: CommitRecord, step: PutStep, staged: string, target: string): Warning | undefined => {
  const own = stagedPath(journal, record.generation, `${record.generation}.${freshName()}.old`);
  try {
    linkFile(journal.files, target, own);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  try {
    const hash = hashImage(journal.files, own, step.file);
    if (hash === null || isExpected(step, hash) || !exists(journal.files, staged)) return undefined;
    const kept = `${step.file}.kept-${hash.slice(0, 8)}`;
    publish(journal.files, own, join(journal.project, kept));
    return {
      code: 'W_EDIT_KEPT',
      message: `${step.file} was edited by hand while a command changed it; the edited file is kept as .stint/${kept}`,
    };
  } finally {
    removeIfThere(journal.files, own);
  }
};

const publish = (files: OwnFolder, own: string, kept: string): void => {
  try {
    linkFile(files, own, kept);
  } catch (error) {
    if (!isGone(error) && errnoOf(error) !== 'EEXIST') throw error;
  }
};
