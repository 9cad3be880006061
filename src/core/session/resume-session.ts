import type { Warning } from '../../domain/outcome';
import type { ResumedAnswer } from '../../domain/session/answer';
import { decideResume, type ResumeRequest } from '../../domain/session/decide-resume';
import { viewSession } from '../../domain/session/session-view';
import { worldAfter } from '../../domain/state/world-after';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { bindCheckout } from './bind-checkout';

/** Continues a session and binds the caller to it. */
export const resumeSession = async (
  context: Context,
  request: ResumeRequest,
): Promise<{ data: ResumedAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => {
    const outcome = decideResume(world, request);
    if (!outcome.ok) return outcome;
    const view = viewSession(worldAfter(world, outcome.change), outcome.result.session);
    return { ...outcome, result: { ...outcome.result, view } };
  });
  const pointerWarnings = bindCheckout(context, result.session);
  const { mine: _mine, ...shown } = result.view;
  return {
    data: {
      session: shown,
      ...(result.tookOver.length > 0 ? { tookOver: [...result.tookOver] } : {}),
      ...(result.adopted ? { adopted: true as const } : {}),
      ...(result.chosenBy === undefined ? {} : { chosenBy: result.chosenBy }),
      ...(result.was === undefined ? {} : { was: result.was }),
    },
    warnings: [...warnings, ...pointerWarnings],
  };
};
