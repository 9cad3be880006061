import { boundSession } from '../binding/bound-session';
import { accept, type Outcome, refuse } from '../outcome';
import { startDraft } from '../state/draft';
import type { World } from '../world';

export type LogRequest = { readonly message: string };
export type Logged = { readonly at: string; readonly message: string; readonly session?: string };

/** One record in session.log, and in a session also an event. */
export const decideLog = (world: World, request: LogRequest): Outcome<Logged> => {
  if (request.message.trim() === '')
    return refuse('E_USAGE', 'the message is empty: say what happened', { fix: ['stint log --help'] });
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const { session } = bound;
  const { message } = request;
  const draft = startDraft(world);
  draft.log(message);
  if (session !== undefined) draft.event({ type: 'log', session: session.id, data: { message } });
  const result = { at: world.now, message, ...(session === undefined ? {} : { session: session.id }) };
  return accept(result, draft.change(), bound.warnings);
};
