import type { LedgerEntry } from '../../domain/ledger/schema';
import { validateLedgerEntry } from '../../generated/validators';

/** The entry of a line; undefined where it is none. */
export const parseEntry = (line: Buffer): LedgerEntry | undefined => {
  try {
    const entry: unknown = JSON.parse(line.toString('utf8'));
    return validateLedgerEntry(entry) ? entry : undefined;
  } catch {
    // A damaged line stops no question; the reader counts it and `ledger verify` names it.
    return undefined;
  }
};
