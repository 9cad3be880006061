import { isUtf8 } from 'node:buffer';
import { type Finding, finding, repairLine } from '../../domain/doctor/finding';
import type { FindingCode } from '../../domain/doctor/finding-table';
import { findDamage } from '../explain/find-damage';
import type { FileMemory } from './journal-memory';
import type { Judgement } from './judgement';
import { fieldsOf, type LineKind, lineCheck, lineKindOf } from './line-kind';

const damageCodes: Readonly<Record<LineKind, FindingCode>> = {
  ledger: 'ledger-damaged',
  archivedTask: 'archive-damaged',
  archivedSession: 'archive-damaged',
  event: 'events-damaged',
  log: 'log-damaged',
  spool: 'spool-damaged',
};

type Line = { readonly text: string; readonly number: number; readonly ended: boolean; readonly isText: boolean };

/**
 * What is wrong with a file of lines, and what it is to be where that can be proven: lines that fit stay, those that the
 * journal still holds come back, a torn or foreign last line goes. `mayRestore`: nothing but stint takes lines out.
 */
export const judgeLines = (file: string, bytes: Buffer | null, memory: FileMemory, mayRestore: boolean): Judgement => {
  const kind = lineKindOf(file);
  const isFine = lineCheck(kind);
  const where = { file: `.stint/${file}` };
  if (bytes === null && memory.appended.length === 0 && kind !== 'log') return { findings: [] };
  const raw = linesOf(bytes ?? Buffer.alloc(0));
  const lines = raw.map((line) => ({ ...line, text: bareText(line) }));
  const missing = missingFrom(lines, memory.appended, kind);
  const look = lookAt(lines, kind, isFine, missing.lines);
  const mayAdd =
    mayRestore && missing.lines.length > 0 && kind !== 'spool' && (kind !== 'log' || bytes === null || look.bad.length > 0);
  const { kept, unsolved } = rebuild(lines, look, kind, mayAdd ? missing.lines : []);
  const after = Buffer.from(kept.map((line) => `${line}\n`).join(''), 'utf8');
  const isChanged =
    kind !== 'spool' && (bytes === null ? true : isWorthwhile(look, missing, mayAdd, raw, bytes) && !after.equals(bytes));
  const findings: Finding[] = [];
  const say = (code: FindingCode, message: string, line?: number, fix?: string): void => {
    findings.push(
      finding(code, message, { ...where, ...(line === undefined ? {} : { line }), ...(fix === undefined ? {} : { fix }) }),
    );
  };
  for (const { line, what } of look.bad)
    say(damageCodes[kind], what, line.number, unsolved.has(line) ? editLine(file, line) : repairLine);
  for (const line of look.doubled) say('line-doubled', 'the same line stands in the file before', line.number, repairLine);
  // A project in which nothing was recorded yet has no log.
  if (missing.lines.length > 0 && bytes === null && kind === 'log')
    say('log-missing', `${file} is not there`, undefined, repairLine);
  else if (missing.lines.length > 0)
    say(
      'lines-missing',
      `${missing.lines.length} ${missing.lines.length === 1 ? 'line' : 'lines'} that the journal still holds ${missing.lines.length === 1 ? 'is' : 'are'} not in ${file}`,
      undefined,
      mayAdd ? repairLine : kind === 'log' ? `mv .stint/${file} .stint/${file}.old && ${repairLine}` : 'stint ledger verify',
    );
  if (missing.edited > 0)
    say(
      'edited-by-hand',
      `${missing.edited} ${missing.edited === 1 ? 'line was' : 'lines were'} changed since they were written`,
    );
  if (look.unended && look.bad.at(-1)?.line !== lines.at(-1))
    say(damageCodes[kind], 'the last line has no line end', lines.at(-1)?.number, repairLine);
  if (raw.some(({ text }, at) => text !== lines[at]?.text))
    say(
      isArchive(kind) && raw[0]?.text.charCodeAt(0) === 0xfeff ? 'archive-damaged' : 'not-plain',
      'a byte order mark, or Windows line ends',
      undefined,
      repairLine,
    );
  if (!isChanged) return { findings: findings.map(withoutRepair) };
  const what = wordsFor(look, kept, lines, bytes === null);
  return { findings, mend: { code: findings[0]?.code ?? damageCodes[kind], bytes: after, what } };
};

const withoutRepair = (found: Finding): Finding => {
  if (found.fix !== repairLine) return found;
  const { fix: _fix, ...rest } = found;
  return rest;
};

const editLine = (file: string, line: Line): string => `vi +${line.number} .stint/${file}`;

const linesOf = (bytes: Buffer): Line[] => {
  const lines: Line[] = [];
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found;
    number++;
    if (end > start) {
      const part = bytes.subarray(start, end);
      lines.push({ text: part.toString('utf8'), number, ended: found !== -1, isText: isUtf8(part) });
    }
    start = end + 1;
  }
  return lines;
};

/** Without a byte order mark and a Windows line end. */
const bareText = ({ text, number }: Line): string =>
  (number === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replace(/\r$/, '');

type Look = {
  readonly bad: readonly { readonly line: Line; readonly what: string }[];
  readonly doubled: readonly Line[];
  readonly markers: ReadonlySet<Line>;
  readonly unended: boolean;
};

const marker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/;

const lookAt = (lines: readonly Line[], kind: LineKind, isFine: (text: string) => boolean, missing: readonly string[]): Look => {
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
  if (kind === 'spool' && bad.at(-1)?.line === last && last?.ended === false) bad.pop();
  if (unended && bad.at(-1)?.line !== last && kind === 'log' && missing.some((text) => text.startsWith(last.text)))
    bad.push({ line: last, what: whatIsWrong(last, kind) });
  return { bad, doubled, markers, unended };
};

const nouns: Readonly<Record<LineKind, string>> = {
  ledger: 'the line was changed after it was written, or is no entry',
  archivedTask: 'the line is no archived task',
  archivedSession: 'the line is no archived session',
  event: 'the line is no event',
  log: 'the line holds control characters, or bytes that are no text',
  spool: 'the line is none that a hook of stint wrote',
};

const whatIsWrong = (line: Line, kind: LineKind): string => {
  if (!line.ended) return 'the last line breaks off: it was not written to its end';
  if (kind === 'log') return nouns.log;
  if (!line.isText) return 'the line holds bytes that are no text';
  const damage = findDamage(Buffer.from(line.text));
  return damage === undefined ? nouns[kind] : `the line is no JSON: ${damage.what}`;
};

type Missing = { readonly lines: readonly string[]; readonly edited: number };

/** What the journal holds of the file and the file does not; a line with the id of another one was edited. */
const missingFrom = (lines: readonly Line[], appended: readonly string[], kind: LineKind): Missing => {
  const left = new Map<string, number>();
  const ids = new Set<unknown>();
  for (const { text } of lines) {
    left.set(text, (left.get(text) ?? 0) + 1);
    if (kind !== 'log' && kind !== 'spool' && kind !== 'ledger' && appended.length > 0) ids.add(fieldsOf(text)?.id);
  }
  const absent: string[] = [];
  let edited = 0;
  for (const text of appended) {
    const count = left.get(text) ?? 0;
    if (count > 0) {
      if (kind === 'log') left.set(text, count - 1);
    } else if (ids.has(fieldsOf(text)?.id) && kind !== 'log') edited++;
    else absent.push(text);
  }
  return { lines: absent, edited };
};

/** The lines that the file is to hold, and the bad ones that nothing can be done about: they stay. */
const rebuild = (lines: readonly Line[], look: Look, kind: LineKind, restorable: readonly string[]) => {
  const bad = new Set(look.bad.map(({ line }) => line));
  const doubled = new Set(look.doubled);
  const left = [...restorable];
  const unsolved = new Set<Line>();
  const kept: string[] = [];
  const last = lines.findLast(({ text }) => text !== '');
  const mayMerge = !isArchive(kind) || !saysTwoThings(lines, bad);
  for (const line of lines) {
    if (doubled.has(line)) continue;
    if (!bad.has(line)) {
      kept.push(line.text);
      continue;
    }
    if (look.markers.has(line)) {
      if (mayMerge) continue;
      kept.push(line.text);
      unsolved.add(line);
      continue;
    }
    const place = left.findIndex((text) => resembles(text, line.text));
    if (place !== -1) kept.push(...left.splice(place, 1));
    else if (kind === 'log' && line.text.replaceAll('\0', '') === '') continue;
    else if (line !== last || !isForeign(line, kind)) {
      kept.push(line.text);
      unsolved.add(line);
    }
  }
  return { kept: [...kept, ...left], unsolved };
};

const isArchive = (kind: LineKind): boolean => kind === 'archivedTask' || kind === 'archivedSession';

/** Of the archive the last line of an id counts, so that two sides of a merge may contradict each other. */
const saysTwoThings = (lines: readonly Line[], bad: ReadonlySet<Line>): boolean => {
  const texts = new Set(lines.filter((line) => !bad.has(line) && line.text !== '').map(({ text }) => text));
  return new Set([...texts].map((text) => fieldsOf(text)?.id)).size < texts.size;
};

/** A line of a newer version is none of this one's business; one that was changed is to be looked at by somebody. */
const isForeign = (line: Line, kind: LineKind): boolean => {
  const fields = fieldsOf(line.text);
  if (kind === 'log') return !line.ended;
  return fields === undefined || !('id' in fields || 'hash' in fields || 'v' in fields);
};

const leastShared = 24;

/** Whether a damaged line is what is left of a whole one. */
const resembles = (whole: string, damaged: string): boolean => {
  const id = fieldsOf(damaged)?.id;
  if (id !== undefined) return fieldsOf(whole)?.id === id;
  const least = Math.min(leastShared, damaged.length);
  if (whole.startsWith(damaged.slice(0, least)) && sharedBeginning(whole, damaged) >= least) {
    const known = /"id":"[^"]*"/.exec(damaged)?.[0];
    return known === undefined || whole.includes(known);
  }
  return damaged.length >= leastShared && whole.endsWith(damaged.slice(-leastShared));
};

const sharedBeginning = (one: string, other: string): number => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
};

/** Blank lines and a last line without its end alone are no reason to write the file anew. */
const isWorthwhile = (look: Look, missing: Missing, mayAdd: boolean, raw: readonly Line[], bytes: Buffer): boolean =>
  look.bad.length > 0 ||
  look.doubled.length > 0 ||
  (mayAdd && missing.lines.length > 0) ||
  raw.some(({ text }) => text.endsWith('\r') || text.charCodeAt(0) === 0xfeff) ||
  (look.unended && bytes.length > 0);

const wordsFor = (look: Look, kept: readonly string[], lines: readonly Line[], wasMissing: boolean): string => {
  const before = new Set(lines.map(({ text }) => text));
  const after = new Set(kept);
  const back = kept.filter((text) => !before.has(text)).length;
  const gone = look.doubled.length + lines.filter(({ text }) => text !== '' && !after.has(text)).length;
  const parts = [
    ...(wasMissing ? ['made it again'] : []),
    ...(back === 0 ? [] : [`put ${counted(back)} back from the journal`]),
    ...(gone === 0 ? [] : [`took ${counted(gone)} out`]),
  ];
  return parts.length === 0 ? 'ended every line with a line end' : parts.join(', ');
};

const counted = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;
