import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/run';
import type { Io } from '../../src/compose/io';
import { AppError } from '../../src/core/app-error';
import { fixFaults } from './fix-lines';

export type CliRun = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON document on stdout; throws where there is none. */
  readonly json: () => JsonAnswer;
};

/** Both shapes in one, so that tests can look at what they expect. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every command
export type JsonAnswer = { ok: boolean; data: any; error: any; warnings: { code: string; message: string }[] };

export type CliWorld = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: string;
  readonly stdin?: string | Buffer;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly entry?: 'stint' | 'session';
};

export const answered = (exitCode: number, stdout: string, stderr: string): CliRun => ({
  exitCode,
  stdout,
  stderr,
  json: () => {
    const answer = JSON.parse(stdout) as JsonAnswer;
    const faults = fixFaults(answer.error?.fix ?? []);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return answer;
  },
});

/**
 * Runs one command line in this process, with its own environment (only what is given), clock and streams. Where another
 * program is under test, it runs instead, unless the line needs a clock, a terminal or words that no process can be given.
 */
export const runCli = async (argv: readonly string[], world: CliWorld): Promise<CliRun> => {
  if (otherProgram !== undefined && world.now === undefined && world.tty !== true && argv.every(isArgument))
    return spawnCliAsync(argv, world);
  let stdout = '';
  let stderr = '';
  const tty = world.tty ?? false;
  const io: Io = {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin: (limitBytes) => {
      const input = Buffer.from(world.stdin ?? '');
      if (input.length > limitBytes)
        throw new AppError({ code: 'E_USAGE', message: `standard input is longer than ${limitBytes} bytes` });
      return input;
    },
    stdinIsTty: tty && world.stdin === undefined,
    stdoutIsTty: tty,
    stderrIsTty: tty,
    columns: tty ? (world.columns ?? 80) : undefined,
    env: { ...cleanEnv(), ...world.env },
    cwd: world.cwd,
    now: () => world.now ?? new Date().toISOString(),
  };
  const exitCode = await run(argv, io, world.entry ?? 'stint');
  return answered(exitCode, stdout, stderr);
};

/** The system takes words that are UTF-8 without NUL. */
const isArgument = (word: string): boolean => !word.includes('\0') && Buffer.from(word).toString() === word;

const root = join(import.meta.dirname, '../..');

/** STINT_BIN: an executable, with `session` beside it, that the tests take in place of the program in bin/. */
export const otherProgram = process.env.STINT_BIN;

/** The program's entry files. */
export const programs =
  otherProgram === undefined
    ? { stint: join(root, 'bin/stint.js'), session: join(root, 'bin/session.js') }
    : { stint: otherProgram, session: join(dirname(otherProgram), 'session') };

type CommandLine = readonly [command: string, ...args: string[]];

/** What starts one of `programs` or an installed copy. */
export const commandOf = (program: string, argv: readonly string[] = []): CommandLine =>
  otherProgram === undefined ? [process.execPath, program, ...argv] : [program, ...argv];

/** The same as words of a shell. */
export const shellCommandOf = (program: string): string =>
  commandOf(program)
    .map((word) => `"${word}"`)
    .join(' ');

/** What a spawned program needs from this environment, and nothing that says which conversation or harness this is. */
const cleanEnv = (): Record<string, string | undefined> => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  USER: process.env.USER,
  XDG_STATE_HOME: process.env.XDG_STATE_HOME,
});

/** Runs the built program in a process of its own and waits for it. */
export const spawnCli = (argv: readonly string[], world: CliWorld): CliRun => {
  const [command, ...args] = commandOf(programs[world.entry ?? 'stint'], argv);
  const child = spawnSync(command, args, {
    cwd: world.cwd,
    env: { ...cleanEnv(), ...world.env },
    input: world.stdin ?? '',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return answered(child.status ?? -1, child.stdout, child.stderr);
};

/** As `spawnCli`, without waiting: many of them run side by side. */
export const spawnCliAsync = (argv: readonly string[], world: CliWorld): Promise<CliRun> =>
  new Promise((resolve, reject) => {
    const [command, ...args] = commandOf(programs[world.entry ?? 'stint'], argv);
    const child = spawn(command, args, {
      cwd: world.cwd,
      env: { ...cleanEnv(), ...world.env },
      stdio: 'pipe',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(answered(code ?? -1, stdout, stderr)));
    // One that ends without reading is told by its answer.
    child.stdin.on('error', () => {});
    child.stdin.end(world.stdin ?? '');
  });
