import { join } from 'node:path';
import { appendAtOnce } from './change-own-folder';
import { spoolFolder } from './layout';
import { ownFolder } from './own-folder';

/**
 * Adds a line to a file of `spool/` with one append, so that hooks which run side by side do not cut each other's. Throws
 * the errors of `node:fs`.
 */
export const appendSpool = (stintDir: string, name: string, line: string): void =>
  appendAtOnce(ownFolder(stintDir), join(stintDir, spoolFolder, name), Buffer.from(line, 'utf8'));
