import { hash } from 'node:crypto';

type Fields = Readonly<Record<string, unknown>>;

const mostKnown = 2_000;
const longestKnown = 100;

/** Names of objects repeat from line to line: their order and their JSON are remembered. */
const createNames = () => {
  const orders = new Map<string, readonly string[]>();
  const quotes = new Map<string, string>();
  return {
    sorted: (value: object): readonly string[] => {
      const names = Object.keys(value);
      if (names.length < 2) return names;
      const shape = names.join('\n');
      const known = orders.get(shape);
      // Names with line breaks are never remembered, and are fewer than those that the same text was made of.
      if (known?.length === names.length) return known;
      names.sort();
      if (orders.size < mostKnown && !names.some((name) => name.includes('\n'))) orders.set(shape, names);
      return names;
    },
    quoted: (name: string): string => {
      let text = quotes.get(name);
      if (text === undefined) {
        text = JSON.stringify(name);
        if (quotes.size < mostKnown) quotes.set(name, text);
      }
      return text;
    },
  };
};

type Names = ReturnType<typeof createNames>;

/** The same text as `canonicalJson` of the domain, for values that JSON.parse gave. */
const canonical = (value: unknown, names: Names): string => {
  if (typeof value === 'string') return JSON.stringify(value);
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
  const ofTexts = new Map<string, string>();
  const ofOthers = new Map<string, string>();
  let idDigest = '';

  const remembered = (known: Map<string, string>, key: string, json: string): string => {
    const digest = hash('sha256', json);
    if (known.size >= mostKnown) known.clear();
    known.set(key, digest);
    return digest;
  };
  const digestOf = (name: string, value: unknown): string => {
    const mayRepeat = repeating.has(name);
    if (typeof value === 'string') {
      if (!mayRepeat || value.length > longestKnown) return hash('sha256', JSON.stringify(value));
      return ofTexts.get(value) ?? remembered(ofTexts, value, JSON.stringify(value));
    }
    const json = canonical(value, names);
    if (!mayRepeat || json.length > longestKnown) return hash('sha256', json);
    return ofOthers.get(json) ?? remembered(ofOthers, json, json);
  };

  return {
    hashOf: (entry: Fields): string => {
      const taken = redactedOf(entry);
      let rows = 'stint-ledger-1\n';
      for (const name of names.sorted(taken === undefined ? entry : { ...taken, ...entry })) {
        if (name === 'hash' || name === 'redacted') continue;
        const digest = taken === undefined || Object.hasOwn(entry, name) ? digestOf(name, entry[name]) : String(taken[name]);
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
