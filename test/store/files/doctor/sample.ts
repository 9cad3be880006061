import { createHash } from 'node:crypto';
import { type Finding, finding } from '../../../../src/domain/doctor/finding';
import type { FindingCode } from '../../../../src/domain/doctor/finding-table';
import type { FileMemory } from '../../../../src/store/files/doctor/journal-memory';
import { judgeLines } from '../../../../src/store/files/doctor/judge-lines';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** When the last commit was made. */
export const committedAt = '2026-03-04T05:06:07.000Z';

/** What the journal knows of a file that its last commit replaced by `text`. */
export const lastWritten = (text: string | Buffer, more: Partial<FileMemory> = {}): FileMemory => ({
  put: { sha256: sha256(text), at: committedAt },
  appended: [],
  ...more,
});

export const nothingKnown: FileMemory = { appended: [] };

/** An event as one line; those of one length end in the same way. */
export const eventLine = (id: string, more: object = {}): string =>
  JSON.stringify({ id, at: committedAt, type: 'log', synthetic: true, ...more });

export const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

export const repair = 'stint doctor --repair';
export const torn = 'the last line breaks off: it was not written to its end';

export type Judged = ReturnType<typeof judgeLines>;

/** Judges a file of lines by what is in it and what the journal says was appended to it. */
export const judgeIn =
  (file: string) =>
  (content: string | Buffer | null, appended: readonly string[] = [], mayRestore = true): Judged =>
    judgeLines(file, content === null ? null : Buffer.from(content), { appended }, mayRestore);

/** A finding in a file below `.stint`. */
export const foundIn =
  (file: string) =>
  (code: FindingCode, message: string, line?: number, fix?: string): Finding =>
    finding(code, message, {
      file: `.stint/${file}`,
      ...(line === undefined ? {} : { line }),
      ...(fix === undefined ? {} : { fix }),
    });

/** What goes to a file of its own when a file of lines is mended. */
export const aside = (...gone: readonly (string | Buffer)[]) => ({
  aside: Buffer.concat(gone.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])),
});

/** What a file of lines is to be. */
export const rewritten = (code: FindingCode, what: string, ...kept: readonly (string | Buffer)[]) => ({
  code,
  what,
  bytes: Buffer.concat(kept.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])),
});
