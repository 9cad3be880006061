import { dirname } from 'node:path';
import { removeIfThere, renameFile } from './change-own-folder';
import { type OwnFolder, syncFolder } from './own-folder';

/** Writes a file beside the one it replaces, by `stage`, and gives it that name. Where it throws, nothing has changed. */
export const renameIntoPlace = (files: OwnFolder, staged: string, target: string, stage: () => void): void => {
  try {
    stage();
    renameFile(files, staged, target);
  } catch (error) {
    removeIfThere(files, staged);
    throw error;
  }
  try {
    syncFolder(files, dirname(target));
  } catch {
    // The new file is in place. Only a power cut could bring the old one back, and some file systems sync no folders.
  }
};
