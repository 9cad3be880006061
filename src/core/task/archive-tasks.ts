import type { Warning } from '../../domain/outcome';
import type { ArchiveAnswer } from '../../domain/task/answer';
import { type ArchiveRequest, decideArchive } from '../../domain/task/decide-archive';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

export const archiveTasks = async (
  context: Context,
  request: ArchiveRequest,
  dryRun: boolean,
): Promise<{ data: ArchiveAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => decideArchive(world, request), { dryRun });
  return {
    data: {
      archived: result.tasks.map((task) => task.id),
      ...(result.skipped.length === 0 ? {} : { skipped: [...result.skipped] }),
      ...(dryRun ? { dryRun: true as const } : {}),
    },
    warnings,
  };
};
