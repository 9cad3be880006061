import { type Stats, statSync } from 'node:fs';

/** undefined where there is nothing: the folder above may be missing, or be a file. */
export const statusOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
};

/** Whether two paths lead to one thing. */
export const isSamePlace = (one: string, other: string): boolean => {
  if (one === other) return true;
  const [a, b] = [statusOf(one), statusOf(other)];
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
};
