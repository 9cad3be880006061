/** Finds a piece of text in blocks of lines: byte by byte, or without regard to the case of its ASCII letters. */
export type HitFinder = (bytes: Buffer) => (from: number) => number;

export const hitFinder = (piece: string, ignoreCase: boolean): HitFinder => {
  if (!ignoreCase || !/[a-z]/i.test(piece)) {
    const needle = Buffer.from(piece, 'utf8');
    return (bytes) => (from) => bytes.indexOf(needle, from);
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
