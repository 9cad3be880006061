import { jsonDepthLimit } from '../../../domain/text/json-nesting';

/** A step from a value to one inside it. */
export type PathStep = string | number;

/** Where a JSON text stops being one, and what would have been right there. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(`expected ${expected}`);
  }
}

/**
 * Reads a JSON text only for its shape: `see` is called with the path and offset of every value. Throws JsonFault at
 * the first character that cannot be there. The messages of `JSON.parse` differ between versions of Node and often
 * name no place.
 */
export const scanJson = (text: string, see: (path: readonly PathStep[], offset: number) => void = () => {}): void => {
  const path: PathStep[] = [];
  let at = 0;

  const fail = (expected: string): never => {
    throw new JsonFault(at, expected);
  };
  const skipSpace = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  };
  const word = (expected: string): void => {
    if (!text.startsWith(expected, at)) fail('a value');
    at += expected.length;
  };
  const number = (): void => {
    const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    match.lastIndex = at;
    if (!match.test(text)) fail('a value');
    at = match.lastIndex;
  };
  const string = (): string => {
    const start = at++;
    for (; text.charAt(at) !== '"'; at++) {
      if (at >= text.length) fail('a quote that ends the string');
      if (text.charCodeAt(at) < 0x20) fail('a quote that ends the string before the line ends, or an escape such as \\n');
      if (text.charAt(at) !== '\\') continue;
      at++;
      if (text.charAt(at) === 'u') {
        if (!/[0-9a-fA-F]{4}/.test(text.slice(at + 1, at + 5))) fail('four hex digits after \\u');
        at += 4;
      } else if (at >= text.length || !'"\\/bfnrt'.includes(text.charAt(at))) fail('an escape such as \\n or \\"');
    }
    at++;
    return JSON.parse(text.slice(start, at));
  };
  const members = (close: string, member: (index: number) => void): void => {
    if (path.length >= jsonDepthLimit) fail(`at most ${jsonDepthLimit} levels of arrays and objects`);
    at++;
    skipSpace();
    if (text.charAt(at) === close) {
      at++;
      return;
    }
    for (let index = 0; ; index++) {
      member(index);
      skipSpace();
      if (text.charAt(at) === close) {
        at++;
        return;
      }
      if (text.charAt(at) !== ',') fail(`a comma or ${close}`);
      at++;
      skipSpace();
    }
  };
  const inside = (step: PathStep): void => {
    path.push(step);
    value();
    path.pop();
  };
  const property = (): void => {
    if (text.charAt(at) !== '"') fail('a key in quotes');
    const key = string();
    skipSpace();
    if (text.charAt(at) !== ':') fail('a colon');
    at++;
    inside(key);
  };
  const value = (): void => {
    skipSpace();
    see(path, at);
    const first = text.charAt(at);
    if (first === '{') members('}', property);
    else if (first === '[') members(']', inside);
    else if (first === '"') string();
    else if (first === 't') word('true');
    else if (first === 'f') word('false');
    else if (first === 'n') word('null');
    else number();
  };

  value();
  skipSpace();
  if (at < text.length) fail('the end of the file');
};

/** Offset of the value at `path`, or of the innermost one on the way to it. Of keys that repeat the last one counts. */
export const locatePath = (text: string, wanted: readonly PathStep[]): number => {
  let best = 0;
  scanJson(text, (path, offset) => {
    if (path.every((step, index) => step === wanted[index])) best = offset;
  });
  return best;
};
