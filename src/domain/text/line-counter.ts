import type { SkippedLines } from '../usage/transcript';
import { type Fields, parseFields } from './fields';

export type LineCounter = {
  /** The object that a line holds; a line that holds none is counted, an empty one is not. */
  readonly parse: (line: string) => Fields | undefined;
  readonly unknownType: () => void;
  readonly tooLong: () => void;
  readonly skipped: () => SkippedLines;
};

export const countLines = (): LineCounter => {
  const skipped = { truncated: 0, notJson: 0, unknownType: 0, tooLong: 0 };
  return {
    parse: (line) => {
      const text = line.trim();
      if (text === '') return undefined;
      const fields = parseFields(text);
      if (fields !== undefined) return fields;
      if (text.startsWith('{')) skipped.truncated += 1;
      else skipped.notJson += 1;
      return undefined;
    },
    unknownType: () => {
      skipped.unknownType += 1;
    },
    tooLong: () => {
      skipped.tooLong += 1;
    },
    skipped: () => ({ ...skipped }),
  };
};
