import { countIn, type Fields, fieldsIn, textIn } from '../../domain/text/fields';
import type { ModelResponse, TokenCounts } from '../../domain/usage/usage';

/** New versions: one record for each answer. */
export type UsageRecord = {
  readonly id: string;
  readonly at: string | undefined;
  readonly turn: string | undefined;
  readonly model: string | undefined;
  readonly tokens: TokenCounts;
  /** All tokens of the conversation before this answer; none where that is not told. */
  readonly before: number;
};

/** Old versions, and new ones beside the record: the sum so far and the last answer's part; written again without news. */
export type LegacyCount = {
  readonly at: string | undefined;
  readonly model: string | undefined;
  readonly total: Raw;
  readonly last: Raw | undefined;
};

type Raw = { readonly input: number; readonly cached: number; readonly output: number; readonly reasoning: number };

const rawOf = (usage: Fields | undefined): Raw => ({
  input: countIn(usage, 'input_tokens'),
  cached: countIn(usage, 'cached_input_tokens', 'cache_read_input_tokens'),
  output: countIn(usage, 'output_tokens'),
  reasoning: countIn(usage, 'reasoning_output_tokens'),
});

const sizeOf = ({ input, output }: Raw): number => input + output;

/** Codex's input includes what came from the cache. */
const tokensOf = ({ input, cached, output, reasoning }: Raw): TokenCounts => ({
  input: Math.max(0, input - cached),
  output,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: Math.min(cached, input),
  reasoning,
});

export const usageRecord = (payload: Fields, at: string | undefined, model: string | undefined): UsageRecord | undefined => {
  const usage = fieldsIn(payload, 'usage');
  const id = textIn(payload, 'response_id');
  if (usage === undefined || id === undefined) return undefined;
  const raw = rawOf(usage);
  const thread = rawOf(fieldsIn(payload, 'thread_token_usage'));
  return {
    id,
    at,
    turn: textIn(payload, 'turn_id'),
    model,
    tokens: tokensOf(raw),
    before: Math.max(0, sizeOf(thread) - sizeOf(raw)),
  };
};

export const legacyCount = (payload: Fields, at: string | undefined, model: string | undefined): LegacyCount | undefined => {
  const info = fieldsIn(payload, 'info');
  const total = fieldsIn(info, 'total_token_usage');
  const last = fieldsIn(info, 'last_token_usage');
  if (total === undefined) return undefined;
  return { at, model, total: rawOf(total), last: last === undefined ? undefined : rawOf(last) };
};

type Gathered = {
  readonly records: readonly UsageRecord[];
  readonly counts: readonly LegacyCount[];
  /** By turn: right also where the lines are out of order. */
  readonly models: ReadonlyMap<string, string | undefined>;
  readonly lastModel: string | undefined;
};

/** Each answer once: by its record where there is one, before the first record by the counts. */
export const codexResponses = ({ records, counts, models, lastModel }: Gathered): ModelResponse[] => {
  const byId = new Map<string, ModelResponse>();
  const recordedFrom = records.reduce((earliest, { before }) => Math.min(earliest, before), Number.POSITIVE_INFINITY);
  for (const { id, at, turn, model, tokens } of records) {
    if (byId.has(id)) continue;
    byId.set(id, response(id, at, models.get(turn ?? '') ?? model ?? lastModel, tokens));
  }
  return [
    ...legacyResponses(
      counts.filter(({ total }) => sizeOf(total) <= recordedFrom),
      lastModel,
    ),
    ...byId.values(),
  ];
};

const response = (id: string, at: string | undefined, model: string | undefined, tokens: TokenCounts): ModelResponse => ({
  id,
  ...(at === undefined ? {} : { at }),
  model: model ?? null,
  tokens,
  webSearches: 0,
});

/** The sum only grows: a sum that was seen already is the same answer told again. */
const legacyResponses = (counts: readonly LegacyCount[], lastModel: string | undefined): ModelResponse[] => {
  const distinct = new Map<string, LegacyCount>();
  for (const count of counts) {
    const { input, cached, output, reasoning } = count.total;
    const sum = `${input}/${cached}/${output}/${reasoning}`;
    if (!distinct.has(sum)) distinct.set(sum, count);
  }
  let before: Raw = { input: 0, cached: 0, output: 0, reasoning: 0 };
  return [...distinct.values()]
    .sort((a, b) => sizeOf(a.total) - sizeOf(b.total))
    .flatMap(({ at, model, total, last }) => {
      const raw = last ?? difference(total, before);
      before = total;
      const own = model ?? lastModel;
      const { input, cached, output, reasoning } = raw;
      // A fork copies its history with the times: the same counts at the same time are the same answer in every file.
      const id = `${at ?? ''}:${own ?? ''}:${input}/${cached}/${output}/${reasoning}`;
      return sizeOf(raw) === 0 ? [] : [response(id, at, own, tokensOf(raw))];
    });
};

const difference = (total: Raw, before: Raw): Raw => ({
  input: Math.max(0, total.input - before.input),
  cached: Math.max(0, total.cached - before.cached),
  output: Math.max(0, total.output - before.output),
  reasoning: Math.max(0, total.reasoning - before.reasoning),
});
