import type { ErrorCode } from './error/table';
import type { Change } from './state/change';

/** Why a request is refused. `fix` holds command lines that can be copied; `details` the facts for programs. */
export type Refusal = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly fix?: readonly string[];
};

export type Warning = { readonly code: `W_${string}`; readonly message: string };

export type Accepted<R> = {
  readonly ok: true;
  /** null: nothing needs to be written. */
  readonly change: Change | null;
  readonly result: R;
  readonly warnings: readonly Warning[];
};

export type Refused = { readonly ok: false; readonly refusals: readonly [Refusal, ...Refusal[]] };

/** A decision of the domain: what to change and what to answer, or why not. */
export type Outcome<R> = Accepted<R> | Refused;

export const accept = <R>(result: R, change: Change | null = null, warnings: readonly Warning[] = []): Accepted<R> => ({
  ok: true,
  change,
  result,
  warnings,
});

export const refuse = (
  code: ErrorCode,
  message: string,
  extra: { details?: Readonly<Record<string, unknown>>; fix?: readonly string[] } = {},
): Refused => ({ ok: false, refusals: [{ code, message, ...extra }] });
