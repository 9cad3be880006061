import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../../compose/io';
import { AppError } from '../../core/app-error';

/** Where an export goes: gathered into larger pieces, and under its name only when it is whole. */
export type Output = { write(text: string): void; finish(): void; discard(): void };

const pieceLength = 256 * 1024;

/** Standard output, or a file, given relative to the working directory, that is replaced at the end. */
export const openOutput = (io: Io, file: string | undefined): Output => {
  if (file === undefined)
    return gathered(
      io.stdout,
      () => {},
      () => {},
    );
  const target = resolve(io.cwd, file);
  const draft = join(dirname(target), `.stint-export-${process.pid}.tmp`);
  const fd = attempt(file, () => fs.openSync(draft, 'wx', 0o600));
  let isOpen = true;
  const close = (): void => {
    if (isOpen) fs.closeSync(fd);
    isOpen = false;
  };
  const drop = (): void => {
    close();
    fs.rmSync(draft, { force: true });
  };
  return gathered(
    (text) => attempt(file, () => writeAll(fd, Buffer.from(text, 'utf8'))),
    () =>
      attempt(file, () => {
        fs.fsyncSync(fd);
        close();
        fs.renameSync(draft, target);
      }),
    drop,
  );
};

const gathered = (put: (text: string) => void, finish: () => void, discard: () => void): Output => {
  let piece = '';
  const flush = (): void => {
    if (piece !== '') put(piece);
    piece = '';
  };
  return {
    write: (text) => {
      piece += text;
      if (piece.length >= pieceLength) flush();
    },
    finish: () => {
      flush();
      finish();
    },
    discard,
  };
};

/** A short write is no error of its own: the next one says why. */
const writeAll = (fd: number, bytes: Buffer): void => {
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done);
};

const attempt = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new AppError({
      code: 'E_STORE_IO',
      message: `cannot write ${file} (${errno}); what was there is unchanged`,
      details: { file, errno },
    });
  }
};
