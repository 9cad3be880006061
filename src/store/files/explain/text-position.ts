/** A place in a text as editors show it: both from 1, columns in UTF-16 units. */
export type TextPosition = { readonly line: number; readonly column: number };

export const positionAt = (text: string, offset: number): TextPosition => {
  let line = 1;
  let start = 0;
  for (let found = text.indexOf('\n'); found !== -1 && found < offset; found = text.indexOf('\n', found + 1)) {
    line++;
    start = found + 1;
  }
  return { line, column: offset - start + 1 };
};
