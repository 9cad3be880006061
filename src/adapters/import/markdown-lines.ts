import type { TaskStatus } from '../../domain/task/vocabulary';

/** What the mark in a box means. Letters that are none of these make no box: `[P]` and `[i]` are words. */
const marks: ReadonlyMap<string, TaskStatus> = new Map<string, TaskStatus>([
  ['', 'pending'],
  ...['x', 'X', '✓', '✔', '✅', '☑'].map((mark) => [mark, 'done'] as const),
  ...['/', '^', '◐'].map((mark) => [mark, 'active'] as const),
  ...['-', '~', '✗', '✘', '❌'].map((mark) => [mark, 'cancelled'] as const),
  ...['>', '<'].map((mark) => [mark, 'blocked'] as const),
]);

export type Box = {
  /** What stands between the brackets, without blanks. */
  readonly mark: string;
  /** undefined for a sign whose meaning is not known. */
  readonly status: TaskStatus | undefined;
};

export type Bullet = { readonly indent: number; readonly box?: Box; readonly text: string; readonly number?: string };

const bulletLine = /^([ \t]*)([-*+]|(\d{1,9})[.)])(?:([ \t]+)(.*)|(\[.*)?)$/u;
const boxed = /^\[([^[\]]{0,4})\](?:[ \t]+(.*)|([^\s([:].*)?)$/u;
const bareBox = /^([ \t]*)(\[(?: |x|X)\][ \t]+\S.*)$/;
const glyphs: ReadonlyMap<string, Box> = new Map([
  ['☐', { mark: '', status: 'pending' }],
  ['☑', { mark: '☑', status: 'done' }],
]);

/** A line that begins a list item, with a box or without; undefined for any other. */
export const bulletOf = (line: string): Bullet | undefined => {
  const found = bulletLine.exec(line);
  if (found === null) {
    const bare = bareBox.exec(line);
    const box = bare === null ? undefined : boxOf(bare[2] ?? '');
    return box === undefined ? undefined : { indent: widthOf(bare?.[1] ?? ''), ...box };
  }
  const indent = widthOf(found[1] ?? '');
  const rest = found[5] ?? found[6] ?? '';
  const number = found[3] === undefined ? {} : { number: found[3] };
  const box = boxOf(rest);
  // Without a blank behind the bullet, only a box makes it one.
  if (box === undefined && found[6] !== undefined) return undefined;
  return { indent, ...(box ?? { text: rest.trimEnd() }), ...number };
};

const boxOf = (text: string): { readonly box: Box; readonly text: string } | undefined => {
  const glyph = glyphs.get(text.charAt(0));
  if (glyph !== undefined) return { box: glyph, text: text.slice(1).trim() };
  const found = boxed.exec(text);
  if (found === null) return undefined;
  const mark = (found[1] ?? '').trim().replace(/\uFE0F$/, '');
  const status = marks.get(mark);
  if (status === undefined && (/[\p{L}\p{N}\s]/u.test(mark) || [...mark].length > 1)) return undefined;
  return { box: { mark, status }, text: found[2] ?? found[3] ?? '' };
};

const tabWidth = 4;

/** How far a line is indented: tabs lead to the next fourth column. */
export const widthOf = (indent: string): number => {
  let width = 0;
  for (const character of indent) width += character === '\t' ? tabWidth - (width % tabWidth) : 1;
  return width;
};

export const indentOf = (line: string): number => widthOf(/^[ \t]*/.exec(line)?.[0] ?? '');

export type Heading = { readonly level: number; readonly text: string };

/** `## Heading`, closing signs taken off. */
export const headingOf = (line: string): Heading | undefined => {
  const found = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line);
  if (found === null) return undefined;
  return { level: found[1]?.length ?? 1, text: (found[2] ?? '').replace(/(?:^|[ \t]+)#+[ \t]*$/, '').trim() };
};

/** A line of `=` or `-` below a line of text makes a heading of that. */
export const underlineOf = (line: string | undefined): number | undefined => {
  const found = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line ?? '');
  return found === null ? undefined : found[1]?.startsWith('=') === true ? 1 : 2;
};

export const isRule = (line: string): boolean => /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(line);

const fence = /^[ \t]*(`{3,}|~{3,})([^`]*)$/;

/**
 * Where fenced code that opens in line `at` ends: the closing line; for a fence in an item at the latest before the item
 * ends. undefined where the line opens nothing, or nothing closes it.
 */
export const endOfFence = (lines: readonly string[], at: number, itemIndent: number | undefined): number | undefined => {
  const ticks = fence.exec(lines[at] ?? '')?.[1];
  if (ticks === undefined) return undefined;
  for (let next = at + 1; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const closing = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
    if (closing?.startsWith(ticks) === true) return next;
    if (itemIndent !== undefined && line.trim() !== '' && indentOf(line) <= itemIndent) return undefined;
  }
  return undefined;
};

/** The last line of front matter at the top; -1 where there is none. */
export const endOfFrontMatter = (lines: readonly string[]): number =>
  /^---[ \t]*$/.test(lines[0] ?? '') ? lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line)) : -1;
