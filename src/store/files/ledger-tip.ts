import type { LedgerEntry } from '../../domain/ledger/schema';
import { parseFields } from './json-fields';
import { eachLine } from './jsonl';
import { parseEntry } from './ledger/parse-entry';

/** Hashes that no other line names in `prev`, and the number of entries. */
export type LedgerHeads = { readonly heads: readonly string[]; readonly count: number };

export type ScannedLedger = LedgerHeads & { readonly hashes: ReadonlySet<string> };

type Link = { readonly hash: string; readonly prev: readonly string[] };

/** Heads and count of a ledger, from its lines. What is no entry counts for nothing here; `ledger verify` reports it. */
export const scanLedger = (bytes: Buffer): ScannedLedger => {
  const hashes = new Set<string>();
  const named = new Set<string>();
  let count = 0;
  eachLine(bytes, (line) => {
    const link = parseLink(line);
    if (link === undefined) return;
    count++;
    hashes.add(link.hash);
    for (const hash of link.prev) named.add(hash);
  });
  return { heads: [...hashes].filter((hash) => !named.has(hash)), count, hashes };
};

/** Undefined for a damaged line: it must not stop work; finding it is the task of `ledger verify`. */
const parseLink = (line: Buffer): Link | undefined => {
  const { hash, prev } = parseFields(line.toString('utf8')) ?? {};
  return typeof hash === 'string' && Array.isArray(prev) ? { hash, prev } : undefined;
};

/** The tip after `entries` were appended in their order. */
export const advanceTip = (tip: LedgerHeads, entries: readonly Link[]): LedgerHeads => {
  let heads = [...tip.heads];
  for (const { hash, prev } of entries) heads = [...heads.filter((head) => !prev.includes(head)), hash];
  return { heads, count: tip.count + entries.length };
};

/** The entries of one task, in file order. Only lines in which the uid occurs are parsed. */
export const scanEntriesOf = (bytes: Buffer, uid: string): readonly LedgerEntry[] => {
  const entries: LedgerEntry[] = [];
  const needle = Buffer.from(JSON.stringify(uid), 'utf8');
  for (let at = bytes.indexOf(needle); at !== -1; ) {
    const start = bytes.lastIndexOf(10, at) + 1;
    const found = bytes.indexOf(10, at);
    const end = found === -1 ? bytes.length : found;
    const entry = parseEntry(bytes.subarray(start, end));
    if (entry?.task.uid === uid) entries.push(entry);
    at = bytes.indexOf(needle, end);
  }
  return entries;
};
