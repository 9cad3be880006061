/**
 * Something that has the name of a file and is not one that is read or written: the message says what it is. It has the
 * shape of an error of `node:fs`, so that it is handled and worded as those are.
 */
export class RefusedFile extends Error {
  override readonly name = 'RefusedFile';
  readonly syscall = 'open';
  constructor(
    readonly code: string,
    readonly path: string,
    what: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly fix: readonly string[] = [],
  ) {
    super(what);
  }
}
