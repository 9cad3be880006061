import type { Environment } from '../harness/table';

export type OpenCodeAnswer =
  | { readonly kind: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /** `absent`: there is no `opencode` to ask; `failed`: it gave no rows. */
  | { readonly kind: 'absent' | 'timeout' | 'too-large' | 'failed' };

export type OpenCodeRun = {
  readonly cwd: string;
  readonly env: Environment;
  readonly timeLimitMs: number;
  /** The program's path; `opencode` of the search path otherwise. */
  readonly program?: string;
};

const outputLimitBytes = 64 * 1024 * 1024;

/**
 * Asks OpenCode for rows of its own database with a SELECT. Never throws; a program that hangs is killed after
 * `timeLimitMs` and not waited for.
 */
export const askOpenCode = async (sql: string, { cwd, env, timeLimitMs, program }: OpenCodeRun): Promise<OpenCodeAnswer> => {
  const { spawn } = await import('node:child_process');
  return new Promise((answer) => {
    const child = spawn(program ?? 'opencode', ['db', sql, '--format', 'json'], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    let size = 0;
    const give = (result: OpenCodeAnswer): void => {
      clearTimeout(timer);
      answer(result);
    };
    const stop = (kind: 'timeout' | 'too-large'): void => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.unref();
      give({ kind });
    };
    const timer = setTimeout(() => stop('timeout'), timeLimitMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > outputLimitBytes) stop('too-large');
      else stdout.push(chunk);
    });
    child.on('error', () => give({ kind: 'absent' }));
    child.on('close', (code) => {
      const rows = code === 0 ? rowsOf(Buffer.concat(stdout).toString('utf8')) : undefined;
      give(rows === undefined ? { kind: 'failed' } : { kind: 'rows', rows });
    });
  });
};

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rowsOf = (text: string): readonly Readonly<Record<string, unknown>>[] | undefined => {
  if (text.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isRow) : undefined;
  } catch {
    // Another version's output: there is nothing to read in it.
    return undefined;
  }
};
