import type { Warning } from '../../domain/outcome';
import type { SwitchedAnswer } from '../../domain/session/answer';
import { decideSwitch, type SwitchRequest } from '../../domain/session/decide-switch';
import { viewSession } from '../../domain/session/session-view';
import { worldAfter } from '../../domain/state/world-after';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { bindCheckout } from './bind-checkout';

/** Binds the caller to another active session. */
export const switchSession = async (
  context: Context,
  request: SwitchRequest,
): Promise<{ data: SwitchedAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => {
    const outcome = decideSwitch(world, request);
    if (!outcome.ok) return outcome;
    const view = viewSession(worldAfter(world, outcome.change), outcome.result.session);
    return { ...outcome, result: { ...outcome.result, view } };
  });
  const pointerWarnings = bindCheckout(context, result.session);
  const { mine: _mine, ...shown } = result.view;
  return { data: { session: shown, changed: result.changed }, warnings: [...warnings, ...pointerWarnings] };
};
