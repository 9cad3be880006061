/** Finds a piece of text in blocks of lines: byte by byte, or without regard to the case of its ASCII letters. */
export type HitFinder = (bytes: Buffer) => (from: number) => number;

export const hitFinder = (piece: string, ignoreCase: boolean): HitFinder => {
  if (!ignoreCase || !/[a-z]/i.test(piece)) {
    const quotes = /^"+(?=[^"])/.exec(piece)?.[0].length ?? 0;
    const needle = Buffer.from(piece.slice(quotes), 'utf8');
    return (bytes) => (from) => indexBehindQuotes(bytes, needle, quotes, from);
  }
  // One regular expression over the block as Latin-1: V8 skips ahead as a search for bytes does.
  const pattern = new RegExp(piece.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'gi');
  return (bytes) => {
    const text = bytes.toString('latin1');
    return (from) => {
      pattern.lastIndex = from;
      return pattern.exec(text)?.index ?? -1;
    };
  };
};

const quote = 34;

/**
 * A search for bytes stops at each that is the same as the first of them: one that begins with a quotation mark takes four
 * times as long in JSON as one that begins behind it.
 */
const indexBehindQuotes = (bytes: Buffer, needle: Buffer, quotes: number, from: number): number => {
  for (let at = bytes.indexOf(needle, from + quotes); at !== -1; at = bytes.indexOf(needle, at + 1)) {
    let before = 0;
    while (before < quotes && bytes[at - 1 - before] === quote) before++;
    if (before === quotes) return at - quotes;
  }
  return -1;
};
