import type { Warning } from '../../domain/outcome';
import type { StartedAnswer } from '../../domain/session/answer';
import { decideStart, type StartRequest } from '../../domain/session/decide-start';
import { viewSession } from '../../domain/session/session-view';
import { worldAfter } from '../../domain/state/world-after';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { bindCheckout } from './bind-checkout';

/** Starts a session and binds the caller to it; with `dryRun` only says what would be written. */
export const startSession = async (
  context: Context,
  request: StartRequest & { readonly dryRun: boolean },
): Promise<{ data: StartedAnswer; warnings: readonly Warning[] }> => {
  const decision = await commitDecision(
    context,
    (world) => {
      const outcome = decideStart(world, request);
      if (!outcome.ok) return outcome;
      const { session, tookOver } = outcome.result;
      return {
        ...outcome,
        result: { session, tookOver, view: viewSession(worldAfter(world, outcome.change), session) },
      };
    },
    { dryRun: request.dryRun },
  );
  const { session, tookOver, view } = decision.result;
  const { mine: _mine, ...shown } = view;
  const bindWarnings = request.dryRun ? [] : bindCheckout(context, session);
  const warnings = [...decision.warnings, ...bindWarnings, ...outdatedWarnings(context)];
  return {
    data: {
      session: shown,
      ...(tookOver.length > 0 ? { tookOver: [...tookOver] } : {}),
      ...(request.dryRun ? { dryRun: true as const } : {}),
    },
    warnings,
  };
};

const outdatedWarnings = (context: Context): Warning[] =>
  context.outdatedAgentFiles().map((file) => ({
    code: 'W_AGENT_BLOCK_OUTDATED' as const,
    message: `the stint block in ${file} is outdated: stint init --update-${file === 'CLAUDE.md' ? 'claude' : 'agents'}-md renews it`,
  }));
