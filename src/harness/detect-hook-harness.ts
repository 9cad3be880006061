import { type HookEnvironment, type HookHarness, hookHarnesses } from '../domain/event/hook-reading';
import { type Fields, textIn } from '../domain/text/fields';
import { isGeminiEvent } from './gemini/hook';

/**
 * Which harness sent a payload. Variables are inherited by what an agent starts, and one hook file is read by several
 * harnesses: so first what only one of them writes, then a variable that names the very conversation of the payload,
 * then the form; the name in the hook file (`declared`) comes last.
 */
export const detectHookHarness = (
  payload: Fields,
  env: HookEnvironment,
  declared: string | undefined,
): HookHarness | 'unknown' => {
  if (textIn(payload, 'cursor_version') !== undefined) return 'cursor';
  const conversation = textIn(payload, 'session_id');
  const claudeHere = isSet(env.CLAUDECODE);
  if (claudeHere && conversation !== undefined && conversation === env.CLAUDE_CODE_SESSION_ID) return 'claude';
  if (conversation !== undefined && conversation === env.GEMINI_SESSION_ID) return 'gemini';
  if (isOpenCode(payload)) return 'opencode';
  if (isCodex(payload)) return 'codex';
  if (isCopilot(payload) || (isSet(env.COPILOT_CLI) && mayBeCopilot(payload))) return 'copilot';
  if (isGemini(payload)) return 'gemini';
  const transcript = slashed(textIn(payload, 'transcript_path'));
  if (/\/projects\/[^/]+\/[^/]+\.jsonl$/.test(transcript)) return 'claude';
  // The others read Claude Code's files too: its name in the command says nothing where it is not there itself.
  if (declared === 'claude' && !claudeHere) return 'unknown';
  return hookHarnesses.find((harness) => harness === declared) ?? 'unknown';
};

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== '0' && value !== 'false';

const slashed = (path: string | undefined): string => (path ?? '').replaceAll('\\', '/');

const isOpenCode = (payload: Fields): boolean => {
  if (textIn(payload, 'hook_event_name') !== undefined) return false;
  if (textIn(payload, 'hook') !== undefined) return true;
  return (
    textIn(payload, 'event') !== undefined &&
    (textIn(payload, 'sessionID') !== undefined || 'worktree' in payload || 'info' in payload)
  );
};

const isCodex = (payload: Fields): boolean => {
  if (textIn(payload, 'turn_id') !== undefined || textIn(payload, 'thread-id') !== undefined) return true;
  if (payload.transcript_path === null) return true;
  return /\/(?:sessions|archived_sessions)\/(?:.*\/)?rollout-[^/]+\.jsonl$/.test(slashed(textIn(payload, 'transcript_path')));
};

const isCopilot = (payload: Fields): boolean => {
  if (textIn(payload, 'hook_event_name') === undefined) return textIn(payload, 'sessionId') !== undefined;
  if (Object.hasOwn(payload, 'tool_result') || textIn(payload, 'source') === 'new') return true;
  return /\/session-state\/[^/]+\/events\.jsonl$/.test(slashed(textIn(payload, 'transcript_path')));
};

/** Claude Code always names its transcript; Copilot's look-alikes do at the end of a turn only. */
const mayBeCopilot = (payload: Fields): boolean => textIn(payload, 'transcript_path') === undefined;

const isGemini = (payload: Fields): boolean =>
  isGeminiEvent(textIn(payload, 'hook_event_name')) ||
  /\/chats\/session-[^/]+\.jsonl$/.test(slashed(textIn(payload, 'transcript_path')));
