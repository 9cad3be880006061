import { targetSession } from '../binding/require-session';
import { accept, type Outcome, refuse } from '../outcome';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { putDown } from './finish-session';
import type { Session } from './schema';
import { stateRefusal } from './state-refusal';

export type PutDownRequest = { readonly session?: string; readonly note?: string };
export type PutDown = { readonly session: Session; readonly released: readonly string[] };

/** "I am coming back": active → suspended. Releases the claims, keeps focus and notes. */
export const decideSuspend = (world: World, request: PutDownRequest): Outcome<PutDown> =>
  decide(world, request, 'suspended', ['active']);

/** "I am done for now": active or suspended → ended, still resumable. With session.requireNoteOnEnd a note must be given. */
export const decideEnd = (world: World, request: PutDownRequest): Outcome<PutDown> =>
  decide(world, request, 'ended', ['active', 'suspended']);

const decide = (
  world: World,
  request: PutDownRequest,
  as: 'suspended' | 'ended',
  from: readonly Session['status'][],
): Outcome<PutDown> => {
  const target = targetSession(world, request.session);
  if (!target.ok) return target;
  const { session } = target;
  const verb = as === 'suspended' ? 'suspend' : 'end';
  if (!from.includes(session.status)) return { ok: false, refusals: [stateRefusal(session, verb)] };
  if (as === 'ended' && request.note === undefined && world.state.config.session.requireNoteOnEnd) {
    return refuse('E_USAGE', 'session.requireNoteOnEnd is set: say with --note how far it came', {
      fix: ['stint session end --help'],
    });
  }
  const draft = startDraft(world);
  putDown(world, draft, session.id, as, request.note === undefined ? {} : { note: request.note });
  const put = draft.session(session.id);
  // The pointer is about to be cleared: the record keeps what it named.
  if (put !== undefined && world.caller.pointer === session.id)
    draft.putSession({ ...put, pointedFrom: world.caller.checkout.worktree });
  if (as === 'ended') draft.rotateLog();
  const released = session.held.map((held) => held.taskId);
  return accept({ session: draft.session(session.id) ?? session, released }, draft.change());
};
