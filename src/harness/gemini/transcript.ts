import { countIn, type Fields, fieldsIn, instantIn, isFields, listIn, textIn } from '../../domain/text/fields';
import { countLines } from '../../domain/text/line-counter';
import {
  byTime,
  firstOfEachPath,
  type TranscriptCommand,
  type TranscriptCommit,
  type TranscriptFile,
  type TranscriptFold,
} from '../../domain/usage/transcript';
import type { ModelResponse, TokenCounts } from '../../domain/usage/usage';
import { recordedCommand } from '../tool/command-text';
import { commitOf } from '../tool/git-commit';
import { commandOf, runFrom, writesOf } from '../tool/tool-facts';
import { geminiExitCode } from './hook';

/** Of one chat file. A message is written again when its tools have ended: the last one counts. */
export const foldGeminiTranscript = (): TranscriptFold => {
  const counter = countLines();
  const responses = new Map<string, ModelResponse>();
  const calls = new Map<string, { readonly call: Fields; readonly at: string | undefined }>();
  let conversation: string | undefined;

  const addMessage = (message: Fields): void => {
    const id = textIn(message, 'id');
    if (id === undefined || textIn(message, 'type') !== 'gemini') return;
    const at = instantIn(message, 'timestamp');
    const tokens = fieldsIn(message, 'tokens');
    if (tokens !== undefined) {
      const model = textIn(message, 'model') ?? null;
      responses.set(id, { id, ...(at === undefined ? {} : { at }), model, tokens: geminiTokens(tokens), webSearches: 0 });
    }
    for (const call of listIn(message, 'toolCalls')) {
      if (!isFields(call)) continue;
      const callId = textIn(call, 'id') ?? `${id}:${textIn(call, 'name')}:${textIn(call, 'timestamp')}`;
      if (listIn(call, 'result').length > 0 || !calls.has(callId))
        calls.set(callId, { call, at: instantIn(call, 'timestamp') ?? at });
    }
  };

  return {
    add: (line) => {
      const row = counter.parse(line);
      if (row === undefined) return;
      const patch = fieldsIn(row, '$set');
      if (patch !== undefined) {
        for (const message of listIn(patch, 'messages')) if (isFields(message)) addMessage(message);
      } else if (textIn(row, 'sessionId') !== undefined) conversation ??= textIn(row, 'sessionId');
      else if (textIn(row, 'id') !== undefined && textIn(row, 'type') !== undefined) addMessage(row);
      else counter.unknownType();
    },
    addTooLong: counter.tooLong,
    result: () => ({
      ...(conversation === undefined ? {} : { conversation }),
      responses: byTime([...responses.values()]),
      ...workOf([...calls.values()]),
      skipped: counter.skipped(),
    }),
  };
};

/** Gemini's input includes what came from the cache; its output does not include the thoughts, which are billed as output. */
const geminiTokens = (tokens: Fields): TokenCounts => {
  const input = countIn(tokens, 'input');
  const cached = countIn(tokens, 'cached');
  const reasoning = countIn(tokens, 'thoughts');
  return {
    input: Math.max(0, input - cached),
    output: countIn(tokens, 'output') + reasoning,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheRead: Math.min(cached, input),
    reasoning,
  };
};

const workOf = (calls: readonly { readonly call: Fields; readonly at: string | undefined }[]) => {
  const commands: TranscriptCommand[] = [];
  const files: TranscriptFile[] = [];
  const commits: TranscriptCommit[] = [];
  for (const { call, at } of calls) {
    const name = textIn(call, 'name') ?? '';
    const when = at === undefined ? {} : { at };
    // The status says that the tool ran, not that its command succeeded.
    const status = textIn(call, 'status');
    if (status === 'cancelled') continue;
    const command = commandOf(name, fieldsIn(call, 'args'));
    if (command === undefined) {
      if (status === 'success')
        for (const each of writesOf(name, fieldsIn(call, 'args'), undefined).map((path) => ({ ...when, path }))) files.push(each);
      continue;
    }
    const { exitCode, succeeded, output } = runFrom(resultText(call), geminiExitCode, status === 'success');
    commands.push({
      ...when,
      command: recordedCommand(command),
      ...(exitCode === undefined ? {} : { exitCode }),
      failed: succeeded !== true,
    });
    const commit = commitOf(command, { output, succeeded });
    if (commit !== undefined) commits.push({ ...when, ...commit });
  }
  return { commands: byTime(commands), files: firstOfEachPath(files), commits: byTime(commits) };
};

const resultText = (call: Fields): string =>
  listIn(call, 'result')
    .flatMap((each) =>
      isFields(each) ? (textIn(fieldsIn(fieldsIn(each, 'functionResponse'), 'response'), 'output', 'error') ?? []) : [],
    )
    .join('\n');
