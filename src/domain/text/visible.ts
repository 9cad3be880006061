/**
 * Characters that a terminal, a log or a reader would act upon or not see: controls, line and paragraph separators, bidi
 * and other format characters, zero-width ones and fillers, variation selectors, the tag block, lone surrogates.
 */
const unseen =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists code points, no sequences
  /[\p{Cc}\p{Cs}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/u;
const everyUnseen = new RegExp(unseen.source, 'gu');

/** JSON text that says the same with every such character escaped. Only for compact JSON, which has none outside of strings. */
export const visibleJson = (json: string): string => (unseen.test(json) ? json.replace(everyUnseen, escapeUnits) : json);

const escapeUnits = (character: string): string => {
  let escaped = '';
  for (let at = 0; at < character.length; at += 1) escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return escaped;
};

/** Two alternatives: the V8 of Node 26 misses `[🏳]\uFE0F?$` where one class lists both properties. */
const endsInEmoji = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier})\uFE0F?$/u;
const beginsWithEmoji = /^\p{Extended_Pictographic}/u;
const endsInSelector = /[\uFE00-\uFE0F]$/;

/**
 * Stored text as people may read it, on one line: C0 controls and DEL in caret notation (a line break is `^J`, a tab `^I`,
 * escape `^[`), everything else that is not seen as `<U+202E>`. Kept as they are: a joiner between two emoji (one family
 * sign stays one sign) and the first variation selector after a character. Showing a shown text again changes nothing.
 */
export const visibleLine = (text: string): string => (unseen.test(text) ? text.replace(everyUnseen, show) : text);

const show = (character: string, at: number, text: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `^${String.fromCharCode(code ^ 0x40)}`;
  if (
    code === 0x200d &&
    endsInEmoji.test(text.slice(Math.max(0, at - 3), at)) &&
    beginsWithEmoji.test(text.slice(at + 1, at + 3))
  )
    return character;
  if (code >= 0xfe00 && code <= 0xfe0f && at > 0 && !endsInSelector.test(text.slice(at - 1, at))) return character;
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};
