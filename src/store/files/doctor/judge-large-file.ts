import { isUtf8 } from 'node:buffer';
import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import { utf8Bytes } from '../../../domain/text/limits';
import type { ByteSource } from '../ledger/byte-source';
import type { FileMemory } from './journal-memory';
import { damageCodes, judgeLines } from './judge-lines';
import type { Judgement } from './judgement';
import { isArchive, type LineKind, lineCheck, lineKindOf } from './line-kind';

/** A file of lines up to this size is taken in whole, and can be mended; a larger one is only looked through. */
const mostInWhole = 8 * 1024 * 1024;
/** Nothing in a spool file is ever mended. */
const mostOfSpool = 64 * 1024;

/**
 * `line`: no line that stint writes is longer. `endless`: the end of one that is longer by so much is not searched any more.
 * `tail`: the least part at the end that is held against the journal.
 */
const ownSizes = { piece: 128 * 1024, line: 4 * 1024 * 1024, endless: 128 * 1024 * 1024, tail: 2 * 1024 * 1024 };
/** So many damages are named one by one, and so many are counted before the file is given up. */
const mostNamed = 20;
const mostCounted = 10_000;
const newline = 10;

/** Whether a file is only looked through. The archive never is: commands take it in as well, and it must be mendable. */
export const isLarge = (file: string, size: number): boolean => {
  const kind = lineKindOf(file);
  return !isArchive(kind) && size > (kind === 'spool' ? mostOfSpool : mostInWhole);
};

/**
 * As judgeLines, for a file of any size, with little memory: every line is looked at by itself, and what the journal holds is
 * searched in the last part of the file.
 */
export const judgeLargeFile = (file: string, source: ByteSource, memory: FileMemory, sizes = ownSizes): Judgement => {
  const kind = lineKindOf(file);
  const isFine = lineCheck(kind);
  // People may have added lines of their own between those that the journal holds.
  const held = 2 * memory.appended.reduce((sum, text) => sum + utf8Bytes(text) + 1, 0);
  const tailAt = Math.max(0, source.size - (kind === 'spool' ? 0 : Math.max(sizes.tail, held)));
  const damages = damagesOf(file, kind);
  let line = 0;
  // The first line that begins behind `tailAt` belongs to the last part.
  const { end, isEndless } = eachPiece(source, tailAt, sizes, (piece, isTooLong) => {
    if (isTooLong) damages.add(line + 1, 'the line is longer than any that stint writes');
    else if (!isClean(piece, kind))
      eachLineIn(piece, (bytes, number) => {
        if (!isUtf8(bytes)) damages.add(line + number, 'the line holds bytes that are no text');
        else if (!isFine(bytes.toString('utf8'))) damages.add(line + number, words[kind] ?? 'the line is not what it should be');
      });
    line += countLines(piece);
    return damages.count() < mostCounted;
  });
  if (isEndless || damages.count() >= mostCounted) return { findings: damages.all() };
  const tail = Buffer.alloc(Math.max(0, source.size - end));
  source.read(tail, end);
  for (const each of judgeLines(file, tail, memory, false).findings)
    if (each.line === undefined) damages.tell(each);
    else if (each.code === damageCodes[kind]) damages.add(each.line + line, each.message);
    else damages.tell({ ...each, line: each.line + line });
  return { findings: damages.all() };
};

const words: Readonly<Partial<Record<LineKind, string>>> = {
  event: 'the line is no event',
  log: 'the line holds control characters',
  spool: 'the line is none that a hook of stint wrote',
};

const damagesOf = (file: string, kind: LineKind) => {
  const named: Finding[] = [];
  let others = 0;
  const where = { file: `.stint/${file}` };
  return {
    add: (line: number, what: string): void => {
      if (named.length < mostNamed)
        named.push(finding(damageCodes[kind], what, { ...where, line, fix: `sed -n ${line}p .stint/${file}` }));
      else others++;
    },
    tell: ({ fix, ...found }: Finding): void => {
      named.push(fix === undefined || fix === repairLine ? found : { ...found, fix });
    },
    count: (): number => named.length + others,
    all: (): Finding[] => {
      if (others === 0) return named;
      const more = named.length + others >= mostCounted ? 'and thousands more' : `and ${others} more`;
      return [...named, finding(damageCodes[kind], `${more} lines that are damaged`, where)];
    },
  };
};

/** Whether no line of a piece can be wrong: one search for all lines of a log, where nothing else is asked. */
const isClean = (piece: Buffer, kind: LineKind): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what no command writes
  kind === 'log' && isUtf8(piece) && !/[\0-\x08\x0b-\x1f\x7f]/.test(piece.toString('latin1'));

/**
 * Calls `look` with whole lines, a piece at a time, up to `until` and the end of the line there, as long as it answers true; a
 * line that is too long comes by itself, without its bytes. Gives where the last one ended, and whether it seems to have no end.
 */
const eachPiece = (
  source: ByteSource,
  until: number,
  sizes: typeof ownSizes,
  look: (piece: Buffer, isTooLong: boolean) => boolean,
): { readonly end: number; readonly isEndless: boolean } => {
  const buffer = Buffer.allocUnsafe(sizes.line);
  let at = 0;
  while (at < until) {
    let filled = 0;
    let last = -1;
    while (last === -1 && filled < buffer.length) {
      const count = source.read(buffer.subarray(filled, Math.min(buffer.length, filled + sizes.piece)), at + filled);
      if (count === 0) break;
      filled += count;
      last = buffer.lastIndexOf(newline, filled - 1);
      // Up to the line that crosses the end of the part.
      if (at + filled >= until && last !== -1) last = firstEndFrom(buffer, until - at, filled) ?? last;
    }
    if (last === -1) {
      if (filled < buffer.length) return { end: at, isEndless: false };
      const end = endOfLine(source, at + filled, sizes);
      if (!look(buffer.subarray(0, 0), true) || end === undefined) return { end: end ?? at, isEndless: end === undefined };
      at = end;
      continue;
    }
    at += last + 1;
    if (!look(buffer.subarray(0, last + 1), false)) return { end: at, isEndless: false };
  }
  return { end: at, isEndless: false };
};

const firstEndFrom = (buffer: Buffer, from: number, filled: number): number | undefined => {
  const found = buffer.subarray(0, filled).indexOf(newline, Math.max(0, from - 1));
  return found === -1 ? undefined : found;
};

/** Where the line behind the one at `from` begins; undefined where that is too far away. */
const endOfLine = (source: ByteSource, from: number, { piece, endless }: typeof ownSizes): number | undefined => {
  const buffer = Buffer.allocUnsafe(piece);
  for (let at = from; at < from + endless; ) {
    const count = source.read(buffer, at);
    if (count === 0) return at;
    const found = buffer.subarray(0, count).indexOf(newline);
    if (found !== -1) return at + found + 1;
    at += count;
  }
  return undefined;
};

const eachLineIn = (piece: Buffer, look: (line: Buffer, number: number) => void): void => {
  let number = 0;
  for (let start = 0; start < piece.length; ) {
    const end = piece.indexOf(newline, start);
    const stop = end === -1 ? piece.length : end;
    number++;
    const line = piece.subarray(start, piece[stop - 1] === 13 ? stop - 1 : stop);
    if (line.length > 0) look(line, number);
    start = stop + 1;
  }
};

const countLines = (piece: Buffer): number => {
  let lines = 0;
  for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, at + 1)) lines++;
  return Math.max(lines, 1);
};
