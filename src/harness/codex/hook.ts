import type { HookFindings } from '../../domain/event/hook-reading';
import { type Fields, textIn } from '../../domain/text/fields';
import { claudeCommon, toolFindings } from '../claude/hook';
import { runFrom, type ToolRun } from '../tool/tool-facts';

/** A hook's stdin, or the last argument of `notify`. */
export const readCodexHook = (payload: Fields): HookFindings => {
  if (textIn(payload, 'hook_event_name') === undefined) return readNotify(payload);
  const common = claudeCommon(payload);
  return { ...common, ...toolFindings(payload, common.kind, codexRun(payload)) };
};

/** For a command Codex gives its output alone: how it ended stands in the rollout only. */
const codexRun = (payload: Fields): ToolRun => {
  const output = textIn(payload, 'tool_response') ?? '';
  if (textIn(payload, 'tool_name') !== 'apply_patch') return { output, succeeded: undefined };
  return runFrom(output.slice(0, 200), /^Exit code: (\d+)/gm, undefined);
};

const readNotify = (payload: Fields): HookFindings => {
  const event = textIn(payload, 'type');
  const conversation = textIn(payload, 'thread-id');
  const cwd = textIn(payload, 'cwd');
  return {
    kind: event === 'agent-turn-complete' ? 'turn-end' : 'unknown',
    ...(event === undefined ? {} : { event }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(cwd === undefined ? {} : { cwd }),
  };
};
