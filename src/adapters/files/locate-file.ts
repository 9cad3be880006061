import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

export type LocatedFile = { readonly path: string; readonly exists: boolean; readonly inside: boolean };

/** A path typed in `cwd`, relative to `base` (absolute), with `/` as separator. One outside of it keeps its `..`. */
export const locateFile = (base: string, cwd: string, typed: string): LocatedFile => {
  const absolute = resolve(cwd, typed);
  const path = relative(base, absolute);
  const inside = path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  return { path: path.split(sep).join('/'), exists: existsSync(absolute), inside };
};
