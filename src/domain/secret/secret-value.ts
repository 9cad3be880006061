/** What stands in for a secret in examples and templates, or says something about one. */
const standIns = new Set(
  (
    'string str text bytes varchar number int integer boolean bool object any unknown void null nil none undefined true false ' +
    'yes no on off required optional missing invalid expired empty unset hidden masked redacted removed omitted encrypted hashed ' +
    'plaintext inherit default same same-origin include basic bearer digest oauth oauth2 oidc saml jwt csrf password passwd ' +
    'passwort passphrase pass secret token apikey api-key api_key key user username admin root guest test testing tests example ' +
    'sample dummy fake mock placeholder changeme change-me change_me changeit todo fixme tbd postgres postgresql mysql redis ' +
    'mongo rabbitmq minio foo bar baz foobar foobarbaz abc here value this self error warning ok base64 sha256 sha512 sha1 ' +
    'bcrypt argon2 argon2id scrypt pbkdf2 utf8mb4 utf-8 abgelaufen erforderlich obligatoire obligatoria expir\u00e9'
  ).split(' '),
);

const wordsOfExamples =
  /your|example|placeholder|change.?me|redacted|masked|hidden|dummy|sample|insert|replace|goes.?here|xxxx|\*\*\*|\.\.\./i;

/** Refers to something else: a variable, a call, a member, a template, a file. */
const isReference = (value: string): boolean =>
  /^(?:[$<[{(&!@#]|\{\{|%[A-Za-z_]+%|%[sd]|`|\.{0,2}\/|~\/|[A-Za-z]:\\|=)/.test(value) ||
  /^(?:process|os|env|import|this|self|config|settings|params|secrets|var|data|local|ENV|System|Rails)\b[.[:]/.test(value) ||
  /[([]/.test(value) ||
  /^[A-Za-z_]\w*(?:(?:\.|->|::|\?\.)[A-Za-z_]\w*)+$/.test(value) ||
  /^(?:[a-z][a-z0-9+.-]*:\/\/|arn:|file:|vault:|projects\/|ref\+)/i.test(value) ||
  /\.(?:pem|key|txt|json|ya?ml|env|crt|cer|p12|ts|js|py|md|sh|toml|ini|cfg|conf)$/i.test(value);

const isRepeated = (value: string): boolean => /^(.)\1*$/.test(value);

const isStandIn = (value: string): boolean =>
  standIns.has(value.toLowerCase()) || isRepeated(value) || wordsOfExamples.test(value) || isReference(value);

/** Words and numbers with signs between them, as in slugs, names, dates and versions. */
const isWordLike = (value: string): boolean =>
  !isMixedUp(value) &&
  value.split(/[-_.:/,+]/).every((part) => /^(?:[A-Za-z]?[a-z]{0,20}|[A-Z]{1,12}|v?\d{1,8}|[a-z]{1,3}\d{1,3})$/.test(part));

/** Letters in an order that no name has: upper and lower case change at every second or third of them. */
const isMixedUp = (value: string): boolean =>
  value.length >= 10 && (value.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0) * 3 >= value.length;

const hasDigit = (value: string): boolean => /\d/.test(value) || isMixedUp(value);
const hasLetter = (value: string): boolean => /[A-Za-z]/.test(value);

/** Looks as if a machine had made it: long, and no words. */
export const isOpaque = (value: string, least = 16): boolean =>
  value.length >= least &&
  /^[A-Za-z0-9_\-+/=.~:%]+$/.test(value) &&
  hasLetter(value) &&
  hasDigit(value) &&
  !isWordLike(value) &&
  !isStandIn(value);

/** How surely what stands before the value says that it is one: an assignment or an option, or words. */
export type Certainty = 'assigned' | 'quoted' | 'told';

/** Whether a password may look like this; people choose them, so what stands before it has to be the sign. */
export const isPassword = (value: string, certainty: Certainty): boolean => {
  if (isStandIn(value) || !/[A-Za-z0-9]/.test(value)) return false;
  if (certainty === 'told') return value.length >= 7 && hasDigit(value) && hasLetter(value) && !isWordLike(value);
  if (/^\d+(?:\.\d+)?(?:ms|s|m|h|d|px|em|%)?$/.test(value)) return value.length >= 6;
  // A lone word may be the name of a variable, where it does not stand in quotes.
  if (/^[A-Za-z_]+$/.test(value))
    return value.length >= 6 && (certainty === 'quoted' || isMixedUp(value) || !/[a-z][A-Z]|_/.test(value));
  return value.length >= 4;
};

/** Whether a token or key may look like this. */
export const isToken = (value: string, certainty: Certainty): boolean =>
  certainty === 'told'
    ? isOpaque(value, 16)
    : isOpaque(value, 10) || (value.length >= 20 && !/\s/.test(value) && isOpaque(value.replace(/[^A-Za-z0-9]/g, ''), 16));
