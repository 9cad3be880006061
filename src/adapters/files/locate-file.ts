import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

export type LocatedFile = { readonly path: string; readonly exists: boolean; readonly inside: boolean };

/** Where a checkout and the folder that holds `.stint/` lie; both absolute. */
export type RecordPlace = { readonly root: string; readonly worktree: string };

/** Whether a path is a folder's own or lies in it. */
export const isBelow = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** What recorded paths are relative to: the project, or a linked working tree that lies elsewhere and shares it. */
const recordBase = ({ root, worktree }: RecordPlace): string =>
  isBelow(worktree, root) || isBelow(root, worktree) ? root : worktree;

/** A path typed in `cwd` as the record keeps it, with `/` as separator. One outside of the project keeps its `..`. */
export const locateFile = (place: RecordPlace, cwd: string, typed: string): LocatedFile => {
  const absolute = resolve(cwd, typed);
  const base = recordBase(place);
  const path = relative(base, absolute);
  return { path: path.split(sep).join('/'), exists: existsSync(absolute), inside: path !== '' && isBelow(base, absolute) };
};

/** A path that git tells of a working tree as the record keeps it; undefined for one outside of the project. */
export const recordPath = (place: RecordPlace, path: string): string | undefined => {
  const base = recordBase(place);
  if (base === place.worktree) return path;
  const absolute = join(place.worktree, path);
  return isBelow(base, absolute) ? relative(base, absolute).split(sep).join('/') : undefined;
};

/**
 * A path that a harness told (relative to `cwd` if it is not absolute) as the record keeps it; one outside of the project
 * stays absolute.
 */
export const locateWrite = (place: RecordPlace, cwd: string, told: string): string => {
  const absolute = resolve(cwd, told);
  const base = recordBase(place);
  const inside = [absolute, withRealFolder(absolute)].find((path) => path !== base && isBelow(base, path));
  return inside === undefined ? absolute : relative(base, inside).split(sep).join('/');
};

/** The harness may have come to the project over a symbolic link. */
const withRealFolder = (path: string): string => {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    // The folder is gone, or not to be looked at: the path stands as it was told.
    return path;
  }
};
