export type ShellPart = {
  /** Words of one simple command, quotes taken off. */
  readonly words: readonly string[];
};

/** A line of this length is a program, not a command: it is not taken apart. */
const longestScript = 64 * 1024;

/** The simple commands of a shell line, in order. What it cannot read (loops, functions) comes out as odd words, never as an error. */
export const shellParts = (script: string): readonly ShellPart[] => {
  if (script.length > longestScript) return [];
  const parts: ShellPart[] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endPart = (): void => {
    endWord();
    if (words.length > 0) parts.push({ words });
    words = [];
  };
  for (let at = 0; at < script.length; at += 1) {
    const char = script[at] ?? '';
    if (char === "'") {
      const end = script.indexOf("'", at + 1);
      const stop = end === -1 ? script.length : end;
      word = (word ?? '') + script.slice(at + 1, stop);
      at = stop;
    } else if (char === '"') {
      const quoted = doubleQuoted(script, at + 1);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (char === '\\') {
      at += 1;
      if (script[at] !== '\n') word = (word ?? '') + (script[at] ?? '');
    } else if (char === '#' && word === undefined) {
      const end = script.indexOf('\n', at);
      at = end === -1 ? script.length : end - 1;
    } else if (char === ' ' || char === '\t') endWord();
    else if ('\n;&|()'.includes(char) || ('{}'.includes(char) && word === undefined)) endPart();
    else word = (word ?? '') + char;
  }
  endPart();
  return parts;
};

/** Up to the closing quote; a command substitution in it keeps its own quotes. */
const doubleQuoted = (script: string, from: number): { readonly text: string; readonly end: number } => {
  let text = '';
  let depth = 0;
  for (let at = from; at < script.length; at += 1) {
    const char = script[at] ?? '';
    if (char === '\\' && depth === 0) {
      at += 1;
      const next = script[at] ?? '';
      if (next !== '\n') text += '$`"\\'.includes(next) ? next : char + next;
    } else if (char === '$' && script[at + 1] === '(') {
      depth += 1;
      text += '$(';
      at += 1;
    } else if (char === '(' && depth > 0) {
      depth += 1;
      text += char;
    } else if (char === ')' && depth > 0) {
      depth -= 1;
      text += char;
    } else if (char === '"' && depth === 0) return { text, end: at };
    else text += char;
  }
  return { text, end: script.length };
};
