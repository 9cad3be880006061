import type { LedgerEntry } from '../../../domain/ledger/schema';
import { validateLedgerEntry } from '../../../generated/validators';
import { parseFields } from '../json-fields';

/** The entry of a line; undefined where it is none: that stops no question, and `ledger verify` names the line. */
export const parseEntry = (line: Buffer): LedgerEntry | undefined => {
  const fields = parseFields(line.toString('utf8'));
  return validateLedgerEntry(fields) ? fields : undefined;
};
