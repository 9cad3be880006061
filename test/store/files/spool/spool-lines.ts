import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { expect } from 'vitest';
import type { HookReading } from '../../../../src/domain/event/hook-reading';
import { formatSpoolLine, type SpoolLine, spoolLineFrom } from '../../../../src/domain/event/spool-line';
import type { SpoolBatch, SpoolMark, SpoolMarks } from '../../../../src/domain/state/state';
import { openSpool } from '../../../../src/store/files/spool/read-spool';
import { atTime } from '../../../support/at-time';
import type { ScratchFiles } from '../scratch-files';

/** A line of a spool file that came in so many seconds after eleven o'clock. */
export const spoolLine = (key: string, second = 0, over: Partial<HookReading> = {}): string =>
  formatSpoolLine(
    { harness: 'claude', shape: 'own', kind: 'tool-end', conversation: 'c', facts: [], key, repeatable: false, ...over },
    new Date(Date.UTC(2026, 10, 21, 11) + second * 1000).toISOString(),
  );

export const lines = (text: string): SpoolLine[] =>
  text
    .trimEnd()
    .split('\n')
    .map((each) => spoolLineFrom(each) ?? expect.fail(each));

export const headOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What is remembered of a file of which so much is taken over. */
export const mark = (content: string, bytes = content.length): SpoolMark => ({
  bytes,
  head: headOf(content.split('\n', 1)[0] ?? ''),
});

export const nothing: SpoolBatch = {
  arrivals: [],
  taken: {},
  isNews: false,
  skipped: 0,
  unreadable: [],
  more: false,
  idle: [],
};

const writtenMs = Date.UTC(2026, 10, 21, 12);

/** A spool whose files were all written at noon, and are read so long after that. */
export const quietSpool = (files: ScratchFiles) => ({
  write: (name: string, content: string): void => {
    files.write(`spool/${name}`, content);
    utimesSync(files.path(`spool/${name}`), writtenMs / 1000, writtenMs / 1000);
  },
  read: (marks: SpoolMarks = {}, afterMs = 0): SpoolBatch =>
    atTime(writtenMs + afterMs, () => openSpool(files.path(), marks).pending()),
});
