import type { Warning } from '../../domain/outcome';
import type { GcAnswer } from '../../domain/session/answer';
import { decideGc, type GcRequest } from '../../domain/session/decide-gc';
import { viewSession } from '../../domain/session/session-view';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

/** Ends stale sessions and, if asked, archives those that ended long ago. */
export const collectGarbage = async (
  context: Context,
  request: GcRequest & { readonly dryRun: boolean },
): Promise<{ data: GcAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(
    context,
    (world) => {
      const outcome = decideGc(world, request);
      if (!outcome.ok) return outcome;
      const { ended, archived } = outcome.result;
      const views = {
        ended: ended.map((session) => viewSession(world, session)),
        archived: archived.map((session) => viewSession(world, session)),
      };
      return { ...outcome, result: views };
    },
    { dryRun: request.dryRun },
  );
  return { data: { ...result, ...(request.dryRun ? { dryRun: true as const } : {}) }, warnings };
};
