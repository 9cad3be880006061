import { findDamage } from '../explain/find-damage';
import type { Line } from './file-lines';
import type { LineKind } from './line-kind';

/** What is wrong with lines by themselves, and with two that are the same. */
export type Look = {
  readonly bad: readonly { readonly line: Line; readonly what: string }[];
  readonly doubled: readonly Line[];
  readonly markers: ReadonlySet<Line>;
  /** The last line has no line end. */
  readonly unended: boolean;
};

const marker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/;

export const lookAt = (lines: readonly Line[], kind: LineKind, isFine: (text: string) => boolean): Look => {
  const bad: { line: Line; what: string }[] = [];
  const doubled: Line[] = [];
  const markers = new Set<Line>();
  const seen = new Set<string>();
  for (const line of lines) {
    if (line.text === '') continue;
    if (marker.test(line.text)) {
      markers.add(line);
      bad.push({ line, what: `a merge conflict marker (${line.text.slice(0, 7)}): a merge was not finished` });
    } else if (!line.isText || !isFine(line.text)) bad.push({ line, what: whatIsWrong(line, kind) });
    else if (kind !== 'log' && kind !== 'spool') {
      if (seen.has(line.text)) doubled.push(line);
      seen.add(line.text);
    }
  }
  const last = lines.at(-1);
  const unended = last?.ended === false && kind !== 'spool';
  // A hook may be writing it just now.
  if (kind === 'spool' && last?.ended === false && bad.at(-1)?.line === last) bad.pop();
  return { bad, doubled, markers, unended };
};

/** Whether a record of the log is whole does not show in it, but in what the journal holds of it. */
export const withTornRecord = (look: Look, lines: readonly Line[], missing: readonly string[]): Look => {
  const last = look.unended ? lines.at(-1) : undefined;
  if (last === undefined || !missing.some((text) => text.startsWith(last.text))) return look;
  return { ...look, bad: [...look.bad, { line: last, what: torn }] };
};

const torn = 'the last line breaks off: it was not written to its end';

const nouns: Readonly<Record<LineKind, string>> = {
  ledger: 'the line was changed after it was written, or is no entry',
  archivedTask: 'the line is no archived task',
  archivedSession: 'the line is no archived session',
  event: 'the line is no event',
  log: 'the line holds control characters, or bytes that are no text',
  spool: 'the line is none that a hook of stint wrote',
};

const whatIsWrong = (line: Line, kind: LineKind): string => {
  if (!line.ended) return torn;
  if (kind === 'log') return nouns.log;
  if (!line.isText) return 'the line holds bytes that are no text';
  const damage = findDamage(line.bytes);
  return damage === undefined ? nouns[kind] : `the line is no JSON: ${damage.what}`;
};
