import { type Certainty, isOpaque, isPassword, isToken } from './secret-value';

/** Parts of names behind which a secret may stand. */
const core =
  /pass(?:w(?:or[dt]|d)|phrase|code|wd)?|mot de passe|pwd|kennwort|contrase(?:\u00f1|n)a|senha|secret|geheimnis|token|jeton|api[ _-]?key|access[ _-]?key|private[ _-]?key|secret[ _-]?key|key|auth(?:orization)?|bearer|credential|signature|sig(?==)|[_-]pw(?=[=:\s"'])/gi;

/** What may stand before `key` in the name of a secret. In capitals nearly everything may. */
const secretKeys = new Set(
  (
    'api access secret private auth signing sign encryption encrypt decryption session account shared master client service ' +
    'deploy webhook subscription storage security crypto hmac jwt cookie license app application admin'
  ).split(' '),
);
const plainKeys = new Set(
  'public primary foreign cache sort partition enter hot foreign index id unique row group short map tab page arrow event'.split(
    ' ',
  ),
);

/** What a name may end with behind the word that tells. */
const tails = new Set('base value text string str prod production dev staging live old new main default 1 2 3'.split(' '));

type Named = 'password' | 'token';

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9\u00c0-\u00ff]+/)
    .filter((part) => part !== '');

/** What a name says that it names; undefined: no secret. */
export const namedSecret = (name: string): Named | undefined => {
  const typed = wordsOf(name);
  const words = typed.map((each) => each.toLowerCase());
  while (words.length > 1 && tails.has(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  if (
    /^(?:.*(?:password|passwd|passwort|passphrase|passcode|kennwort|contrase\u00f1a|contrasena|senha|pwd)|pw|storepass|keypass|bindpw)$/.test(
      last,
    )
  )
    return 'password';
  if (last === 'pass' && words.length > 1) return 'password';
  if (last === 'passe') return 'password';
  if (
    /^(?:.*secret|.*token|apikey|secretkey|accesskey|privatekey|jeton|geheimnis|credential|signature|sig|accountkey)$/.test(last)
  )
    return 'token';
  if (last === 'auth' && /^[_-]/.test(name)) return 'token';
  if (last !== 'key' || words.length < 2) return undefined;
  const before = words.at(-2) ?? '';
  if (plainKeys.has(before)) return undefined;
  return secretKeys.has(before) || name === name.toUpperCase() ? 'token' : undefined;
};

const longestName = 80;
/** The longest value of a name; longer ones are tokens that their own shape gives away, or files. */
const longestValue = 600;

const isNameUnit = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 45 ||
    (unit >= 0xc0 && unit <= 0xff)
  );
};

/** Whether the text behind a name that tells of a secret is one, be it of a field or in a text. */
export const isSecretOf = (name: string, value: string): boolean => {
  const named = namedSecret(name);
  if (named === undefined || value.length > longestValue || /\s/.test(value)) return false;
  return named === 'password' ? isPassword(value, 'quoted') : isToken(value, 'quoted');
};

type Found = Span & { readonly kind: string };

/** `text` without what stands behind a name that says: this is a secret. */
export const maskNamed = (text: string, found: (kind: string) => void): string => {
  const run: Run = { end: 0, looks: 0 };
  let clean = '';
  let kept = 0;
  core.lastIndex = 0;
  for (let hit = core.exec(text); hit !== null; hit = core.exec(text)) {
    // `passing`, `tokens`, `keyboard`: the word goes on, and is another one.
    if (isLowerCase(text, core.lastIndex)) continue;
    const name = nameAround(text, hit.index, core.lastIndex, kept);
    const secret = text.startsWith('[masked ', name.start - 8) ? undefined : behind(text, name, run);
    core.lastIndex = Math.max(core.lastIndex, secret?.end ?? name.end);
    if (secret === undefined) continue;
    clean += `${text.slice(kept, secret.start)}[masked ${secret.kind}]`;
    kept = secret.end;
    found(secret.kind);
  }
  return kept === 0 ? text : clean + text.slice(kept);
};

type Span = { readonly start: number; readonly end: number };

const nameAround = (text: string, hitStart: number, hitEnd: number, from: number): Span => {
  let start = hitStart;
  while (start > from && hitStart - start < longestName && (isNameUnit(text, start - 1) || isInnerDot(text, start - 1)))
    start -= 1;
  let end = hitEnd;
  while (end - hitEnd < longestName && isNameUnit(text, end)) end += 1;
  return { start, end };
};

/** What stands next to a name that is followed by a value. */
const mayFollow = ' =:"\'`>\\]\t\n\u00a0\u202f,';

const behind = (text: string, { start, end }: Span, run: Run): Found | undefined => {
  if (!mayFollow.includes(text[end] ?? '\0')) return undefined;
  const name = text.slice(start, end);
  const scheme = /(?:^|[.])((?:proxy-)?authorization|bearer)$/i.exec(name)?.[1]?.toLowerCase();
  if (scheme !== undefined) return behindAuthorization(text, end, scheme);
  const isOption = /^--?[A-Za-z]/.test(name);
  const sign = behindSign(text, end, isOption);
  if (sign === undefined) return undefined;
  const value = valueAt(text, sign.at, sign.certainty, run);
  if (value === undefined || value.text.length < (value.certainty === 'told' ? 7 : 4)) return undefined;
  const named = namedSecret(name);
  if (named === undefined) return undefined;
  const fits = named === 'password' ? isPassword(value.text, value.certainty) : isToken(value.text, value.certainty);
  return fits ? { start: value.start, end: value.end, kind: named } : undefined;
};

const isLowerCase = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 97 && unit <= 122;
};

const isInnerDot = (text: string, at: number): boolean => text[at] === '.' && isNameUnit(text, at - 1);

/** Between the name and the value: a sign, or words of the three languages that people here write in. */
const assigned = /(?:\\?["'`])?(?:\s{0,4}\])?(?:\s{0,8}(?::=|=>|=(?![=~>])|:(?![:/]))\s{0,8}|"\s{1,4}value=)/y;
const optioned = /\s{1,4}(?![-|<>&])/y;
const told =
  /(?:\s(?:for|of|on|in|f\u00fcr|von|auf|de|du|la|pour|the|der|die|das)(?:\s[\w\u00c0-\u00ff-]{1,20}){1,3})?(?:\s{1,3}(?:is|was|are|to|ist|war|lautet|est|\u00e9tait|es)\s{1,3}|\s{0,3}[:=]\s{1,3}|\s{1,3})(?=\S)/y;

const behindSign = (
  text: string,
  end: number,
  isOption: boolean,
): { readonly at: number; readonly certainty: Certainty } | undefined => {
  const match = (pattern: RegExp): number | undefined => {
    pattern.lastIndex = end;
    return pattern.test(text) ? pattern.lastIndex : undefined;
  };
  const sign = match(assigned);
  if (sign !== undefined)
    return {
      at: sign,
      certainty: /[\s]$/.test(text.slice(end, sign)) && !/["'`=]/.test(text.slice(end, sign)) ? 'told' : 'assigned',
    };
  if (text[end] === '>') return { at: end + 1, certainty: 'assigned' };
  const option = isOption ? match(optioned) : undefined;
  if (option !== undefined) return { at: option, certainty: 'assigned' };
  const words = match(told);
  return words === undefined ? undefined : { at: words, certainty: 'told' };
};

/** What ends a quotation that begins so; a line's end is no part of one. */
const closers = new Map([
  ['"', /[\n"]/],
  ["'", /[\n']/],
  ['`', /[\n`]/],
  ['\u201c', /[\n\u201d]/],
  ['\u201e', /[\n\u201c]/],
  ['\u00ab', /[\n\u00bb]/],
]);
const bareEnd = /[\s"'`<>,;|&)\]}\\]|$/g;

/** Text without white space or quotes that was looked at: its end, and how many names in it were followed to a value. */
type Run = { end: number; looks: number };

/** More names in one word are no text that anybody wrote. */
const mostLooks = 6;

const valueAt = (text: string, at: number, certainty: Certainty, run: Run) => {
  const escaped = text[at] === '\\' ? 1 : 0;
  const close = closers.get(text[at + escaped] ?? '');
  if (close !== undefined) {
    const start = at + escaped + 1;
    const window = text.slice(start, start + longestValue);
    const length = window.search(close);
    if (length <= 0 || window[length] === '\n') return undefined;
    const end = start + length - (escaped === 1 && window[length - 1] === '\\' ? 1 : 0);
    const value = text.slice(start, end);
    return /\s/.test(value) ? undefined : { text: value, start, end, certainty: 'quoted' as const };
  }
  if (at >= run.end) {
    bareEnd.lastIndex = at;
    run.end = bareEnd.exec(text)?.index ?? text.length;
    run.looks = 0;
  }
  run.looks += 1;
  if (run.end - at > longestValue || run.looks > mostLooks) return undefined;
  const value = text.slice(at, run.end).replace(/[.:?]{1,3}$/, '');
  return value === '' ? undefined : { text: value, start: at, end: at + value.length, certainty };
};

const schemes =
  /(?:\\?["'`])?\s{0,4}[:=,]\s{0,4}(?:\\?["'`])?(?:(?:bearer|basic|token|apikey|api-key|digest|negotiate|key|splunk|bot)\s{1,4})?/iy;
const spaces = /\s{1,4}(?:\\?["'`])?/y;
const credential = /[A-Za-z0-9_\-+/=.~:]{1,600}/y;

const behindAuthorization = (text: string, end: number, scheme: string): Found | undefined => {
  const lead = scheme === 'bearer' ? spaces : schemes;
  lead.lastIndex = end;
  if (!lead.test(text)) return undefined;
  credential.lastIndex = lead.lastIndex;
  const value = credential.exec(text)?.[0].replace(/[.:]+$/, '');
  if (value === undefined || !isOpaque(value, scheme === 'bearer' ? 16 : 8)) return undefined;
  return { start: lead.lastIndex, end: lead.lastIndex + value.length, kind: 'authorization' };
};
