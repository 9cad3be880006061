import type { Io } from '../compose/io';
import type { AppError } from '../core/app-error';
import { errorRow } from '../domain/error/table';
import type { Refusal } from '../domain/outcome';
import type { OutputMode } from './line/options';
import { jsonLine } from './render/json-line';
import { createPage } from './render/page-create';
import { renderRefusal } from './render/refusal';

const expectedNames: readonly string[] = ['AppError', 'StoreError', 'AdapterError'];

/** Errors with a row in the exit-code table, known by name: bundles that are loaded late carry their own copies of the classes. */
const isExpected = (error: unknown): error is Pick<AppError, 'code' | 'message' | 'details' | 'fix'> =>
  error instanceof Error && expectedNames.includes(error.name);

const refusalOf = (error: unknown, mode: OutputMode): Refusal => {
  if (isExpected(error)) return error;
  const what = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'syscall' in error && 'errno' in error) return { code: 'E_STORE_IO', message: what };
  return {
    code: 'E_INTERNAL',
    message: `unexpected fault: ${what}. Please report it in the project's issue tracker${mode.debug ? '' : ', with what the same command prints with --debug'}`,
  };
};

/** Prints why a command failed, as text on stderr or as the one JSON document, and returns the exit code. */
export const reportFailure = async (error: unknown, mode: OutputMode, io: Io): Promise<number> => {
  const refusal = refusalOf(error, mode);
  if (mode.debug && error instanceof Error && !isExpected(error)) io.stderr(`${error.stack ?? error.message}\n`);
  return reportRefusal(refusal, mode, io);
};

export const reportRefusal = async (refusal: Refusal, mode: OutputMode, io: Io): Promise<number> => {
  const row = errorRow(refusal.code);
  if (mode.json || mode.jsonl) {
    io.stdout(`${jsonLine({ ok: false, error: errorDocument(refusal) })}\n`);
  } else {
    io.stderr(`${renderRefusal(refusal, await createPage(io, 'stderr', mode.color))}\n`);
  }
  return row.exitCode;
};

const errorDocument = (refusal: Refusal): Readonly<Record<string, unknown>> => {
  const row = errorRow(refusal.code);
  const { details = {}, fix = [] } = refusal;
  return {
    code: row.code,
    exitCode: row.exitCode,
    message: refusal.message,
    retryable: row.retryable,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    ...(fix.length > 0 ? { fix } : {}),
  };
};
