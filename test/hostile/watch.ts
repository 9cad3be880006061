import { createHash } from 'node:crypto';
import { type BigIntStats, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Everything around a project: path → what it is, so that two looks can be compared. */
export type Look = ReadonlyMap<string, string>;

const smallFile = 1n << 20n;

/**
 * A look at all that lies below `root`, links as links, `.stint` folders left out (a link or a file of that name is
 * looked at). Nothing is opened but small plain files, so that FIFOs and devices can lie about.
 */
export const lookAt = (root: string, also: { readonly inside?: boolean } = {}): Look => {
  const found = new Map<string, string>();
  const walk = (path: string): void => {
    const stat = lstatSync(path, { bigint: true });
    if (!also.inside && basename(path) === '.stint' && stat.isDirectory()) return;
    found.set(path, describe(path, stat));
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) walk(join(path, name));
  };
  if (existsSync(root)) walk(root);
  return found;
};

const describe = (path: string, stat: BigIntStats): string => {
  const identity = [stat.mode.toString(8), stat.uid, stat.gid, stat.ino, stat.rdev].join(' ');
  // What git keeps its own records in, and folders in which `.stint` itself may come and go, are told by their names.
  if (stat.isDirectory()) return basename(path) === '.git' || readsAsProject(path) ? identity : `${identity} ${stat.mtimeNs}`;
  if (stat.isSymbolicLink()) return `${identity} -> ${readlinkSync(path)}`;
  const times = `${stat.size} ${stat.mtimeNs} (names ${stat.nlink}, changed ${stat.ctimeNs})`;
  if (!stat.isFile() || stat.size > smallFile) return `${identity} ${times}`;
  const text = readFileSync(path);
  // Of the settings of a repository, those of this program are its own.
  if (isGitConfig(path))
    return createHash('sha256')
      .update(withoutOwnSettings(text.toString('utf8')))
      .digest('hex');
  return `${identity} ${times} ${createHash('sha256').update(text).digest('hex')}`;
};

const readsAsProject = (folder: string): boolean =>
  readdirSync(folder).some((name) => name === '.git' || name.startsWith('.stint'));

const isGitConfig = (path: string): boolean => basename(path) === 'config' && basename(dirname(path)) === '.git';

const withoutOwnSettings = (text: string): string => text.replace(/^\[stint\]\n(?:\s+.*\n?)*/m, '').trimEnd();

/** Paths at which two looks differ, with both. */
export const differences = (before: Look, after: Look, isAllowed: (path: string) => boolean): string[] => {
  const told: string[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(path), after.get(path)];
    if (was !== is && !isSameFile(was, is) && !isAllowed(path))
      told.push(`${path}: ${was ?? 'was not there'} => ${is ?? 'is gone'}`);
  }
  return told;
};

/** The second name of a file that lies in the project may go, or get a copy: the file itself stays what it is. */
const isSameFile = (was: string | undefined, is: string | undefined): boolean =>
  was !== undefined && is !== undefined && !was.includes('(names 1,') && withoutNames(was) === withoutNames(is);

const withoutNames = (text: string): string => text.replace(/\(names \d+, changed \d+\)/, '');
