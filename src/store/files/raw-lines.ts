import * as fs from 'node:fs';
import type { MergeLine } from '../../domain/ledger/merge-ledgers';
import { isGone } from './disk';
import { ioErrorAt } from './io-fault';
import { eachLine } from './jsonl';
import { replaceUserFile } from './replace-user-file';

/** Every line of a file that is not empty, byte for byte; none where there is no file. */
export const readRawLines = (path: string): MergeLine[] => {
  const lines: MergeLine[] = [];
  eachLine(readBytes(path), (bytes) => {
    lines.push(lineFrom(bytes.toString('latin1')));
  });
  return lines;
};

/** Most lines are never looked into, since they stand on both sides. */
const lineFrom = (raw: string): MergeLine => ({
  raw,
  get text() {
    const bytes = Buffer.from(raw, 'latin1');
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
  },
});

const readBytes = (path: string): Buffer => {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (isGone(error)) return Buffer.alloc(0);
    throw ioErrorAt('read', path, error);
  }
};

/** Replaces a file, all of it or nothing, with its mode kept; every line is ended. */
export const writeRawLines = (path: string, lines: readonly MergeLine[]): void =>
  replaceUserFile(path, Buffer.from(lines.map(({ raw }) => `${raw}\n`).join(''), 'latin1'));
