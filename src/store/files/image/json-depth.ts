import { jsonDepthLimit, recordDepthLimit } from '../../../domain/text/json-nesting';

/** One native search for more opening brackets than may be nested: a third of what looking for them one by one costs. */
const manyInFile = new RegExp(`^(?:[^{[]*[{[]){${jsonDepthLimit + 1}}`);
/** In the line that begins at `lastIndex`. */
const manyInRecord = new RegExp(`(?:[^{[\\n]*[{[]){${recordDepthLimit + 1}}`, 'y');

const quote = 34;
const backslash = 92;

/** Whether arrays and objects in a JSON text are nested more than 64 deep. */
export const isTooDeep = (text: string): boolean => manyInFile.test(text) && isDeeperThan(jsonDepthLimit, text);

/**
 * As isTooDeep for a file in the written form, one record a line. A record opens few brackets: counting those is many
 * times faster than following them, and every command does it.
 */
export const isAnyTooDeep = (text: string): boolean => {
  const headEnd = text.indexOf('\n');
  if (isTooDeep(text.slice(0, headEnd))) return true;
  for (let at = headEnd + 1; at !== 0; at = text.indexOf('\n', at) + 1) {
    manyInRecord.lastIndex = at;
    if (manyInRecord.test(text) && isDeeperThan(recordDepthLimit, text.slice(at, text.indexOf('\n', at)))) return true;
  }
  return false;
};

const isDeeperThan = (deepest: number, text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 91 || code === 123) {
      if (++depth > deepest) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
};

/** Position of the quote that ends the string which begins at `start`; the text's length where none does. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
};
