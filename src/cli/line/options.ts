import type { Globals } from '../../compose/globals';
import { AppError } from '../../core/app-error';
import { parseDurationMs } from '../../domain/time/duration';
import type { Input, OptionDeclaration } from '../command';

/** Options that every command takes, anywhere on the line. */
export const globalOptions: readonly OptionDeclaration[] = [
  { flags: '--json', help: 'print one JSON document' },
  { flags: '--jsonl', help: 'print one JSON record a line (lists only)' },
  { flags: '-q, --quiet', help: 'print the id alone, or nothing' },
  { flags: '-y, --yes', help: 'answer every question with yes' },
  { flags: '--session <id>', help: 'act for this session' },
  { flags: '--no-session', help: 'act for no session' },
  { flags: '--allow-secret', help: 'keep what looks like a secret: for a person at a terminal only' },
  { flags: '--lock-timeout <duration>', help: 'wait at most this long for other writers (10s)' },
  { flags: '--no-color', help: 'no colours' },
  { flags: '--debug', help: 'show the trace of an unexpected fault' },
  { flags: '-h, --help', help: 'print help' },
];

/** What the line says about output, known before it is parsed: a line that cannot be parsed must be reported too. */
export type OutputMode = {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean | undefined;
};

export const outputModeOf = (argv: readonly string[]): OutputMode => {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  return {
    json: words.includes('--json'),
    jsonl: words.includes('--jsonl'),
    quiet: words.includes('-q') || words.includes('--quiet'),
    debug: words.includes('--debug'),
    color: words.includes('--no-color') ? false : undefined,
  };
};

const defaultLockTimeoutMs = 10_000;

/** Takes the global options out of the parsed ones. */
export const globalsOf = (options: Input['options']): Globals => {
  const { session, lockTimeout } = options;
  if (options.json === true && options.jsonl === true) {
    throw new AppError({ code: 'E_USAGE', message: '--json and --jsonl contradict each other: give one of them' });
  }
  if (typeof session === 'string' && options.noSession === true) {
    throw new AppError({ code: 'E_USAGE', message: '--session and --no-session contradict each other: give one of them' });
  }
  return {
    json: options.json === true,
    jsonl: options.jsonl === true,
    quiet: options.quiet === true,
    yes: options.yes === true,
    ...(typeof session === 'string' ? { session } : {}),
    noSession: options.noSession === true,
    allowSecret: options.allowSecret === true,
    lockTimeoutMs: typeof lockTimeout === 'string' ? lockTimeoutMsOf(lockTimeout) : defaultLockTimeoutMs,
    ...(options.noColor === true ? { color: false } : {}),
    debug: options.debug === true,
  };
};

const lockTimeoutMsOf = (text: string): number => {
  const ms = /^\d{1,6}ms$/.test(text) ? Number(text.slice(0, -2)) : parseDurationMs(/^\d{1,6}$/.test(text) ? `${text}s` : text);
  if (ms === undefined) {
    throw new AppError({
      code: 'E_USAGE',
      message: `--lock-timeout takes a duration such as 10s or 500ms, not "${text}"`,
      details: { option: '--lock-timeout', given: text },
    });
  }
  return ms;
};
