import type { Transcript } from '../../domain/usage/transcript';
import { readOpenCodeRows } from '../../harness/opencode/transcript';
import { askOpenCode, type OpenCodeAnswer, type OpenCodeRun } from './opencode-db';

export type OpenCodeReading =
  | { readonly kind: 'read'; readonly transcripts: readonly Transcript[] }
  | Exclude<OpenCodeAnswer, { kind: 'rows' }>;

/** One session by its id, or those of a working folder that changed at `sinceMs` or later. */
export type OpenCodeQuestion = { readonly session: string } | { readonly directory: string; readonly sinceMs: number };

/** Text as SQL writes it: `opencode db` takes no parameters. */
const quoted = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;

const whereOf = (question: OpenCodeQuestion): string =>
  'session' in question
    ? `id = ${quoted(question.session)}`
    : `directory = ${quoted(question.directory)} AND time_updated >= ${Math.trunc(question.sinceMs)}`;

/** Prompts and answers are not asked for: of the parts only the tools' runs. */
export const readOpenCodeTranscripts = async (question: OpenCodeQuestion, run: OpenCodeRun): Promise<OpenCodeReading> => {
  const where = whereOf(question);
  const sessions = await askOpenCode(
    `SELECT id, parent_id, directory, model, cost, tokens_input, tokens_output, tokens_reasoning, tokens_cache_read, tokens_cache_write, time_created, time_updated FROM session WHERE ${where} ORDER BY time_updated`,
    run,
  );
  if (sessions.kind !== 'rows') return sessions;
  if (sessions.rows.length === 0) return { kind: 'read', transcripts: [] };
  const inThem = `session_id IN (SELECT id FROM session WHERE ${where})`;
  const messages = await askOpenCode(`SELECT id, session_id, time_created, data FROM message WHERE ${inThem}`, run);
  const parts = await askOpenCode(
    `SELECT session_id, data FROM part WHERE ${inThem} AND json_extract(data, '$.type') = 'tool' ORDER BY time_created`,
    run,
  );
  const rowsOf = (answer: OpenCodeAnswer, id: unknown) =>
    answer.kind === 'rows' ? answer.rows.filter((row) => row.session_id === id) : [];
  return {
    kind: 'read',
    transcripts: sessions.rows.map((session) =>
      readOpenCodeRows({ session, messages: rowsOf(messages, session.id), parts: rowsOf(parts, session.id) }),
    ),
  };
};
