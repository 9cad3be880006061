import { nameExpected, nameFault } from '../text/name-fault';
import { durationPattern } from '../time/duration';
import type { Config, ConfigFile } from './schema';

/** One setting: what `config get|set|list`, docs/config.md and the defaults are made from. */
export type ConfigKeyRow = {
  /** Dotted name, as in `multiSession.enabled`. */
  readonly key: string;
  /** What a value has to be, in words. */
  readonly expected: string;
  /** undefined: absent until it is set. */
  readonly default: unknown;
  readonly description: string;
  /** The value that `text` stands for on the command line; undefined if it stands for none. */
  readonly parse: (text: string) => unknown;
};

const parseBoolean = (text: string): boolean | undefined => (text === 'true' ? true : text === 'false' ? false : undefined);

const parseInteger =
  (least: number) =>
  (text: string): number | undefined => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least ? value : undefined;
  };

const parseName = (text: string): string | undefined => (nameFault(text) === undefined ? text : undefined);

const parseChoice =
  (...choices: readonly string[]) =>
  (text: string): string | undefined =>
    choices.includes(text) ? text : undefined;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller says what was expected.
    return undefined;
  }
};

const isNameList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && nameFault(item) === undefined);

/** A JSON list, or names separated by commas. */
const parseNames = (text: string): string[] | undefined => {
  const names = text.trimStart().startsWith('[') ? parseJson(text) : text.split(',').map((name) => name.trim());
  if (text.trim() === '') return [];
  return isNameList(names) ? names : undefined;
};

const priceKinds: readonly string[] = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'];

/** A JSON object of prices by model. */
const parsePrices = (text: string): unknown => {
  const value = parseJson(text);
  return isRecord(value) && Object.entries(value).every(([model, price]) => model !== '' && isPrice(price)) ? value : undefined;
};

const isPrice = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(([kind, usd]) => priceKinds.includes(kind) && typeof usd === 'number' && usd >= 0);

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const trueOrFalse = 'true or false';

export const configKeys: readonly ConfigKeyRow[] = [
  {
    key: 'multiSession.enabled',
    expected: trueOrFalse,
    default: true,
    description: 'Several sessions may be active at once; with false the project has one session, shared by every terminal.',
    parse: parseBoolean,
  },
  {
    key: 'multiSession.maxConcurrentSessions',
    expected: 'a whole number, at least 1',
    default: 5,
    description: 'How many sessions may be active at once; stale ones do not count.',
    parse: parseInteger(1),
  },
  {
    key: 'multiSession.maxActiveTasksPerScope',
    expected: 'a whole number, at least 1',
    default: 1,
    description: 'How many tasks one session may have in hand at once.',
    parse: parseInteger(1),
  },
  {
    key: 'multiSession.allowScopeOverlap',
    expected: trueOrFalse,
    default: false,
    description: 'A scope that partly overlaps that of another active session gives a warning instead of a refusal.',
    parse: parseBoolean,
  },
  {
    key: 'multiSession.allowNestedScopes',
    expected: trueOrFalse,
    default: true,
    description: 'A scope may lie wholly inside that of another active session.',
    parse: parseBoolean,
  },
  {
    key: 'project.name',
    expected: nameExpected,
    default: undefined,
    description: 'What the project is called.',
    parse: parseName,
  },
  {
    key: 'project.phases',
    expected: 'names separated by commas, or a JSON list of them',
    default: [],
    description: 'The phases of the project, in order.',
    parse: parseNames,
  },
  {
    key: 'project.currentPhase',
    expected: nameExpected,
    default: undefined,
    description: 'Tasks of this phase come first among those of equal priority.',
    parse: parseName,
  },
  {
    key: 'task.prefix',
    expected: 'a letter, then at most 15 letters, digits or hyphens',
    default: 'T',
    description: 'What the ids of new tasks begin with.',
    parse: (text) => (/^[A-Za-z][A-Za-z0-9-]{0,15}$/.test(text) ? text : undefined),
  },
  {
    key: 'session.staleAfter',
    expected: 'a duration such as 45m, 8h or 2d',
    default: undefined,
    description:
      'How long an active session may be silent before it counts as stale; unset: 45m where hooks report, 8h otherwise.',
    parse: (text) => (durationPattern.test(text) ? text : undefined),
  },
  {
    key: 'session.requireNoteOnEnd',
    expected: trueOrFalse,
    default: false,
    description: 'A session can be ended only with a note.',
    parse: parseBoolean,
  },
  {
    key: 'log.maxSizeBytes',
    expected: 'a whole number of bytes, at least 1, or null',
    default: null,
    description: 'The end of a session rotates session.log when it is larger than this; null: never.',
    parse: (text) => (text === 'null' ? null : parseInteger(1)(text)),
  },
  {
    key: 'log.keep',
    expected: 'a whole number, at least 0',
    default: 5,
    description: 'How many rotated logs are kept.',
    parse: parseInteger(0),
  },
  {
    key: 'worktrees',
    expected: 'shared or own',
    default: 'shared',
    description: 'Whether the linked git worktrees of a repository share one project or have one each.',
    parse: parseChoice('shared', 'own'),
  },
  {
    key: 'record.git',
    expected: trueOrFalse,
    default: true,
    description: 'Ledger entries take changed files and commits from git.',
    parse: parseBoolean,
  },
  {
    key: 'record.maskSecrets',
    expected: trueOrFalse,
    default: true,
    description: 'Text that looks like a token or key is masked before it is written.',
    parse: parseBoolean,
  },
  {
    key: 'hooks.guard',
    expected: 'off or deny',
    default: 'off',
    description:
      'Whether hooks refuse an agent the write to a file that belongs to a task in the hands of another session. `stint hooks install` puts the hook for it in place.',
    parse: parseChoice('off', 'deny'),
  },
  {
    key: 'prices',
    expected:
      'a JSON object of models, each with input, output, cacheRead, cacheWrite5m, cacheWrite1h in USD per million tokens, as \'{"gpt-5.5":{"input":1.25,"output":10,"cacheRead":0.125}}\'',
    default: {},
    description: 'Prices that go before the built-in table where a harness does not say itself what an answer cost.',
    parse: parsePrices,
  },
];

export const findConfigKey = (key: string): ConfigKeyRow | undefined => configKeys.find((row) => row.key === key);

export type ParsedConfigValue =
  | { readonly ok: true; readonly value: unknown }
  /** `expected` is undefined where the key itself is unknown. */
  | { readonly ok: false; readonly expected: string | undefined };

export const parseConfigValue = (key: string, text: string): ParsedConfigValue => {
  const row = findConfigKey(key);
  const value = row?.parse(text);
  return value === undefined ? { ok: false, expected: row?.expected } : { ok: true, value };
};

const defaultConfig: Config = {
  multiSession: {
    enabled: true,
    maxConcurrentSessions: 5,
    maxActiveTasksPerScope: 1,
    allowScopeOverlap: false,
    allowNestedScopes: true,
  },
  project: { phases: [] },
  task: { prefix: 'T' },
  session: { requireNoteOnEnd: false },
  log: { maxSizeBytes: null, keep: 5 },
  worktrees: 'shared',
  record: { git: true, maskSecrets: true },
  hooks: { guard: 'off' },
  prices: {},
};

/** The settings of a `config.json` with every default filled in. */
export const effectiveConfig = (file: ConfigFile): Config => ({
  multiSession: { ...defaultConfig.multiSession, ...file.multiSession } as Config['multiSession'],
  project: { ...defaultConfig.project, ...file.project } as Config['project'],
  task: { ...defaultConfig.task, ...file.task } as Config['task'],
  session: { ...defaultConfig.session, ...file.session } as Config['session'],
  log: { ...defaultConfig.log, ...file.log } as Config['log'],
  worktrees: file.worktrees ?? defaultConfig.worktrees,
  record: { ...defaultConfig.record, ...file.record } as Config['record'],
  hooks: { ...defaultConfig.hooks, ...file.hooks } as Config['hooks'],
  prices: (file.prices ?? defaultConfig.prices) as Config['prices'],
});
