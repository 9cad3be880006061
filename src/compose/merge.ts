import { resolve } from 'node:path';
import type { MergePorts } from '../core/ledger-git/merge-ledger';
import { sha256 } from '../store/files/digest';
import { readRawLines, writeRawLines } from '../store/files/raw-lines';
import type { Io } from './io';

/** As compose, for files that git hands over: they need not lie in any project. */
export const composeMerge = (io: Io): MergePorts => ({
  readLines: (path) => readRawLines(resolve(io.cwd, path)),
  writeLines: (path, lines) => writeRawLines(resolve(io.cwd, path), lines),
  sha256,
});
