import { isUtf8 } from 'node:buffer';

/** A line of a file without a byte order mark and a Windows line end. */
export type Line = {
  readonly text: string;
  /** As they stand in the file: text that is no UTF-8 stays as it is. */
  readonly bytes: Buffer;
  readonly isText: boolean;
  /** From 1. */
  readonly number: number;
  readonly ended: boolean;
  /** A byte order mark was taken off. */
  readonly hadMark: boolean;
  /** A Windows line end was taken off. */
  readonly hadReturn: boolean;
};

const mark = Buffer.from('\ufeff');

export const linesOf = (bytes: Buffer): Line[] => {
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found;
    lines.push(lineOf(bytes.subarray(start, end), lines.length + 1, found !== -1));
    start = end + 1;
  }
  return lines;
};

const lineOf = (whole: Buffer, number: number, ended: boolean): Line => {
  const hadMark = number === 1 && whole.subarray(0, mark.length).equals(mark);
  const hadReturn = whole[whole.length - 1] === 13;
  const bytes = whole.subarray(hadMark ? mark.length : 0, hadReturn ? -1 : undefined);
  return { text: bytes.toString('utf8'), bytes, isText: isUtf8(bytes), number, ended, hadMark, hadReturn };
};
