/** What a file, or one line of it, has to be. */
export type ContentKind = 'todo' | 'sessions' | 'config' | 'archivedTask' | 'archivedSession';

/**
 * Bytes that are not what they should be. The hot path only notices; `explain-invalid` finds out what is wrong and
 * where, and turns it into a StoreError.
 */
export class ContentFault extends Error {
  override readonly name = 'ContentFault';
  constructor(
    readonly kind: ContentKind,
    /** Name inside `.stint/`. */
    readonly file: string,
    readonly bytes: Buffer,
    /** Where `bytes` is one line of the file: its number, from 1. */
    readonly line?: number,
  ) {
    super(`${file} cannot be read`);
  }
}
