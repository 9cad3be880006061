import type { ErrorCode } from '../error/table';
import { type FindingCode, findingTable, type Severity } from './finding-table';

export type Place = {
  /** As it is typed from the project's root: `.stint/todo.json`; absolute where it lies elsewhere. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
};

export type Finding = Place & {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly means: string;
  /** A line to copy that mends it. */
  readonly fix?: string;
};

export const repairLine = 'stint doctor --repair';

/** A finding of the table. `fix`: the line that mends it. */
export const finding = (code: FindingCode, message: string, where: Place & { readonly fix?: string } = {}): Finding => {
  const { severity, means } = rowOf(code);
  return { code, severity, message, means, ...where };
};

const rowOf = (code: string) => {
  const row = findingTable.find((candidate) => candidate.code === code);
  if (row === undefined) throw new Error(`${code} is no finding of the table`);
  return row;
};

/** The gravest first: what stops all commands, what stops some, what is wrong in the record. */
const gravity: readonly ErrorCode[] = [
  'E_STORE_VERSION',
  'E_STORE_IO',
  'E_STORE_CORRUPT',
  'E_LEDGER_INVALID',
  'E_TASK_INVALID',
  'E_TASK_CLAIMED',
  'E_SESSION_STATE',
  'E_BACKEND',
];

/** The error whose exit code fits what was found; undefined where there is no error among it. */
export const gravestOf = <F extends { readonly code: string }>(
  findings: readonly F[],
): { readonly code: ErrorCode; readonly finding: F } | undefined => {
  for (const code of gravity) {
    const found = findings.find((each) => rowOf(each.code).exit === code);
    if (found !== undefined) return { code, finding: found };
  }
  return undefined;
};

const order: readonly Severity[] = ['error', 'warning', 'info'];

/** Errors first; within one severity as they were found. */
export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  order.flatMap((severity) => findings.filter((each) => each.severity === severity));
