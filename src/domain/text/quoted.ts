import { visibleLine } from './visible';

/** Stored text inside of a sentence for an agent: on one line, in quotes, cut at `longest` characters. */
export const quoted = (text: string, longest: number): string => {
  const line = visibleLine(text).replaceAll('"', "'");
  const characters = Array.from(line);
  return `"${characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line}"`;
};
