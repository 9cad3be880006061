import {
  type Box,
  type Bullet,
  bulletOf,
  endOfFence,
  endOfFrontMatter,
  headingOf,
  indentOf,
  isRule,
  underlineOf,
} from './markdown-lines';

/** A heading or a list item of a Markdown page. */
export type Entry = {
  readonly kind: 'heading' | 'item';
  readonly box?: Box;
  /** The number of an ordered item. */
  readonly number?: string;
  readonly above: Entry | undefined;
  readonly line: number;
  /** The text of the heading or of the item's first paragraph, a line each. */
  readonly words: string[];
  /** What follows below it, in order: lines as they stand, and the entries inside. */
  readonly body: (string | Entry)[];
  readonly raw: string;
};

export type Outline = {
  readonly lines: readonly string[];
  /** In the order of the page. */
  readonly entries: readonly Entry[];
  /** Lines above the first heading and outside of lists. */
  readonly outside: readonly string[];
  readonly comments: number;
  readonly hasFrontMatter: boolean;
};

type Open = { readonly indent: number; readonly entry: Entry };

/** The headings and list items of a page, as CommonMark nests them, but for indents of any width. */
export const outlineOf = (text: string): Outline => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const entries: Entry[] = [];
  const outside: string[] = [];
  const headings: { readonly level: number; readonly entry: Entry }[] = [];
  const items: Open[] = [];
  let comments = 0;
  let afterBlank = true;
  /** The entry whose first paragraph is still open. */
  let paragraphOf: Entry | undefined;

  const holder = (): Entry | undefined => items.at(-1)?.entry ?? headings.at(-1)?.entry;
  const write = (line: string): void => {
    const entry = holder();
    if (entry !== undefined) entry.body.push(line);
    else if (line.trim() !== '') outside.push(line);
  };
  const closeTo = (indent: number): void => {
    for (let top = items.at(-1); top !== undefined && top.indent >= indent; top = items.at(-1)) items.pop();
  };
  const open = (entry: Entry): void => {
    entries.push(entry);
    entry.above?.body.push(entry);
  };
  const beginSection = (level: number, words: string, line: number): void => {
    items.length = 0;
    paragraphOf = undefined;
    if (words === '') return;
    for (let top = headings.at(-1); top !== undefined && top.level >= level; top = headings.at(-1)) headings.pop();
    const above = headings.at(-1)?.entry;
    const entry: Entry = { kind: 'heading', above, line, words: [words], body: [], raw: lines[line] ?? '' };
    headings.push({ level, entry });
    open(entry);
  };

  const start = endOfFrontMatter(lines) + 1;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      afterBlank = true;
      paragraphOf = undefined;
      holder()?.body.push('');
      continue;
    }
    const indent = indentOf(line);
    const inItem = (items.at(-1)?.indent ?? indent) < indent;
    const end = endOfFence(lines, at, inItem ? items.at(-1)?.indent : undefined);
    if (end !== undefined) {
      closeTo(indent);
      for (const code of lines.slice(at, end + 1)) write(code);
      paragraphOf = undefined;
      afterBlank = false;
      at = end;
      continue;
    }
    if (/^[ \t]*<!--/.test(line)) {
      const close = endOfComment(lines, at);
      if (close !== undefined) {
        comments += 1;
        at = close;
        continue;
      }
    }
    const bullet = isRule(line) ? undefined : bulletOf(line);
    if (bullet !== undefined && (paragraphOf === undefined || mayInterrupt(bullet, items))) {
      closeTo(bullet.indent);
      const { box, number } = bullet;
      const entry: Entry = {
        kind: 'item',
        ...(box === undefined ? {} : { box }),
        ...(number === undefined ? {} : { number }),
        above: holder(),
        line: at,
        words: [bullet.text],
        body: [],
        raw: line,
      };
      items.push({ indent: bullet.indent, entry });
      open(entry);
      paragraphOf = isOpenParagraph(bullet.text) ? entry : undefined;
      afterBlank = false;
      continue;
    }
    const heading = inItem ? undefined : headingOf(line);
    if (heading !== undefined) {
      beginSection(heading.level, heading.text, at);
      afterBlank = true;
      continue;
    }
    if (isRule(line) && !inItem) {
      items.length = 0;
      paragraphOf = undefined;
      afterBlank = true;
      continue;
    }
    const underline = afterBlank && indent < 4 && !inItem && !/^[ \t]*[>|]/.test(line) ? underlineOf(lines[at + 1]) : undefined;
    if (underline !== undefined) {
      beginSection(underline, line.trim(), at);
      at += 1;
      afterBlank = true;
      continue;
    }
    if (paragraphOf !== undefined && !/^[ \t]*(?:>|`{3}|~{3})/.test(line)) {
      paragraphOf.words.push(line);
      if (!isOpenParagraph(line)) paragraphOf = undefined;
    } else {
      if (afterBlank || /^[ \t]*>/.test(line)) closeTo(indent);
      write(line);
      paragraphOf = undefined;
    }
    afterBlank = false;
  }
  return { lines, entries, outside, comments, hasFrontMatter: start > 0 };
};

/** Within a paragraph, `1986. A year` begins no list unless one with numbers is open. */
const mayInterrupt = ({ box, number }: Bullet, items: readonly Open[]): boolean =>
  box !== undefined || number === undefined || number === '1' || items.some(({ entry }) => entry.number !== undefined);

/** A hard break, two blanks or a backslash at the end, ends what is read as the title. */
const isOpenParagraph = (line: string): boolean => !/(?: {2}|\\)$/.test(line);

const endOfComment = (lines: readonly string[], at: number): number | undefined => {
  const from = (lines[at] ?? '').indexOf('<!--') + 4;
  if ((lines[at] ?? '').includes('-->', from)) return /-->[ \t]*$/.test(lines[at] ?? '') ? at : undefined;
  const end = lines.findIndex((line, next) => next > at && line.includes('-->'));
  return end === -1 ? undefined : end;
};
