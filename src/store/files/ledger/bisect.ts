import type { RecordedTip } from '../../../domain/ledger/reader';
import type { ByteSource } from './byte-source';
import { parseEntry } from './parse-entry';

const newline = 10;
const probeBytes = 64 * 1024;
/** A stretch that is read from its beginning rather than halved once more. */
const smallBytes = 256 * 1024;

/**
 * A line beginning before which no entry is of `sinceMs` or later. Entries are appended in rising time, except by at most
 * `lagMs` that `sessions.json` keeps account of: an entry older than `sinceMs - lagMs` therefore has only older ones
 * before it, wherever it is found. Where that account does not fit the file, the answer is its beginning.
 */
export const startOf = (source: ByteSource, recorded: RecordedTip | undefined, sinceMs: number): number => {
  if (recorded?.lagMs === undefined || recorded.size !== source.size) return 0;
  const oldMs = sinceMs - recorded.lagMs;
  const buffer = Buffer.allocUnsafe(probeBytes);
  let low = 0;
  let high = source.size;
  while (high - low > smallBytes) {
    const middle = Math.floor((low + high) / 2);
    const probe = probeAt(source, buffer, middle);
    if (probe !== undefined && probe.atMs < oldMs) low = probe.offset;
    else high = middle;
  }
  return low;
};

/** The first whole entry behind `from`, within reach of one read. */
const probeAt = (source: ByteSource, buffer: Buffer, from: number): { offset: number; atMs: number } | undefined => {
  const filled = source.read(buffer, from);
  const bytes = buffer.subarray(0, filled);
  for (let start = bytes.indexOf(newline) + 1; ; ) {
    const end = bytes.indexOf(newline, start);
    if (end === -1) return undefined;
    const entry = parseEntry(bytes.subarray(start, end));
    if (entry !== undefined) return { offset: from + start, atMs: Date.parse(entry.at) };
    start = end + 1;
  }
};
