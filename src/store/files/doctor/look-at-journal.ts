import * as fs from 'node:fs';
import { join } from 'node:path';
import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import { sha256 } from '../digest';
import { readIfThere } from '../disk';
import { findNewest } from '../journal/newest';
import type { CommitRecord } from '../journal/record';
import { epochFolder, type Journal, recordPath, stagedPath } from '../layout';
import { jsonVariants } from './json-variants';

const place = '.stint/journal';
/** Gives up a commit that cannot be read any more. */
export const putAsideJournal = 'mv .stint/journal .stint/journal.damaged';

/** Whether there is a journal that can be committed to, and what killed commands have left in it. */
export const lookAtJournal = (journal: Journal): Finding[] => {
  const status = fs.lstatSync(journal.folder, { throwIfNoEntry: false });
  if (status === undefined) return [finding('journal-missing', 'there is no journal', { file: place })];
  if (!status.isDirectory())
    return [finding('journal-unusable', 'the journal is no folder', { file: place, fix: putAsideJournal })];
  const names = fs.readdirSync(journal.folder);
  const epochs = names.filter((name) => /^\d{1,16}$/.test(name));
  const other = epochs.find((name) => isNoFolder(join(journal.folder, name)));
  if (other !== undefined)
    return [finding('journal-unusable', `journal/${other} is no folder`, { file: `${place}/${other}`, fix: putAsideJournal })];
  if (epochs.length === 0 && names.some((name) => !name.startsWith('trash-')))
    return [finding('journal-unusable', 'the journal holds other things than commits', { file: place, fix: putAsideJournal })];
  const left = leftovers(journal);
  if (left.length === 0) return [];
  const shown = left.slice(0, 3).map((path) => path.slice(journal.folder.length + 1));
  const more = left.length > shown.length ? ` and ${left.length - shown.length} more` : '';
  return [finding('journal-leftovers', `left by killed commands: ${shown.join(', ')}${more}`, { file: place, fix: repairLine })];
};

/** Something has the name, and it leads to no folder. */
const isNoFolder = (path: string): boolean =>
  fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined &&
  fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true;

/**
 * Staged names of generations that are taken already. Whoever staged them cannot commit them any more: the link to the
 * record's name fails, so that taking them away disturbs nobody, not even a process that sleeps just before that link.
 */
export const leftovers = (journal: Journal): string[] => {
  const tip = findNewest(journal);
  if (tip === undefined || !tip.done) return [];
  return tip.epochs.flatMap((epoch) => {
    const folder = epochFolder(journal, epoch);
    return fs
      .readdirSync(folder)
      .filter((name) => {
        const generation = /^(\d{1,16})\.[^.]+\../.exec(name)?.[1];
        if (generation === undefined || Number(generation) > tip.generation) return false;
        return !name.endsWith('.record') || !isRecord(journal, join(folder, name), Number(generation));
      })
      .map((name) => join(folder, name));
  });
};

/** Whether it is the other name of a record that was committed; in a copied project it may be a file of its own. */
const isRecord = (journal: Journal, path: string, generation: number): boolean => {
  const record = readPlain(recordPath(journal, generation));
  return record ? readPlain(path)?.equals(record) === true : false;
};

/** null: there is nothing; undefined: something that is no file. */
const readPlain = (path: string): Buffer | null | undefined => {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  return status.isFile() ? readIfThere(path) : undefined;
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
    if (readPlain(join(journal.project, file)) === undefined)
      findings.push(
        finding('file-unreadable', `${file} is no file, and a commit is to be put there`, {
          file: `.stint/${file}`,
          fix: `mv .stint/${file} .stint/${file}.old`,
        }),
      );
  for (const step of record.put) {
    const path = stagedPath(journal, record.generation, step.staged);
    const image = readPlain(path);
    if (image !== null && (image === undefined || sha256(image) !== step.sha256)) {
      const file = `${place}/${path.slice(journal.folder.length + 1)}`;
      const fix = image !== undefined && imageVariant(image, step.sha256) !== undefined ? repairLine : putAsideJournal;
      findings.push(finding('commit-image-damaged', `the image of ${step.file} was changed in the journal`, { file, fix }));
    } else if (image === null) {
      const bytes = readPlain(join(journal.project, step.file));
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
