/** Tokens in few characters: 812, 41k, 3M. */
export const tokenWords = (tokens: number): string => {
  if (tokens < 10_000) return String(tokens);
  if (tokens < 10_000_000) return `${Math.round(tokens / 1_000)}k`;
  return `${Math.round(tokens / 1_000_000)}M`;
};

/** `$12.40`; small sums with what is in them: `$0.0048`. */
export const usdWords = (usd: number): string => {
  const digits = usd === 0 || Math.abs(usd) >= 1 ? 2 : Math.abs(usd) >= 0.01 ? 3 : 4;
  return `$${usd.toFixed(digits)}`;
};

type Spent = { readonly tokens: number | null; readonly costUsd: number | null; readonly costSource?: string | undefined };

/** `41k tokens, $0.31 at API prices of 2026-11-21`; says what is not known. */
export const spentWords = ({ tokens, costUsd, costSource }: Spent): string => {
  if (tokens === null) return 'not known';
  const cost = costUsd === null ? 'cost not known' : `${usdWords(costUsd)}${sourceWords(costSource)}`;
  return `${tokenWords(tokens)} tokens, ${cost}`;
};

/** Where a cost comes from: the harness said it, or it was worked out from a table of prices. */
const sourceWords = (costSource: string | undefined): string => {
  if (costSource === undefined) return '';
  if (costSource === 'harness') return ' as the harness says';
  return costSource.startsWith('table:') ? ` at API prices of ${costSource.slice('table:'.length)}` : ` (${costSource})`;
};

/** `unattributed $12.40 (31 %)`, or tokens where the cost is not known. */
export const shareWords = ({
  tokens,
  costUsd,
  share,
}: {
  readonly tokens: number | null;
  readonly costUsd: number | null;
  readonly share: number;
}): string => {
  const part = costUsd === null ? `${tokenWords(tokens ?? 0)} tokens` : usdWords(costUsd);
  return `unattributed ${part} (${Math.round(share * 100)} %)`;
};
