import * as fs from 'node:fs';
import type { Io } from '../../compose/io';
import { AppError } from '../../core/app-error';
import { shortRun } from './short-run';

/** The streams and environment of this process. Terminal questions are answered when asked: loading node:tty costs 3 ms. */
export const processIo = (): Io => ({
  stdout: (text) => writeAll(1, text),
  stderr: (text) => writeAll(2, text),
  stdin: readAll,
  readLine: readTyped,
  get stdinIsTty() {
    return isTerminal(0);
  },
  get stdoutIsTty() {
    return isTerminal(1);
  },
  get stderrIsTty() {
    return isTerminal(2);
  },
  get columns() {
    return isTerminal(1) ? process.stdout.columns : undefined;
  },
  env: process.env,
  get cwd() {
    return workingDirectory();
  },
  now: () => new Date().toISOString(),
  beforeParsing: shortRun(),
});

const isTerminal = (descriptor: number): boolean => {
  try {
    const stat = fs.fstatSync(descriptor);
    if (!stat.isCharacterDevice() || stat.rdev === fs.statSync('/dev/null').rdev) return false;
    return process.getBuiltinModule('node:tty').isatty(descriptor);
  } catch {
    // A closed descriptor is no terminal.
    return false;
  }
};

const workingDirectory = (): string => {
  try {
    return process.cwd();
  } catch {
    throw new AppError({ code: 'E_NO_PROJECT', message: 'the working directory no longer exists', fix: ['cd /'] });
  }
};

const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** A pipe that somebody set to non-blocking says EAGAIN while its reader is behind. */
const waitForReader = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
};

/** A terminal gives a line at a time. */
const readTyped = (): string => {
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  while (bytes.length < 4096 && fs.readSync(0, one) === 1 && one[0] !== 10) bytes.push(one[0] ?? 0);
  return Buffer.from(bytes).toString('utf8');
};

const writeAll = (descriptor: number, text: string): void => {
  const bytes = Buffer.from(text, 'utf8');
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += fs.writeSync(descriptor, bytes, offset);
    } catch (error) {
      const errno = errnoOf(error);
      // A reader that went away is no error; and when standard error itself fails, there is nowhere left to say so.
      if (errno === 'EPIPE' || (descriptor === 2 && errno !== 'EAGAIN')) return;
      if (errno !== 'EAGAIN') throw unwritable(errno);
      waitForReader();
    }
  }
};

const unwritable = (errno: string | undefined): AppError =>
  new AppError({
    code: 'E_BACKEND',
    message: `cannot write to standard output (${errno ?? 'unknown error'}); the command itself was done`,
  });

const readAll = (limitBytes: number): Buffer => {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const read = readChunk(chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    length += read;
    if (length > limitBytes) {
      throw new AppError({
        code: 'E_USAGE',
        message: `standard input is longer than ${limitBytes} bytes, the most that this command reads`,
        details: { limitBytes },
      });
    }
    chunks.push(chunk.subarray(0, read));
  }
};

const readChunk = (chunk: Buffer): number => {
  for (;;) {
    try {
      return fs.readSync(0, chunk);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'EOF') return 0;
      if (errno !== 'EAGAIN') {
        throw new AppError({ code: 'E_USAGE', message: `cannot read standard input (${errno ?? 'unknown error'})` });
      }
      waitForReader();
    }
  }
};
