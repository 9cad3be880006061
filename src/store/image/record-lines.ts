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
  /** The text of each record; undefined where the file is not in the written form. */
  readonly lines: (() => readonly string[]) | undefined;
};

/** Any valid JSON is read; undefined where the text is none, or not an object. Duplicate keys: the last one counts. */
export const parseRecordLines = (text: string, listKey: string): RecordLines | undefined => {
  try {
    return parseWrittenForm(text, listKey) ?? parseAnyForm(text, listKey);
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
const parseWrittenForm = (text: string, listKey: string): RecordLines | undefined => {
  const headEnd = text.indexOf('\n');
  const end = text.endsWith('\n]}\n') ? text.length - 4 : text.endsWith('\n]}') ? text.length - 3 : -1;
  if (headEnd === -1 || end < headEnd || !text.startsWith(`${JSON.stringify(listKey)}:[`, headEnd - listKey.length - 4))
    return undefined;
  if (text.includes(JSON.stringify(lineMark))) return undefined;
  const marked = text.replaceAll(lineEnd, betweenLines);
  const grown = marked.length - text.length;
  const isEmpty = end === headEnd;
  if (!isEmpty && marked.indexOf('\n', headEnd + 1) !== end + grown) return undefined;
  try {
    const { [listKey]: list, ...head } = JSON.parse(marked);
    const marks = grown / (betweenLines.length - lineEnd.length);
    if (!Array.isArray(list) || list.length !== (isEmpty ? 0 : 2 * marks + 1)) return undefined;
    const records = withoutMarks(list);
    if (records === undefined || isEmpty) return records && { head, records, lines: () => [] };
    const body = text.slice(headEnd + 1, end);
    // A line that closes the list and opens another one shows as well, but for the first and the last.
    if (marks > 0) JSON.parse(body.slice(0, body.indexOf(lineEnd)));
    JSON.parse(marks > 0 ? body.slice(body.lastIndexOf(lineEnd) + lineEnd.length) : body);
    return { head, records, lines: () => body.split(lineEnd) };
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
  const whole: unknown = JSON.parse(text);
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return undefined;
  const { [listKey]: records, ...head } = whole as Record<string, unknown>;
  return Array.isArray(records) ? { head, records, lines: undefined } : undefined;
};

export const formatRecordLines = (head: Readonly<Record<string, unknown>>, listKey: string, lines: readonly string[]): Buffer => {
  const opening = `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(listKey)}:[\n`;
  return Buffer.from(lines.length === 0 ? `${opening}]}\n` : `${opening}${lines.join(',\n')}\n]}\n`, 'utf8');
};

/**
 * The lines after some records were replaced, added at the end or removed. Lines of records that did not change are
 * kept byte by byte.
 */
export const changeLines = (image: RecordLines, put: readonly { readonly id: string }[], remove: readonly string[]): string[] => {
  const changed = new Map<string, string | null>(remove.map((id) => [id, null]));
  for (const record of put) changed.set(record.id, JSON.stringify(record));
  const before = image.lines?.();
  const lines: string[] = [];
  for (const [index, record] of image.records.entries()) {
    const { id } = record as { id: string };
    const line = changed.get(id);
    changed.delete(id);
    if (line === null) continue;
    lines.push(line ?? before?.[index] ?? JSON.stringify(record));
  }
  for (const line of changed.values()) if (line !== null) lines.push(line);
  return lines;
};

/** Whether two records bear one id. */
export const hasDuplicateIds = (records: readonly { readonly id: string }[]): boolean =>
  new Set(records.map((record) => record.id)).size < records.length;
