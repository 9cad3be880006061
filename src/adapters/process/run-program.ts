import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findProgram } from './find-program';
import { startFault } from './start-fault';

export type ProgramAnswer =
  | { readonly kind: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** `absent`: there is no such program. */
  | { readonly kind: 'absent' | 'timeout' | 'too-large' }
  /** It is there, and the system has no room for it; `why` in words. */
  | { readonly kind: 'not-started'; readonly why: string };

export type ProgramRun = { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeLimitMs: number };

const outputLimitBytes = 64 * 1024 * 1024;
const stderrChunks = 16;

/**
 * Runs a program (a path, or a name to find on the PATH of `env`) without a shell and without input, and gives what it printed, of standard error only the beginning.
 * Never throws. A run over its time limit, or with more than 64 MiB of output, is killed and not waited for.
 */
export const runProgram = async (
  program: string,
  args: readonly string[],
  { cwd, env, timeLimitMs }: ProgramRun,
): Promise<ProgramAnswer> => {
  const path = findProgram(program, env);
  if (path === undefined) return { kind: 'absent' };
  const { spawn } = await import('node:child_process');
  return new Promise((answer) => {
    const refuse = (error: unknown): void => {
      const why = startFault(error);
      give(why === undefined ? { kind: 'absent' } : { kind: 'not-started', why });
    };
    let timer: NodeJS.Timeout | undefined;
    const give = (result: ProgramAnswer): void => {
      clearTimeout(timer);
      answer(result);
    };
    let child: ChildProcessByStdio<null, Readable, Readable>;
    try {
      child = spawn(path, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    } catch (error) {
      refuse(error);
      return;
    }
    child.on('error', refuse);
    // Without descriptors for pipes there is nothing to listen to, only the error to wait for.
    if (child.stdout === undefined) return;
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    const stop = (kind: 'timeout' | 'too-large'): void => {
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open: whoever waits for it waits for ever.
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      give({ kind });
    };
    timer = setTimeout(() => stop('timeout'), timeLimitMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > outputLimitBytes) stop('too-large');
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < stderrChunks) stderr.push(chunk);
    });
    child.on('close', (code) =>
      give({
        kind: 'exit',
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
};
