import { AppError } from '../../core/app-error';
import { nearest } from '../../domain/text/nearest';
import { type RegistryLine, registry } from '../registry';
import { globalOptionsWithValue } from './options-with-value';

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

/** Finds the command. Throws an AppError (E_USAGE) with what was probably meant where there is none. */
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
  if (!groupNames().has(first.text)) throw unknownCommand(undefined, first.text);
  if (second === undefined) return { kind: 'help', group: first.text };
  if (second.text === 'help') return withHelp(resolveWords(withoutWords(argv, [second])));
  throw unknownCommand(first.text, second.text);
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
      .filter(isVisible)
      .flatMap((line) => [line.name, ...(line.alias ?? [])])
      .filter(isOneWord),
  ]);

const isOneWord = (name: string): boolean => !name.includes(' ');

const isVisible = (line: RegistryLine): boolean => line.hidden !== true;

/** The commands of any group that have this verb. */
const namesWithVerb = (verb: string): readonly string[] =>
  registry.filter((line) => isVisible(line) && line.name.endsWith(` ${verb}`)).map((line) => line.name);

const verbsOf = (group: string | undefined): readonly string[] =>
  registry
    .filter((line) => isVisible(line) && (group === undefined ? !isOneWord(line.name) : line.name.startsWith(`${group} `)))
    .map((line) => line.name.slice(line.name.indexOf(' ') + 1));

/** What was meant is a guess, so that the lines to copy show help and change nothing. */
const unknownCommand = (group: string | undefined, word: string): AppError => {
  const given = group === undefined ? word : `${group} ${word}`;
  const elsewhere = namesWithVerb(word);
  if (elsewhere.length > 0) return notThere(given, `there ${are(elsewhere)}`, elsewhere);
  const near = nearest(word, group === undefined ? [...topLevelWords(), ...verbsOf(undefined)] : verbsOf(group));
  if (near === undefined) return notThere(given, undefined, group === undefined ? [] : [group]);
  if (group !== undefined) return notThere(given, `the nearest is "${group} ${near}"`, [`${group} ${near}`]);
  const names = topLevelWords().has(near) ? [near] : namesWithVerb(near);
  return notThere(given, `the nearest ${are(names)}`, names);
};

const are = (names: readonly string[]): string => {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length === 1 ? `is ${quoted[0]}` : `are ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
};

const notThere = (given: string, known: string | undefined, names: readonly string[]): AppError =>
  new AppError({
    code: 'E_USAGE',
    message: `unknown command "${given}"${known === undefined ? '' : `; ${known}`}`,
    details: { given, ...(known === undefined ? {} : names.length === 1 ? { nearest: names[0] } : { commands: names }) },
    fix: names.length === 0 ? ['stint --help'] : names.map((name) => (name === 'help' ? 'stint --help' : `stint ${name} --help`)),
  });
