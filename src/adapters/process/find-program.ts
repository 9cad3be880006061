import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { programPaths } from '../../domain/process/program-paths';

/** The absolute path of a program on the PATH; undefined where it is not there, or not to be run. */
export const findProgram = (name: string, env: { readonly PATH?: string | undefined }): string | undefined =>
  (isAbsolute(name) ? [name] : programPaths(name, env.PATH, process.platform)).find(isProgram);

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Absent or not to be run: for a look along the PATH it is the same.
    return false;
  }
};
