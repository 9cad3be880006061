import type { Warning } from '../../domain/outcome';
import type { Context } from '../context';
import { openSandbox } from '../open-sandbox';
import { takeOverSpool } from './take-over-spool';

export type Folded = {
  readonly events: number;
  /** Lines of the spool that were torn or something else. */
  readonly skipped: number;
};

/** Takes over everything that hooks have reported so far. Throws as every commit does. */
export const foldPending = async (context: Context): Promise<Folded> => {
  let events = 0;
  let skipped = 0;
  if (!(await context.store.read((state) => state.spool.pending().isNews))) return { events, skipped };
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
    if (!result.more) return { events, skipped };
  }
};

/** For commands that read events and have to work where nothing can be written: there they show what is there. */
export const foldForReading = async (context: Context): Promise<readonly Warning[]> => {
  try {
    await foldPending(context);
    return [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'E_STORE_IO' && code !== 'E_STORE_BUSY') throw error;
    const reason = (error as Error).message;
    return [{ code: 'W_EVENTS_PENDING', message: `what hooks reported lately is not taken over yet: ${reason}` }];
  }
};
