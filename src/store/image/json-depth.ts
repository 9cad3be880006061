export const deepestJson = 64;

/** A record lies in the list of an object. */
const aroundRecords = 2;
const withinRecords = deepestJson - aroundRecords;
const manyOpenings = (most: number): RegExp => new RegExp(`^(?:[^{[]*[{[]){${most + 1}}`);
const manyInRecord = manyOpenings(withinRecords);
const manyInFile = manyOpenings(deepestJson);

const quote = 34;
const backslash = 92;

/** Whether arrays and objects in a JSON text are nested more than 64 deep, counting `around` levels that it lies in. */
export const isTooDeep = (text: string, around = 0): boolean => {
  const deepest = deepestJson - around;
  if (!opensMoreThan(text, deepest)) return false;
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

/**
 * As isTooDeep for a file of records, one a line. A record opens few brackets: counting those is many times faster than
 * following them, and every command does it.
 */
export const isAnyTooDeep = (text: string, lines: readonly string[] | undefined): boolean => {
  if (lines === undefined) return isTooDeep(text);
  return isTooDeep(text.slice(0, text.indexOf('\n'))) || lines.some((line) => isTooDeep(line, aroundRecords));
};

/** One native search a line, which costs a third of looking for the brackets one by one. */
const opensMoreThan = (text: string, most: number): boolean => (most === withinRecords ? manyInRecord : manyInFile).test(text);

/** Position of the quote that ends the string which begins at `start`; the text's length where none does. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
};
