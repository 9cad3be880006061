import { type Fields, fieldsIn, instantIn, listIn, numberIn, parseFields, textIn } from '../../domain/text/fields';
import { countLines } from '../../domain/text/line-counter';
import {
  byTime,
  firstOfEachPath,
  type TranscriptCommand,
  type TranscriptCommit,
  type TranscriptFile,
  type TranscriptFold,
} from '../../domain/usage/transcript';
import { recordedCommand } from '../tool/command-text';
import { commitOf } from '../tool/git-commit';
import { absolutePath, patchPaths } from '../tool/patch-paths';
import { codexResponses, type LegacyCount, legacyCount, type UsageRecord, usageRecord } from './responses';

const knownTypes = new Set([
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'token_usage_record',
  'world_state',
  'compacted',
]);

type Run = {
  readonly at: string | undefined;
  readonly command: string;
  readonly exitCode: number | undefined;
  readonly output: string;
};
type Call = { readonly at: string | undefined; readonly command: string | undefined; readonly patch: string | undefined };

/** Of one rollout file, of old and new versions of Codex. */
export const foldCodexTranscript = (): TranscriptFold => {
  const counter = countLines();
  const records: UsageRecord[] = [];
  const counts: LegacyCount[] = [];
  const models = new Map<string, string | undefined>();
  const runs = new Map<string, Run>();
  const files: TranscriptFile[] = [];
  const calls = new Map<string, Call>();
  const outputs = new Map<string, string>();
  let conversation: string | undefined;
  let cwd: string | undefined;
  let model: string | undefined;

  const add = (line: string): void => {
    const row = counter.parse(line);
    if (row === undefined) return;
    const type = textIn(row, 'type') ?? '';
    const payload = fieldsIn(row, 'payload');
    if (!knownTypes.has(type) || payload === undefined) {
      counter.unknownType();
      return;
    }
    const at = instantIn(row, 'timestamp');
    if (type === 'session_meta') {
      // A fork begins with its own and goes on with that of the conversation it was made from.
      conversation ??= textIn(payload, 'id', 'session_id');
      cwd ??= textIn(payload, 'cwd');
    } else if (type === 'turn_context') {
      model = textIn(payload, 'model') ?? model;
      const turn = textIn(payload, 'turn_id');
      if (turn !== undefined) models.set(turn, model);
    } else if (type === 'token_usage_record') {
      const record = usageRecord(payload, at, model);
      if (record !== undefined) records.push(record);
    } else if (type === 'event_msg') addEvent(payload, at);
    else if (type === 'response_item') addItem(payload, at);
  };

  const addEvent = (payload: Fields, at: string | undefined): void => {
    const type = textIn(payload, 'type');
    if (type === 'token_count') {
      const count = legacyCount(payload, at, model);
      if (count !== undefined) counts.push(count);
    } else if (type === 'item_completed') addCompleted(fieldsIn(payload, 'item'), at);
  };

  const addCompleted = (item: Fields | undefined, at: string | undefined): void => {
    const type = textIn(item, 'type');
    if (type === 'CommandExecution') {
      const command = plainCommand(listIn(item, 'command'));
      const id = textIn(item, 'id') ?? `${at}:${command}`;
      runs.set(id, { at, command, exitCode: numberIn(item, 'exit_code'), output: textIn(item, 'aggregated_output') ?? '' });
    } else if (type === 'FileChange' && (textIn(item, 'status') ?? 'completed') === 'completed') {
      for (const path of Object.keys(fieldsIn(item, 'changes') ?? {})) files.push(timed(at, { path: absolutePath(cwd, path) }));
    }
  };

  const addItem = (payload: Fields, at: string | undefined): void => {
    const id = textIn(payload, 'call_id');
    if (id === undefined) return;
    switch (textIn(payload, 'type')) {
      case 'function_call':
        calls.set(id, { at, command: calledCommand(payload), patch: undefined });
        break;
      case 'custom_tool_call':
        if (textIn(payload, 'name') === 'apply_patch') calls.set(id, { at, command: undefined, patch: textIn(payload, 'input') });
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        outputs.set(id, outputText(payload));
    }
  };

  return {
    add,
    addTooLong: counter.tooLong,
    result: () => {
      const responses = codexResponses({ records, counts, models, lastModel: model });
      const work = workOf({ runs, calls, outputs, files, cwd });
      return {
        ...(conversation === undefined ? {} : { conversation }),
        ...(cwd === undefined ? {} : { cwd }),
        responses: byTime(responses),
        ...work,
        skipped: counter.skipped(),
      };
    },
  };
};

const timed = <T extends object>(at: string | undefined, facts: T): T & { readonly at?: string } =>
  at === undefined ? facts : { at, ...facts };

/** `bash -lc COMMAND` is COMMAND. */
const plainCommand = (words: readonly unknown[]): string => {
  const texts = words.filter((word) => typeof word === 'string');
  const byShell = texts.length === 3 && /(?:^|[\\/])(?:ba|da|fi|k|z)?sh(?:\.exe)? -l?c$/.test(texts.slice(0, 2).join(' '));
  return texts.slice(byShell ? 2 : 0).join(' ');
};

const calledCommand = (payload: Fields): string | undefined => {
  if (!['exec_command', 'shell', 'local_shell', 'shell_command', 'container.exec'].includes(textIn(payload, 'name') ?? ''))
    return undefined;
  const input = fieldsIn(payload, 'arguments');
  return textIn(input, 'cmd', 'command') ?? (plainCommand(listIn(input, 'command')) || undefined);
};

const outputText = (payload: Fields): string => {
  const told = textIn(payload, 'output') ?? textIn(fieldsIn(payload, 'output'), 'content') ?? '';
  const wrapped = told.startsWith('{') ? parseFields(told) : undefined;
  if (wrapped === undefined) return told;
  const code = numberIn(fieldsIn(wrapped, 'metadata'), 'exit_code');
  return `${code === undefined ? '' : `Exit code: ${code}\n`}${textIn(wrapped, 'output') ?? ''}`;
};

type Gathered = {
  readonly runs: ReadonlyMap<string, Run>;
  readonly calls: ReadonlyMap<string, Call>;
  readonly outputs: ReadonlyMap<string, string>;
  readonly files: readonly TranscriptFile[];
  readonly cwd: string | undefined;
};

/** Old versions tell only what was called and what came back. */
const workOf = ({ runs, calls, outputs, files, cwd }: Gathered) => {
  const all = new Map(runs);
  const written = [...files];
  for (const [id, { at, command, patch }] of calls) {
    const output = outputs.get(id);
    if (output === undefined || runs.has(id)) continue;
    const code = /^(?:Process exited with code|Exit code:) (\d+)/m.exec(output)?.[1];
    if (command !== undefined) all.set(id, { at, command, exitCode: code === undefined ? undefined : Number(code), output });
    if (patch !== undefined && code === '0')
      for (const each of patchPaths(patch).map((path) => timed(at, { path: absolutePath(cwd, path) }))) written.push(each);
  }
  const commands: TranscriptCommand[] = [];
  const commits: TranscriptCommit[] = [];
  for (const { at, command, exitCode, output } of all.values()) {
    commands.push(
      timed(at, { command: recordedCommand(command), ...(exitCode === undefined ? {} : { exitCode, failed: exitCode !== 0 }) }),
    );
    const commit = commitOf(command, { output, succeeded: exitCode === undefined ? undefined : exitCode === 0 });
    if (commit !== undefined) commits.push(timed(at, commit));
  }
  return { commands: byTime(commands), files: firstOfEachPath(written), commits: byTime(commits) };
};
