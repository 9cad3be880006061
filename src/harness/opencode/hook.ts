import type { HookEventKind, HookFindings, HookUsage } from '../../domain/event/hook-reading';
import { type Fields, fieldsIn, instantIn, numberIn, textIn } from '../../domain/text/fields';
import { type ToolRun, toolFacts, writesOf } from '../tool/tool-facts';
import { messageCost, openCodeTokens } from './tokens';

const kinds: ReadonlyMap<string | undefined, HookEventKind> = new Map([
  ['session.created', 'session-start'],
  ['session.deleted', 'session-end'],
  ['chat.message', 'prompt'],
  ['tool.execute.before', 'tool-start'],
  ['tool.execute.after', 'tool-end'],
  ['session.idle', 'turn-end'],
  ['session.compacted', 'compact'],
  ['message.updated', 'usage'],
]);

/**
 * What the plugin sends: `{event, cwd, …the event's properties}` or `{event, cwd, …input, metadata}`; the callbacks as
 * OpenCode calls them, `{hook, event | input, output}`, are read too.
 */
export const readOpenCodeHook = (payload: Fields): HookFindings => {
  const sent = flattened(payload);
  const event = textIn(sent, 'event');
  const kind = kinds.get(event) ?? 'unknown';
  const info = fieldsIn(sent, 'info');
  const conversation = textIn(sent, 'sessionID') ?? textIn(info, 'sessionID');
  const cwd = textIn(sent, 'cwd', 'directory') ?? textIn(info, 'directory');
  const model = textIn(info, 'modelID') ?? textIn(fieldsIn(info, 'model'), 'id', 'modelID');
  const time = fieldsIn(info, 'time');
  const at = kind === 'session-start' ? instantIn(time, 'created') : instantIn(sent, 'at');
  const usage = usageOf(info);
  return {
    kind: kind === 'usage' && usage === undefined ? 'unknown' : kind,
    ...(event === undefined ? {} : { event }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(model === undefined ? {} : { model }),
    ...(at === undefined ? {} : { at }),
    ...(kind === 'session-start' ? { source: textIn(info, 'parentID') === undefined ? 'startup' : 'fork' } : {}),
    ...(usage === undefined ? {} : { usage }),
    ...toolOf(sent, kind, cwd),
  };
};

const flattened = (payload: Fields): Fields => {
  const hook = textIn(payload, 'hook');
  if (hook === undefined) return payload;
  const inner = fieldsIn(payload, 'event');
  if (hook === 'event') return { ...fieldsIn(inner, 'properties'), event: textIn(inner, 'type'), cwd: payload.cwd };
  const output = fieldsIn(payload, 'output');
  return { args: output?.args, metadata: output?.metadata, ...fieldsIn(payload, 'input'), event: hook };
};

const toolOf = (sent: Fields, kind: HookEventKind, cwd: string | undefined): Pick<HookFindings, 'tool' | 'facts'> => {
  const name = textIn(sent, 'tool');
  if (name === undefined || !kind.startsWith('tool-')) return {};
  const args = fieldsIn(sent, 'args');
  const id = textIn(sent, 'callID');
  return {
    tool: { name, ...(id === undefined ? {} : { id }), writes: writesOf(name, args, cwd) },
    ...(kind === 'tool-start' ? {} : { facts: toolFacts(name, args, cwd, openCodeRun(fieldsIn(sent, 'metadata'))) }),
  };
};

/** Also of the parts that the database keeps. A tool that throws does not come this far. */
export const openCodeRun = (metadata: Fields | undefined): ToolRun => {
  const output = textIn(metadata, 'output') ?? '';
  const exitCode = numberIn(metadata, 'exit');
  return exitCode === undefined ? { output, succeeded: true } : { output, exitCode, succeeded: exitCode === 0 };
};

const usageOf = (info: Fields | undefined): HookUsage | undefined => {
  const responseId = textIn(info, 'id');
  const tokens = fieldsIn(info, 'tokens');
  if (responseId === undefined || tokens === undefined || textIn(info, 'role') !== 'assistant') return undefined;
  const counts = openCodeTokens(tokens);
  const cost = messageCost(info, counts);
  return {
    responseId,
    model: textIn(info, 'modelID') ?? null,
    tokens: counts,
    ...(cost === undefined ? {} : { toldCostUsd: cost }),
  };
};
