import { visibleLine } from './visible';

/** Stored text inside of a sentence for an agent: on one line, in quotes, cut at `longest` characters. */
export const quoted = (text: string, longest: number): string => {
  const line = visibleLine(text).replaceAll('"', "'");
  const cut =
    line.length > longest
      ? `${Array.from(line)
          .slice(0, longest - 1)
          .join('')}…`
      : line;
  return `"${cut}"`;
};
