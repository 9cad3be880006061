export const deepestJson = 64;

const quote = 34;
const backslash = 92;

/** Whether arrays and objects in a JSON text are nested more than 64 deep. */
export const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 91 || code === 123) {
      if (++depth > deepestJson) return true;
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
