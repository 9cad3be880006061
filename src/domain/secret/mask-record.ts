import type { FixedFields } from './fixed-fields';
import { maskSecrets } from './mask-secrets';
import { isSecretOf } from './named-secrets';

/** Told of each text that held a secret: where it stands (`notes.text`), what it was, what it is now, and the kinds. */
export type MaskedText = {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly kinds: readonly string[];
};

type Masking = {
  readonly found: (masked: MaskedText) => void;
  /** Texts that stay, whatever they look like: those that the stored record has already. */
  readonly stays: (text: string) => boolean;
};

const nothingStays = (): boolean => false;

/** `record` with its secrets masked, names of fields included; the same object where it holds none. */
export const maskRecord = <T>(
  record: T,
  fixed: FixedFields,
  found: (masked: MaskedText) => void,
  stays: (text: string) => boolean = nothingStays,
): T => maskValue(record, fixed, '', { found, stays }) as T;

const maskValue = (value: unknown, fixed: FixedFields | undefined, field: string, masking: Masking): unknown => {
  if (typeof value === 'string') return maskText(value, field, masking);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? maskList(value, fixed, field, masking) : maskFields(value, fixed, field, masking);
};

const maskText = (text: string, field: string, { found, stays }: Masking): string => {
  const { text: clean, masked } = maskSecrets(text);
  if (clean === text || stays(text)) return text;
  found({ field, before: text, after: clean, kinds: masked });
  return clean;
};

const maskList = (
  list: readonly unknown[],
  fixed: FixedFields | undefined,
  field: string,
  masking: Masking,
): readonly unknown[] => {
  let clean: unknown[] | undefined;
  for (const [at, item] of list.entries()) {
    const next = maskValue(item, fixed, field, masking);
    if (next === item) continue;
    clean ??= [...list];
    clean[at] = next;
  }
  return clean ?? list;
};

const maskFields = (record: object, fixed: FixedFields | undefined, field: string, masking: Masking): object => {
  let changed = false;
  const clean: [string, unknown][] = [];
  for (const [name, value] of Object.entries(record)) {
    const known = fixed !== undefined && Object.hasOwn(fixed, name) ? fixed[name] : undefined;
    const nextName = known === undefined ? maskName(name, field, masking) : name;
    const path = field === '' ? nextName : `${field}.${nextName}`;
    const next = known === true ? value : (maskNamed(name, value, path, masking) ?? maskValue(value, known, path, masking));
    if (next !== value || nextName !== name) changed = true;
    clean.push([nextName, next]);
  }
  return changed ? Object.fromEntries(clean) : record;
};

const maskName = (name: string, field: string, masking: Masking): string =>
  name.length < 8 ? name : maskText(name, field === '' ? 'a field' : `${field}.*`, masking);

/** `{ "password": "…" }`: the name tells what the value does not. */
const maskNamed = (name: string, value: unknown, field: string, { found, stays }: Masking): string | undefined => {
  if (typeof value !== 'string' || !/pass|pw|secret|token|key|auth|kennwort|contrase|senha|jeton|credential|geheim/i.test(name))
    return undefined;
  if (!isSecretOf(name, value) || stays(value)) return undefined;
  found({ field, before: value, after: '[masked secret]', kinds: ['secret'] });
  return '[masked secret]';
};
