import { roundUsd } from './round-usd';
import type { ModelResponse, TokenCounts } from './usage';

/** USD per million tokens. */
export type ModelPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
};
/** By model, as `prices` in the config has it; a kind of tokens that is left out has no price. */
export type PriceOverrides = Readonly<Record<string, Partial<ModelPrice>>>;

type PriceRow = {
  readonly price: ModelPrice;
  /** The price of an answer whose prompt, caches included, is longer. */
  readonly longPrompt?: { readonly aboveTokens: number; readonly price: ModelPrice };
};

/** When the table was taken down, from what Claude Code 2.1.329 carries. Other vendors' prices have no such source. */
export const priceTableDate = '2026-11-21';

const webSearchUsd = 0.01;
const usOnlyFactor = 1.1;

const row = (input: number, output: number, cacheWrite5m: number, cacheWrite1h: number, cacheRead: number): PriceRow => ({
  price: { input, output, cacheRead, cacheWrite5m, cacheWrite1h },
});

const sonnet = row(3, 15, 3.75, 6, 0.3);
const opus4 = row(15, 75, 18.75, 30, 1.5);
const opus = row(5, 25, 6.25, 10, 0.5);

const table: ReadonlyMap<string, PriceRow> = new Map([
  ['haiku-4-5', row(1, 5, 1.25, 2, 0.1)],
  [
    'haiku-5-5',
    {
      ...row(0.1, 0.5, 0.125, 0.2, 0.01),
      longPrompt: { aboveTokens: 100_000, price: row(0.5, 2.5, 0.625, 1, 0.05).price },
    },
  ],
  ...['3-5', '3-7', '4', '4-0', '4-5', '4-6'].map((version) => [`sonnet-${version}`, sonnet] as const),
  ['sonnet-5', row(2, 10, 2.5, 4, 0.2)],
  ['sonnet-5-5', row(2, 10, 2.5, 4, 0.1)],
  ...['4', '4-0', '4-1'].map((version) => [`opus-${version}`, opus4] as const),
  ...['4-5', '4-6', '4-7', '4-8', '5'].map((version) => [`opus-${version}`, opus] as const),
  ['opus-5-5', row(4, 20, 5, 8, 0.2)],
  ...['fable', 'mythos'].flatMap((name) => [
    [`${name}-5`, row(10, 50, 12.5, 20, 1)] as const,
    [`${name}-5-1`, row(10, 50, 12.5, 20, 0.25)] as const,
    [`${name}-5-2`, row(8, 40, 10, 16, 0.2)] as const,
  ]),
]);

/** `us.anthropic.claude-opus-4-1-20250805-v1:0` is `opus-4-1`; undefined where the name is of no Claude model. */
export const claudeModel = (model: string): string | undefined => {
  const name = /(?:^|[./])claude-([a-z0-9.-]+?)(?:[-@]\d{8})?(?:-v\d+(?::\d+)?|-latest)?(?:@[a-z0-9-]+)?(?:\[1m\])?$/.exec(
    model.toLowerCase(),
  )?.[1];
  // Models of the third generation name their version first.
  return name?.replaceAll('.', '-').replace(/^(\d(?:-\d)?)-(haiku|sonnet|opus)$/, '$2-$1');
};

const prices = (
  model: string,
  overrides: PriceOverrides,
): { readonly row: PriceRow | undefined; readonly own: Partial<ModelPrice> | undefined } => {
  const known = claudeModel(model);
  const own = [model, ...(known === undefined ? [] : [known, `claude-${known}`])].find((name) => Object.hasOwn(overrides, name));
  return { own: own === undefined ? undefined : overrides[own], row: known === undefined ? undefined : table.get(known) };
};

/** What an answer cost in USD: as its harness told it, else by the overrides or the table; null where no price is known. */
export const costOf = (response: ModelResponse, overrides: PriceOverrides = {}): number | null => {
  const { model, tokens, webSearches, toldCostUsd, pricing } = response;
  if (toldCostUsd !== undefined) return toldCostUsd;
  if (model === null) return null;
  const { own, row: listed } = prices(model, overrides);
  if (own !== undefined) return priced(own, tokens, webSearches, 1);
  // What the fast mode costs stands in no source.
  if (listed === undefined || pricing === 'fast') return null;
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  const long = listed.longPrompt !== undefined && prompt > listed.longPrompt.aboveTokens ? listed.longPrompt.price : undefined;
  return priced(long ?? listed.price, tokens, webSearches, pricing === 'us-only' ? usOnlyFactor : 1);
};

const kinds = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;

const priced = (price: Partial<ModelPrice>, tokens: TokenCounts, webSearches: number, factor: number): number | null => {
  let millionths = 0;
  for (const kind of kinds) {
    if (tokens[kind] === 0) continue;
    const each = price[kind];
    if (each === undefined) return null;
    millionths += tokens[kind] * each;
  }
  return roundUsd((millionths * factor) / 1e6 + webSearches * webSearchUsd);
};
