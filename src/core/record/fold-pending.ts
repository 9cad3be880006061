import type { Warning } from '../../domain/outcome';
import type { Context } from '../context';
import { openSandbox } from '../open-sandbox';
import { takeOverSpool } from './take-over-spool';

export type Folded = {
  readonly events: number;
  /** Lines of the spool that were torn or something else. */
  readonly skipped: number;
  readonly warnings: readonly Warning[];
};

/** Takes over everything that hooks have reported so far. Throws as every commit does. */
export const foldPending = async (context: Context): Promise<Folded> => {
  let events = 0;
  let skipped = 0;
  const { isNews, warnings } = await context.store.read((state) => {
    const seen = takeOverSpool(context, state);
    return { isNews: seen.change !== null, warnings: seen.warnings };
  });
  if (!isNews) return { events, skipped, warnings };
  for (;;) {
    const { result } = await context.store
      .commit((state) => {
        const takeOver = takeOverSpool(context, state);
        return { change: takeOver.change, result: takeOver };
      })
      .catch((error: unknown) => {
        throw openSandbox(context, error);
      });
    result.settle();
    events += result.events;
    skipped += result.skipped;
    if (!result.more) return { events, skipped, warnings };
  }
};

/**
 * Puts into the events files what hooks reported and what a commit that was broken off still owes them. Gives the
 * generation that the files are then at; throws as every commit does.
 */
export const settleEvents = async (
  context: Context,
): Promise<{ readonly generation: number; readonly warnings: readonly Warning[] }> => {
  const { warnings } = await foldPending(context);
  const { generation } = await context.store
    .commit(() => ({ change: null, result: undefined }))
    .catch((error: unknown) => {
      throw openSandbox(context, error);
    });
  return { generation, warnings };
};

/** For commands that read events and have to work where nothing can be written: there they show what is there. */
export const foldForReading = async (context: Context): Promise<readonly Warning[]> => {
  try {
    return (await settleEvents(context)).warnings;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'E_STORE_IO' && code !== 'E_STORE_BUSY') throw error;
    const reason = (error as Error).message;
    return [{ code: 'W_EVENTS_PENDING', message: `what hooks reported lately is not taken over yet: ${reason}` }];
  }
};
