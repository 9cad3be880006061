import type { Environment } from '../harness/table';
import { runProgram } from '../process/run-program';

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

/**
 * Asks OpenCode for rows of its own database with a SELECT. Never throws; a program that hangs is killed after
 * `timeLimitMs` and not waited for.
 */
export const askOpenCode = async (sql: string, { program, ...run }: OpenCodeRun): Promise<OpenCodeAnswer> => {
  const answer = await runProgram(program ?? 'opencode', ['db', sql, '--format', 'json'], run);
  if (answer.kind === 'not-started') return { kind: 'failed' };
  if (answer.kind !== 'exit') return answer;
  const rows = answer.code === 0 ? rowsOf(answer.stdout) : undefined;
  return rows === undefined ? { kind: 'failed' } : { kind: 'rows', rows };
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
