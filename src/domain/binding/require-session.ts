import { type Refused, refuse } from '../outcome';
import { findSession } from '../session/find-session';
import type { Session } from '../session/schema';
import { stalenessOf } from '../session/staleness';
import { shortSessionId } from '../session/vocabulary';
import { elapsedMs } from '../time/instant';
import type { World } from '../world';
import { resolveBinding } from './resolve-binding';

/** The active session that the caller speaks for, or why there is none: E_SESSION_REQUIRED, or 31/39 where one was named. */
export const requireSession = (world: World): { readonly ok: true; readonly session: Session } | Refused => {
  const binding = resolveBinding(world);
  if (binding.session !== undefined) return { ok: true, session: binding.session };
  if (binding.refusal !== undefined) return { ok: false, refusals: [binding.refusal] };
  const active = world.state.sessions.filter((session) => session.status === 'active');
  const because = binding.reason === undefined ? '' : `: ${binding.reason}`;
  return refuse('E_SESSION_REQUIRED', `no session is bound here${because}`, {
    details: {
      sessions: active.map((session) => {
        const { stale, lastActivityAt } = stalenessOf(world, session);
        const { agent, name } = session;
        return {
          session: session.id,
          shortId: shortSessionId(session.id),
          ...(agent === undefined ? {} : { agent }),
          ...(name === undefined ? {} : { name }),
          ...(session.focus.currentTask === null ? {} : { focus: session.focus.currentTask }),
          lastActivityAt,
          stale,
        };
      }),
    },
    fix: waysToBind(world),
  });
};

/** Only sessions that are the caller's own: a line to copy takes nothing from anybody else. */
const waysToBind = (world: World): string[] => {
  const { conversation, harness } = world.caller;
  const isOwn = ({ conversations }: Session): boolean =>
    conversation === undefined ? harness === undefined && conversations.length === 0 : conversations.includes(conversation.id);
  const free = world.state.sessions.filter((session) => session.conversation === undefined && isOwn(session));
  const lines = free
    .sort((a, b) => elapsedMs(a.lastActivityAt, b.lastActivityAt))
    .slice(0, 3)
    .map(({ id, status }) => `stint session ${status === 'active' ? 'switch' : 'resume'} ${shortSessionId(id)}`);
  return [...lines, 'stint session list', 'stint next'];
};

/**
 * The session that a verb is about: the id it was given, whatever its status; else the bound one. Without an id a
 * session that was named by --session or STINT_SESSION counts as given, so that the verb's own rules decide.
 */
export const targetSession = (
  world: World,
  typed: string | undefined,
): { readonly ok: true; readonly session: Session } | Refused => {
  if (typed !== undefined) return findSession(world.state, typed);
  const { explicit } = world.caller;
  if (explicit !== undefined && explicit.session !== 'none') return findSession(world.state, explicit.session);
  return requireSession(world);
};
