import { fixedFields } from '../secret/fixed-fields';
import { maskRecord } from '../secret/mask-record';
import { countIn, type Fields, fieldsIn, isFields, isTrue, listIn, numberIn, parseFields, textIn, usdIn } from '../text/fields';
import { utf8Bytes } from '../text/limits';
import { type Instant, isInstant } from '../time/instant';
import type { TokenCounts } from '../usage/usage';
import { type HookEventKind, type HookFact, type HookReading, type HookUsage, hookHarnesses } from './hook-reading';

/** What one hook said, as it waits in `spool/<conversation>.jsonl` for the next command. */
export type SpoolLine = Omit<HookReading, 'tool'> & {
  readonly v: 1;
  /** When this machine took it in. */
  readonly receivedAt: Instant;
  readonly tool?: { readonly name: string; readonly id?: string };
  /** Facts that did not fit. */
  readonly factsCut?: number;
};

export const spoolLineLimitBytes = 64 * 1024;

/** How every line begins. Not to be found inside of one, where quotes are escaped. */
export const spoolLineStart = '{"v":1,"receivedAt":"';

/** No name, path or id of a real harness is as long. */
const longestText = 4096;

/** One line with its end, of at most 64 KiB: secrets are masked, what cannot be true is shortened, then the longest facts are left out and counted. */
export const formatSpoolLine = (reading: HookReading, receivedAt: Instant): string => {
  const clean = maskRecord(reading, fixedFields.spoolLine, () => {});
  const { tool, facts, ...rest } = shortened(clean) as HookReading;
  const named = tool === undefined ? {} : { tool: { name: tool.name, ...(tool.id === undefined ? {} : { id: tool.id }) } };
  const line = (kept: readonly HookFact[]): string => {
    const cut = facts.length - kept.length;
    return `${JSON.stringify({ v: 1, receivedAt, ...rest, ...named, facts: kept, ...(cut === 0 ? {} : { factsCut: cut }) })}\n`;
  };
  const whole = line(facts);
  if (utf8Bytes(whole) <= spoolLineLimitBytes) return whole;
  const sizes = facts.map((fact, place) => ({ place, bytes: utf8Bytes(JSON.stringify(fact)) + 1 }));
  // The first fact has no comma before it.
  let left = spoolLineLimitBytes - utf8Bytes(line([])) + 1;
  const kept = new Set<number>();
  for (const { place, bytes } of sizes.sort((a, b) => a.bytes - b.bytes)) {
    left -= bytes;
    if (left < 0) break;
    kept.add(place);
  }
  return line(facts.filter((_fact, place) => kept.has(place)));
};

/** Every text in it, however deep, at most `longestText` long: its beginning and its end. */
const shortened = (value: unknown): unknown => {
  if (typeof value === 'string')
    return value.length <= longestText ? value : `${value.slice(0, longestText / 2)}…${value.slice(1 - longestText / 2)}`;
  if (Array.isArray(value)) return value.map(shortened);
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each)])) : value;
};

/**
 * What a line says; undefined where it is torn, of another version or something else. Where a torn line and a whole one
 * share a line, the whole one. Never throws.
 */
export const spoolLineFrom = (line: string): SpoolLine | undefined => {
  const fields = parseFields(line) ?? parseFields(line.slice(Math.max(0, line.lastIndexOf(spoolLineStart))));
  const receivedAt = instantText(fields, 'receivedAt');
  const key = textIn(fields, 'key');
  if (fields?.v !== 1 || receivedAt === undefined || key === undefined) return undefined;
  const at = instantText(fields, 'at');
  const usage = usageIn(fields);
  const tool = fieldsIn(fields, 'tool');
  const toolName = textIn(tool, 'name');
  const toolId = textIn(tool, 'id');
  const factsCut = countIn(fields, 'factsCut');
  const harness = textIn(fields, 'harness');
  return {
    v: 1,
    receivedAt,
    harness: hookHarnesses.find((each) => each === harness) ?? 'unknown',
    shape: textIn(fields, 'shape') === 'claude' ? 'claude' : 'own',
    kind: kinds.find((each) => each === textIn(fields, 'kind')) ?? 'unknown',
    key,
    repeatable: isTrue(fields, 'repeatable'),
    facts: listIn(fields, 'facts').flatMap(factFrom),
    ...textsIn(fields),
    ...(at === undefined ? {} : { at }),
    ...(usage === undefined ? {} : { usage }),
    ...(toolName === undefined ? {} : { tool: { name: toolName, ...(toolId === undefined ? {} : { id: toolId }) } }),
    ...(factsCut === 0 ? {} : { factsCut }),
  };
};

const optionalTexts = ['event', 'conversation', 'source', 'reason', 'cwd', 'transcriptPath', 'model', 'agentId', 'twin'] as const;
type OptionalTexts = { readonly [Name in (typeof optionalTexts)[number]]?: string };

const textsIn = (fields: Fields): OptionalTexts =>
  Object.fromEntries(
    optionalTexts.flatMap((name) => {
      const text = textIn(fields, name);
      return text === undefined ? [] : [[name, text]];
    }),
  );

const kinds: readonly HookEventKind[] = [
  'session-start',
  'session-end',
  'prompt',
  'tool-start',
  'tool-end',
  'tool-failure',
  'turn-end',
  'subagent-start',
  'subagent-end',
  'compact',
  'usage',
  'notification',
];

const instantText = (fields: Fields | undefined, name: string): Instant | undefined => {
  const text = textIn(fields, name);
  return text !== undefined && isInstant(text) ? text : undefined;
};

const factFrom = (value: unknown): readonly HookFact[] => {
  if (!isFields(value)) return [];
  const path = textIn(value, 'path');
  const command = textIn(value, 'command');
  switch (textIn(value, 'type')) {
    case 'file_write':
      return path === undefined ? [] : [{ type: 'file_write', path }];
    case 'command': {
      if (command === undefined) return [];
      const exitCode = numberIn(value, 'exitCode');
      return [
        {
          type: 'command',
          command,
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(typeof value.failed === 'boolean' ? { failed: value.failed } : {}),
        },
      ];
    }
    case 'git_commit': {
      const sha = textIn(value, 'sha');
      const subject = textIn(value, 'subject');
      return [{ type: 'git_commit', ...(sha === undefined ? {} : { sha }), ...(subject === undefined ? {} : { subject }) }];
    }
    default:
      return [];
  }
};

const usageIn = (fields: Fields): HookUsage | undefined => {
  const usage = fieldsIn(fields, 'usage');
  const responseId = textIn(usage, 'responseId');
  const tokens = fieldsIn(usage, 'tokens');
  if (responseId === undefined || tokens === undefined) return undefined;
  const toldCostUsd = usdIn(usage, 'toldCostUsd');
  return {
    responseId,
    model: textIn(usage, 'model') ?? null,
    tokens: tokenCounts(tokens),
    ...(toldCostUsd === undefined ? {} : { toldCostUsd }),
  };
};

const tokenCounts = (tokens: Fields): TokenCounts => ({
  input: countIn(tokens, 'input'),
  output: countIn(tokens, 'output'),
  cacheWrite5m: countIn(tokens, 'cacheWrite5m'),
  cacheWrite1h: countIn(tokens, 'cacheWrite1h'),
  cacheRead: countIn(tokens, 'cacheRead'),
  reasoning: countIn(tokens, 'reasoning'),
});

const plainId = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The file in `spool/` that a conversation's lines go to: named after it where its id is a plain name. */
export const spoolFileName = (conversation: string | undefined, sha256: (text: string) => string): string => {
  if (conversation === undefined) return 'unknown.jsonl';
  return plainId.test(conversation) && !deviceName.test(conversation)
    ? `${conversation}.jsonl`
    : `x-${sha256(conversation).slice(0, 32)}.jsonl`;
};

/** Whether a name in `spool/` may be one of those files. */
export const isSpoolFileName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.jsonl$/.test(name);
