import type { HookEventKind, HookFindings } from '../../domain/event/hook-reading';
import { type Fields, fieldsIn, instantIn, textIn } from '../../domain/text/fields';
import { claudeCommon, toolFindings } from '../claude/hook';
import { runFrom, type ToolRun } from '../tool/tool-facts';

const kinds: ReadonlyMap<string | undefined, HookEventKind> = new Map([
  ['sessionStart', 'session-start'],
  ['sessionEnd', 'session-end'],
  ['userPromptSubmitted', 'prompt'],
  ['preToolUse', 'tool-start'],
  ['postToolUse', 'tool-end'],
  ['postToolUseFailure', 'tool-failure'],
  ['agentStop', 'turn-end'],
  ['subagentStop', 'subagent-end'],
  ['preCompact', 'compact'],
  ['notification', 'notification'],
]);

/** `event` is the name that the hook file passes as an argument: Copilot's own payload does not say it. */
export const readCopilotHook = (payload: Fields, event: string | undefined): HookFindings => {
  const borrowed = textIn(payload, 'hook_event_name') !== undefined;
  const alike = borrowed ? payload : asClaudeForm(payload, event);
  const common = claudeCommon(alike);
  const told = borrowed ? common.kind : (kinds.get(event) ?? guessKind(payload));
  const at = instantIn(payload, 'timestamp');
  const run = copilotRun(alike, told);
  return {
    ...common,
    ...(borrowed ? { shape: 'claude' as const } : {}),
    ...sourceAndReason(alike, told),
    ...toolFindings(alike, told, run),
    kind: told === 'tool-end' && run.succeeded === false ? 'tool-failure' : told,
    ...(at === undefined ? {} : { at }),
  };
};

const asClaudeForm = (payload: Fields, event: string | undefined): Fields => ({
  session_id: payload.sessionId,
  cwd: payload.cwd,
  hook_event_name: event,
  transcript_path: payload.transcriptPath,
  source: payload.source,
  reason: payload.reason,
  tool_name: payload.toolName,
  tool_input: payload.toolArgs,
  tool_result: payload.toolResult,
  error: payload.error,
});

/** A hook file that names no event still gives what only one kind of event carries. */
const guessKind = (payload: Fields): HookEventKind => {
  if (textIn(payload, 'toolName') !== undefined) return fieldsIn(payload, 'toolResult') === undefined ? 'tool-start' : 'tool-end';
  if (textIn(payload, 'stopReason') !== undefined) return 'turn-end';
  if (textIn(payload, 'source') !== undefined) return 'session-start';
  if (textIn(payload, 'reason') !== undefined) return 'session-end';
  return textIn(payload, 'prompt') === undefined ? 'unknown' : 'prompt';
};

const sourceAndReason = (payload: Fields, kind: HookEventKind): Pick<HookFindings, 'source' | 'reason'> => {
  const source = kind === 'session-start' ? textIn(payload, 'source') : undefined;
  const reason = kind === 'session-end' ? textIn(payload, 'reason') : undefined;
  return { ...(source === undefined ? {} : { source }), ...(reason === undefined ? {} : { reason }) };
};

const copilotRun = (payload: Fields, kind: HookEventKind): ToolRun => {
  const result = fieldsIn(payload, 'tool_result', 'tool_response');
  const output = textIn(result, 'text_result_for_llm', 'textResultForLlm') ?? textIn(payload, 'error') ?? '';
  const type = textIn(result, 'result_type', 'resultType');
  const untold = kind === 'tool-failure' ? false : undefined;
  return runFrom(output, copilotExitCode, type === undefined ? untold : type === 'success');
};

/** Copilot's own last line of a command's output. */
const copilotExitCode = /<shellId: [^>\n]{1,100}? completed with exit code (\d+)>/g;
