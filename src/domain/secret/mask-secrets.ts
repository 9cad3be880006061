import { maskCookies, maskEnvironmentFiles, maskOptions, maskUrls } from './command-secrets';
import { maskNamed } from './named-secrets';
import { maskTokens } from './token-shapes';

/**
 * `text` with everything that looks like a secret replaced by `[masked KIND]`; `masked` names each kind found, once.
 * Masking a masked text changes nothing. Takes linear time, and next to none where nothing looks like a secret.
 */
export const maskSecrets = (text: string): { readonly text: string; readonly masked: readonly string[] } => {
  if (text.length < 8 || !looksTelling(text)) return { text, masked: [] };
  const masked = new Set<string>();
  const found = (kind: string): void => {
    masked.add(kind);
  };
  let clean = text;
  // What is taken out may have been what hid another one.
  for (let before = ''; before !== clean; ) {
    before = clean;
    for (const step of steps) clean = step(clean, found);
  }
  return { text: clean, masked: [...masked] };
};

/** Something of this stands in every text with a secret in it that is recognised; most texts hold nothing of it. */
const looksTelling = (text: string): boolean => sign.test(text);
const sign =
  /[=:@]|-----|key|secret|token|pass|pwd|auth|bearer|[A-Za-z\d_-]{16}|[78]Q~|\s-[A-Za-z]{0,6}[bpPaUuw]|kennwort|contrase|senha|geheim|jeton|credential|\|/i;

const steps = [maskTokens, maskUrls, maskOptions, maskCookies, maskEnvironmentFiles, maskNamed];
