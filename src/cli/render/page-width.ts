const esc = String.fromCharCode(27);
const style = new RegExp(`${esc}\\[[0-9;]*m`, 'g');
const styleOrCharacter = new RegExp(`${esc}\\[[0-9;]*m|.`, 'gsu');

/** Columns that a terminal gives to `text`: colours none, East Asian wide characters and emoji two, combining marks none. */
export const displayWidth = (text: string): number => {
  if (isNarrow(text)) return text.length;
  let width = 0;
  for (const character of text.replace(style, '')) width += characterWidth(character.codePointAt(0) ?? 0);
  return width;
};

/** `text` in at most `width` columns; what is cut ends in "…", and colours that were open are closed. */
export const cutToWidth = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  let styled = false;
  for (const [part] of text.matchAll(styleOrCharacter)) {
    if (part.startsWith(esc)) {
      cut += part;
      styled = true;
      continue;
    }
    const next = characterWidth(part.codePointAt(0) ?? 0);
    if (used + next > width - 1) break;
    cut += part;
    used += next;
  }
  return `${cut}…${styled ? `${esc}[0m` : ''}`;
};

const isNarrow = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x300 || unit === 27) return false;
  }
  return true;
};

const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const none: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x200d, 0x200d],
  [0xfe00, 0xfe0f],
];

const characterWidth = (code: number): number => {
  if (code < 0x300) return 1;
  if (none.some(([from, to]) => code >= from && code <= to)) return 0;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
};
