import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Io } from '../../compose/io';
import { AppError } from '../../core/app-error';

/** The largest file that a command takes in. */
const limitBytes = 64 * 1024 * 1024;

/** The text of a file as typed, relative to the working directory; `-` reads standard input. `name` is for messages. */
export const readTextFile = (io: Io, typed: string): { readonly text: string; readonly name: string } => {
  if (typed === '-') return { text: decode(io.stdin(limitBytes), 'standard input'), name: 'stdin' };
  return { text: decode(readBytes(resolve(io.cwd, typed), typed), typed), name: basename(typed) };
};

const readBytes = (path: string, typed: string): Buffer => {
  try {
    const { size } = statSync(path);
    if (size > limitBytes) {
      throw new AppError({
        code: 'E_USAGE',
        message: `${typed} has ${size} bytes, the limit is ${limitBytes}`,
        details: { file: typed },
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why = reason === 'ENOENT' ? 'there is no such file' : reason === 'EISDIR' ? 'it is a folder' : reason;
    throw new AppError({ code: 'E_NOT_FOUND', message: `cannot read ${typed}: ${why}`, details: { file: typed, reason } });
  }
};

const decode = (bytes: Buffer, name: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError({ code: 'E_USAGE', message: `${name} is not valid UTF-8`, details: { file: name } });
  }
};
