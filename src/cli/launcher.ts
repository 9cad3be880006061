import * as fs from 'node:fs';
import { hookHarnesses } from '../domain/event/hook-reading';
import { globalOptionsWithValue } from './line/options-with-value';

/** Set at build time from package.json and the registry. */
declare const STINT_VERSION: string;
/** Command words, as typed, to the bundle of their family. */
declare const STINT_FAMILIES: Readonly<Record<string, string>>;

const fallbackFamily = 'project';

/** Where the launcher finds what it starts: `text` by file name, `bundle` by the family it carries. */
type Parts = { readonly text: (name: string) => string; readonly bundle: (family: string) => Bundle };

/**
 * Starts one command line with as little code as it needs: fixed answers come from here or from files written at build
 * time, every other command from the bundle of its family. Which command it really is, that bundle decides.
 */
export const launch = (argv: readonly string[], entry: 'stint' | 'session', parts: Parts = partsOnDisk): void => {
  const fixed = entry === 'stint' ? fixedAnswer(argv, parts) : undefined;
  if (fixed !== undefined) {
    print(fixed);
    return;
  }
  const words = entry === 'session' ? ['session', ...argv] : argv;
  const bundle = parts.bundle(isHook(words) ? 'hook' : familyOf(words));
  void bundle.main(argv, entry);
};

type Bundle = { readonly main: (argv: readonly string[], entry: 'stint' | 'session') => Promise<void> };

/** With the code that the build compiled for this version of Node, where there is any: V8 checks that it fits. */
const loadBundle = (family: string): Bundle => {
  const path = `${__dirname}/${family}.cjs`;
  const cachedData = readIfThere(`${__dirname}/cache/${family}-${process.version}-${process.arch}`);
  if (cachedData === undefined) return require(path);
  const loaded: { exports: Bundle | Record<string, never> } = { exports: {} };
  const { Script } = process.getBuiltinModule('node:vm');
  new Script(fs.readFileSync(path, 'latin1'), { filename: path, cachedData }).runInThisContext()(
    loaded.exports,
    require,
    loaded,
    path,
    __dirname,
  );
  return loaded.exports as Bundle;
};

const readIfThere = (path: string): Buffer | undefined => {
  try {
    return fs.readFileSync(path);
  } catch {
    // Built by another version of Node: the bundle is compiled as usual.
    return undefined;
  }
};

/** The files that the build laid beside this one. A single executable carries its own. */
const partsOnDisk: Parts = {
  text: (name) => fs.readFileSync(`${__dirname}/${name}`, 'utf8'),
  bundle: loadBundle,
};

const fixedAnswer = (argv: readonly string[], { text }: Parts): string | undefined => {
  const [first, second] = argv;
  if (argv.length === 0) return text('help.txt');
  if (argv.length === 1) {
    if (first === '--version' || first === '-V' || first === 'version') return `${STINT_VERSION}\n`;
    if (first === '--help' || first === '-h' || first === 'help') return text('help.txt');
  }
  if (argv.length === 2 && first === 'completion' && (second === 'bash' || second === 'zsh' || second === 'fish')) {
    return text(`completion.${second}`);
  }
  return undefined;
};

/** As hook files write it, without options: at every tool that an agent uses. */
const isHook = ([word, harness, ...rest]: readonly string[]): boolean =>
  word === 'hook' && hookHarnesses.some((each) => each === harness) && !rest.some((each) => each.startsWith('-'));

const print = (text: string): void => {
  try {
    fs.writeSync(1, text);
  } catch (error) {
    // A reader that went away is no error; a full disk behind the redirection is one.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) process.exitCode = 1;
  }
};

const familyOf = (argv: readonly string[]): string => {
  const words: string[] = [];
  for (let at = 0; at < argv.length && words.length < 3; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    if (globalOptionsWithValue.includes(word)) at += 1;
    else if (!word.startsWith('-') && word !== 'help') words.push(word);
  }
  const [first = '', second = ''] = words;
  const families = new Map(Object.entries(STINT_FAMILIES));
  return families.get(`${first} ${second}`) ?? families.get(first) ?? fallbackFamily;
};
