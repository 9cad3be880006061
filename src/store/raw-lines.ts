import * as fs from 'node:fs';
import type { MergeLine } from '../domain/ledger/merge-ledgers';
import { isGone } from './disk';
import { ioError, isIoFault } from './io-fault';
import { eachLine } from './jsonl';
import { replaceUserFile } from './replace-user-file';

/** Every line of a file that is not empty, byte for byte; none where there is no file. */
export const readRawLines = (path: string): MergeLine[] => {
  const lines: MergeLine[] = [];
  eachLine(readBytes(path), (bytes) => {
    const text = bytes.toString('utf8');
    lines.push({ raw: bytes.toString('latin1'), text: Buffer.from(text, 'utf8').equals(bytes) ? text : undefined });
  });
  return lines;
};

const readBytes = (path: string): Buffer => {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (isGone(error)) return Buffer.alloc(0);
    throw isIoFault(error) ? ioError('read', error) : error;
  }
};

/** Replaces a file, all of it or nothing, with its mode kept; every line is ended. */
export const writeRawLines = (path: string, lines: readonly MergeLine[]): void =>
  replaceUserFile(path, Buffer.from(lines.map(({ raw }) => `${raw}\n`).join(''), 'latin1'));
