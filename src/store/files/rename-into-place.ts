import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { removeIfThere, syncFolder } from './disk';

/** Writes a file beside the one it replaces, by `stage`, and gives it that name. Where it throws, nothing has changed. */
export const renameIntoPlace = (staged: string, target: string, stage: () => void): void => {
  try {
    stage();
    fs.renameSync(staged, target);
  } catch (error) {
    removeIfThere(staged);
    throw error;
  }
  try {
    syncFolder(dirname(target));
  } catch {
    // The new file is in place. Only a power cut could bring the old one back, and some file systems sync no folders.
  }
};
