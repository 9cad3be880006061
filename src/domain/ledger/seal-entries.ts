import { canonicalJson } from './canonical-json';
import type { LedgerEntry } from './schema';

type Sha256 = (text: string) => string;

type KnownKeys<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/** An entry before it is sealed: everything but its place in the chain. */
export type EntryDraft = Readonly<Omit<KnownKeys<LedgerEntry>, 'v' | 'prev' | 'hash'>>;

/**
 * The hash of a line: SHA-256 over one row per field, `"name":digest` in the order of the names, where digest is the
 * SHA-256 of the field's canonical JSON. `hash` itself and `redacted` are left out; a redacted field counts with the
 * digest that `redacted` keeps for it, so that a line still verifies after `ledger redact`. So does `task` where a part of
 * it was taken out.
 */
export const hashEntry = (entry: Readonly<Record<string, unknown>>, sha256: Sha256): string => {
  const digests = new Map<string, string>();
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'hash' || name === 'redacted' || value === undefined || (isPart(name, value) && isTaken(entry, name))) continue;
    digests.set(name, sha256(canonicalJson(value)));
  }
  const { redacted } = entry;
  if (redacted !== null && typeof redacted === 'object') {
    for (const [name, digest] of Object.entries(redacted)) if (!digests.has(name)) digests.set(name, String(digest));
  }
  const rows = [...digests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, digest]) => `${JSON.stringify(name)}:${digest}\n`);
  return sha256(`stint-ledger-1\n${rows.join('')}`);
};

/** Whether a field holds only what `ledger redact` has left of it; it names what is gone itself. */
export const isPart = (name: string, value: unknown): boolean =>
  name === 'task' && typeof value === 'object' && value !== null && 'redacted' in value;

const isTaken = ({ redacted }: Readonly<Record<string, unknown>>, name: string): boolean =>
  typeof redacted === 'object' && redacted !== null && Object.hasOwn(redacted, name);

/** Chains entries behind the known heads: the first names all of them, each further one its predecessor. */
export const sealEntries = (drafts: readonly EntryDraft[], heads: readonly string[], sha256: Sha256): LedgerEntry[] => {
  let prev = [...heads];
  return drafts.map((draft) => {
    const body = withoutUndefined({ v: 1 as const, ...draft, prev });
    const entry = { ...body, hash: hashEntry(body, sha256) } as LedgerEntry;
    prev = [entry.hash];
    return entry;
  });
};

const withoutUndefined = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
