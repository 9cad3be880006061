import type { Refused, Warning } from '../outcome';
import type { Session } from '../session/schema';
import type { World } from '../world';
import { resolveBinding } from './resolve-binding';

export type BoundSession = { readonly ok: true; readonly session: Session | undefined; readonly warnings: readonly Warning[] };

/**
 * The caller's session, for commands that work without one too. One named outright must exist (31); what looked like a
 * binding and was not taken, one named outright that is not active included, is a warning.
 */
export const boundSession = (world: World): BoundSession | Refused => {
  const { session, rule, reason, refusal } = resolveBinding(world);
  if (refusal?.code === 'E_SESSION_NOT_FOUND') return { ok: false, refusals: [refusal] };
  const deliberate = rule === 'explicit' && refusal === undefined;
  if (session !== undefined || reason === undefined || deliberate) return { ok: true, session, warnings: [] };
  return {
    ok: true,
    session: undefined,
    warnings: [{ code: 'W_UNBOUND', message: `no session is bound: ${refusal?.message ?? reason}` }],
  };
};
