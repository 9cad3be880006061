import type { Session } from '../../domain/session/schema';
import type { Context } from '../context';

/** After a start, resume or switch: a caller without a conversation is bound through `.current-session` of its worktree. */
export const bindCheckout = (context: Context, session: Session): void => {
  if (context.caller.conversation === undefined) context.pointer.write(session.id);
};

/** After an end, suspend or close: the pointer is cleared only if it names that session. */
export const unbindCheckout = (context: Context, session: Session): void => {
  if (context.caller.pointer === session.id) context.pointer.write(undefined);
};
