import { stillNamed } from '../binding/still-named';
import { accept, type Outcome, refuse } from '../outcome';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { leaveOtherSessions, spokenForBy } from './bind';
import { findSession } from './find-session';
import { isMine } from './obstacles';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { stateRefusal } from './state-refusal';
import { shortSessionId } from './vocabulary';

export type SwitchRequest = { readonly session?: string; readonly takeover: boolean };
export type Switched = { readonly session: Session; readonly changed: boolean };

/** Binds this conversation to an active session. 35 if another conversation holds it and it is not stale. */
export const decideSwitch = (world: World, request: SwitchRequest): Outcome<Switched> => {
  const { explicit, conversation } = world.caller;
  const typed = request.session ?? (explicit?.from === '--session' ? explicit.session : undefined);
  if (typed === undefined) return refuse('E_USAGE', 'switch needs a session id', { fix: ['stint session list --status active'] });
  const found = findSession(world.state, typed);
  if (!found.ok) return found;
  const { session } = found;
  const id = shortSessionId(session.id);
  if (session.status !== 'active') return { ok: false, refusals: [stateRefusal(session, 'switch')] };
  const held = session.conversation !== undefined && session.conversation !== conversation?.id;
  if (held && !request.takeover && !stalenessOf(world, session).stale) {
    return refuse(
      'E_TASK_CLAIMED',
      `session ${id} is in the hands of another conversation${session.agent === undefined ? '' : ` (${session.agent})`} and not stale`,
      {
        details: { session: session.id, ...(session.agent === undefined ? {} : { agent: session.agent }) },
        fix: ['stint session list --status active'],
      },
    );
  }
  if (isMine(world, session) && session.conversation === conversation?.id) {
    return accept({ session, changed: false }, null, stillNamed(world, session.id));
  }
  const draft = startDraft(world);
  const { agent } = world.caller;
  draft.putSession(spokenForBy(world, agent === undefined ? session : { ...session, agent }));
  const left = leaveOtherSessions(world, draft, session.id);
  draft.event({ type: 'session_switch', session: session.id });
  return accept({ session: draft.session(session.id) ?? session, changed: true }, draft.change(), [
    ...left,
    ...stillNamed(world, session.id),
  ]);
};
