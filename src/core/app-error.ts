import type { ErrorCode } from '../domain/error/table';
import type { Refusal } from '../domain/outcome';

/** The one error that commands end with: the command line turns it into text or JSON and an exit code. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly fix: readonly string[];
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.code = refusal.code;
    this.details = refusal.details ?? {};
    this.fix = refusal.fix ?? [];
  }
}
