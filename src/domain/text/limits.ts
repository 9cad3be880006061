/** The longest message, name, title or note on the command line, in UTF-8 bytes. */
export const messageLimitBytes = 64 * 1024;
/** The longest message from standard input, in UTF-8 bytes. */
export const stdinMessageLimitBytes = 1024 * 1024;

/** Bytes of `text` in UTF-8; a lone surrogate counts as the three bytes of the character that replaces it. */
export const utf8Bytes = (text: string): number => {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (isPair(unit, text.charCodeAt(at + 1))) {
      bytes += 2;
      at += 1;
    } else bytes += 2;
  }
  return bytes;
};

const isPair = (high: number, low: number): boolean => high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
