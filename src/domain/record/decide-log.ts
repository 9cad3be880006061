import { resolveBinding } from '../binding/resolve-binding';
import { accept, type Outcome, refuse } from '../outcome';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { bindingWarnings } from './binding-warnings';
import { masked } from './masked';

export type LogRequest = { readonly message: string; readonly allowSecret: boolean };
export type Logged = { readonly at: string; readonly message: string; readonly session?: string };

/** One record in session.log, and in a session also an event. */
export const decideLog = (world: World, request: LogRequest): Outcome<Logged> => {
  if (request.message.trim() === '') return refuse('E_USAGE', 'the message is empty', { fix: ['stint log "what happened"'] });
  const binding = resolveBinding(world);
  const { text: message, warnings } = masked(world, request.message, request.allowSecret);
  const draft = startDraft(world);
  draft.log(message);
  if (binding.session !== undefined) {
    draft.event({ type: 'log', session: binding.session.id, data: { message } });
  }
  const session = binding.session === undefined ? {} : { session: binding.session.id };
  return accept({ at: world.now, message, ...session }, draft.change(), [...warnings, ...bindingWarnings(binding)]);
};
