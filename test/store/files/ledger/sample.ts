import type { LedgerEntry } from '../../../../src/domain/ledger/schema';
import { type EntryDraft, sealEntries } from '../../../../src/domain/ledger/seal-entries';
import { sha256 } from '../../../../src/store/files/digest';
import type { ByteSource } from '../../../../src/store/files/ledger/byte-source';
import { at } from '../fixtures';

/** An entry of one line as the product writes it, behind the lines of `prev`. */
export const sealed = (id: string, prev: readonly LedgerEntry[] = [], more: Partial<EntryDraft> = {}): LedgerEntry => {
  const draft: EntryDraft = {
    id,
    type: 'completed',
    at,
    source: 'direct_session',
    task: { id: 'T1', uid: 'uid-T1', title: 'one', type: 'task', labels: [] },
    flags: [],
    ...more,
  };
  const heads = prev.map(({ hash }) => hash);
  return sealEntries([draft], heads, sha256)[0] as LedgerEntry;
};

export const lineOf = (record: unknown): string => `${JSON.stringify(record)}\n`;

export const fileOf = (records: readonly unknown[]): Buffer => Buffer.from(records.map(lineOf).join(''), 'utf8');

/** Bytes in memory that give at most `most` of them at once and remember where they were read. */
export const watchedBytes = (bytes: Buffer, most = Number.POSITIVE_INFINITY): ByteSource & { readonly reads: number[] } => {
  const reads: number[] = [];
  return {
    size: bytes.length,
    read: (into, from) => {
      reads.push(from);
      return bytes.subarray(from, from + most).copy(into);
    },
    close: () => {},
    reads,
  };
};
