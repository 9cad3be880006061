import type { Globals } from '../../compose/globals';
import type { Io } from '../../compose/io';
import type { Progress } from '../../domain/ledger/reader';

/** A pass over the ledger that takes longer shows how far it is. */
const shownAfterMs = 500;
const betweenMs = 100;
const barWidth = 30;

/** A bar on standard error, on a terminal only; `clear` takes it away. */
export const progressBar = (io: Io, globals: Globals): { readonly progress: Progress; readonly clear: () => void } => {
  if (globals.quiet || !io.stderrIsTty) return { progress: () => {}, clear: () => {} };
  const beganAt = performance.now();
  let shownAt = 0;
  const progress: Progress = (doneBytes, totalBytes) => {
    const now = performance.now();
    if (now - beganAt < shownAfterMs || now - shownAt < betweenMs || totalBytes <= 0) return;
    shownAt = now;
    const share = Math.min(1, doneBytes / totalBytes);
    const filled = Math.round(share * barWidth);
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    io.stderr(`\r${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)} ${percent}`);
  };
  return {
    progress,
    clear: () => {
      if (shownAt > 0) io.stderr(`\r${' '.repeat(barWidth + 6)}\r`);
    },
  };
};

/** Runs a question to the ledger under a bar. */
export const withProgress = async <R>(io: Io, globals: Globals, ask: (progress: Progress) => Promise<R>): Promise<R> => {
  const { progress, clear } = progressBar(io, globals);
  try {
    return await ask(progress);
  } finally {
    clear();
  }
};
