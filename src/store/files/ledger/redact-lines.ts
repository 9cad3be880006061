import { canonicalJson } from '../../../domain/ledger/canonical-json';
import type { Redaction } from '../../../domain/state/change';
import { sha256 } from '../digest';
import { parseFields } from '../json-fields';
import { eachLine } from '../jsonl';

/** The file with the fields taken out of their lines; every other byte stays. */
export const redactLines = (bytes: Buffer, redactions: readonly Redaction[]): Buffer => {
  const parts: Buffer[] = [];
  let end = 0;
  eachLine(bytes, (line) => {
    const start = line.byteOffset - bytes.byteOffset;
    const wanted = redactions.filter(({ hash }) => line.includes(hash));
    const clean = wanted.length === 0 ? undefined : redactLine(line, wanted);
    if (clean === undefined) return;
    parts.push(bytes.subarray(end, start), clean);
    end = start + line.length;
  });
  parts.push(bytes.subarray(end));
  return Buffer.concat(parts);
};

const redactLine = (line: Buffer, redactions: readonly Redaction[]): Buffer | undefined => {
  const entry = parseFields(line.toString('utf8'));
  if (entry === undefined) return undefined;
  const isMeant = ({ hash, entryId, field }: Redaction): boolean =>
    entry.hash === hash && entry.id === entryId && Object.hasOwn(entry, field);
  const fields = redactions.filter(isMeant).map(({ field }) => field);
  if (fields.length === 0) return undefined;
  const digests = new Map(Object.entries(entry.redacted ?? {}));
  for (const field of fields) digests.set(field, sha256(canonicalJson(entry[field])));
  const { prev, hash, redacted: _redacted, ...rest } = entry;
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !fields.includes(name)));
  return Buffer.from(JSON.stringify({ ...kept, redacted: Object.fromEntries(digests), prev, hash }), 'utf8');
};
