import type { Warning } from '../outcome';
import { maskSecrets } from '../text/mask-secrets';
import type { World } from '../world';

/** The text with token-like secrets masked, unless record.maskSecrets is off or the caller insists. */
export const masked = (
  world: World,
  text: string,
  allowSecret: boolean,
): { readonly text: string; readonly warnings: readonly Warning[] } => {
  if (allowSecret || !world.state.config.record.maskSecrets) return { text, warnings: [] };
  const result = maskSecrets(text);
  if (result.masked.length === 0) return { text, warnings: [] };
  return {
    text: result.text,
    warnings: [
      {
        code: 'W_SECRET_MASKED',
        message: `masked what looks like a secret (${result.masked.join(', ')}); --allow-secret keeps it`,
      },
    ],
  };
};

/** A request with the named texts masked, and one warning for all of them. */
export const withMasked = <R extends object>(
  world: World,
  request: R & { readonly allowSecret?: boolean },
  texts: readonly (keyof R & string)[],
): { readonly request: R; readonly warnings: readonly Warning[] } => {
  let result: R = request;
  const warnings: Warning[] = [];
  for (const name of texts) {
    const value = request[name];
    if (typeof value !== 'string') continue;
    const one = masked(world, value, request.allowSecret === true);
    if (one.text !== value) result = { ...result, [name]: one.text };
    warnings.push(...one.warnings);
  }
  return { request: result, warnings: warnings.slice(0, 1) };
};
