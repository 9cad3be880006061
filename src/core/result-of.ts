import type { Outcome } from '../domain/outcome';
import { AppError } from './app-error';

/** The result of an outcome that writes nothing; a refusal is thrown as AppError. */
export const resultOf = <R>(outcome: Outcome<R> | { readonly ok: true; readonly result: R }): R => {
  if (outcome.ok) return outcome.result;
  throw new AppError(outcome.refusals[0]);
};
