import type { HookReading } from '../../../src/domain/harness/hook-reading';
import { formatSpoolLine } from '../../../src/domain/harness/spool-line';

/** A line of a spool file that came in so many seconds after eleven o'clock. */
export const spoolLine = (key: string, second = 0, over: Partial<HookReading> = {}): string =>
  formatSpoolLine(
    { harness: 'claude', shape: 'own', kind: 'tool-end', conversation: 'c', facts: [], key, repeatable: false, ...over },
    new Date(Date.UTC(2026, 10, 21, 11) + second * 1000).toISOString(),
  );
