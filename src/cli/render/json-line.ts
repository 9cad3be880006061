const acted = /[\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E0FFF}]/u;
const everyActed = new RegExp(acted.source, 'gu');

/** A value as compact JSON on one line. What a terminal would act upon or not show is escaped, and reads back the same. */
export const jsonLine = (value: unknown): string => {
  const text = JSON.stringify(value);
  return acted.test(text) ? text.replace(everyActed, escapeUnits) : text;
};

const escapeUnits = (character: string): string => {
  let escaped = '';
  for (let at = 0; at < character.length; at += 1) escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return escaped;
};
