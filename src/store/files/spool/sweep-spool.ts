import { join } from 'node:path';
import type { SpoolMarks } from '../../../domain/state/state';
import { appendAtOnce, removeFile, renameFile } from '../change-own-folder';
import { freshName } from '../digest';
import { closeFile, readAt } from '../disk';
import { spoolFolder } from '../layout';
import { type OwnFolder, openIfThere, ownFolder, statusOf } from '../own-folder';

/** A file that was taken over whole is put aside, and removed once nobody can have it open any more. */
const asideForMs = 60_000;
/** Hooks cannot have written more to a file at the last moment. */
const mostPutBack = 16 * 1024 * 1024;
const asideName = /^(.+\.jsonl)\.(\d{1,15})\.[0-9A-Za-z]+\.swept$/;

export const isAside = (name: string): boolean => asideName.test(name);

/**
 * Removes spool files that are taken over whole, as `taken` says. What a hook wrote to one at the last moment is not
 * lost: it goes to the file that comes after. Failure is silent: the file is there at the next command too.
 */
export const sweepSpool = (dir: string, names: readonly string[], taken: SpoolMarks): void => {
  const files = ownFolder(dir);
  const folder = join(dir, spoolFolder);
  for (const name of names) {
    try {
      const [, original, bytes] = asideName.exec(name) ?? [];
      if (original === undefined) putAside(files, folder, name, taken[name]?.bytes ?? 0);
      else removeAside(files, folder, name, original, Number(bytes));
    } catch {
      // A read-only folder, or another process that sweeps the same file.
    }
  }
};

const freshAside = (folder: string, name: string, bytes: number): string => join(folder, `${name}.${bytes}.${freshName()}.swept`);

const putAside = (files: OwnFolder, folder: string, name: string, bytes: number): void => {
  const path = join(folder, name);
  const status = statusOf(files, path);
  if (!status?.isFile() || status.size !== bytes) return;
  const aside = freshAside(folder, name, bytes);
  renameFile(files, path, aside);
  // Another process was faster, and this is the file that a hook has begun since.
  if (statusOf(files, aside)?.ino !== status.ino) putBack(files, path, aside, 0);
};

const removeAside = (files: OwnFolder, folder: string, name: string, original: string, bytes: number): void => {
  const found = join(folder, name);
  const status = statusOf(files, found);
  if (!status?.isFile() || Date.now() - status.ctimeMs < asideForMs) return;
  // For one process only.
  const aside = freshAside(folder, original, bytes);
  renameFile(files, found, aside);
  putBack(files, join(folder, original), aside, bytes);
};

/** What was written behind the first `bytes` goes to the end of `path`; the file aside is removed. */
const putBack = (files: OwnFolder, path: string, aside: string, bytes: number): void => {
  const file = openIfThere(files, aside);
  if (file === undefined) return;
  const { fd, status } = file;
  try {
    if (status.size - bytes > mostPutBack) return;
    if (status.size > bytes) appendAtOnce(files, path, readAt(fd, bytes, status.size - bytes));
    removeFile(files, aside);
  } finally {
    closeFile(fd);
  }
};
