import type { Outcome, Warning } from '../domain/outcome';
import type { State } from '../domain/state/state';
import type { World } from '../domain/world';
import { AppError } from './app-error';
import type { Context } from './context';

export type Decision<R> = { readonly result: R; readonly warnings: readonly Warning[]; readonly generation: number };

/** The world that a decision sees: one generation, one instant, one caller. */
export const worldOf = (context: Context, state: State, now: string): World => ({
  state,
  now,
  caller: context.caller,
  signsOf: context.signsOf,
  mint: context.mint,
  sha256: context.sha256,
});

/** The one way in which commands write: decide on a consistent state, commit the change, or throw the refusal as AppError. */
export const commitDecision = async <R>(
  context: Context,
  decide: (world: World) => Outcome<R>,
  options: { readonly dryRun?: boolean } = {},
): Promise<Decision<R>> => {
  const now = context.now();
  const committed = await context.store.commit((state) => {
    const outcome = decide(worldOf(context, state, now));
    return { change: outcome.ok ? outcome.change : null, result: outcome };
  }, options);
  const outcome = committed.result;
  if (!outcome.ok) throw new AppError(outcome.refusals[0]);
  return {
    result: outcome.result,
    warnings: [...outcome.warnings, ...committed.warnings],
    generation: committed.generation,
  };
};

/** Looks at one consistent generation and writes nothing. */
export const readWorld = <R>(context: Context, look: (world: World) => R): Promise<R> => {
  const now = context.now();
  return context.store.read((state) => look(worldOf(context, state, now)));
};
