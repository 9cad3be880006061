import * as fs from 'node:fs';

/** Whether a path names a program that this user may run. */
export const isProgram = (path: string): boolean => {
  try {
    fs.accessSync(path, fs.constants.X_OK);
    return fs.statSync(path).isFile();
  } catch {
    // Absent or not to be run: the next folder of the PATH may have one.
    return false;
  }
};
