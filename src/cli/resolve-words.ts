import { AppError } from '../core/app-error';
import { correctedLine } from './command-line';
import { nearest } from './nearest';
import { globalOptionsWithValue } from './options-with-value';
import { type RegistryLine, registry } from './registry';

/** What a line asks for, by its command words alone. `rest` is the line without them. */
export type Target =
  | { readonly kind: 'command'; readonly line: RegistryLine; readonly rest: readonly string[] }
  | { readonly kind: 'help'; readonly group: string | undefined };

type Word = { readonly text: string; readonly at: number };

/** The words of the line that can name a command: neither options nor values of global options, nothing behind `--`. */
const commandWords = (argv: readonly string[]): readonly Word[] => {
  const words: Word[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const text = argv[at] ?? '';
    if (text === '--') break;
    if (globalOptionsWithValue.includes(text)) at += 1;
    else if (!text.startsWith('-') || text === '-') words.push({ text, at });
  }
  return words;
};

export const groupNames = (): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const line of registry) {
    const [noun, verb] = line.name.split(' ');
    if (noun !== undefined && verb !== undefined) names.add(noun);
  }
  return names;
};

const findLine = (name: string): RegistryLine | undefined =>
  registry.find((line) => line.name === name) ?? registry.find((line) => line.alias?.includes(name));

const withoutWords = (argv: readonly string[], words: readonly Word[]): readonly string[] =>
  argv.filter((_, at) => !words.some((word) => word.at === at));

const withHelp = (target: Target): Target =>
  target.kind === 'command' ? { ...target, rest: ['--help', ...target.rest] } : target;

/** Finds the command. Throws an AppError (E_USAGE) with the nearest name where there is none. */
export const resolveWords = (argv: readonly string[]): Target => {
  const words = commandWords(argv);
  const [first, second] = words;
  if (first === undefined) return withoutCommand(argv);
  if (first.text === 'help') return withHelp(resolveWords(withoutWords(argv, [first])));

  const pair = second === undefined ? undefined : findLine(`${first.text} ${second.text}`);
  if (pair !== undefined && second !== undefined) {
    return { kind: 'command', line: pair, rest: withoutWords(argv, [first, second]) };
  }
  const single = findLine(first.text);
  if (single !== undefined) return { kind: 'command', line: single, rest: withoutWords(argv, [first]) };
  if (!groupNames().has(first.text)) throw unknownCommand(argv, first.text, first.text, topLevelWords());
  if (second === undefined) return { kind: 'help', group: first.text };
  if (second.text === 'help') return withHelp(resolveWords(withoutWords(argv, [second])));
  throw unknownCommand(argv, `${first.text} ${second.text}`, second.text, verbsOf(first.text));
};

const withoutCommand = (argv: readonly string[]): Target => {
  const version = argv.includes('--version') || argv.includes('-V') ? findLine('version') : undefined;
  if (version !== undefined) {
    return { kind: 'command', line: version, rest: argv.filter((word) => word !== '--version' && word !== '-V') };
  }
  return { kind: 'help', group: undefined };
};

const topLevelWords = (): ReadonlySet<string> =>
  new Set([
    'help',
    ...groupNames(),
    ...registry
      .filter((line) => line.hidden !== true)
      .flatMap((line) => [line.name, ...(line.alias ?? [])])
      .filter(isOneWord),
  ]);

const isOneWord = (name: string): boolean => !name.includes(' ');

const verbsOf = (group: string): readonly string[] =>
  registry
    .filter((line) => line.hidden !== true && line.name.startsWith(`${group} `))
    .map((line) => line.name.slice(group.length + 1));

const unknownCommand = (argv: readonly string[], name: string, word: string, candidates: Iterable<string>): AppError => {
  const near = nearest(word, candidates);
  const group = name === word ? undefined : name.slice(0, -word.length - 1);
  const corrected = near === undefined ? undefined : correctedLine(argv, word, near);
  const nearName = [group, near].filter((part) => part !== undefined).join(' ');
  return new AppError({
    code: 'E_USAGE',
    message: `unknown command "${name}"${near === undefined ? '' : `; the nearest is "${nearName}"`}`,
    details: { given: name, ...(near === undefined ? {} : { nearest: nearName }) },
    fix: [corrected ?? (group === undefined ? 'stint --help' : `stint ${group} --help`)],
  });
};
