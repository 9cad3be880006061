import { requireSession, targetSession } from '../../domain/binding/require-session';
import { resolveBinding } from '../../domain/binding/resolve-binding';
import { gapWarnings } from '../../domain/ledger/gap-warnings';
import type { Warning } from '../../domain/outcome';
import type { SessionDetail, StatusAnswer } from '../../domain/session/answer';
import { detailSession, viewSession } from '../../domain/session/session-view';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

/** The session that the caller speaks for, and by which rule; none: E_SESSION_REQUIRED. */
export const statusOfSession = (
  context: Context,
): Promise<{ readonly data: StatusAnswer; readonly warnings: readonly Warning[] }> =>
  readWorld(context, (world) => {
    const bound = requireSession(world);
    if (!bound.ok) throw new AppError(bound.refusals[0]);
    const { mine: _mine, ...session } = viewSession(world, bound.session);
    return { data: { session, rule: resolveBinding(world).rule }, warnings: gapWarnings(world.state) };
  });

/** Everything about one session, open or closed; without an id the bound one. */
export const detailOfSession = (context: Context, typed: string | undefined): Promise<{ readonly session: SessionDetail }> =>
  readWorld(context, (world) => {
    const target = targetSession(world, typed);
    if (!target.ok) throw new AppError(target.refusals[0]);
    return { session: detailSession(world, target.session) };
  });
