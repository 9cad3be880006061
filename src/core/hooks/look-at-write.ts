import { guardWrite } from '../../domain/session/guard-write';
import type { AgentAnswer } from '../../domain/text/agent-text';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

/** Why these files (as a harness told them) should not be written; undefined: they may be. */
export const refusalOfWrite = (context: Context, written: readonly string[]): Promise<AgentAnswer | undefined> =>
  readWorld(context, (world) => {
    if (world.state.config.hooks.guard !== 'deny') return undefined;
    const { root, cwd } = context;
    // An agent in a linked working tree may write to the main one too.
    const worktrees = [world.caller.checkout.worktree, root];
    const paths = written.flatMap((path) => worktrees.map((worktree) => context.locateWrite(path, { worktree, cwd })));
    return guardWrite(world, [...new Set(paths)]);
  });
