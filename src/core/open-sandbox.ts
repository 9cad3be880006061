import { AppError } from './app-error';
import type { Context } from './context';

const notPermitted: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM'];

/** A failed write as the caller should see it: in the sandbox of an agent with the line that opens the project's folder to it. */
export const openSandbox = (context: Context, error: unknown): unknown => {
  if (context.caller.harness !== 'codex' || !isRefusedWrite(error)) return error;
  const folder = context.configPath.replace(/[/\\][^/\\]*$/, '');
  const line = `codex --add-dir ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`;
  const { code, message, details } = error;
  return new AppError({ code, message: `${message} The sandbox of this agent may not write there`, details, fix: [line] });
};

type RefusedWrite = Error & { readonly code: 'E_STORE_IO'; readonly details: Readonly<Record<string, unknown>> };

const isRefusedWrite = (error: unknown): error is RefusedWrite =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'E_STORE_IO' &&
  'details' in error &&
  typeof error.details === 'object' &&
  error.details !== null &&
  'errno' in error.details &&
  notPermitted.includes(error.details.errno);
