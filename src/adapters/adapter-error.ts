import type { ErrorCode } from '../domain/error/table';

/** The world outside did not give what was needed; nothing was changed. Carries what an AppError is made from. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly fix: readonly string[] = [],
  ) {
    super(message);
  }
}
