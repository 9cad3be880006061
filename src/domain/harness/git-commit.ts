import { maskSecrets } from '../text/mask-secrets';
import { withoutDocuments } from './command-text';
import { shellParts } from './shell-words';

export type CommandEnd = {
  /** What the command printed. */
  readonly output: string;
  /** undefined: the harness does not tell. */
  readonly succeeded: boolean | undefined;
};

export type CommitFact = { readonly sha?: string; readonly subject?: string };

/** Options of git that stand before the word `commit` and take the next word with them. */
const withValue = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--exec-path',
  '--super-prefix',
  '--config-env',
]);
const noCommit = new Set(['--dry-run', '--help', '-h', '--short', '--porcelain']);

/**
 * The commit that a shell line made; undefined where it made none as far as can be told. Where neither the exit code nor
 * git's own answer is known, no commit is claimed.
 */
export const commitOf = (command: string, { output, succeeded }: CommandEnd): CommitFact | undefined => {
  if (!command.includes('commit')) return undefined;
  // The lines of a here-document are no commands, but it may hold the message.
  const bare = withoutDocuments(command);
  const last = commitsIn(bare).at(-1);
  if (last === undefined) return undefined;
  // git answers `[branch 1a2b3c4] subject`; what follows in the same line of commands may fail all the same.
  const told = /^\[[^\]\n]{1,300}? (?:\(root-commit\) )?([0-9a-f]{7,64})\]/m.exec(output)?.[1];
  if (told === undefined) {
    if (succeeded !== true || /^(?:nothing to commit|nothing added to commit|no changes added to commit)/m.test(output))
      return undefined;
  }
  const sha = printedHead(command, output) ?? told;
  const subject = subjectOf((bare === command ? last : commitsIn(command).at(-1))?.arguments ?? []);
  return { ...(sha === undefined ? {} : { sha }), ...(subject === undefined ? {} : { subject }) };
};

const commitsIn = (command: string): readonly CommitArguments[] =>
  shellParts(command).flatMap(({ words }) => commitArguments(words) ?? []);

type CommitArguments = { readonly arguments: readonly string[] };

const commitArguments = (words: readonly string[]): readonly CommitArguments[] | undefined => {
  let at = 0;
  while (
    /^[A-Za-z_]\w*=/.test(words[at] ?? '') ||
    ['command', 'env', 'exec', 'then', 'do', 'else', 'if', '!'].includes(words[at] ?? '')
  )
    at += 1;
  if (!/(?:^|[\\/])git(?:\.exe)?$/.test(words[at] ?? '')) return undefined;
  at += 1;
  while ((words[at] ?? '').startsWith('-')) at += withValue.has(words[at] ?? '') ? 2 : 1;
  if (words[at] !== 'commit') return undefined;
  const rest = words.slice(at + 1);
  return rest.some((word) => noCommit.has(word)) ? undefined : [{ arguments: rest }];
};

/** The first line of the first message; none where the shell had to fill something in. */
const subjectOf = (words: readonly string[]): string | undefined => {
  for (const [at, word] of words.entries()) {
    const inline = /^--message=([\s\S]*)$/.exec(word)?.[1] ?? /^-[a-ln-z]*m([\s\S]+)$/i.exec(word)?.[1];
    const message = inline ?? (/^(?:-[a-z]*m|--message)$/i.test(word) ? words[at + 1] : undefined);
    if (message !== undefined) return firstLine(message);
  }
  return undefined;
};

const firstLine = (message: string): string | undefined => {
  const body = /^\$\(cat <<-?\s*(['"]?)\w+\1\s*\n([\s\S]*)$/.exec(message)?.[2] ?? message;
  const line = body
    .split('\n')
    .find((each) => each.trim() !== '')
    ?.trim();
  if (line === undefined || /\$[({\w]|`/.test(line)) return undefined;
  const { text } = maskSecrets(line);
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
};

const printedHead = (command: string, output: string): string | undefined => {
  if (!/\brev-parse\s+(?:--verify\s+)?HEAD\b/.test(command)) return undefined;
  const shas = output.split(/\r?\n/).filter((line) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(line.trim()));
  return shas.at(-1)?.trim();
};
