import type { HookPlace } from '../../compose/hook';
import { briefConversation, followConversation } from '../../core/hooks/brief-conversation';
import type { HookReading } from '../../domain/event/hook-reading';
import { contextReply } from '../../harness/hook-reply';
import type { HookSurroundings } from './take-in';

/** Its shell says nothing about the conversation, and there is no other way to tell it. */
const untold = ['gemini'];

/**
 * A conversation has begun, gone on, or was compacted or cleared. A cleared one takes over its session before `record` is
 * called, so that the start is an event of that session. Whatever fails, the rest is done.
 */
export const beginConversation = async (
  reading: HookReading,
  { folder }: HookPlace,
  { io, ports, tell }: HookSurroundings,
  record: () => boolean,
): Promise<string> => {
  const { harness, conversation, source } = reading;
  const attempt = async <T>(what: string, act: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      tell(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const context = await attempt('the project cannot be opened', async () => {
    const { composeHookContext } = await import('../../compose/hook-context');
    return composeHookContext(io, folder, reading);
  });
  if (context !== undefined && conversation !== undefined)
    await attempt('the session did not move along', () => followConversation(context, source === 'clear'));
  record();
  const envFile = io.env.CLAUDE_ENV_FILE;
  if (harness === 'claude' && isPlain(conversation) && envFile !== undefined && envFile !== '')
    await attempt('STINT_CONVERSATION is not exported', () => ports.exportConversation(envFile, conversation));
  if (context === undefined) return '';
  const text = await attempt('no context', () => briefConversation(context, untold.includes(harness)));
  return text === undefined ? '' : contextReply(reading, text, isPlain(conversation) ? conversation : undefined);
};

/** No value of a variable has line breaks or other controls in it. */
const isPlain = (conversation: string | undefined): conversation is string =>
  conversation !== undefined && !/\p{Cc}/u.test(conversation);
