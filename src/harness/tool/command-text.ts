import { cutMasked } from '../../domain/secret/cut-masked';

const longestCommand = 2000;

/**
 * A command as the record keeps it: a here-document is the content of a file, so its body is left out; what looks like
 * a secret is masked, and the rest is cut at 2,000 characters.
 */
export const recordedCommand = (command: string): string =>
  cutMasked(withoutDocuments(command.slice(0, 64 * 1024)), longestCommand);

/** The bodies of here-documents are left out; `…` stands for them. */
export const withoutDocuments = (command: string): string => {
  if (!command.includes('<<')) return command;
  const kept: string[] = [];
  const open: { readonly word: string; readonly indented: boolean }[] = [];
  for (const line of command.split('\n')) {
    const document = open[0];
    if (document !== undefined) {
      const text = document.indented ? line.replace(/^\t+/, '') : line;
      if (text !== document.word) continue;
      open.shift();
      kept.push(line);
      continue;
    }
    kept.push(line);
    for (const [, dash, , word] of line.matchAll(/(?<!<)<<(-?)\s*(['"]?)([A-Za-z_]\w*)\2/g)) {
      if (word !== undefined) open.push({ word, indented: dash === '-' });
    }
    if (open.length > 0) kept.push('…');
  }
  return kept.join('\n');
};
