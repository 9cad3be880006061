import type { LedgerAudit } from '../../../../src/domain/ledger/audit';
import type { RecordedTip } from '../../../../src/domain/ledger/reader';
import type { LedgerEntry } from '../../../../src/domain/ledger/schema';
import { hashEntry } from '../../../../src/domain/ledger/seal-entries';
import { sha256 } from '../../../../src/store/files/digest';
import { auditLines } from '../../../../src/store/files/ledger/audit-lines';
import { inMemory } from '../../../../src/store/files/ledger/byte-source';
import { sealed } from './sample';

export const audit = (content: Buffer | string, recorded?: RecordedTip): LedgerAudit =>
  auditLines(inMemory(Buffer.from(content)), recorded, () => {});

export const short = (hash: string): string => `${hash.slice(0, 12)}…`;
export const away = (letter: string): string => letter.repeat(64);
export const tip = (more: Partial<RecordedTip>): RecordedTip => ({ expected: [], count: 4, size: 0, ...more });

export const first = sealed('e1');
export const amended = sealed('e2', [first], { type: 'amended', ref: 'e1', note: 'n' });
export const left = sealed('e3', [amended], { type: 'reopened', ref: 'e1' });
export const right = sealed('e4', [amended], { type: 'voided', ref: 'e1', reason: 'x' });
export const merged = sealed('e5', [left, right]);
export const all = [first, amended, left, right, merged];

/** An entry as somebody may forge it: its hash fits, whatever it says. */
export const forged = (fields: Record<string, unknown>): Record<string, unknown> => ({
  ...fields,
  hash: hashEntry(fields, sha256),
});
export const without = (entry: LedgerEntry, key: keyof LedgerEntry): Record<string, unknown> => {
  const { [key]: _, ...rest } = entry;
  return rest;
};
