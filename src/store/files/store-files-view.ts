import { join } from 'node:path';
import { imageSha256 } from './digest';
import { hashImage } from './hash-file';
import type { AppendStep, CommitRecord, PutStep } from './journal/record';
import { readTail } from './jsonl';
import { type Journal, stagedPath } from './layout';
import type { FilePlace } from './ledger/byte-source';
import { exists, type OwnFolder, readIfThere, statusOf } from './own-folder';
import { missingLines } from './redo/append-lines';

/** The files of one generation: as they lie there, and with the effects of a commit that is not finished yet. */
export type FilesView = {
  /** The `.stint` folder, for what lies outside of the transaction. */
  readonly project: string;
  /** null: there is no such file. */
  bytes(file: string): Buffer | null;
  /** 0 where there is no such file. */
  size(file: string): number;
  /** The SHA-256 of a file, however large; null where there is none. */
  hash(file: string): string | null;
  /** At most the last `length` bytes; empty where there is no such file. */
  tail(file: string, length: number): Buffer;
  readonly ledgerBranch: () => string | undefined;
  readonly beforeParsing: (bytes: number) => void;
  /** Where to read a file that is too large to be taken in whole. */
  place(file: string): FilePlace;
};

export const viewFiles = (journal: Journal, pending: CommitRecord | undefined): FilesView => {
  const bytes = (file: string): Buffer | null => {
    const put = pending?.put.find((step) => step.file === file);
    const staged = put === undefined || pending === undefined ? null : readStaged(journal, pending, put);
    const current = staged ?? readAgain(journal.files, join(journal.project, file));
    const append = pending?.append.find((step) => step.file === file);
    return append === undefined ? current : withAppended(current ?? Buffer.alloc(0), append);
  };
  return {
    project: journal.project,
    bytes,
    place: (file) => {
      const put = pending?.put.find((step) => step.file === file);
      const staged = put === undefined || pending === undefined ? undefined : stagedPath(journal, pending.generation, put.staged);
      return {
        files: journal.files,
        path: staged !== undefined && exists(journal.files, staged) ? staged : join(journal.project, file),
        append: pending?.append.find((step) => step.file === file),
      };
    },
    size: (file) => {
      if (pending?.append.some((step) => step.file === file)) return bytes(file)?.length ?? 0;
      return statusOf(journal.files, join(journal.project, file))?.size ?? 0;
    },
    hash: (file) => {
      const isPending = [...(pending?.put ?? []), ...(pending?.append ?? [])].some((step) => step.file === file);
      if (!isPending) return hashImage(journal.files, join(journal.project, file), file);
      const whole = bytes(file);
      return whole === null ? null : imageSha256(whole);
    },
    tail: (file, length) => {
      if (pending?.append.some((step) => step.file === file)) return bytes(file)?.subarray(-length) ?? Buffer.alloc(0);
      return readTail(journal.files, join(journal.project, file), length);
    },
    ledgerBranch: journal.ledgerBranch,
    beforeParsing: journal.beforeParsing,
  };
};

let lastRead: { readonly path: string; readonly bytes: Buffer } | undefined;

/** A command that looks before it commits reads todo.json twice, mostly the same. */
const readAgain = (files: OwnFolder, path: string): Buffer | null => {
  const bytes = readIfThere(files, path, lastRead?.path === path ? lastRead.bytes : undefined);
  if (bytes !== null && (lastRead === undefined || lastRead.path === path || bytes.length > lastRead.bytes.length))
    lastRead = { path, bytes };
  return bytes;
};

/** An editor may have dressed an image up: one that is much larger than its record says is none. */
const mostAdded = 1024 * 1024;

/** null once the image was put in place: then the file itself is it. */
const readStaged = (journal: Journal, record: CommitRecord, step: PutStep): Buffer | null =>
  readIfThere(journal.files, stagedPath(journal, record.generation, step.staged), undefined, 2 * step.size + mostAdded);

/** What the file will hold when the step is done; the same rules as in `redoAppend`. */
const withAppended = (current: Buffer, step: AppendStep): Buffer => {
  const ours = Buffer.from(step.bytes, 'utf8');
  const region = current.subarray(step.offset, step.offset + ours.length);
  let same = 0;
  while (same < region.length && region[same] === ours[same]) same++;
  if (current.length >= step.offset && same === ours.length) return current;
  const rest = region.subarray(same);
  if (current.length >= step.offset && current.length <= step.offset + ours.length && rest.every((byte) => byte === 0))
    return Buffer.concat([current.subarray(0, step.offset), ours]);
  const missing = Buffer.from(missingLines(step, current), 'utf8');
  if (missing.length === 0) return current;
  const end = current.lastIndexOf(10) + 1;
  const tail = current.subarray(end);
  return missing.subarray(0, tail.length).equals(tail)
    ? Buffer.concat([current.subarray(0, end), missing])
    : Buffer.concat([current, Buffer.from('\n'), missing]);
};
