import type { Warning } from '../../domain/outcome';
import type { ImportBatch, ImportReport } from '../../domain/task/import-batch';
import { decideImport } from '../../domain/task/import-tasks';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

export type Imported = { readonly report: ImportReport; readonly warnings: readonly Warning[] };

/** Brings in what is new of another tool's backlog, as one commit. */
export const importBacklog = async (
  context: Context,
  batch: ImportBatch,
  options: { readonly dryRun: boolean; readonly allowOverlap: boolean; readonly update: boolean },
): Promise<Imported> => {
  const { result, warnings } = await commitDecision(context, (world) => decideImport(world, batch, options), options);
  return { report: result, warnings };
};
