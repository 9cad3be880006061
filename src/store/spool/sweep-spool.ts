import * as fs from 'node:fs';
import { join } from 'node:path';
import type { SpoolMarks } from '../../domain/state/state';
import { freshName } from '../digest';
import { readAt } from '../disk';
import { spoolFolder } from '../layout';

/**
 * Removes spool files that are taken over whole, as `taken` says. A hook that wrote to one at the last moment is not
 * lost: its lines go to the file that comes after. Failure is silent: the file is there at the next command too.
 */
export const sweepSpool = (dir: string, names: readonly string[], taken: SpoolMarks): void => {
  for (const name of names) {
    const mark = Object.hasOwn(taken, name) ? taken[name] : undefined;
    try {
      sweepFile(join(dir, spoolFolder, name), mark?.bytes ?? 0);
    } catch {
      // A read-only folder, or another process that sweeps the same file.
    }
  }
};

const sweepFile = (path: string, bytes: number): void => {
  // Under a name of its own it cannot be mistaken for a file that a hook begins meanwhile.
  const aside = `${path}.${freshName()}.swept`;
  const fd = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
  try {
    const status = fs.fstatSync(fd);
    if (!status.isFile() || status.size !== bytes) return;
    fs.renameSync(path, aside);
    const moved = fs.lstatSync(aside);
    if (moved.ino !== status.ino) {
      putBack(path, fs.readFileSync(aside));
      fs.unlinkSync(aside);
      return;
    }
    fs.unlinkSync(aside);
    const { size } = fs.fstatSync(fd);
    if (size > bytes) putBack(path, readAt(fd, bytes, size - bytes));
  } finally {
    fs.closeSync(fd);
  }
};

const putBack = (path: string, bytes: Buffer): void => fs.appendFileSync(path, bytes, { mode: 0o600 });
