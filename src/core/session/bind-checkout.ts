import type { Warning } from '../../domain/outcome';
import type { Session } from '../../domain/session/schema';
import { shortSessionId } from '../../domain/session/vocabulary';
import type { Context } from '../context';

/** After a start, resume or switch: a caller without a conversation is bound through `.current-session` of its worktree. */
export const bindCheckout = (context: Context, session: Session): Warning[] => {
  if (context.caller.conversation !== undefined) return [];
  return pointTo(context, session.id, `STINT_SESSION=${shortSessionId(session.id)} binds this shell to it`);
};

/** After an end, suspend or close: the pointer is cleared only if it names that session. */
export const unbindCheckout = (context: Context, session: Session): Warning[] =>
  context.caller.pointer === session.id ? pointTo(context, undefined, 'it leads nowhere now') : [];

/** The session is committed by now: a pointer that cannot be written is told, and makes no failure of it. */
const pointTo = (context: Context, id: string | undefined, instead: string): Warning[] => {
  try {
    context.pointer.write(id);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      { code: 'W_POINTER_NOT_WRITTEN', message: `.current-session of this checkout could not be changed (${why}): ${instead}` },
    ];
  }
};
