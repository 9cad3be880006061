import type { Warning } from '../../domain/outcome';
import type { LogAnswer } from '../../domain/record/answer';
import { decideLog, type LogRequest } from '../../domain/record/decide-log';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

/** Appends one record to session.log, and in a session an event. */
export const writeLog = async (
  context: Context,
  request: LogRequest,
): Promise<{ data: LogAnswer; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => decideLog(world, request));
  return { data: result, warnings };
};
