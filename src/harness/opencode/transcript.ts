import { countIn, type Fields, fieldsIn, instantIn, textIn } from '../../domain/text/fields';
import {
  byTime,
  firstOfEachPath,
  type Transcript,
  type TranscriptCommand,
  type TranscriptCommit,
  type TranscriptFile,
} from '../../domain/usage/transcript';
import { type ModelResponse, type TokenCounts, totalTokens } from '../../domain/usage/usage';
import { recordedCommand } from '../tool/command-text';
import { commitOf } from '../tool/git-commit';
import { commandOf, type ToolRun, writesOf } from '../tool/tool-facts';
import { openCodeRun } from './hook';
import { messageCost, openCodeTokens } from './tokens';

/** Rows of OpenCode's database, as `opencode db … --format json` prints them. */
export type OpenCodeRows = {
  readonly session: Fields;
  readonly messages: readonly Fields[];
  readonly parts: readonly Fields[];
};

/** What one session's rows tell; rows that cannot be read are counted. */
export const readOpenCodeRows = ({ session, messages, parts }: OpenCodeRows): Transcript => {
  const skipped = { truncated: 0, notJson: 0, unknownType: 0, tooLong: 0 };
  const dataOf = (row: Fields): Fields | undefined => {
    const data = fieldsIn(row, 'data');
    if (data === undefined) skipped.notJson += 1;
    return data;
  };
  const responses = new Map<string, ModelResponse>();
  for (const message of messages) {
    const data = dataOf(message);
    const id = textIn(message, 'id');
    if (data === undefined || id === undefined || textIn(data, 'role') !== 'assistant') continue;
    const response = messageResponse(id, data, message);
    if (response !== undefined) responses.set(id, response);
  }
  const conversation = textIn(session, 'id');
  const cwd = textIn(session, 'directory');
  const totals = sessionTokens(session);
  const cost = messageCost(session, totals);
  const model = textIn(fieldsIn(session, 'model'), 'id');
  return {
    ...(conversation === undefined ? {} : { conversation }),
    ...(cwd === undefined ? {} : { cwd }),
    responses: responses.size > 0 ? byTime([...responses.values()]) : sessionResponse(session, totals, model ?? null),
    ...workOf(parts.map(dataOf), cwd),
    skipped,
    ...(cost === undefined ? {} : { harnessCost: { usd: cost, byModel: [] } }),
  };
};

const messageResponse = (id: string, data: Fields, row: Fields): ModelResponse | undefined => {
  const told = fieldsIn(data, 'tokens');
  if (told === undefined) return undefined;
  const tokens = openCodeTokens(told);
  const at = instantIn(fieldsIn(data, 'time'), 'completed', 'created') ?? instantIn(row, 'time_created');
  const cost = messageCost(data, tokens);
  return {
    id,
    ...(at === undefined ? {} : { at }),
    model: textIn(data, 'modelID') ?? null,
    tokens,
    webSearches: 0,
    ...(cost === undefined ? {} : { toldCostUsd: cost }),
  };
};

const sessionTokens = (session: Fields): TokenCounts => {
  const reasoning = countIn(session, 'tokens_reasoning');
  return {
    input: countIn(session, 'tokens_input'),
    output: countIn(session, 'tokens_output') + reasoning,
    cacheWrite5m: countIn(session, 'tokens_cache_write'),
    cacheWrite1h: 0,
    cacheRead: countIn(session, 'tokens_cache_read'),
    reasoning,
  };
};

/** Where the messages were not read: the session's own sum, at its last change. */
const sessionResponse = (session: Fields, tokens: TokenCounts, model: string | null): ModelResponse[] => {
  if (totalTokens(tokens) === 0) return [];
  const at = instantIn(session, 'time_updated');
  return [{ id: textIn(session, 'id') ?? '', ...(at === undefined ? {} : { at }), model, tokens, webSearches: 0 }];
};

const workOf = (parts: readonly (Fields | undefined)[], cwd: string | undefined) => {
  const commands = new Map<string, TranscriptCommand>();
  const commits = new Map<string, TranscriptCommit>();
  const files: TranscriptFile[] = [];
  for (const part of parts) {
    const name = textIn(part, 'tool');
    const state = fieldsIn(part, 'state');
    const status = textIn(state, 'status');
    if (name === undefined || (status !== 'completed' && status !== 'error')) continue;
    const at = instantIn(fieldsIn(state, 'time'), 'end', 'start');
    const when = at === undefined ? {} : { at };
    const input = fieldsIn(state, 'input');
    const command = commandOf(name, input);
    if (command === undefined) {
      if (status === 'completed')
        for (const each of writesOf(name, input, cwd).map((path) => ({ ...when, path }))) files.push(each);
      continue;
    }
    const run: ToolRun = status === 'error' ? { output: '', succeeded: false } : openCodeRun(fieldsIn(state, 'metadata'));
    const id = textIn(part, 'callID') ?? `${at}:${command}`;
    const exitCode = run.exitCode === undefined ? {} : { exitCode: run.exitCode };
    commands.set(id, { ...when, command: recordedCommand(command), ...exitCode, failed: !run.succeeded });
    const commit = commitOf(command, run);
    if (commit !== undefined) commits.set(id, { ...when, ...commit });
  }
  return { commands: byTime([...commands.values()]), files: firstOfEachPath(files), commits: byTime([...commits.values()]) };
};
