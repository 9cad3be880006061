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

/**
 * Most texts are told to hold nothing by a look at their letters, before a larger pattern has to be made. What is recognised
 * has a digit in it, letters in no order, or a sign before it.
 */
const looksTelling = (text: string): boolean => /\d|[=:@|>]|--|\s-[A-Za-z]|[a-z][A-Z]|[A-Za-z]{14}/.test(text) && sign.test(text);

/** Something of this stands in every text with a secret in it that is recognised. */
const sign =
  /key|secret|token|pass|pwd|auth|bearer|[a-z\d_-]{14}|:\/\/|:AA|[78]Q~|\s-[a-z]{0,6}[bpuw]|\s-[ahs]|-----|cookie|sig=|[_-]pw|kennwort|contrase|senha|geheim|jeton|credential|\||\/user:/i;

const steps = [maskTokens, maskUrls, maskOptions, maskCookies, maskEnvironmentFiles, maskNamed];
