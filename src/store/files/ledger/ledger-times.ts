import { elapsedMs } from '../../../domain/time/instant';
import { parseFields } from '../json-fields';
import type { OwnFolder } from '../own-folder';
import { type ByteSource, openBytes } from './byte-source';
import { eachLineOf, walkBlocks } from './walk-blocks';

/** What a question about a time needs to know before it skips the older part of the ledger. */
export type LedgerTimes = {
  readonly completions: number;
  /** The latest `at` of all; absent in an empty ledger. */
  readonly maxAt?: string;
  /** The most by which an entry is older than the latest one before it: 0 where all are in rising time. */
  readonly lagMs: number;
};

type Dated = { readonly type: string; readonly at: string };
type Known = { readonly size: number; readonly completions?: unknown; readonly maxAt?: unknown; readonly lagMs?: unknown };

const none: LedgerTimes = { completions: 0, lagMs: 0 };

/** The times after `entries` are appended to a file of `size` bytes. What is remembered of another file is found out anew. */
export const timesAfter = (
  files: OwnFolder,
  path: string,
  size: number,
  recorded: Known | undefined,
  entries: readonly Dated[],
): LedgerTimes => entries.reduce(advance, timesOf(files, path, size, recorded));

const timesOf = (files: OwnFolder, path: string, size: number, recorded: Known | undefined): LedgerTimes => {
  if (size === 0) return none;
  if (recorded?.size === size) {
    const { completions, maxAt, lagMs } = recorded;
    if (typeof completions === 'number' && typeof lagMs === 'number')
      return { completions, lagMs, ...(typeof maxAt === 'string' ? { maxAt } : {}) };
  }
  const source = openBytes({ files, path, append: undefined }, () => Buffer.alloc(0));
  try {
    return scanTimes(source);
  } finally {
    source.close();
  }
};

const advance = (times: LedgerTimes, { type, at }: Dated): LedgerTimes => {
  const completions = times.completions + (type === 'completed' ? 1 : 0);
  // What is no time has no place among the others, even as the first.
  const behindMs = elapsedMs(at, times.maxAt ?? at);
  if (Number.isNaN(behindMs)) return { ...times, completions };
  return behindMs > 0 ? { ...times, completions, lagMs: Math.max(times.lagMs, behindMs) } : { ...times, completions, maxAt: at };
};

const scanTimes = (source: ByteSource): LedgerTimes => {
  let times = none;
  walkBlocks(source, 0, (block) =>
    eachLineOf(block, (start, end) => {
      const entry = dated(block.bytes.toString('utf8', start, end));
      if (entry !== undefined) times = advance(times, entry);
    }),
  );
  return times;
};

/** Undefined for what is no entry: no question finds it either. */
const dated = (line: string): Dated | undefined => {
  const { type, at } = parseFields(line) ?? {};
  return typeof type === 'string' && typeof at === 'string' ? { type, at } : undefined;
};
