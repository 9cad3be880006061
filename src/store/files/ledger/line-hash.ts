import { hash } from 'node:crypto';
import { isPart } from '../../../domain/ledger/seal-entries';

type Fields = Readonly<Record<string, unknown>>;

/** So many of one kind are remembered; then it begins anew. */
const mostKnown = 2_000;
const longestKnown = 100;

const createMemory = <T>() => {
  const known = new Map<string, T>();
  return {
    get: (key: string): T | undefined => known.get(key),
    keep: (key: string, value: T): T => {
      if (known.size >= mostKnown) known.clear();
      known.set(key, value);
      return value;
    },
  };
};

/** Names of objects repeat from line to line: their order and their JSON are remembered. */
const createNames = () => {
  const orders = createMemory<readonly string[]>();
  const quotes = createMemory<string>();
  return {
    sorted: (value: object): readonly string[] => {
      const names = Object.keys(value);
      if (names.length < 2) return names;
      const shape = names.join('\n');
      const known = orders.get(shape);
      // Names with line breaks are never remembered, and are fewer than those that the same text was made of.
      if (known?.length === names.length) return known;
      names.sort();
      return names.some((name) => name.includes('\n')) ? names : orders.keep(shape, names);
    },
    quoted: (name: string): string => quotes.get(name) ?? quotes.keep(name, JSON.stringify(name)),
  };
};

type Names = ReturnType<typeof createNames>;

/** The same text as `canonicalJson` of the domain, for values that JSON.parse gave. */
const canonical = (value: unknown, names: Names): string => {
  if (value === null || typeof value !== 'object') return String(JSON.stringify(value));
  let text = '';
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) text += at === 0 ? canonical(value[at], names) : `,${canonical(value[at], names)}`;
    return `[${text}]`;
  }
  const sorted = names.sorted(value);
  for (let at = 0; at < sorted.length; at++) {
    const name = sorted[at] ?? '';
    text += `${at === 0 ? '' : ','}${names.quoted(name)}:${canonical((value as Fields)[name], names)}`;
  }
  return `{${text}}`;
};

/** Their values repeat from line to line, so their digests are remembered. */
const repeating = new Set([
  ...['v', 'type', 'source', 'session', 'conversation', 'agent', 'harness', 'files', 'commits'],
  ...['branch', 'costSource', 'events', 'flags', 'tokens', 'costUsd', 'durationMs'],
]);

const redactedOf = ({ redacted }: Fields): Fields | undefined =>
  redacted !== null && typeof redacted === 'object' ? (redacted as Fields) : undefined;

/** The same as `hashEntry` of the domain, for many lines. `idDigest` is the digest of the last line's id. */
export const createLineHash = () => {
  const names = createNames();
  /** Digests of values: of texts by themselves, of others by their JSON. */
  const ofTexts = createMemory<string>();
  const ofOthers = createMemory<string>();
  let idDigest = '';

  const digestOf = (name: string, value: unknown): string => {
    const mayRepeat = repeating.has(name);
    if (typeof value === 'string') {
      if (!mayRepeat || value.length > longestKnown) return hash('sha256', JSON.stringify(value));
      return ofTexts.get(value) ?? ofTexts.keep(value, hash('sha256', JSON.stringify(value)));
    }
    const json = canonical(value, names);
    if (!mayRepeat || json.length > longestKnown) return hash('sha256', json);
    return ofOthers.get(json) ?? ofOthers.keep(json, hash('sha256', json));
  };

  return {
    hashOf: (entry: Fields): string => {
      const taken = redactedOf(entry);
      let rows = 'stint-ledger-1\n';
      for (const name of names.sorted(taken === undefined ? entry : { ...taken, ...entry })) {
        if (name === 'hash' || name === 'redacted') continue;
        const isThere =
          taken === undefined || (Object.hasOwn(entry, name) && !(isPart(name, entry[name]) && Object.hasOwn(taken, name)));
        const digest = isThere ? digestOf(name, entry[name]) : String(taken[name]);
        if (name === 'id') idDigest = digest;
        rows += `${names.quoted(name)}:${digest}\n`;
      }
      return hash('sha256', rows);
    },
    get idDigest() {
      return idDigest;
    },
  };
};
