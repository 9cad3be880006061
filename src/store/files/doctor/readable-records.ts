import { isNestedDeeper, recordDepthLimit } from '../../../domain/text/json-nesting';
import { validateSessionsFile, validateTodoFile } from '../../../generated/validators';
import { formatRecordLines } from '../image/record-lines';
import { asOwnVersion, isNewer } from '../image/version';
import { parseFields } from '../json-fields';
import { storeFiles } from '../layout';
import { plainText } from './json-variants';

export type WithoutRecords = {
  readonly bytes: Buffer;
  /** The records that cannot be read, one a line. */
  readonly aside: Buffer;
  readonly what: string;
};

type RecordsFile = typeof storeFiles.todo | typeof storeFiles.sessions;

const listKeys = { [storeFiles.todo]: 'tasks', [storeFiles.sessions]: 'sessions' } as const;

/** A record as it stands in the file; `value` is undefined where it is no JSON. */
type Stored = { readonly text: string; readonly line: number; readonly value: unknown };

/** So many records may be put aside even where fewer can be read. */
const fewRecords = 3;

/**
 * The file without the records that cannot be read; of two with one id the one that was changed last stays. undefined where
 * that is not what is wrong with it: the head cannot be read, it is cut off or half merged, or most of it is damaged.
 */
export const withoutUnreadable = (file: RecordsFile, bytes: Buffer): WithoutRecords | undefined => {
  const text = plainText(bytes.toString('utf8'));
  const found = writtenRecords(file, text) ?? parsedRecords(file, text);
  if (found === undefined || !isHeadFine(file, found.head)) return undefined;
  const kept = new Map<string, Stored>();
  const aside: Stored[] = [];
  for (const record of found.records) {
    const id = isFine(file, found.head, record.value) ? record.value.id : undefined;
    const before = id === undefined ? undefined : kept.get(id);
    if (id === undefined) aside.push(record);
    else if (before === undefined) kept.set(id, record);
    else if (changedAt(record) <= changedAt(before)) aside.push(record);
    else {
      aside.push(before);
      kept.set(id, record);
    }
  }
  if (aside.length === 0 || aside.length > Math.max(fewRecords, kept.size)) return undefined;
  const runs = [...kept.values()].map((record) => Buffer.from(record.text));
  const named = aside.slice(0, fewRecords).map(nameOf);
  const more = aside.length > named.length ? [`${aside.length - named.length} more`] : [];
  return {
    bytes: formatRecordLines(found.head, listKeys[file], runs),
    aside: Buffer.from(aside.map((record) => `${record.text}\n`).join('')),
    what: `put aside what cannot be read: ${[...named, ...more].join(', ')}`,
  };
};

type Found = { readonly head: Readonly<Record<string, unknown>>; readonly records: readonly Stored[] };

const conflictMarker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/;

/** A record a line, as it is written. */
const writtenRecords = (file: RecordsFile, text: string): Found | undefined => {
  const [opening = '', ...lines] = text.replace(/\n$/, '').split('\n');
  const list = `,${JSON.stringify(listKeys[file])}:[`;
  if (!opening.endsWith(list) || lines.pop() !== ']}' || lines.some((line) => line === ']}' || conflictMarker.test(line)))
    return undefined;
  const head = parseFields(`${opening.slice(0, -list.length)}}`);
  if (head === undefined) return undefined;
  const records = lines.flatMap((line, at) => {
    const record = line.replace(/,$/, '');
    return record.trim() === '' ? [] : [{ text: record, line: at + 2, value: parsedText(record) }];
  });
  return { head, records };
};

/** Any other form, as editors leave it: only the records can be wrong. */
const parsedRecords = (file: RecordsFile, text: string): Found | undefined => {
  const whole = parsedText(text);
  if (typeof whole !== 'object' || whole === null) return undefined;
  const { [listKeys[file]]: list, ...head } = whole as Record<string, unknown>;
  if (!Array.isArray(list)) return undefined;
  try {
    return { head, records: list.map((value) => ({ text: JSON.stringify(value), line: 0, value })) };
  } catch {
    // Nested so deep that it cannot be written as a line of its own.
    return undefined;
  }
};

const parsedText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fileWith = (file: RecordsFile, head: Found['head'], records: readonly unknown[]): boolean => {
  const whole = { ...asOwnVersion(head, isNewer(file, head)), [listKeys[file]]: records };
  return file === storeFiles.todo ? validateTodoFile(whole) : validateSessionsFile(whole);
};

const isHeadFine = (file: RecordsFile, head: Found['head']): boolean =>
  !isNestedDeeper(head, recordDepthLimit) && fileWith(file, head, []);

const isFine = (file: RecordsFile, head: Found['head'], value: unknown): value is { readonly id: string } =>
  !isNestedDeeper(value, recordDepthLimit) && fileWith(file, head, [value]);

const changedAt = ({ value }: Stored): number => {
  const { updatedAt, lastActivityAt } = value as { updatedAt?: string; lastActivityAt?: string };
  return Date.parse(updatedAt ?? lastActivityAt ?? '') || 0;
};

const nameOf = ({ text, line }: Stored): string => {
  const id = /"id":\s*"([\w.-]{1,64})"/.exec(text)?.[1];
  const place = line === 0 ? '' : `line ${line}`;
  return id === undefined ? place || 'a record' : `${id}${place === '' ? '' : ` (${place})`}`;
};
