import type { HookEventKind, HookFindings } from '../../domain/event/hook-reading';
import { type Fields, fieldsIn, instantIn, listIn, textIn } from '../../domain/text/fields';
import { claudeCommon, toolFindings } from '../claude/hook';
import { runFrom, type ToolRun } from '../tool/tool-facts';

const kinds: ReadonlyMap<string | undefined, HookEventKind> = new Map([
  ['SessionStart', 'session-start'],
  ['SessionEnd', 'session-end'],
  ['BeforeAgent', 'prompt'],
  ['AfterAgent', 'turn-end'],
  ['BeforeTool', 'tool-start'],
  ['AfterTool', 'tool-end'],
  ['Notification', 'notification'],
  // Fires before every request to the model, not only when something is compacted: it says nothing.
  ['PreCompress', 'unknown'],
]);

const ownEvents: ReadonlySet<string | undefined> = new Set([
  'BeforeAgent',
  'AfterAgent',
  'BeforeTool',
  'AfterTool',
  'BeforeModel',
  'AfterModel',
  'BeforeToolSelection',
  'PreCompress',
]);

/** Whether no other harness has the event. */
export const isGeminiEvent = (event: string | undefined): boolean => ownEvents.has(event);

export const readGeminiHook = (payload: Fields): HookFindings => {
  const common = claudeCommon(payload);
  const kind = kinds.get(common.event) ?? 'unknown';
  const at = instantIn(payload, 'timestamp');
  const run = geminiRun(payload);
  return {
    ...common,
    ...toolFindings(payload, kind, run),
    kind: kind === 'tool-end' && run.succeeded === false ? 'tool-failure' : kind,
    ...(at === undefined ? {} : { at }),
  };
};

/** The exit code stands in the text for the model, behind what the command printed; it is missing where it was 0. */
const geminiRun = (payload: Fields): ToolRun => {
  const response = fieldsIn(payload, 'tool_response');
  const output = textIn(response, 'llmContent') ?? listText(response);
  return runFrom(output, geminiExitCode, (response?.error ?? null) === null);
};

/** Also in the results that the chat file keeps. */
export const geminiExitCode = /^Exit Code: (\d+)/gm;

const listText = (response: Fields | undefined): string =>
  listIn(response, 'llmContent')
    .flatMap((part) => textIn(fieldsIn({ part }, 'part'), 'text') ?? [])
    .join('\n');
