import type { Warning } from '../../domain/outcome';
import { worldAfter } from '../../domain/state/world-after';
import type { NextAnswer } from '../../domain/task/answer';
import { chooseNext, decideClaimNext, type NextRequest } from '../../domain/task/decide-claim-next';
import { describeObstacles, nothingReady, type ReadyTask } from '../../domain/task/next';
import { viewTask } from '../../domain/task/task-view';
import type { World } from '../../domain/world';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { commitDecision, readWorld } from '../decide-and-commit';

type Result = Promise<{ data: NextAnswer; warnings: readonly Warning[] }>;

/** How many waiting tasks an explanation names. */
const explainedWaiting = 20;

/** The tasks that may be started, best first; nothing: E_NOTHING_READY. */
export const suggestNext = (
  context: Context,
  request: NextRequest & { readonly limit: number; readonly explain: boolean },
): Result =>
  readWorld(context, (world) => {
    const choice = chooseNext(world, request);
    if (!choice.ok) throw new AppError(choice.refusals[0]);
    const { ranking, where, warnings } = choice;
    if (ranking.ready.length === 0) throw new AppError(nothingReady(ranking, where, request.explain).refusals[0]);
    const items = ranking.ready.slice(0, request.limit).map((ready) => ({
      ...viewTask(world, ready.task),
      unblocks: ready.unblocks,
      ...(request.explain ? { because: reasonsFor(world, ready) } : {}),
    }));
    const waiting = ranking.waiting
      .slice(0, explainedWaiting)
      .map(({ task, obstacles }) => ({ id: task.id, title: task.title, because: describeObstacles(obstacles) }));
    return {
      data: {
        items,
        total: ranking.ready.length,
        truncated: items.length < ranking.ready.length,
        ...(request.explain && waiting.length > 0 ? { waiting } : {}),
      },
      warnings,
    };
  });

const reasonsFor = (world: World, { task, unblocks, inCurrentPhase }: ReadyTask): string[] => [
  `${task.priority} priority`,
  ...(inCurrentPhase ? [`in the current phase ${world.state.config.project.currentPhase}`] : []),
  ...(unblocks > 0 ? [`unblocks ${unblocks} ${unblocks === 1 ? 'task' : 'tasks'}`] : []),
  ...(task.depends.length > 0 ? [`${task.depends.join(', ')} finished`] : []),
  `created ${task.createdAt.slice(0, 10)}`,
];

/** Takes the first one in hand; asking and taking are one transaction. */
export const claimNext = async (context: Context, request: NextRequest): Result => {
  const { result, warnings } = await commitDecision(context, (world) => {
    const outcome = decideClaimNext(world, request);
    if (!outcome.ok) return outcome;
    const { task, unblocks, released } = outcome.result;
    const item = { ...viewTask(worldAfter(world, outcome.change), task), unblocks };
    return { ...outcome, result: { item, ...(released === undefined ? {} : { released }) } };
  });
  const { item, ...released } = result;
  return { data: { items: [item], total: 1, truncated: false, claimed: true, ...released }, warnings };
};
