import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isProjectId } from '../../domain/project/trust';
import { readPlainFile } from '../files/read-plain-file';

/** What `todo.json` says of the project's id. */
export type StoredId =
  | { readonly kind: 'id'; readonly id: string }
  /** It is whole, and bears none that `init` made. */
  | { readonly kind: 'none' }
  /** It is not there. */
  | { readonly kind: 'absent' }
  /** It cannot be read as what it should be. */
  | { readonly kind: 'unreadable' };

/** The written form has all but the tasks in its first line. */
const headBytes = 128 * 1024;
const mostBytes = 512 * 1024 * 1024;

/** Reads no more of `todo.json` than it must: it may be large, and every command asks. */
export const readStoredId = (stintDir: string): StoredId => {
  const path = join(stintDir, 'todo.json');
  const head = readPlainFile(path, { most: headBytes, ofLarger: 'beginning' });
  if (head === undefined) return { kind: isThere(path) ? 'unreadable' : 'absent' };
  const end = head.text.indexOf('\n');
  const written = end > 0 && head.text.endsWith('[', end) ? idIn(`${head.text.slice(0, end)}]}`) : undefined;
  if (written !== undefined) return written;
  // Edited by hand: any JSON will do.
  const whole = head.isWhole ? head : readPlainFile(path, { most: mostBytes });
  return (whole && idIn(whole.text.replace(/^\ufeff/, ''))) ?? { kind: 'unreadable' };
};

const idIn = (text: string): StoredId | undefined => {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file !== 'object' || file === null || Array.isArray(file)) return undefined;
    const { _meta: meta } = file as { readonly _meta?: unknown };
    if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return undefined;
    const { projectId } = meta as { readonly projectId?: unknown };
    return isProjectId(projectId) ? { kind: 'id', id: projectId } : { kind: 'none' };
  } catch {
    // Not JSON, or not in this form.
    return undefined;
  }
};

const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // The folder above is no folder.
    return false;
  }
};
