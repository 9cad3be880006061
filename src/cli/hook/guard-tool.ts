import type { HookPlace } from '../../compose/hook';
import { refusalOfWrite } from '../../core/hooks/look-at-write';
import type { HookReading } from '../../domain/event/hook-reading';
import { denyReply } from '../../harness/hook-reply';
import type { HookSurroundings } from './take-in';

/** The refusal in the harness's own form; '' lets the tool run, as everything does that goes wrong here. */
export const guardTool = async (
  reading: HookReading,
  writes: readonly string[],
  { folder }: HookPlace,
  { io, tell }: HookSurroundings,
): Promise<string> => {
  const { composeHookContext } = await import('../../compose/hook-context');
  const reason = await refusalOfWrite(composeHookContext(io, folder, reading), writes);
  if (reason === undefined) return '';
  tell(`denied: ${reason}`);
  return denyReply(reading, reason);
};
