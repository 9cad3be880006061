import { closeFile, readAt } from './disk';
import { type OwnFolder, openIfThere } from './own-folder';

/** One record of a `.jsonl` file as it is appended. */
export const jsonLine = (record: unknown): string => `${JSON.stringify(record)}\n`;

/** Calls `look` with every line that is not empty and its number, from 1. A last line needs no line end. */
export const eachLine = (bytes: Buffer, look: (line: Buffer, number: number) => void): void => {
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found;
    number++;
    if (end > start) look(bytes.subarray(start, end), number);
    start = end + 1;
  }
};

/** At most the last `length` bytes of a file; empty where there is none. */
export const readTail = (files: OwnFolder, path: string, length: number): Buffer => {
  const file = openIfThere(files, path);
  if (file === undefined) return Buffer.alloc(0);
  const { fd, status } = file;
  try {
    return readAt(fd, Math.max(0, status.size - length), Math.min(status.size, length));
  } finally {
    closeFile(fd);
  }
};

/** Where the next line goes: the size of a file, and whether its last line has no end. */
export type FileEnd = { readonly size: number; readonly unterminated: boolean };

export const fileEnd = (files: OwnFolder, path: string): FileEnd => {
  const file = openIfThere(files, path);
  if (file === undefined) return { size: 0, unterminated: false };
  const { size } = file.status;
  try {
    return { size, unterminated: size > 0 && readAt(file.fd, size - 1, 1)[0] !== 10 };
  } finally {
    closeFile(file.fd);
  }
};
