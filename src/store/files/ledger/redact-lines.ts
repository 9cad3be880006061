import { canonicalJson } from '../../../domain/ledger/canonical-json';
import { redactableTaskFields, redactedTitle } from '../../../domain/ledger/vocabulary';
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
  const fields = redactions.filter(({ hash, entryId }) => entry.hash === hash && entry.id === entryId).map(({ field }) => field);
  const whole = fields.filter((field) => Object.hasOwn(entry, field));
  const task = withoutParts(entry.task, fields);
  if (whole.length === 0 && task === undefined) return undefined;
  const digests = new Map(Object.entries(entry.redacted ?? {}));
  for (const field of whole) digests.set(field, sha256(canonicalJson(entry[field])));
  // What was taken out of the task before is a part of the digest that is there.
  if (task !== undefined && !digests.has('task')) digests.set('task', sha256(canonicalJson(entry.task)));
  const { prev, hash, redacted: _redacted, ...rest } = entry;
  const left = Object.entries({ ...rest, ...(task === undefined ? {} : { task }) }).filter(([name]) => !whole.includes(name));
  return Buffer.from(JSON.stringify({ ...Object.fromEntries(left), redacted: Object.fromEntries(digests), prev, hash }), 'utf8');
};

/** What a line says of its task without these fields; undefined where it has none of them. */
const withoutParts = (task: unknown, fields: readonly string[]): Readonly<Record<string, unknown>> | undefined => {
  if (typeof task !== 'object' || task === null) return undefined;
  const { redacted = [], ...known } = task as Readonly<Record<string, unknown>>;
  const before: readonly unknown[] = Array.isArray(redacted) ? redacted : [];
  const parts = redactableTaskFields.filter(
    (name) => fields.includes(name) && Object.hasOwn(known, name) && !before.includes(name),
  );
  if (parts.length === 0) return undefined;
  const left = Object.entries(known).flatMap(([name, value]) => {
    if (!parts.some((part) => part === name)) return [[name, value]];
    if (name === 'title') return [[name, redactedTitle]];
    return name === 'labels' ? [[name, []]] : [];
  });
  return { ...Object.fromEntries(left), redacted: [...before, ...parts] };
};
