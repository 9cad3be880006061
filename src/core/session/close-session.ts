import type { Warning } from '../../domain/outcome';
import type { ClosedAnswer } from '../../domain/session/answer';
import { type CloseRequest, decideClose } from '../../domain/session/decide-close';
import { viewSession } from '../../domain/session/session-view';
import { worldAfter } from '../../domain/state/world-after';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { unbindCheckout } from './bind-checkout';

/** Archives a session whose work is finished. */
export const closeSession = async (
  context: Context,
  request: CloseRequest,
): Promise<{ data: ClosedAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => {
    const outcome = decideClose(world, request);
    if (!outcome.ok) return outcome;
    const view = viewSession(worldAfter(world, outcome.change), outcome.result.session);
    return { ...outcome, result: { ...outcome.result, view } };
  });
  const pointerWarnings = unbindCheckout(context, result.session);
  const { completed } = result;
  return {
    data: {
      session: result.view,
      ...(completed === undefined
        ? {}
        : { completed: { task: completed.task.id, ...(completed.entry === undefined ? {} : { entry: completed.entry }) } }),
    },
    warnings: [...warnings, ...pointerWarnings],
  };
};
