import { join } from 'node:path';
import { openToWriteInto } from '../change-own-folder';
import { closeFile, flushFile, namingFile, readAt, sizeOf, writeAt } from '../disk';
import type { AppendStep, CommitRecord } from '../journal/record';
import type { Journal } from '../layout';
import { storeFiles } from '../layout';
import { statusOf } from '../own-folder';
import { isRecordOpen } from './open-record';
import { ownLinks } from './own-links';

/** How often a file may be replaced under our hands before we give up. */
const mostReplacements = 8;

/** Makes the lines of one step be in the file, once; any number of processes may do so at once, any number of times. */
export const redoAppend = (journal: Journal, record: CommitRecord, step: AppendStep): void => {
  const path = join(journal.project, step.file);
  const ours = Buffer.from(step.bytes, 'utf8');
  for (let turn = 0; turn < mostReplacements; turn++) {
    const { fd, status } = openToWriteInto(journal.files, path, (seen) => ownLinks(journal, step.file, seen));
    try {
      // First whether the record is open, then the look, then the write: a process that slept before the look finds
      // the record finished, one that slept after it writes the very bytes that are there.
      if (!isRecordOpen(journal, record.generation)) return;
      const size = sizeOf(fd);
      if (!writeRegion(fd, size, step.offset, ours) && !addMissing(journal, record, step, fd, size)) return;
      flushFile(fd);
    } catch (error) {
      throw namingFile(path, error);
    } finally {
      closeFile(fd);
    }
    if (statusOf(journal.files, path)?.ino === status.ino) return;
  }
  throw Object.assign(new Error(`${path} keeps being replaced`), { code: 'EBUSY', syscall: 'open', path });
};

/** Writes all our bytes where they belong if nothing else is there: nothing, zeros, a beginning of ours, or ours. */
const writeRegion = (fd: number, size: number, offset: number, ours: Buffer): boolean => {
  if (size < offset) return false;
  const region = readAt(fd, offset, Math.min(ours.length, size - offset));
  let same = 0;
  while (same < region.length && region[same] === ours[same]) same++;
  const isOurs = same === ours.length;
  const isBeginning = size <= offset + ours.length && region.subarray(same).every((byte) => byte === 0);
  if (!isOurs && !isBeginning) return false;
  writeAt(fd, ours, offset);
  return true;
};

/** The file was edited by hand: those of our lines that it lacks go to its end. False: the record is finished. */
const addMissing = (journal: Journal, record: CommitRecord, step: AppendStep, fd: number, size: number): boolean => {
  const all = readAt(fd, 0, size);
  const missing = missingLines(step, all);
  if (missing === '') return true;
  if (!isRecordOpen(journal, record.generation)) return false;
  const bytes = Buffer.from(missing, 'utf8');
  const end = all.lastIndexOf(10) + 1;
  const tail = all.subarray(end);
  if (bytes.subarray(0, tail.length).equals(tail)) writeAt(fd, bytes, end);
  else writeAt(fd, Buffer.concat([Buffer.from('\n'), bytes]), size);
  return true;
};

/**
 * The lines of `step` that `all` does not hold. Lines of the log may repeat, so they are searched only behind the
 * place where they belong; all others hold an id that no other line has.
 */
export const missingLines = (step: AppendStep, all: Buffer): string => {
  const searched = isLog(step.file) ? all.subarray(Math.min(step.offset, all.length)) : all;
  const present = new Set(searched.toString('utf8').split('\n'));
  const lines = step.bytes.split('\n').filter((line) => line !== '' && !present.has(line));
  return lines.map((line) => `${line}\n`).join('');
};

const isLog = (file: string): boolean => file === storeFiles.log;
