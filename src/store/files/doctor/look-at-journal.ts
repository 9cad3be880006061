import { join } from 'node:path';
import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import { visibleLine } from '../../../domain/text/visible';
import { sha256 } from '../digest';
import { foreignNames } from '../journal/foreign-names';
import { findNewest } from '../journal/newest';
import type { CommitRecord } from '../journal/record';
import { epochFolder, type Journal, recordPath, stagedPath } from '../layout';
import { isPlainFile, namesIn, type OwnFolder, readIfThere, statusOf } from '../own-folder';
import { jsonVariants } from './json-variants';

const place = '.stint/journal';
/** Gives up a commit that cannot be read any more. */
export const putAsideJournal = 'mv .stint/journal .stint/journal.damaged';

/** A journal has three or four; so many make each look at it slow. */
const mostNames = 1_000;

/** Whether there is a journal that can be committed to, and what killed commands and others have left in it. */
export const lookAtJournal = (journal: Journal): Finding[] => {
  const status = statusOf(journal.files, journal.folder);
  if (status === undefined) return [finding('journal-missing', 'there is no journal', { file: place })];
  if (!status.isDirectory())
    return [finding('journal-unusable', 'the journal is no folder', { file: place, fix: putAsideJournal })];
  const names = namesIn(journal.files, journal.folder);
  if (names.length > mostNames)
    return [finding('journal-unusable', `the journal holds ${names.length} folders`, { file: place, fix: putAsideJournal })];
  const foreign = foreignNames(journal);
  if (findNewest(journal) === undefined && names.some((name) => !name.startsWith('trash-')))
    return [finding('journal-unusable', 'the journal holds other things than commits', { file: place, fix: putAsideJournal })];
  const left = leftovers(journal).map((path) => path.slice(journal.folder.length + 1));
  return [
    ...foreign.map(({ name, what }) =>
      finding('journal-foreign', `${visibleLine(name)} is not of stint: ${what}`, {
        file: `.stint/${visibleLine(name)}`,
        fix: repairLine,
      }),
    ),
    ...(left.length === 0
      ? []
      : [finding('journal-leftovers', `left by killed commands: ${someOf(left)}`, { file: place, fix: repairLine })]),
  ];
};

const someOf = (names: readonly string[]): string => {
  const shown = names.slice(0, 3);
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
};

/**
 * Staged names of generations that are taken already. Whoever staged them cannot commit them any more: the link to the
 * record's name fails, so that taking them away disturbs nobody, not even a process that sleeps just before that link.
 */
export const leftovers = (journal: Journal): string[] => {
  const tip = findNewest(journal);
  if (tip === undefined || !tip.done) return [];
  return tip.epochs.flatMap((epoch) => {
    const folder = epochFolder(journal, epoch);
    return namesIn(journal.files, folder)
      .filter((name) => {
        const generation = /^(\d{1,16})\.[^.]+\../.exec(name)?.[1];
        if (generation === undefined || Number(generation) > tip.generation) return false;
        if (!isPlainFile(journal.files, join(folder, name))) return false;
        return !name.endsWith('.record') || !isRecord(journal, join(folder, name), Number(generation));
      })
      .map((name) => join(folder, name));
  });
};

/** Whether it is the other name of a record that was committed; in a copied project it may be a file of its own. */
const isRecord = (journal: Journal, path: string, generation: number): boolean => {
  const record = readPlain(journal.files, recordPath(journal, generation));
  return record ? readPlain(journal.files, path)?.equals(record) === true : false;
};

/** null: there is nothing; undefined: something that is no file. */
const readPlain = (files: OwnFolder, path: string): Buffer | null | undefined => {
  if (statusOf(files, path) === undefined) return null;
  return isPlainFile(files, path) ? readIfThere(files, path) : undefined;
};

/** What a changed image was, by its hash. */
export const imageVariant = (bytes: Buffer, hash: string): Buffer | undefined => {
  for (const { text } of jsonVariants(bytes.toString('utf8'))) {
    const candidate = Buffer.from(text, 'utf8');
    if (sha256(candidate) === hash) return candidate;
  }
  return undefined;
};

/** A commit that is made and whose effects are not all in the files. */
export const lookAtPending = (journal: Journal, record: CommitRecord): Finding[] => {
  const findings = [
    finding('commit-pending', `the commit of ${record.by.at} (process ${record.by.pid}) is not in every file yet`, {
      file: place,
      fix: repairLine,
    }),
  ];
  for (const { file } of [...record.put, ...record.append])
    if (readPlain(journal.files, join(journal.project, file)) === undefined)
      findings.push(
        finding('file-unreadable', `${file} is no file, and a commit is to be put there`, {
          file: `.stint/${file}`,
          fix: `mv .stint/${file} .stint/${file}.old`,
        }),
      );
  for (const step of record.put) {
    const path = stagedPath(journal, record.generation, step.staged);
    const image = readPlain(journal.files, path);
    if (image !== null && (image === undefined || sha256(image) !== step.sha256)) {
      const file = `${place}/${path.slice(journal.folder.length + 1)}`;
      const fix = image !== undefined && imageVariant(image, step.sha256) !== undefined ? repairLine : putAsideJournal;
      findings.push(finding('commit-image-damaged', `the image of ${step.file} was changed in the journal`, { file, fix }));
    } else if (image === null) {
      const bytes = readPlain(journal.files, join(journal.project, step.file));
      if (bytes && sha256(bytes) === step.sha256) continue;
      findings.push(
        finding(
          'commit-image-missing',
          `the image of ${step.file} is not in the journal any more, and ${step.file} is another file`,
          { file: `.stint/${step.file}`, fix: `cp BACKUP/.stint/${step.file} .stint/${step.file}` },
        ),
      );
    }
  }
  return findings;
};
