import type { LedgerLine, LedgerReader, Progress, RecordedTip, Wanted } from '../../../domain/ledger/reader';
import type { LedgerEntry } from '../../../domain/ledger/schema';
import { auditLines } from './audit-lines';
import { startOf } from './bisect';
import type { ByteSource } from './byte-source';
import { hitFinder } from './hit-finder';
import { parseEntry } from './parse-entry';
import { walkBackwards } from './walk-backwards';
import { type Block, eachHitOf, eachLineOf, walkBlocks } from './walk-blocks';

/** Reads the ledger that lies in `source`; `recorded` is what `sessions.json` of the same generation says of it. */
export const openReader = (
  source: ByteSource,
  recorded: RecordedTip | undefined,
  progress: Progress = () => {},
): LedgerReader => {
  const bad = new Set<number>();
  const lineOf = (bytes: Buffer, base: number, start: number, end: number): LedgerLine => ({
    offset: base + start,
    length: end - start,
    field: (name) => fieldOf(bytes, start, end, name),
    entry: () => {
      const entry = parseEntry(bytes.subarray(start, end));
      if (entry === undefined) bad.add(base + start);
      return entry;
    },
  });
  const scan = (wanted: readonly Wanted[], from = 0): void => {
    const searches = wanted.map(({ piece, ignoreCase = false, look }) => ({
      find: piece === undefined ? undefined : hitFinder(piece, ignoreCase),
      look,
    }));
    walkBlocks(source, from, (block: Block) => {
      for (const { find, look } of searches) {
        const hand = (start: number, end: number): void => look(lineOf(block.bytes, block.offset, start, end));
        if (find === undefined) eachLineOf(block, hand);
        else eachHitOf(block, find(block.bytes), hand);
      }
      progress(block.offset + block.bytes.length - from, source.size - from);
    });
  };
  return {
    sizeBytes: source.size,
    recorded,
    scan,
    backwards: (look) => walkBackwards(source, (bytes, base, start, end) => look(lineOf(bytes, base, start, end))),
    startOf: (since) => startOf(source, recorded, Date.parse(since)),
    entryAt: (offset, length): LedgerEntry | undefined => {
      const bytes = Buffer.allocUnsafe(length);
      return source.read(bytes, offset) === length ? parseEntry(bytes) : undefined;
    },
    audit: () => auditLines(source, recorded, progress),
    get skipped() {
      return bad.size;
    },
    close: source.close,
  };
};

const fieldOf = (bytes: Buffer, start: number, end: number, name: string): string | undefined => {
  const opening = `"${name}":"`;
  const at = bytes.indexOf(opening, start, 'latin1');
  if (at === -1) return undefined;
  const from = at + opening.length;
  const to = bytes.indexOf(34, from);
  if (to === -1 || to >= end) return undefined;
  const text = bytes.toString('utf8', from, to);
  return text.includes('\\') ? parseText(bytes.subarray(start, end), name) : text;
};

const parseText = (line: Buffer, name: string): string | undefined => {
  const value = new Map<string, unknown>(Object.entries(parseEntry(line) ?? {})).get(name);
  return typeof value === 'string' ? value : undefined;
};
