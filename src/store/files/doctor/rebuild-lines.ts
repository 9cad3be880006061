import { parseFields } from '../json-fields';
import type { Line } from './file-lines';
import { isArchive, type LineKind } from './line-kind';
import type { Look } from './look-at-lines';

export type Missing = {
  readonly lines: readonly string[];
  /** So many lines were changed since they were written. */
  readonly edited: number;
};

/**
 * What the journal holds of the file and the file does not. A line that the journal does not know is taken for the edited
 * form of the one with its id, unless a damaged line is what is left of that.
 */
export const missingFrom = (lines: readonly Line[], { bad }: Look, appended: readonly string[], kind: LineKind): Missing => {
  const known = new Set(appended);
  const left = new Map<string, number>();
  const ids = new Set<unknown>();
  for (const { text } of lines) {
    left.set(text, (left.get(text) ?? 0) + 1);
    if ((kind === 'event' || isArchive(kind)) && known.size > 0 && !known.has(text)) ids.add(parseFields(text)?.id);
  }
  const absent: string[] = [];
  let edited = 0;
  for (const text of appended) {
    const count = left.get(text) ?? 0;
    if (count > 0) {
      if (kind === 'log') left.set(text, count - 1);
    } else if (ids.has(parseFields(text)?.id) && !bad.some(({ line }) => resembles(text, line.text))) edited++;
    else absent.push(text);
  }
  return { lines: absent, edited };
};

type Kept = Pick<Line, 'text' | 'bytes'>;

export type Rebuilt = {
  readonly kept: readonly Kept[];
  /** Bad ones that nothing can be done about: they stay. */
  readonly unsolved: ReadonlySet<Kept>;
  /** Bad ones that stand in the way of the others: they go to a file of their own. */
  readonly aside: readonly Line[];
};

/** The lines that the file is to hold. `restorable`: those of `appended` that may come back. */
export const rebuild = (
  lines: readonly Line[],
  look: Look,
  kind: LineKind,
  { appended, restorable }: { readonly appended: readonly string[]; readonly restorable: readonly string[] },
): Rebuilt => {
  const bad = new Set(look.bad.map(({ line }) => line));
  const doubled = new Set(look.doubled);
  const left = [...restorable];
  const unsolved = new Set<Kept>();
  const foreign = new Set<Kept>();
  const kept: Kept[] = [];
  const mayMerge = !isArchive(kind) || !saysTwoThings(lines, bad);
  const leave = (line: Line): void => {
    kept.push(line);
    unsolved.add(line);
    if (!look.markers.has(line) && isForeign(line, kind)) foreign.add(line);
  };
  for (const line of lines) {
    if (doubled.has(line) || line.text === '') continue;
    if (!bad.has(line)) kept.push(line);
    else if (look.markers.has(line)) {
      if (!mayMerge) leave(line);
    } else {
      const place = left.findIndex((text) => resembles(text, line.text));
      if (place !== -1) for (const each of left.splice(place, 1).map(restored)) kept.push(each);
      else if (kind !== 'log' || line.text.replaceAll('\0', '') !== '') leave(line);
    }
  }
  // All that end the file at once: the next repair would take the next one.
  for (let last = kept.at(-1); last !== undefined && foreign.has(last); last = kept.at(-1)) {
    kept.pop();
    unsolved.delete(last);
  }
  const aside = !mayMerge ? [] : lines.filter((line) => unsolved.has(line) && !look.markers.has(line) && isInTheWay(line, kind));
  for (const line of aside) unsolved.delete(line);
  const gone = new Set<Kept>(aside);
  const stay = aside.length === 0 ? kept : kept.filter((line) => !gone.has(line));
  return { kept: inOrder(stay, left, appended), unsolved, aside };
};

const restored = (text: string): Kept => ({ text, bytes: Buffer.from(text, 'utf8') });

/** Each line that comes back stands before the one that was appended next: of the archive the last line of an id counts. */
const inOrder = (kept: readonly Kept[], back: readonly string[], appended: readonly string[]): Kept[] => {
  const lines = [...kept];
  const left = [...back];
  let place = lines.length;
  for (const text of appended.toReversed()) {
    if (left.length === 0) break;
    const found = left.lastIndexOf(text);
    if (found !== -1) lines.splice(place, 0, ...left.splice(found, 1).map(restored));
    else {
      const at = lines.findLastIndex((line, index) => index < place && line.text === text);
      if (at !== -1) place = at;
    }
  }
  return lines;
};

/** Of the archive the last line of an id counts, so that two sides of a merge may contradict each other. */
const saysTwoThings = (lines: readonly Line[], bad: ReadonlySet<Line>): boolean => {
  const texts = new Set(lines.filter((line) => !bad.has(line)).map(({ text }) => text));
  return new Set([...texts].map((text) => parseFields(text)?.id)).size < texts.size;
};

/**
 * Whether a bad line has to go for the others to be of use. An entry of the ledger or an event that was changed is looked at
 * by somebody, and stays; so does what is in the log: nothing reads it but people.
 */
const isInTheWay = ({ text }: Line, kind: LineKind): boolean =>
  isArchive(kind) || (kind !== 'log' && parseFields(text) === undefined);

/** A line of a newer version is none of this one's business; one that was changed is to be looked at by somebody. */
const isForeign = (line: Line, kind: LineKind): boolean => {
  if (kind === 'log') return !line.ended;
  const fields = parseFields(line.text);
  return fields === undefined || !('id' in fields || 'hash' in fields || 'v' in fields);
};

const leastShared = 24;

/** Whether a damaged line is what is left of a whole one. */
const resembles = (whole: string, damaged: string): boolean => {
  const id = parseFields(damaged)?.id;
  if (id !== undefined) return parseFields(whole)?.id === id;
  if (whole.startsWith(damaged.slice(0, leastShared))) {
    const known = /"id":"[^"]*"/.exec(damaged)?.[0];
    return known === undefined || whole.includes(known);
  }
  return damaged.length >= leastShared && whole.endsWith(damaged.slice(-leastShared));
};
