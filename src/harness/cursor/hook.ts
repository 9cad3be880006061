import type { HookEventKind, HookFindings, HookUsage } from '../../domain/event/hook-reading';
import { countIn, type Fields, fieldsIn, listIn, numberIn, textIn } from '../../domain/text/fields';
import { noTokens } from '../../domain/usage/usage';
import { claudeCommon, toolFindings } from '../claude/hook';
import { absolutePath } from '../tool/patch-paths';
import type { ToolRun } from '../tool/tool-facts';

const kinds: ReadonlyMap<string | undefined, HookEventKind> = new Map([
  ['sessionStart', 'session-start'],
  ['sessionEnd', 'session-end'],
  ['beforeSubmitPrompt', 'prompt'],
  ['preToolUse', 'tool-start'],
  ['postToolUse', 'tool-end'],
  ['postToolUseFailure', 'tool-failure'],
  ['afterFileEdit', 'tool-end'],
  ['afterAgentResponse', 'usage'],
  ['stop', 'turn-end'],
  ['subagentStart', 'subagent-start'],
  ['subagentStop', 'subagent-end'],
  ['preCompact', 'compact'],
]);

/** Cursor's forms are known from its source only. `afterShellExecution` repeats what `postToolUse` says with the exit code. */
export const readCursorHook = (payload: Fields): HookFindings => {
  const common = claudeCommon(payload);
  const kind = kinds.get(common.event) ?? 'unknown';
  const conversation = textIn(payload, 'conversation_id');
  const reason = kind === 'session-end' ? textIn(payload, 'reason') : undefined;
  const cwd = common.cwd ?? listIn(payload, 'workspace_roots').find((each) => typeof each === 'string');
  const usage = usageOf(payload);
  return {
    ...common,
    ...toolFindings({ ...payload, cwd }, kind, cursorRun(payload, kind)),
    ...(common.event === 'afterFileEdit' ? editedFile(payload, cwd) : {}),
    kind,
    ...(conversation === undefined ? {} : { conversation }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(reason === undefined ? {} : { reason }),
    ...(usage === undefined ? {} : { usage }),
  };
};

const editedFile = (payload: Fields, cwd: string | undefined): Pick<HookFindings, 'facts'> => {
  const path = textIn(payload, 'file_path');
  return path === undefined ? {} : { facts: [{ type: 'file_write', path: absolutePath(cwd, path) }] };
};

const cursorRun = (payload: Fields, kind: HookEventKind): ToolRun => {
  if (kind === 'tool-failure') {
    const output = textIn(payload, 'error_message') ?? '';
    const code = /exit code (\d+)/i.exec(output)?.[1];
    return { output, succeeded: false, ...(code === undefined ? {} : { exitCode: Number(code) }) };
  }
  const told = fieldsIn(payload, 'tool_output');
  const exitCode = numberIn(told, 'exitCode');
  const output = textIn(told, 'output') ?? '';
  // A tool that failed arrives as postToolUseFailure.
  return exitCode === undefined ? { output, succeeded: true } : { output, exitCode, succeeded: exitCode === 0 };
};

/** As Cursor tells them; whether its input includes what came from the cache is not documented. */
const usageOf = (payload: Fields): HookUsage | undefined => {
  const responseId = textIn(payload, 'generation_id');
  if (responseId === undefined || numberIn(payload, 'input_tokens', 'output_tokens') === undefined) return undefined;
  return {
    responseId,
    model: textIn(payload, 'model') ?? null,
    tokens: {
      ...noTokens,
      input: countIn(payload, 'input_tokens'),
      output: countIn(payload, 'output_tokens'),
      cacheRead: countIn(payload, 'cache_read_tokens'),
      cacheWrite5m: countIn(payload, 'cache_write_tokens'),
    },
  };
};
