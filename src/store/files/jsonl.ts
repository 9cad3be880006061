import * as fs from 'node:fs';
import { isGone, readAt } from './disk';

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
export const readTail = (path: string, length: number): Buffer => {
  let fd: number;
  try {
    fd = fs.openSync(path, fs.constants.O_RDONLY);
  } catch (error) {
    if (isGone(error)) return Buffer.alloc(0);
    throw error;
  }
  try {
    const { size } = fs.fstatSync(fd);
    return readAt(fd, Math.max(0, size - length), Math.min(size, length));
  } finally {
    fs.closeSync(fd);
  }
};

/** Where the next line goes: the size of a file, and whether its last line has no end. */
export type FileEnd = { readonly size: number; readonly unterminated: boolean };

export const fileEnd = (path: string): FileEnd => {
  let fd: number;
  try {
    fd = fs.openSync(path, fs.constants.O_RDONLY);
  } catch (error) {
    if (isGone(error)) return { size: 0, unterminated: false };
    throw error;
  }
  try {
    const { size } = fs.fstatSync(fd);
    return { size, unterminated: size > 0 && readAt(fd, size - 1, 1)[0] !== 10 };
  } finally {
    fs.closeSync(fd);
  }
};
