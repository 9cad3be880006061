import type { MergeLine } from '../../domain/ledger/merge-ledgers';
import { eachLine } from './jsonl';
import { readUserBytes } from './read-user-bytes';
import { replaceUserFile } from './replace-user-file';

/** Every line of a file that is not empty, byte for byte; none where there is no file. */
export const readRawLines = (path: string): MergeLine[] => {
  const lines: MergeLine[] = [];
  eachLine(readUserBytes(path) ?? Buffer.alloc(0), (bytes) => {
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

/** Replaces a file, all of it or nothing, with its mode kept; every line is ended. */
export const writeRawLines = (path: string, lines: readonly MergeLine[]): void =>
  replaceUserFile(path, Buffer.from(lines.map(({ raw }) => `${raw}\n`).join(''), 'latin1'));
