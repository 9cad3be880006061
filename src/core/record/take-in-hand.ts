import type { Warning } from '../../domain/outcome';
import type { WipAnswer } from '../../domain/record/answer';
import { decideWip, type WipRequest } from '../../domain/record/decide-wip';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

/** `wip` and `task claim`: the task is in progress, in the caller's hands. */
export const takeInHand = async (
  context: Context,
  request: WipRequest,
): Promise<{ data: WipAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => decideWip(world, request));
  const { task, changed, session, by } = result;
  return {
    data: {
      task: { id: task.id, title: task.title, status: task.status },
      changed,
      ...(session === undefined ? {} : { session }),
      by,
    },
    warnings,
  };
};
