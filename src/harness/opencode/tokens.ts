import { countIn, type Fields, fieldsIn, usdIn } from '../../domain/text/fields';
import { type TokenCounts, totalTokens } from '../../domain/usage/usage';

/** OpenCode counts reasoning beside the output; it is billed as output. Its cache writes have no told lifetime. */
export const openCodeTokens = (tokens: Fields | undefined): TokenCounts => {
  const cache = fieldsIn(tokens, 'cache');
  const reasoning = countIn(tokens, 'reasoning');
  return {
    input: countIn(tokens, 'input'),
    output: countIn(tokens, 'output') + reasoning,
    cacheWrite5m: countIn(cache, 'write'),
    cacheWrite1h: 0,
    cacheRead: countIn(cache, 'read'),
    reasoning,
  };
};

/** OpenCode writes 0 for models whose price it does not know: with tokens, that is no price at all. */
export const messageCost = (fields: Fields | undefined, tokens: TokenCounts): number | undefined => {
  const cost = usdIn(fields, 'cost');
  return cost === undefined || cost < 0 || (cost === 0 && totalTokens(tokens) > 0) ? undefined : cost;
};
