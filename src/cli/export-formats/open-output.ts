import { openExport } from '../../compose/export';
import type { Io } from '../../compose/io';
import { AppError } from '../../core/app-error';

/** Where an export goes: gathered into larger pieces, and under its name only when it is whole. */
export type Output = { write(text: string): void; finish(): void; discard(): void };

const pieceLength = 256 * 1024;

/** Standard output, or a file, given relative to the working directory, that is replaced at the end; a device or a pipe is written to. */
export const openOutput = (io: Io, file: string | undefined): Output => {
  if (file === undefined)
    return gathered(
      io.stdout,
      () => {},
      () => {},
    );
  const draft = attempt(file, () => openExport(io, file));
  return gathered(
    (text) => attempt(file, () => draft.write(Buffer.from(text, 'utf8'))),
    () => attempt(file, () => draft.finish()),
    () => draft.discard(),
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
