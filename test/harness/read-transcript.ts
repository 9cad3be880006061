import type { Transcript, TranscriptFold } from '../../src/domain/usage/transcript';
import type { TokenCounts } from '../../src/domain/usage/usage';
import { noTokens } from '../../src/domain/usage/usage';

export const readLines = (fold: TranscriptFold, lines: readonly string[]): Transcript => {
  for (const line of lines) fold.add(line);
  return fold.result();
};

/** Rows of a transcript as objects, or as text where a line is to be no object. */
export const readRows = (fold: TranscriptFold, rows: readonly unknown[]): Transcript =>
  readLines(
    fold,
    rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))),
  );

export const noSkips = { truncated: 0, notJson: 0, unknownType: 0, tooLong: 0 };

/** A whole reading: what is not named tells nothing. */
export const reading = (told: Partial<Transcript>): Transcript => ({
  responses: [],
  commands: [],
  files: [],
  commits: [],
  skipped: noSkips,
  ...told,
});

export const tokenCounts = (told: Partial<TokenCounts>): TokenCounts => ({ ...noTokens, ...told });

/** An instant of the day of the samples. */
export const second = (n: number): string => new Date(Date.UTC(2026, 10, 20, 9, 0, n)).toISOString();
