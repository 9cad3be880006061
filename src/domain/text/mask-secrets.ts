export type SecretKind = 'aws-access-key' | 'github-token' | 'secret-key' | 'slack-token' | 'jwt' | 'private-key';

/**
 * What the tokens of well-known services look like. Each pattern begins behind a character that cannot belong to it, so
 * that no text makes the search slow, and words such as `task-list` or `risk-free` are no tokens.
 */
const patterns: readonly (readonly [SecretKind, RegExp])[] = [
  ['private-key', /-----BEGIN ([A-Z0-9 ]{0,40}?)PRIVATE KEY( BLOCK)?-----[\s\S]*?(?:-----END \1PRIVATE KEY\2-----|$)/g],
  ['aws-access-key', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g],
  ['github-token', /(?<![A-Za-z0-9_])(?:gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})/g],
  ['secret-key', /(?<![A-Za-z0-9_-])sk-(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}/g],
  ['slack-token', /(?<![A-Za-z0-9_-])xox[a-z]-[A-Za-z0-9-]{10,}/g],
  ['jwt', /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g],
];

/**
 * `text` with everything that looks like a secret replaced by `[masked KIND]`; `masked` names each kind found, once.
 * Masking a masked text changes nothing.
 */
export const maskSecrets = (text: string): { text: string; masked: SecretKind[] } => {
  let clean = text;
  const masked: SecretKind[] = [];
  for (const [kind, pattern] of patterns) {
    const next = clean.replace(pattern, `[masked ${kind}]`);
    if (next === clean) continue;
    clean = next;
    masked.push(kind);
  }
  return { text: clean, masked };
};
