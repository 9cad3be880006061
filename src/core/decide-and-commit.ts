import { resolveBinding } from '../domain/binding/resolve-binding';
import type { Outcome, Warning } from '../domain/outcome';
import { joinChanges } from '../domain/state/join-changes';
import type { State } from '../domain/state/state';
import { worldAfter } from '../domain/state/world-after';
import type { World } from '../domain/world';
import { AppError } from './app-error';
import type { Context } from './context';
import { openSandbox } from './open-sandbox';
import { takeOverSpool } from './record/take-over-spool';

export type Decision<R> = { readonly result: R; readonly warnings: readonly Warning[]; readonly generation: number };

/** The world that a decision sees: one generation, one instant, one caller. */
export const worldOf = (context: Context, state: State, now: string): World => ({
  state,
  now,
  caller: context.caller,
  signsOf: context.signsOf,
  zone: context.zone,
  mint: context.mint,
  sha256: context.sha256,
  ...(context.allowSecret === true ? { allowSecret: true } : {}),
});

/** Reads refresh the life sign of the bound session only this often. */
const readTouchMs = 60_000;

/**
 * The one way in which commands write: decide on a consistent state, commit the change, or throw the refusal as AppError.
 * What hooks have reported meanwhile is taken over in the same commit. The bound session shows a sign of life, except in a dry run.
 */
export const commitDecision = async <R>(
  context: Context,
  decide: (world: World) => Outcome<R>,
  options: { readonly dryRun?: boolean } = {},
): Promise<Decision<R>> => {
  const now = context.now();
  let bound: string | undefined;
  let settle: (() => void) | undefined;
  let reportWarnings: readonly Warning[] = [];
  const decideHere = (state: State) => {
    settle = undefined;
    reportWarnings = [];
    const takeOver = options.dryRun === true ? undefined : takeOverSpool(context, state);
    const reported = takeOver?.change ?? null;
    // Most reports change no session, and looking at the whole state would read files that the decision may not need.
    const world = worldAfter(worldOf(context, state, now), reported?.sessions === undefined ? null : reported);
    bound = resolveBinding(world).session?.id;
    const outcome = decide(world);
    if (!outcome.ok || outcome.change === null) return { change: null, result: outcome };
    settle = takeOver?.settle;
    reportWarnings = takeOver?.warnings ?? [];
    return { change: reported === null ? outcome.change : joinChanges(reported, outcome.change), result: outcome };
  };
  const asked = context.allowSecret === true ? { ...options, allowSecret: true } : options;
  const committed = await context.store.commit(decideHere, asked).catch((error: unknown) => {
    throw openSandbox(context, error);
  });
  settle?.();
  if (bound !== undefined && options.dryRun !== true) context.sidecar.touch(bound, now);
  const outcome = committed.result;
  if (!outcome.ok) throw new AppError(outcome.refusals[0]);
  return {
    result: outcome.result,
    warnings: [...outcome.warnings, ...committed.warnings, ...reportWarnings],
    generation: committed.generation,
  };
};

/** Looks at one consistent generation and writes nothing but, at most once a minute, the life sign of the bound session. */
export const readWorld = async <R>(context: Context, look: (world: World) => R): Promise<R> => {
  const now = context.now();
  let bound: string | undefined;
  const result = await context.store.read((state) => {
    const world = worldOf(context, state, now);
    bound = resolveBinding(world).session?.id;
    return look(world);
  });
  if (bound !== undefined) context.sidecar.touch(bound, now, readTouchMs);
  return result;
};
