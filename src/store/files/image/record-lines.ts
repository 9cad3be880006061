/**
 * The form in which `todo.json` and `sessions.json` are written: a head, one record a line, an end.
 *
 *     {"version":1,"_meta":{…},"tasks":[
 *     {…},
 *     {…}
 *     ]}
 */
export type RecordLines = {
  /** Every key of the file but the list of records. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly records: readonly unknown[];
  /** The file, where it is in the written form: a record a line, from the second line on. */
  readonly written: Buffer | undefined;
};

/**
 * `text` is what `bytes` say. Any valid JSON is read; undefined where the text is none, or not an object. Duplicate keys:
 * the last one counts.
 */
export const parseRecordLines = (bytes: Buffer, text: string, listKey: string): RecordLines | undefined => {
  try {
    const parsed = parseWrittenForm(text, listKey);
    return parsed === undefined ? parseAnyForm(text, listKey) : { ...parsed, written: bytes };
  } catch {
    // The reason is found out by `explain-invalid`, which looks at the text again.
    return undefined;
  }
};

/** Stands for the end of a line within the list: no record, and nothing that a text holds by itself. */
const lineMark = '|';
const betweenLines = `,${JSON.stringify(lineMark)},`;
const lineEnd = ',\n';

/**
 * One parse of the whole is three times faster than one for each line. That the lines are the records, one each, shows in
 * where the marks between them turn up: one within a record, or within another list that a later one of the same name
 * replaces, is missing in the list.
 */
const parseWrittenForm = (text: string, listKey: string): Omit<RecordLines, 'written'> | undefined => {
  const headEnd = text.indexOf('\n');
  const end = text.length - (text.endsWith('\n') ? 4 : 3);
  const opening = `,${JSON.stringify(listKey)}:[`;
  if (!text.startsWith('\n]}', end) || !text.startsWith(opening, headEnd - opening.length)) return undefined;
  // Looking for one character is ten times faster than for three.
  if (text.includes(lineMark) && text.includes(JSON.stringify(lineMark))) return undefined;
  const marked = text.replaceAll(lineEnd, betweenLines);
  const grown = marked.length - text.length;
  const isEmpty = end === headEnd;
  if (!isEmpty && marked.indexOf('\n', headEnd + 1) !== end + grown) return undefined;
  try {
    const { [listKey]: list, ...head } = JSON.parse(marked);
    const marks = grown / (betweenLines.length - lineEnd.length);
    if (!Array.isArray(list) || list.length !== (isEmpty ? 0 : 2 * marks + 1)) return undefined;
    const records = withoutMarks(list);
    if (records === undefined || isEmpty) return records && { head, records };
    const body = text.slice(headEnd + 1, end);
    // A line that closes the list and opens another one shows as well, but for the first and the last.
    if (marks > 0) JSON.parse(body.slice(0, body.indexOf(lineEnd)));
    JSON.parse(marks > 0 ? body.slice(body.lastIndexOf(lineEnd) + lineEnd.length) : body);
    return { head, records };
  } catch {
    // Not one record a line, or no JSON at all: the caller reads it as any other text.
    return undefined;
  }
};

const withoutMarks = (list: readonly unknown[]): unknown[] | undefined => {
  const records: unknown[] = [];
  for (let at = 0; at < list.length; at += 2) {
    if (at > 0 && list[at - 1] !== lineMark) return undefined;
    records.push(list[at]);
  }
  return records;
};

const parseAnyForm = (text: string, listKey: string): RecordLines | undefined => {
  const { [listKey]: records, ...head } = JSON.parse(text) as Record<string, unknown>;
  return Array.isArray(records) ? { head, records, written: undefined } : undefined;
};

/** The written form; each of `runs` is one record or more, a line each. */
export const formatRecordLines = (head: Readonly<Record<string, unknown>>, listKey: string, runs: readonly Buffer[]): Buffer => {
  const parts: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},${JSON.stringify(listKey)}:[\n`)];
  for (const [index, run] of runs.entries()) for (const each of index === 0 ? [run] : [betweenRuns, run]) parts.push(each);
  parts.push(Buffer.from(runs.length === 0 ? ']}\n' : '\n]}\n'));
  return Buffer.concat(parts);
};

const betweenRuns = Buffer.from(lineEnd);

export type RecordsEdit = { readonly put: readonly { readonly id: string }[]; readonly remove: readonly string[] };

/**
 * The file after some records were replaced, added at the end or removed. Lines of records that did not change are kept
 * byte by byte, and copied in one piece where they lie together.
 */
export const editRecordLines = (
  image: RecordLines,
  head: Readonly<Record<string, unknown>>,
  listKey: string,
  { put, remove }: RecordsEdit,
): Buffer => {
  const changed = new Map<string, Buffer | null>(remove.map((id) => [id, null]));
  for (const record of put) changed.set(record.id, Buffer.from(JSON.stringify(record)));
  const kept = image.written === undefined ? keptRecords(image.records) : keptLines(image.written, image.records);
  const runs: Buffer[] = [];
  let begin = 0;
  const keep = (end: number): void => {
    if (end > begin) runs.push(kept(begin, end));
    begin = end + 1;
  };
  for (let at = 0; at < image.records.length && changed.size > 0; at++) {
    const { id } = image.records[at] as { readonly id: string };
    const line = changed.get(id);
    if (line === undefined) continue;
    keep(at);
    if (line !== null) runs.push(line);
    changed.delete(id);
  }
  keep(image.records.length);
  for (const line of changed.values()) if (line !== null) runs.push(line);
  return formatRecordLines(head, listKey, runs);
};

/** The text of the records from `begin` to before `end`, without what follows; to be asked for from front to back. */
type Kept = (begin: number, end: number) => Buffer;

const keptRecords =
  (records: readonly unknown[]): Kept =>
  (begin, end) =>
    Buffer.from(
      records
        .slice(begin, end)
        .map((record) => JSON.stringify(record))
        .join(lineEnd),
    );

const keptLines = (written: Buffer, records: readonly unknown[]): Kept => {
  let line = 0;
  let at = written.indexOf(10) + 1;
  const goTo = (wanted: number): void => {
    const found =
      wanted - line < fewLines ? undefined : lineOf(written, at, records[wanted] as { readonly id: string } | undefined);
    if (found !== undefined) {
      line = wanted;
      at = found;
    }
    for (; line < wanted; line++) at = written.indexOf(10, at) + 1;
  };
  return (begin, end) => {
    goTo(begin);
    const start = at;
    goTo(end);
    // The last record ends with a line break, each other with a comma before it.
    return written.subarray(start, written[at - 2] === 44 ? at - 2 : at - 1);
  };
};

/** So many lines are stepped over one by one; a farther one is searched by its id, in one native search. */
const fewLines = 32;

const listEnd = Buffer.from('\n]}', 'utf8');

/**
 * Where the line of `record` begins, at `from` or behind it; undefined if its id does not stand at its head. Without a
 * record, where the line behind the last one begins.
 */
const lineOf = (written: Buffer, from: number, record: { readonly id: string } | undefined): number | undefined => {
  if (record === undefined) return written.lastIndexOf(listEnd) + 1;
  const start = written.indexOf(`\n{"id":${JSON.stringify(record.id)}`, from - 1) + 1;
  if (start === 0) return undefined;
  // Keys of one object may repeat, and then the last of them counts.
  const line = written.toString('utf8', start, written.indexOf(10, start)).replace(/,$/, '');
  return JSON.parse(line).id === record.id ? start : undefined;
};

/** Whether two records bear one id. Where each is the successor of the one before it, none does. */
export const hasDuplicateIds = (records: readonly { readonly id: string }[]): boolean => {
  let last = '';
  for (const { id } of records) {
    if (id.length < last.length || (id.length === last.length && id <= last))
      return new Set(records.map((record) => record.id)).size < records.length;
    last = id;
  }
  return false;
};
