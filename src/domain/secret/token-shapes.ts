/** What the tokens of well-known services look like: a kind, and a pattern without groups that takes linear time. */
const shapes: readonly (readonly [string, string])[] = [
  ['aws-access-key', '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])'],
  ['github-token', 'gh[oprsu]_[A-Za-z0-9]{30,255}'],
  ['github-token', 'github_pat_[A-Za-z0-9_]{22,255}'],
  ['gitlab-token', 'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[A-Za-z0-9_.-]{20,300}'],
  ['gitlab-token', 'GR1348941[A-Za-z0-9_-]{20,}'],
  ['slack-token', '(?:xox[a-z]|xapp)-[A-Za-z0-9.-]{10,}'],
  ['stripe-key', '(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,}'],
  ['stripe-key', 'whsec_[A-Za-z0-9+/]{24,}={0,2}'],
  ['google-key', 'AIza[A-Za-z0-9_-]{35}'],
  ['google-token', 'ya29\\.[A-Za-z0-9_-]{20,}'],
  ['google-token', '1//0[A-Za-z0-9_-]{30,}'],
  ['google-client-secret', 'GOCSPX-[A-Za-z0-9_-]{20,}'],
  ['npm-token', 'npm_[A-Za-z0-9]{36}'],
  ['huggingface-token', '(?:hf|api_org)_[A-Za-z0-9]{30,}'],
  ['sendgrid-key', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'],
  ['telegram-token', '\\d{8,10}:AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9_-])'],
  ['vault-token', 'hv[sbr]\\.[A-Za-z0-9_-]{20,}'],
  ['age-key', 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'],
  ['digitalocean-token', 'do[opr]_v1_[a-f0-9]{64}'],
  ['azure-secret', '[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~-])'],
  ['secret-key', 'sk-[A-Za-z0-9_-]{20,}'],
  ['discord-token', '[MNO][A-Za-z0-9]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])'],
  ['twilio-key', 'SK[a-f0-9]{32}(?![A-Za-z0-9])'],
  ['mailgun-key', 'key-[a-f0-9]{32}(?![A-Za-z0-9])'],
  ['pypi-token', 'pypi-AgE[A-Za-z0-9_-]{50,}'],
  ['docker-token', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{24,}'],
  ['shopify-token', 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}'],
  ['heroku-key', 'HRKU-[A-Za-z0-9_-]{36,}'],
  ['jwt', 'eyJ[A-Za-z0-9_-]{5,}\\.eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*'],
  ['databricks-token', 'dapi[a-f0-9]{32}(?:-\\d)?(?![A-Za-z0-9])'],
  ['grafana-token', 'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}'],
  ['grafana-token', 'glc_[A-Za-z0-9+/]{32,}={0,2}'],
  ['linear-key', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}'],
  ['notion-token', '(?:ntn|secret)_[A-Za-z0-9]{40,50}(?![A-Za-z0-9])'],
  ['figma-token', 'fig[dou]_[A-Za-z0-9_-]{40,}'],
  ['postman-key', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'],
  ['newrelic-key', 'NRAK-[A-Z0-9]{27}'],
  ['atlassian-token', 'AT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{24,}'],
  ['supabase-token', 'sb(?:p|_secret)_[A-Za-z0-9_-]{30,}'],
  ['planetscale-token', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,}'],
  ['doppler-token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9_.-]{40,}'],
  ['groq-key', 'gsk_[A-Za-z0-9]{40,}'],
  ['replicate-token', 'r8_[A-Za-z0-9]{37,}'],
  ['perplexity-key', 'pplx-[A-Za-z0-9]{40,}'],
  ['xai-key', 'xai-[A-Za-z0-9]{60,}'],
  ['terraform-token', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,}'],
  ['rubygems-key', 'rubygems_[a-f0-9]{48}'],
  ['airtable-token', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}'],
  ['tailscale-key', 'tskey-[a-z]+-[A-Za-z0-9-]{20,}'],
  ['square-token', 'sq0(?:csp|atp|idp)-[A-Za-z0-9_-]{22,}'],
  ['sentry-token', 'sntry[su]_[A-Za-z0-9+/=_-]{30,}'],
  ['netlify-token', 'nf[pcou]_[A-Za-z0-9]{36,}'],
  ['mapbox-token', 'sk\\.eyJ[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}'],
  ['pulumi-token', 'pul-[a-f0-9]{40}'],
  ['circleci-token', 'CCIPAT_[A-Za-z0-9]{20,}_[a-f0-9]{40}'],
  ['buildkite-token', 'bkua_[a-f0-9]{40}'],
  ['contentful-token', 'CFPAT-[A-Za-z0-9_-]{43}'],
  ['dynatrace-token', 'dt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'],
  ['fly-token', 'fm[12]_[A-Za-z0-9+/=_-]{40,}'],
  ['1password-token', 'ops_eyJ[A-Za-z0-9_-]{60,}'],
  ['nuget-key', 'oy2[a-z0-9]{43}(?![A-Za-z0-9])'],
  ['meta-token', 'EAA[A-Za-z0-9]{80,}'],
  ['slack-webhook', 'https://hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,}'],
  ['discord-webhook', 'https://(?:\\w{2,8}\\.)?discord(?:app)?\\.com/api/webhooks/\\d{10,24}/[A-Za-z0-9_-]{40,}'],
  ['teams-webhook', 'https://[a-z0-9-]{1,60}\\.webhook\\.office\\.com/webhookb2/[A-Za-z0-9@/_-]{40,}'],
];

/** Behind nothing that could belong to the token, but for an escape that a text in JSON or a URL has before it. */
const begin = '(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrt]|%[0-9A-Fa-f]{2}))';

/** No token is shorter; quicker to look for than the beginnings. */
const longRun = /[A-Za-z\d_-]{14}|[78]Q~/;

/** One of these stands in each of them: a pattern that is quick to compile and to run. */
const beginning =
  /A[KS]IA|gh[oprsu]_|github_pat_|gl[a-z]{2,5}[-_]|GR1348|xox|xapp-|[sr]k[-_.]|whsec_|AIza|ya29|GOCSPX|\/\/0|npm_|hf_|api_org|SG\.|:AA|hv[sbr]\.|AGE-|do[opr]_v|[78]Q~|[MNO][A-Za-z\d]{23}|SK[a-f\d]{8}|key-|pypi-|dckr_|shp|HRKU|eyJ|dapi|lin_|ntn_|secret_|fig[dou]_|PMAK|NRAK|AT[ACB][TB]|sb[p_]|pscale|dp\.|gsk_|r8_|pplx|xai-|atlasv1|rubygems|pat[A-Za-z\d]{14}|tskey|sq0|sntry|nf[pcou]_|pul-|CCIPAT|bkua|CFPAT|dt0|fm[12]_|oy2|EAA|hooks\.slack|api\/webhooks|webhookb2/;

let pattern: RegExp | undefined;

/** One pattern for all of them; the number of the group that took part tells the kind. */
const tokenPattern = (): RegExp => {
  pattern ??= new RegExp(`${begin}(?:${shapes.map(([, source]) => `(${source})`).join('|')})`, 'g');
  return pattern;
};

const privateKey = /-----BEGIN ([A-Z0-9 ]{0,40}?)PRIVATE KEY( BLOCK)?-----[\s\S]*?(?:-----END \1PRIVATE KEY\2-----|$)/g;

/** A task's number and title, as in the name of a branch. */
const isSlug = (token: string): boolean => token.split(/[-_]/).every((part) => /^(?:[a-z]{0,20}|\d{1,8}|[A-Z]{1,4})$/.test(part));

const isFiller = (token: string): boolean => /([xX0*.-])\1{7}/.test(token);

/** `text` without the tokens; `found` is told the kind of each. */
export const maskTokens = (text: string, found: (kind: string) => void): string => {
  let clean = text;
  if (text.includes('-----BEGIN '))
    clean = clean.replace(privateKey, () => {
      found('private-key');
      return '[masked private-key]';
    });
  if (!longRun.test(clean) || !beginning.test(clean)) return clean;
  return clean.replace(tokenPattern(), (token: string, ...groups: unknown[]) => {
    if (isFiller(token) || isSlug(token)) return token;
    const kind = shapes[groups.findIndex((group) => group !== undefined)]?.[0] ?? 'token';
    found(kind);
    return `[masked ${kind}]`;
  });
};
