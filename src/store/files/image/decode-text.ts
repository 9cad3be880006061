import { isUtf8 } from 'node:buffer';
import { StoreError } from '../../store-error';
import { ContentFault, type ContentKind } from '../content-fault';

const mebibyte = 1024 * 1024;

/** How large a file may be; larger ones are refused before they are parsed. */
const mostBytes: Readonly<Record<ContentKind, number>> = {
  config: mebibyte,
  todo: 480 * mebibyte,
  sessions: 480 * mebibyte,
  archivedTask: 1024 * mebibyte,
  archivedSession: 1024 * mebibyte,
};

export const refuseOversize = (kind: ContentKind, file: string, size: number): void => {
  const most = mostBytes[kind];
  if (size <= most) return;
  throw new StoreError(
    'E_STORE_CORRUPT',
    `.stint/${file} is ${size} bytes long; stint reads at most ${most}. Nothing was changed.`,
    { file, size, most },
  );
};

/** As refuseOversize, for a file that is to be written: what could not be read again is not. */
export const refuseOutgrown = (kind: ContentKind, file: string, size: number): void => {
  const most = mostBytes[kind];
  if (size <= most) return;
  throw new StoreError(
    'E_STORE_IO',
    `.stint/${file} would be ${size} bytes long, and stint reads at most ${most}. Nothing was changed.`,
    { file, size, most },
  );
};

/** The text of a whole file, without a byte order mark. */
export const decodeText = (kind: ContentKind, file: string, bytes: Buffer): string => {
  refuseOversize(kind, file, bytes.length);
  if (bytes.length === 0 || !isUtf8(bytes)) throw new ContentFault(kind, file, bytes);
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};
