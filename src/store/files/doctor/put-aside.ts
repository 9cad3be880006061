import { join } from 'node:path';
import type { Instant } from '../../../domain/time/instant';
import { makeFolder, renameFile } from '../change-own-folder';
import { sha256 } from '../digest';
import { exists, isPlainFile, type OwnFolder, readIfThere, syncFolder } from '../own-folder';
import { stageFile } from '../stage-file';

/**
 * Keeps `bytes` of a file as `backup/<name>.<UTC>` in the project's folder, never over another copy, durable before this
 * returns. Gives the path from the project's root.
 */
export const putAside = (files: OwnFolder, file: string, bytes: Buffer, now: Instant): string => {
  const { folder, name } = placeAside(files, file, now);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${name}.${number}`);
    if (!exists(files, path)) {
      stageFile(files, path, bytes);
      syncFolder(files, folder);
    } else if (!holdsSame(files, path, bytes)) continue;
    return `.stint/backup/${path.slice(folder.length + 1)}`;
  }
};

const placeAside = (files: OwnFolder, file: string, now: Instant): { readonly folder: string; readonly name: string } => {
  const folder = join(files.path, 'backup');
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  makeFolder(files, folder);
  return { folder, name: `${file.replaceAll('/', '-')}.${stamp}` };
};

const holdsSame = (files: OwnFolder, path: string, bytes: Buffer): boolean => {
  if (!isPlainFile(files, path)) return false;
  const there = readIfThere(files, path);
  return there !== null && sha256(there) === sha256(bytes);
};

/** Moves whatever has the name `file` there, as it is: a link stays a link. Gives the path from the project's root. */
export const moveAside = (files: OwnFolder, file: string, now: Instant): string => {
  const { folder, name } = placeAside(files, file, now);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${name}.${number}`);
    if (exists(files, path)) continue;
    renameFile(files, join(files.path, file), path);
    syncFolder(files, folder);
    return `.stint/backup/${path.slice(folder.length + 1)}`;
  }
};
