import { briefForAgent } from '../../domain/session/brief-for-agent';
import { decideFollow } from '../../domain/session/decide-follow';
import type { AgentAnswer } from '../../domain/text/agent-text';
import type { Context } from '../context';
import { commitDecision, readWorld } from '../decide-and-commit';

/** The caller's conversation has begun: its session follows it where that is due. Throws as every commit does. */
export const followConversation = async (context: Context, cleared: boolean): Promise<void> => {
  // Most conversations have nothing to write: they take no lock.
  const isDue = await readWorld(context, (world) => {
    const outcome = decideFollow(world, { cleared });
    return outcome.ok && outcome.change !== null;
  });
  if (isDue) await commitDecision(context, (world) => decideFollow(world, { cleared }));
};

/** What the agent of the caller's conversation should know. */
export const briefConversation = (context: Context, tell: boolean): Promise<AgentAnswer> =>
  readWorld(context, (world) => briefForAgent(world, { tell }));
