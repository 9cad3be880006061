import type { ErrorCode } from '../domain/error/table';

/** The store could not do what was asked; nothing was changed. `where` names file, line and column as far as known. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: Extract<ErrorCode, `E_STORE_${string}` | 'E_UNTRUSTED'>,
    message: string,
    readonly details: { file?: string; line?: number; column?: number; errno?: string; [key: string]: unknown } = {},
    readonly fix: readonly string[] = [],
  ) {
    super(message);
  }
}
