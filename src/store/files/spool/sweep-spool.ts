import * as fs from 'node:fs';
import { join } from 'node:path';
import type { SpoolMarks } from '../../../domain/state/state';
import { freshName } from '../digest';
import { readAt } from '../disk';
import { spoolFolder } from '../layout';

/** A file that was taken over whole is put aside, and removed once nobody can have it open any more. */
const asideForMs = 60_000;
const asideName = /^(.+\.jsonl)\.(\d{1,15})\.[0-9A-Za-z]+\.swept$/;

export const isAside = (name: string): boolean => asideName.test(name);

/**
 * Removes spool files that are taken over whole, as `taken` says. What a hook wrote to one at the last moment is not
 * lost: it goes to the file that comes after. Failure is silent: the file is there at the next command too.
 */
export const sweepSpool = (dir: string, names: readonly string[], taken: SpoolMarks): void => {
  const folder = join(dir, spoolFolder);
  for (const name of names) {
    try {
      const [, original, bytes] = asideName.exec(name) ?? [];
      if (original === undefined) putAside(folder, name, taken[name]?.bytes ?? 0);
      else removeAside(folder, name, original, Number(bytes));
    } catch {
      // A read-only folder, or another process that sweeps the same file.
    }
  }
};

const freshAside = (folder: string, name: string, bytes: number): string => join(folder, `${name}.${bytes}.${freshName()}.swept`);

const putAside = (folder: string, name: string, bytes: number): void => {
  const path = join(folder, name);
  const status = fs.lstatSync(path);
  if (!status.isFile() || status.size !== bytes) return;
  const aside = freshAside(folder, name, bytes);
  fs.renameSync(path, aside);
  // Another process was faster, and this is the file that a hook has begun since.
  if (fs.lstatSync(aside).ino !== status.ino) putBack(path, aside, 0);
};

const removeAside = (folder: string, name: string, original: string, bytes: number): void => {
  const found = join(folder, name);
  if (Date.now() - fs.lstatSync(found).ctimeMs < asideForMs) return;
  // For one process only.
  const aside = freshAside(folder, original, bytes);
  fs.renameSync(found, aside);
  putBack(join(folder, original), aside, bytes);
};

/** What was written behind the first `bytes` goes to the end of `path`; the file aside is removed. */
const putBack = (path: string, aside: string, bytes: number): void => {
  const fd = fs.openSync(aside, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
  try {
    const { size } = fs.fstatSync(fd);
    if (size > bytes) fs.appendFileSync(path, readAt(fd, bytes, size - bytes), { mode: 0o600 });
    fs.unlinkSync(aside);
  } finally {
    fs.closeSync(fd);
  }
};
