import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type FoundTranscript = {
  readonly path: string;
  /** Where the file's name tells it whole. */
  readonly conversation?: string;
  readonly modifiedMs: number;
};

/** Names in a folder, in order; none where it is not there or may not be read. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Most people use one or two of the harnesses.
    return [];
  }
};

export const modifiedMs = (path: string): number | undefined => {
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.mtimeMs : undefined;
  } catch {
    // Cleared away since it was listed.
    return undefined;
  }
};

/** The files of a folder whose name fits, changed at `sinceMs` or later; the first group of `pattern` is the conversation. */
export const filesIn = (folder: string, pattern: RegExp, sinceMs = 0): FoundTranscript[] =>
  namesIn(folder).flatMap((name) => {
    const match = pattern.exec(name);
    const path = join(folder, name);
    const modified = match === null ? undefined : modifiedMs(path);
    if (modified === undefined || modified < sinceMs) return [];
    const conversation = match?.[1];
    return [{ path, modifiedMs: modified, ...(conversation === undefined ? {} : { conversation }) }];
  });

/** An id that can stand in a path without leaving its folder. */
export const isPlainId = (id: string): boolean => /^[A-Za-z0-9][\w-]{0,127}$/.test(id);
