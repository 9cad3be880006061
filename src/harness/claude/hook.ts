import type { HookEventKind, HookFindings } from '../../domain/event/hook-reading';
import { type Fields, fieldsIn, isTrue, textIn } from '../../domain/text/fields';
import { type ToolRun, toolFacts, writesOf } from '../tool/tool-facts';

const kinds: ReadonlyMap<string | undefined, HookEventKind> = new Map([
  ['SessionStart', 'session-start'],
  ['SessionEnd', 'session-end'],
  ['UserPromptSubmit', 'prompt'],
  ['PreToolUse', 'tool-start'],
  ['PostToolUse', 'tool-end'],
  ['PostToolUseFailure', 'tool-failure'],
  ['Stop', 'turn-end'],
  ['StopFailure', 'turn-end'],
  ['SubagentStart', 'subagent-start'],
  ['SubagentStop', 'subagent-end'],
  ['PreCompact', 'compact'],
  ['PostCompact', 'compact'],
  ['Notification', 'notification'],
]);

/** Codex and Copilot borrow the names. */
export const claudeKind = (event: string | undefined): HookEventKind => kinds.get(event) ?? 'unknown';

/** What every payload in Claude Code's form says, whoever sends it. */
export const claudeCommon = (payload: Fields): HookFindings => {
  const event = textIn(payload, 'hook_event_name');
  const kind = claudeKind(event);
  const member = <Name extends string>(name: Name, value: string | undefined) =>
    (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: string };
  return {
    kind,
    ...member('event', event),
    ...member('conversation', textIn(payload, 'session_id')),
    ...member('cwd', textIn(payload, 'cwd')),
    ...member('transcriptPath', textIn(payload, 'transcript_path')),
    ...member('model', textIn(payload, 'model')),
    ...member('agentId', textIn(payload, 'agent_id')),
    ...(kind === 'session-start' ? member('source', textIn(payload, 'source')) : {}),
    ...(kind === 'session-end' ? member('reason', textIn(payload, 'reason')) : {}),
  };
};

/** The tool that an event speaks of, and what it did where it has ended. */
export const toolFindings = (payload: Fields, kind: HookEventKind, run: ToolRun): Pick<HookFindings, 'tool' | 'facts'> => {
  const name = textIn(payload, 'tool_name');
  if (name === undefined || !kind.startsWith('tool-')) return {};
  const input = fieldsIn(payload, 'tool_input');
  const cwd = textIn(payload, 'cwd');
  const id = textIn(payload, 'tool_use_id');
  return {
    tool: { name, ...(id === undefined ? {} : { id }), writes: writesOf(name, input, cwd) },
    ...(kind === 'tool-start' ? {} : { facts: toolFacts(name, input, cwd, run) }),
  };
};

export const readClaudeHook = (payload: Fields): HookFindings => {
  const common = claudeCommon(payload);
  return { ...common, ...toolFindings(payload, common.kind, claudeRun(payload, common.kind)) };
};

const claudeRun = (payload: Fields, kind: HookEventKind): ToolRun => {
  if (kind === 'tool-failure') {
    const output = textIn(payload, 'error') ?? '';
    const code = /^Exit code (\d+)/.exec(output)?.[1];
    return { output, succeeded: false, ...(code === undefined ? {} : { exitCode: Number(code) }) };
  }
  const response = fieldsIn(payload, 'tool_response');
  const output = [textIn(response, 'stdout'), textIn(response, 'stderr')].join('\n');
  // A command in the background has only begun.
  if (isTrue(fieldsIn(payload, 'tool_input'), 'run_in_background') || textIn(response, 'backgroundTaskId') !== undefined)
    return { output, succeeded: undefined };
  if (isTrue(response, 'interrupted')) return { output, succeeded: false };
  // A command that exits with anything but 0 arrives as PostToolUseFailure.
  return { output, exitCode: 0, succeeded: true };
};
