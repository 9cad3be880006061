import { cutMasked } from '../../domain/secret/cut-masked';
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
 * The last commit that a shell line made; undefined where it made none as far as can be told. Where neither the exit code
 * nor git's own answer is known, no commit is claimed.
 */
export const commitOf = (command: string, { output, succeeded }: CommandEnd): CommitFact | undefined => {
  // The lines of a here-document are no commands, but it may hold the message.
  const last = commitsIn(withoutDocuments(command)).at(-1);
  if (last === undefined) return undefined;
  const told = toldIn(output);
  if (told === undefined) {
    if (succeeded !== true || /^(?:nothing to commit|nothing added to commit|no changes added to commit)/m.test(output))
      return undefined;
  }
  const sha = (last.printsHead ? printedHead(output, told?.sha ?? '') : undefined) ?? told?.sha;
  const subject = told === undefined ? subjectOf(commitsIn(command).at(-1)?.arguments ?? []) : recordedSubject(told.subject);
  return { ...(sha === undefined ? {} : { sha }), ...(subject === undefined ? {} : { subject }) };
};

/** What git answers to a commit: `[branch 1a2b3c4] subject`. What follows in the same line of commands may fail all the same. */
const toldIn = (output: string): { readonly sha: string; readonly subject: string } | undefined => {
  const answers = output.matchAll(/^\[[^\]\n]{1,300}? (?:\(root-commit\) )?([0-9a-f]{7,64})\](.*)/gm);
  const [, sha, subject = ''] = [...answers].at(-1) ?? [];
  return sha === undefined ? undefined : { sha, subject };
};

type Commit = {
  /** What follows the word `commit`. */
  readonly arguments: readonly string[];
  /** Whether a later command of the line asks git for the commit that is checked out. */
  readonly printsHead: boolean;
};

const commitsIn = (command: string): readonly Commit[] =>
  shellParts(command).flatMap(({ words }, at, parts) => {
    const rest = commitArguments(words);
    if (rest === undefined) return [];
    return [{ arguments: rest, printsHead: parts.slice(at + 1).some((part) => asksForHead.test(part.words.join(' '))) }];
  });

const asksForHead = /\brev-parse (?:--verify )?HEAD(?![\w~^@:/-])/;

const commitArguments = (words: readonly string[]): readonly string[] | undefined => {
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
  return rest.some((word) => noCommit.has(word)) ? undefined : rest;
};

/** The first line of the first message; none where the shell had to fill something in. */
const subjectOf = (words: readonly string[]): string | undefined => {
  for (const [at, word] of words.entries()) {
    // The letters before the `m` are the options that take no value: `-Fmain.txt` is a file.
    const inline = /^(?:--message=|-[aeinopqsvz]*m)(.+)/s.exec(word)?.[1];
    const message = inline ?? (/^(?:-[aeinopqsvz]*m|--message)$/.test(word) ? words[at + 1] : undefined);
    if (message !== undefined) return firstLine(message);
  }
  return undefined;
};

const firstLine = (message: string): string | undefined => {
  const body = /^\$\(cat <<-?\s*(['"]?)\w+\1\s*\n(.*)/s.exec(message)?.[2] ?? message;
  const line = body.trimStart().split('\n', 1)[0] ?? '';
  return /\$[({\w]|`/.test(line) ? undefined : recordedSubject(line);
};

const longestSubject = 500;

const recordedSubject = (line: string): string | undefined => {
  const text = cutMasked(line.trim(), longestSubject);
  return text === '' ? undefined : text;
};

/** The last commit that stands in a line of its own and begins with what git has told of it. */
const printedHead = (output: string, told: string): string | undefined =>
  output
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(line) && line.startsWith(told));
