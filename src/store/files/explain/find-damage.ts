import { isUtf8 } from 'node:buffer';
import { JsonFault, scanJson } from './json-scanner';
import { positionAt, type TextPosition } from './text-position';

/** What is wrong with bytes that should be a JSON text, and where; no place: with all of it. */
export type Damage = { readonly what: string; readonly at?: TextPosition };

/** undefined: they are a JSON text. */
export const findDamage = (bytes: Buffer): Damage | undefined => {
  if (bytes.length === 0) return { what: 'it is empty', at: { line: 1, column: 1 } };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { what: 'it is UTF-16; expected UTF-8', at: { line: 1, column: 1 } };
  if (!isUtf8(bytes)) return { what: 'a byte that is not UTF-8', at: positionOfBadByte(bytes) };
  const text = withoutMark(bytes.toString('utf8'));
  if (text.trim() === '') return { what: 'it holds nothing but white space', at: { line: 1, column: 1 } };
  try {
    scanJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return findMarker(text) ?? describe(text, error);
  }
};

export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

const findMarker = (text: string): Damage | undefined => {
  const marker = /^(?:<{7}|\|{7}|={7}|>{7})(?= |\r?$)/m.exec(text);
  if (marker === null) return undefined;
  return { what: `a merge conflict marker (${marker[0]}): a merge was not finished`, at: positionAt(text, marker.index) };
};

const describe = (text: string, fault: JsonFault): Damage => {
  const at = positionAt(text, fault.offset);
  const found = text.codePointAt(fault.offset);
  if (found === undefined) return { what: `the file ends too early; expected ${fault.expected}`, at };
  if (found === 0) return { what: `a NUL character, as a crash of the system leaves behind; expected ${fault.expected}`, at };
  const shown =
    found < 0x20 || found === 0x7f ? `U+${found.toString(16).padStart(4, '0').toUpperCase()}` : String.fromCodePoint(found);
  return { what: `found ${shown}; expected ${fault.expected}`, at };
};

/** The first line that is not UTF-8 is searched for, then its first character that is not. */
const positionOfBadByte = (bytes: Buffer): TextPosition => {
  let line = 1;
  for (let start = 0; ; line++) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found;
    const part = bytes.subarray(start, end);
    if (!isUtf8(part)) {
      let good = 0;
      for (const character of part.toString('utf8')) {
        const length = Buffer.byteLength(character);
        if (!part.subarray(good, good + length).equals(Buffer.from(character))) break;
        good += length;
      }
      const before = part.subarray(0, good).toString('utf8');
      return { line, column: (line === 1 ? withoutMark(before) : before).length + 1 };
    }
    start = end + 1;
  }
};
