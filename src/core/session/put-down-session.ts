import type { Outcome, Warning } from '../../domain/outcome';
import type { PutDownAnswer } from '../../domain/session/answer';
import { decideEnd, decideSuspend, type PutDown, type PutDownRequest } from '../../domain/session/decide-put-down';
import { viewSession } from '../../domain/session/session-view';
import { worldAfter } from '../../domain/state/world-after';
import type { World } from '../../domain/world';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { unbindCheckout } from './bind-checkout';

type Result = Promise<{ data: PutDownAnswer; warnings: readonly Warning[] }>;

/** "I am coming back": active → suspended. */
export const suspendSession = (context: Context, request: PutDownRequest): Result => putDown(context, request, decideSuspend);

/** "I am done for now": active or suspended → ended. */
export const endSession = (context: Context, request: PutDownRequest): Result => putDown(context, request, decideEnd);

const putDown = async (
  context: Context,
  request: PutDownRequest,
  decide: (world: World, request: PutDownRequest) => Outcome<PutDown>,
): Result => {
  const { result, warnings } = await commitDecision(context, (world) => {
    const outcome = decide(world, request);
    if (!outcome.ok) return outcome;
    const view = viewSession(worldAfter(world, outcome.change), outcome.result.session);
    return { ...outcome, result: { ...outcome.result, view } };
  });
  const pointerWarnings = unbindCheckout(context, result.session);
  return { data: { session: result.view, released: [...result.released] }, warnings: [...warnings, ...pointerWarnings] };
};
