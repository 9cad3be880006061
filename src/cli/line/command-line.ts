const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** The words as one line that a shell reads back as the same words. */
export const commandLine = (words: readonly string[]): string =>
  words.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

/** Options that pass over a protection: they are documented in --help, and never offered. */
const neverOffered = ['--takeover', '--out-of-scope', '--with-children', '--force', '--allow-overlap'];

/** The typed line with one word replaced, as something to copy; undefined where it must not be offered. */
export const correctedLine = (argv: readonly string[], wrong: string, right: string): string | undefined => {
  const corrected = argv.with(argv.indexOf(wrong), right);
  if (corrected.some((each) => neverOffered.includes(each) || /\p{C}/u.test(each))) return undefined;
  return `stint ${commandLine(corrected)}`;
};
