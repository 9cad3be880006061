import { resolveBinding } from '../binding/resolve-binding';
import type { Refused, Warning } from '../outcome';
import type { Session } from '../session/schema';
import type { World } from '../world';

export type BoundSession = { readonly ok: true; readonly session: Session | undefined; readonly warnings: readonly Warning[] };

/** The caller's session, for commands that need none: one named outright must exist, one that is not active is ignored. */
export const boundSession = (world: World): BoundSession | Refused => {
  const { session, refusal } = resolveBinding(world);
  if (refusal === undefined) return { ok: true, session, warnings: [] };
  if (refusal.code === 'E_SESSION_NOT_FOUND') return { ok: false, refusals: [refusal] };
  return {
    ok: true,
    session: undefined,
    warnings: [{ code: 'W_SESSION_IGNORED', message: `done without a session: ${refusal.message}` }],
  };
};
