import type { HookEnvironment, HookFindings, HookReading } from '../domain/event/hook-reading';
import { type Fields, parseFields, textIn } from '../domain/text/fields';
import { readClaudeHook } from './claude/hook';
import { readCodexHook } from './codex/hook';
import { readCopilotHook } from './copilot/hook';
import { readCursorHook } from './cursor/hook';
import { detectHookHarness } from './detect-hook-harness';
import { readGeminiHook } from './gemini/hook';
import { readOpenCodeHook } from './opencode/hook';

export type HookInput = {
  /** As it arrived on stdin (Codex `notify`: the last argument), whatever it is. */
  readonly text: string;
  readonly env: HookEnvironment;
  /** The harness that the hook file names. */
  readonly declared?: string;
  /** The event that the hook file names: Copilot's own payloads do not. */
  readonly event?: string;
  readonly sha256: (text: string) => string;
};

/** What a hook's payload says; undefined where it is cut off or no object. Never throws. */
export const readHook = (input: HookInput): HookReading | undefined => {
  const { text, env, declared, event } = input;
  const payload = parseFields(text);
  if (payload === undefined) return undefined;
  const harness = detectHookHarness(payload, env, declared);
  const findings = read(harness, payload, event);
  return {
    ...findings,
    harness,
    shape: findings.shape ?? 'own',
    facts: findings.facts ?? [],
    ...keyOf(harness, findings, payload, input),
  };
};

const read = (harness: HookReading['harness'], payload: Fields, event: string | undefined): HookFindings => {
  switch (harness) {
    case 'claude':
      return readClaudeHook(payload);
    case 'codex':
      return readCodexHook(payload);
    case 'opencode':
      return readOpenCodeHook(payload);
    case 'gemini':
      return readGeminiHook(payload);
    case 'copilot':
      return readCopilotHook(payload, event);
    case 'cursor':
      return readCursorHook(payload);
    case 'unknown':
      return { kind: 'unknown' };
  }
};

type Key = Pick<HookReading, 'key' | 'repeatable' | 'twin'>;

/**
 * By the id of the tool's run or of the answer, else by what happened when, else by the payload itself. The kind stands
 * for the event's name, which the two forms of one event spell differently.
 */
const keyOf = (harness: HookReading['harness'], findings: HookFindings, payload: Fields, { text, sha256 }: HookInput): Key => {
  const { kind, conversation = '', tool, usage, at, agentId = '', event = '' } = findings;
  const digest = (of: string): string => sha256(of).slice(0, 32);
  const start = [harness, conversation, agentId, kind === 'unknown' ? event : kind];
  const key = (...rest: readonly string[]): string => [...start, ...rest].join(':');
  if (tool?.id !== undefined) return { key: key(tool.id), repeatable: false };
  if (usage !== undefined) return { key: key(usage.responseId, digest(JSON.stringify(usage.tokens))), repeatable: false };
  if (at === undefined) return { key: key(digest(text)), repeatable: true };
  const what = [tool?.name.toLowerCase(), findings.facts, tool?.writes, textIn(payload, 'prompt')];
  const content = digest(JSON.stringify(what));
  return { key: key(at, content), repeatable: false, ...(harness === 'copilot' ? { twin: key(content) } : {}) };
};
