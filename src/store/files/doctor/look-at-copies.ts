import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import { type Copied, isProjectGone } from '../copies/bring-back';
import { isSameInode, namesInCopiesJournal, newestCopied, statusOfFile, usableCopies } from '../copies/copies-folder';
import type { Displaced } from '../copies/displaced-files';
import type { Tip } from '../journal/newest';
import { type Journal, storeFiles } from '../layout';

/** What was taken away or replaced, and whether there are copies at all to bring it back from. */
export const lookAtCopies = (
  journal: Journal,
  tip: Tip | undefined,
  displaced: readonly Displaced[],
  copied: Copied | undefined,
): Finding[] => {
  if (isProjectGone(displaced)) return [gone(copied)];
  const lost = displaced.flatMap(({ file, how }) => {
    const where = { file: `.stint/${file}`, fix: repairLine };
    if (how === 'replaced')
      return [
        finding('replaced-by-git', `git has put another ${file} in the place of the one that the last command left`, where),
      ];
    // Told by those who judge these files.
    if (file === storeFiles.todo || file === storeFiles.sessions || file === storeFiles.log) return [];
    return [finding('file-missing', `${file} is not there, and there is a copy of it`, where)];
  });
  return lost.length > 0 ? lost : behind(journal, tip);
};

const gone = (copied: Copied | undefined): Finding => {
  const of = copied?.record === undefined ? '' : `, as the command of ${copied.record.by.at} left it`;
  return finding(
    'project-gone',
    `the files of the project are not there; ${copied?.folder ?? 'a folder'} has copies of it${of}`,
    {
      file: '.stint',
      fix: repairLine,
    },
  );
};

const behind = (journal: Journal, tip: Tip | undefined): Finding[] => {
  const { copies } = journal.reach;
  if (copies === undefined || tip?.hasRecord !== true || !tip.done) return [];
  const usable = usableCopies(journal);
  if (usable !== undefined && isCurrent(journal, tip, usable)) return [];
  return [finding('copies-behind', `${copies} has no copies of the last commit: ${reasonOf(journal, copies)}`, { file: copies })];
};

const isCurrent = (journal: Journal, tip: Tip, copies: string): boolean =>
  newestCopied(namesInCopiesJournal(copies)) === tip.generation &&
  [storeFiles.ledger, storeFiles.log].every((file) => {
    const live = statusOfFile(join(journal.project, file));
    const copy = statusOfFile(join(copies, file));
    return live === undefined || (copy !== undefined && isSameInode(live, copy));
  });

const reasonOf = (journal: Journal, copies: string): string => {
  const folder = [copies, dirname(copies), dirname(dirname(copies))].find(isThere);
  if (folder === undefined) return 'there is no git folder';
  if (!lstatSync(folder).isDirectory()) return `${folder} is no folder`;
  if (statSync(folder).dev !== statSync(journal.project).dev) return 'it lies on another file system than .stint';
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    // Whatever the reason: nothing can be left there.
    return `${folder} may not be written to`;
  }
  return 'the next command that writes makes them';
};

const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // What is above is no folder, and is told then.
    return false;
  }
};
