import { countIn, type Fields, fieldsIn, instantIn, isFields, isTrue, listIn, numberIn, textIn } from '../../domain/text/fields';
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
import { commandOf, writesOf } from '../tool/tool-facts';

type Request = { readonly name: string; readonly input: Fields | undefined };
type End = {
  readonly at: string | undefined;
  readonly exitCode: number | undefined;
  readonly succeeded: boolean;
  readonly output: string;
};

/** Of one `events.jsonl`. What Copilot calls cost are premium requests, no dollars: it is left out. */
export const foldCopilotTranscript = (): TranscriptFold => {
  const counter = countLines();
  const responses = new Map<string, ModelResponse>();
  const requests = new Map<string, Request>();
  const ends = new Map<string, End>();
  const changed: TranscriptFile[] = [];
  let shutdown: { readonly at: string | undefined; readonly metrics: Fields | undefined } | undefined;
  let conversation: string | undefined;
  let cwd: string | undefined;

  const addUsage = (usage: Fields, at: string | undefined, event: string): void => {
    const id = textIn(usage, 'apiCallId') ?? event;
    const model = textIn(usage, 'model') ?? null;
    responses.set(id, { id, ...(at === undefined ? {} : { at }), model, tokens: copilotTokens(usage), webSearches: 0 });
  };
  const addRequest = (request: Fields): void => {
    const id = textIn(request, 'toolCallId');
    const name = textIn(request, 'toolName', 'name');
    if (id !== undefined && name !== undefined)
      requests.set(id, { name, input: fieldsIn(request, 'arguments', 'args', 'input') });
  };

  const add = (line: string): void => {
    const row = counter.parse(line);
    if (row === undefined) return;
    const type = textIn(row, 'type') ?? '';
    const data = fieldsIn(row, 'data');
    if (
      !/^(?:session|user|assistant|tool|hook|system|subagent|skill|permission|abort|command)(?:\.|$)/.test(type) ||
      data === undefined
    ) {
      counter.unknownType();
      return;
    }
    const at = instantIn(row, 'timestamp');
    if (type === 'session.start') {
      conversation ??= textIn(data, 'sessionId');
      cwd ??= textIn(fieldsIn(data, 'context'), 'cwd');
    } else if (type === 'session.usage_record') {
      const usage = fieldsIn(data, 'usage');
      if (usage !== undefined) addUsage(usage, at, textIn(row, 'id') ?? line);
    } else if (type === 'assistant.message') {
      for (const request of listIn(data, 'toolRequests')) if (isFields(request)) addRequest(request);
    } else if (type === 'tool.execution_start') addRequest(data);
    else if (type === 'tool.execution_complete') {
      const id = textIn(data, 'toolCallId');
      if (id !== undefined) ends.set(id, endOf(data, at));
    } else if (type === 'session.shutdown') {
      const snapshot = fieldsIn(data, 'accountingSnapshot');
      shutdown = { at, metrics: fieldsIn(snapshot, 'modelMetrics') };
      for (const path of listIn(fieldsIn(snapshot, 'codeChanges'), 'filesModified')) {
        if (typeof path === 'string') changed.push({ ...(at === undefined ? {} : { at }), path });
      }
    }
  };

  return {
    add,
    addTooLong: counter.tooLong,
    result: () => {
      const work = workOf(requests, ends, cwd);
      return {
        ...(conversation === undefined ? {} : { conversation }),
        ...(cwd === undefined ? {} : { cwd }),
        responses: responses.size > 0 ? byTime([...responses.values()]) : shutdownResponses(conversation, shutdown),
        ...work,
        files: firstOfEachPath([...work.files, ...changed]),
        skipped: counter.skipped(),
      };
    },
  };
};

/** Copilot's input includes what came from the cache. */
const copilotTokens = (usage: Fields): TokenCounts => {
  const input = countIn(usage, 'inputTokens');
  const cacheRead = Math.min(input, countIn(usage, 'cacheReadTokens'));
  const cacheWrite5m = Math.min(input - cacheRead, countIn(usage, 'cacheWriteTokens'));
  return {
    input: input - cacheRead - cacheWrite5m,
    output: countIn(usage, 'outputTokens'),
    cacheWrite5m,
    cacheWrite1h: 0,
    cacheRead,
    reasoning: countIn(usage, 'reasoningTokens'),
  };
};

/** Where no answer was written down by itself, the sums at the end, one for each model. */
const shutdownResponses = (
  conversation: string | undefined,
  shutdown: { readonly at: string | undefined; readonly metrics: Fields | undefined } | undefined,
): ModelResponse[] =>
  Object.entries(shutdown?.metrics ?? {}).flatMap(([model, metrics]) => {
    const usage = isFields(metrics) ? fieldsIn(metrics, 'usage') : undefined;
    if (usage === undefined) return [];
    const at = shutdown?.at;
    return [
      {
        id: `${conversation ?? ''}:${model}`,
        ...(at === undefined ? {} : { at }),
        model,
        tokens: copilotTokens(usage),
        webSearches: 0,
      },
    ];
  });

const endOf = (data: Fields, at: string | undefined): End => {
  const exitCode = numberIn(fieldsIn(data, 'shellExecution'), 'exitCode');
  const succeeded = exitCode === undefined ? isTrue(data, 'success') : exitCode === 0;
  return { at, exitCode, succeeded, output: textIn(fieldsIn(data, 'result'), 'content') ?? '' };
};

const workOf = (requests: ReadonlyMap<string, Request>, ends: ReadonlyMap<string, End>, cwd: string | undefined) => {
  const commands: TranscriptCommand[] = [];
  const files: TranscriptFile[] = [];
  const commits: TranscriptCommit[] = [];
  for (const [id, { at, exitCode, succeeded, output }] of ends) {
    const request = requests.get(id);
    if (request === undefined) continue;
    const when = at === undefined ? {} : { at };
    const command = commandOf(request.name, request.input);
    if (command === undefined) {
      if (succeeded)
        for (const each of writesOf(request.name, request.input, cwd).map((path) => ({ ...when, path }))) files.push(each);
      continue;
    }
    commands.push({
      ...when,
      command: recordedCommand(command),
      ...(exitCode === undefined ? {} : { exitCode }),
      failed: !succeeded,
    });
    const commit = commitOf(command, { output, succeeded });
    if (commit !== undefined) commits.push({ ...when, ...commit });
  }
  return { commands: byTime(commands), files, commits: byTime(commits) };
};
