import { countIn, type Fields, fieldsIn, instantIn, isTrue, textIn, usdIn } from '../../domain/text/fields';
import { type ModelResponse, type TokenCounts, totalTokens } from '../../domain/usage/usage';

/** One row that carries usage: an answer with several blocks has several, each with the usage of the whole. */
export type ClaudeRow = {
  readonly message: string | undefined;
  readonly request: string;
  readonly uuid: string | undefined;
  readonly sidechain: boolean;
  readonly response: Omit<ModelResponse, 'id'>;
};

/** undefined for rows without usage and for those that Claude Code writes in the model's place. */
export const responseRow = (row: Fields): ClaudeRow | undefined => {
  const message = fieldsIn(row, 'message');
  const usage = fieldsIn(message, 'usage');
  const model = textIn(message, 'model');
  if (usage === undefined || model === '<synthetic>') return undefined;
  const at = instantIn(row, 'timestamp');
  const cost = usdIn(row, 'costUSD');
  const pricing = pricingOf(usage);
  return {
    message: textIn(message, 'id'),
    request: textIn(row, 'requestId') ?? '',
    uuid: textIn(row, 'uuid'),
    sidechain: isTrue(row, 'isSidechain'),
    response: {
      ...(at === undefined ? {} : { at }),
      model: model ?? null,
      tokens: claudeTokens(usage),
      webSearches: countIn(fieldsIn(usage, 'server_tool_use'), 'web_search_requests'),
      ...(cost === undefined ? {} : { toldCostUsd: cost }),
      ...(pricing === undefined ? {} : { pricing }),
    },
  };
};

const pricingOf = (usage: Fields): ModelResponse['pricing'] => {
  if (textIn(usage, 'speed') === 'fast') return 'fast';
  return textIn(usage, 'inference_geo') === 'us' ? 'us-only' : undefined;
};

/** Rows of older versions tell the cache writes as one number; their caches lived for five minutes. */
const claudeTokens = (usage: Fields): TokenCounts => {
  const written = fieldsIn(usage, 'cache_creation');
  const cacheWrite1h = countIn(written, 'ephemeral_1h_input_tokens');
  const cacheWrite5m = countIn(written, 'ephemeral_5m_input_tokens');
  const all = countIn(usage, 'cache_creation_input_tokens');
  return {
    input: countIn(usage, 'input_tokens'),
    output: countIn(usage, 'output_tokens'),
    cacheWrite5m: Math.max(cacheWrite5m, all - cacheWrite1h),
    cacheWrite1h,
    cacheRead: countIn(usage, 'cache_read_input_tokens'),
    reasoning: countIn(fieldsIn(usage, 'output_tokens_details'), 'thinking_tokens'),
  };
};

/**
 * Each answer once: rows of one message and request are one, the largest counts. A subagent's file may repeat an answer
 * of the conversation under another request. Rows without a message id are told apart by their own id alone.
 */
export const distinctResponses = (rows: readonly ClaudeRow[]): ModelResponse[] => {
  const inConversation = new Set(rows.filter(({ sidechain }) => !sidechain).map(({ message }) => message));
  const chosen = new Map<string, ClaudeRow>();
  for (const [place, row] of rows.entries()) {
    const { message, sidechain, request, uuid } = row;
    if (message !== undefined && sidechain && inConversation.has(message)) continue;
    const id = message === undefined ? `row:${uuid ?? place}` : sidechain ? message : `${message}:${request}`;
    const known = chosen.get(id);
    chosen.set(id, known === undefined ? row : larger(known, row));
  }
  return [...chosen].map(([id, { response }]) => ({ id, ...response }));
};

const larger = (a: ClaudeRow, b: ClaudeRow): ClaudeRow => {
  const chosen = totalTokens(b.response.tokens) > totalTokens(a.response.tokens) ? b : a;
  const at = [a.response.at, b.response.at].sort()[0];
  return at === undefined ? chosen : { ...chosen, response: { ...chosen.response, at } };
};
