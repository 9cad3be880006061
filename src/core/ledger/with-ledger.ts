import { resolveBinding } from '../../domain/binding/resolve-binding';
import type { LedgerReader, Progress } from '../../domain/ledger/reader';
import type { Refused, Warning } from '../../domain/outcome';
import type { World } from '../../domain/world';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { worldOf } from '../decide-and-commit';

export type LedgerAnswer<R> = { readonly data: R; readonly warnings: readonly Warning[] };

const readTouchMs = 60_000;

/** Opens the ledger of one generation, asks `look` of its world and then `answer` of both, and closes it. */
export const withLedger = async <Q, R>(
  context: Context,
  look: (world: World) => Q,
  answer: (ledger: LedgerReader, question: Q) => R,
  progress?: Progress,
): Promise<LedgerAnswer<R>> => {
  const now = context.now();
  let bound: string | undefined;
  const { result, ledger } = await context.store.openLedger((state) => {
    const world = worldOf(context, state, now);
    bound = resolveBinding(world).session?.id;
    return look(world);
  }, progress);
  if (bound !== undefined) context.sidecar.touch(bound, now, readTouchMs);
  try {
    const data = answer(ledger, result);
    return { data, warnings: skippedWarnings(ledger.skipped) };
  } finally {
    ledger.close();
  }
};

const skippedWarnings = (skipped: number): Warning[] =>
  skipped === 0
    ? []
    : [
        {
          code: 'W_LEDGER_LINES_SKIPPED',
          message: `${skipped} ${skipped === 1 ? 'line' : 'lines'} of the ledger cannot be read and ${skipped === 1 ? 'was' : 'were'} skipped: \`stint ledger verify\` names ${skipped === 1 ? 'it' : 'them'}`,
        },
      ];

/** What was decided; a refusal is thrown. */
export const resultOf = <R>(outcome: { readonly ok: true; readonly result: R } | Refused): R => {
  if (outcome.ok) return outcome.result;
  throw new AppError(outcome.refusals[0]);
};
