import type { Instant } from '../time/instant';
import type { LedgerAudit } from './audit';
import type { LedgerEntry } from './schema';

/** What `sessions.json` remembers of the ledger after the last commit that appended to it. */
export type RecordedTip = {
  readonly count: number;
  readonly size: number;
  /** Hashes that must be in the file: they were the newest of their time. */
  readonly expected: readonly string[];
  /** Hashes that the ledger held once, where git may have taken them away: missing ones are told, and no damage. */
  readonly awaited?: readonly string[];
  readonly completions?: number | undefined;
  readonly maxAt?: Instant | undefined;
  readonly lagMs?: number | undefined;
};

/** One line, during the call that hands it out. */
export type LedgerLine = {
  readonly offset: number;
  readonly length: number;
  /** The first text that stands under this name, found without reading the whole line; undefined if there is none. */
  field(name: string): string | undefined;
  /** The entry; undefined where the line is none, which counts it as skipped. */
  entry(): LedgerEntry | undefined;
};

/** What a scan looks for. */
export type Wanted = {
  /** A piece of the line's JSON that it must hold; every line if absent. */
  readonly piece?: string;
  readonly ignoreCase?: boolean;
  readonly look: (line: LedgerLine) => void;
};

/**
 * The ledger of one generation, read in blocks. It does not change while it is open. Lines that are no entries stop
 * nothing: they are counted, and `ledger verify` names them.
 */
export type LedgerReader = {
  readonly sizeBytes: number;
  readonly recorded: RecordedTip | undefined;
  /** One pass from the byte `from`, which is the beginning of a line; in file order for each of `wanted`. */
  scan(wanted: readonly Wanted[], from?: number): void;
  /** Lines from the last to the first, until `look` gives false. */
  backwards(look: (line: LedgerLine) => boolean): void;
  /** Where a scan for entries of `since` or later may begin: no line before has one. */
  startOf(since: Instant): number;
  entryAt(offset: number, length: number): LedgerEntry | undefined;
  audit(): LedgerAudit;
  /** Lines so far that were looked at and are no entries. */
  readonly skipped: number;
  close(): void;
};

/** Told now and then how far a pass has come. */
export type Progress = (doneBytes: number, totalBytes: number) => void;
