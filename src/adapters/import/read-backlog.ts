import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportBatch } from '../../domain/task/import-batch';
import { AdapterError } from '../adapter-error';
import { batchFromCleo } from './cleo';

export type ImportSource = 'cleo';

const sources: Readonly<
  Record<ImportSource, { readonly places: readonly string[]; readonly read: (told: unknown) => ImportBatch }>
> = {
  cleo: { places: ['todo.json', '.cleo/todo.json'], read: batchFromCleo },
};

const sizeLimitBytes = 256 * 1024 * 1024;

/** The backlog that lies at `path` (absolute): its file, its folder, or the project around that. Throws an AdapterError. */
export const readBacklog = (source: ImportSource, path: string): ImportBatch => {
  const { places, read } = sources[source];
  const file = [path, ...places.map((place) => join(path, place))].find(isFile);
  if (file === undefined)
    throw new AdapterError('E_NOT_FOUND', `no ${source} backlog at ${path}: looked for ${places.join(' and ')}`, { path });
  const told = parse(file);
  try {
    return read(told);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AdapterError('E_TASK_INVALID', `${file} is no ${source} backlog: ${error.message}`, { file });
  }
};

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    // Not there, or below something that is no folder.
    return false;
  }
};

const parse = (file: string): unknown => {
  try {
    const { size } = statSync(file);
    if (size > sizeLimitBytes)
      throw new AdapterError('E_TASK_INVALID', `${file} has ${size} bytes, the limit is ${sizeLimitBytes}`, { file });
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) throw new AdapterError('E_TASK_INVALID', `${file} is no JSON: ${error.message}`, { file });
    if (error instanceof AdapterError) throw error;
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AdapterError('E_STORE_IO', `${file} cannot be read (${errno})`, { file, errno });
  }
};
