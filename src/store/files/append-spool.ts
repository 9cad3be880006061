import * as fs from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from './disk';
import { spoolFolder } from './layout';

/**
 * Adds a line to a file of `spool/` with one append, so that hooks which run side by side do not cut each other's. Throws
 * the errors of `node:fs`.
 */
export const appendSpool = (stintDir: string, name: string, line: string): void => {
  const folder = join(stintDir, spoolFolder);
  const fd = openSpoolFile(folder, name);
  try {
    const bytes = Buffer.from(line, 'utf8');
    if (fs.writeSync(fd, bytes) < bytes.length) throw new Error(`no room for a line in ${join(folder, name)}`);
  } finally {
    fs.closeSync(fd);
  }
};

const openSpoolFile = (folder: string, name: string): number => {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  // A link or a pipe of that name must not lead a hook elsewhere, or make it wait.
  const open = (): number => fs.openSync(join(folder, name), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    return open();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    makeFolder(folder);
    return open();
  }
};

const makeFolder = (folder: string): void => {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another hook was faster.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
};
