import { createHash } from 'node:crypto';
import type { FileMemory } from '../../../src/store/doctor/journal-memory';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** When the last commit was made. */
export const committedAt = '2026-03-04T05:06:07.000Z';

/** What the journal knows of a file that its last commit replaced by `text`. */
export const lastWritten = (text: string | Buffer, more: Partial<FileMemory> = {}): FileMemory => ({
  put: { generation: 7, sha256: sha256(text), at: committedAt },
  appended: [],
  ...more,
});

export const nothingKnown: FileMemory = { appended: [] };
