import { readFileSync, type Stats, statSync } from 'node:fs';
import { jsonDepthLimit, nestingOf } from '../../domain/text/json-nesting';
import { AdapterError } from '../adapter-error';

const sizeLimitBytes = 256 * 1024 * 1024;

export const isFile = (path: string): boolean => statOf(path)?.isFile() === true;
export const isFolder = (path: string): boolean => statOf(path)?.isDirectory() === true;

const nothingThere: readonly unknown[] = ['ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'];

/** undefined where nothing of that name can be there. Throws an AdapterError where it may not be looked at. */
const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code;
    if (nothingThere.includes(errno)) return undefined;
    throw new AdapterError('E_STORE_IO', `${path} cannot be looked at (${errno ?? 'unknown'})`, { file: path });
  }
};

/** The text of a file, its size looked at first. Throws an AdapterError that names the file. */
export const readText = (file: string): string => {
  try {
    const { size } = statSync(file);
    if (size > sizeLimitBytes)
      throw new AdapterError('E_TASK_INVALID', `${file} has ${size} bytes, the limit is ${sizeLimitBytes}`, { file });
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    if (error instanceof TypeError) throw new AdapterError('E_TASK_INVALID', `${file} is not valid UTF-8`, { file });
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AdapterError('E_STORE_IO', `${file} cannot be read (${errno})`, { file, errno });
  }
};

/** What is wrong with bytes that are no JSON, and where. */
export type FindDamage = (
  bytes: Buffer,
) => { readonly what: string; readonly at?: { readonly line: number; readonly column: number } } | undefined;

/** A whole JSON file. */
export const readJson = (file: string, findDamage: FindDamage): unknown => parseJson(readText(file), file, 1, findDamage);

export type JsonLine = { readonly value: unknown; readonly line: number };

/** A file of one JSON value a line; empty lines are skipped. */
export const readJsonLines = (file: string, findDamage: FindDamage): JsonLine[] =>
  readText(file)
    .split('\n')
    .flatMap((text, at) => (text.trim() === '' ? [] : [{ value: parseJson(text, file, at + 1, findDamage), line: at + 1 }]));

const parseJson = (text: string, file: string, firstLine: number, findDamage: FindDamage): unknown => {
  if (nestingOf(text) > jsonDepthLimit)
    throw new AdapterError('E_TASK_INVALID', `${file}:${firstLine} is nested deeper than ${jsonDepthLimit} levels`, { file });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const damage = findDamage(Buffer.from(text));
    const line = firstLine + (damage?.at?.line ?? 1) - 1;
    const place = `${file}:${line}${damage?.at === undefined ? '' : `:${damage.at.column}`}`;
    throw new AdapterError('E_TASK_INVALID', `${place} is no JSON: ${damage?.what ?? error.message}`, { file, line });
  }
};
