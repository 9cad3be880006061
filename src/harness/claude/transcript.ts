import { type Fields, fieldsIn, instantIn, isFields, isTrue, listIn, textIn } from '../../domain/text/fields';
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
import { commandOf, writesOf } from '../tool/tool-facts';
import { addCost, type CostState, costStateOf } from './cost-state';
import { type ClaudeRow, distinctResponses, responseRow } from './responses';

const knownTypes = new Set([
  'user',
  'assistant',
  'system',
  'attachment',
  'summary',
  'custom-title',
  'ai-title',
  'last-prompt',
  'tag',
  'mode',
  'permission-mode',
  'file-history-snapshot',
  'queue-operation',
  'pr-link',
  'worktree-state',
  'relocated',
  'continued-in',
  'derived-from',
  'tools-used',
  'cost-state',
]);

type ToolUse = { readonly name: string; readonly input: Fields | undefined; readonly cwd: string | undefined };
type ToolResult = {
  readonly at: string | undefined;
  readonly failed: boolean;
  readonly output: string;
  readonly background: boolean;
};

/** Of one conversation: the lines of its own file and of its subagents' files, in any order. */
export const foldClaudeTranscript = (): TranscriptFold => {
  const counter = countLines();
  const rows: ClaudeRow[] = [];
  const uses = new Map<string, ToolUse>();
  const results = new Map<string, ToolResult>();
  let conversation: string | undefined;
  let cwd: string | undefined;
  let costState: CostState | undefined;

  const add = (line: string): void => {
    const row = counter.parse(line);
    if (row === undefined) return;
    const type = textIn(row, 'type');
    if (type === undefined || !(knownTypes.has(type) || type.startsWith('api-request'))) {
      counter.unknownType();
      return;
    }
    conversation ??= textIn(row, 'sessionId');
    cwd ??= textIn(row, 'cwd');
    if (type === 'cost-state') costState = costStateOf(row);
    if (type !== 'assistant' && type !== 'user') return;
    if (type === 'assistant') {
      const response = responseRow(row);
      if (response !== undefined) rows.push(response);
    }
    for (const block of listIn(fieldsIn(row, 'message'), 'content')) if (isFields(block)) addBlock(row, block);
  };

  const addBlock = (row: Fields, block: Fields): void => {
    const type = textIn(block, 'type');
    if (type === 'tool_use') {
      const id = textIn(block, 'id');
      const name = textIn(block, 'name');
      if (id !== undefined && name !== undefined)
        uses.set(id, { name, input: fieldsIn(block, 'input'), cwd: textIn(row, 'cwd') });
    } else if (type === 'tool_result') {
      const id = textIn(block, 'tool_use_id');
      if (id !== undefined && !results.has(id)) results.set(id, resultOf(row, block));
    }
  };

  return {
    add,
    addTooLong: counter.tooLong,
    result: () => {
      const responses = distinctResponses(rows);
      const harnessCost = addCost(costState, responses);
      return {
        ...(conversation === undefined ? {} : { conversation }),
        ...(cwd === undefined ? {} : { cwd }),
        responses: byTime(responses),
        ...work(uses, results),
        skipped: counter.skipped(),
        ...(harnessCost === undefined ? {} : { harnessCost }),
      };
    },
  };
};

const resultOf = (row: Fields, block: Fields): ToolResult => {
  const told = fieldsIn(row, 'toolUseResult');
  const text =
    textIn(block, 'content') ??
    listIn(block, 'content')
      .flatMap((each) => (isFields(each) ? (textIn(each, 'text') ?? []) : []))
      .join('\n');
  return {
    at: instantIn(row, 'timestamp'),
    failed: isTrue(block, 'is_error') || isTrue(told, 'interrupted'),
    output: textIn(told, 'stdout') ?? text,
    background: textIn(told, 'backgroundTaskId') !== undefined,
  };
};

/** What the tools did that have a result; one without may have been refused. */
const work = (uses: ReadonlyMap<string, ToolUse>, results: ReadonlyMap<string, ToolResult>) => {
  const commands: TranscriptCommand[] = [];
  const files: TranscriptFile[] = [];
  const commits: TranscriptCommit[] = [];
  for (const [id, { at, failed, output, background }] of results) {
    const use = uses.get(id);
    if (use === undefined) continue;
    const when = at === undefined ? {} : { at };
    const command = commandOf(use.name, use.input);
    if (command !== undefined) {
      const code = failed ? /^(?:Error: )?Exit code (\d+)/.exec(output)?.[1] : background ? undefined : '0';
      const succeeded = background && !failed ? undefined : !failed;
      commands.push({
        ...when,
        command: recordedCommand(command),
        ...(code === undefined ? {} : { exitCode: Number(code) }),
        ...(succeeded === undefined ? {} : { failed: !succeeded }),
      });
      const commit = commitOf(command, { output, succeeded });
      if (commit !== undefined) commits.push({ ...when, ...commit });
    } else if (!failed)
      for (const each of writesOf(use.name, use.input, use.cwd).map((path) => ({ ...when, path }))) files.push(each);
  }
  return { commands: byTime(commands), files: firstOfEachPath(files), commits: byTime(commits) };
};
