import { hash } from 'node:crypto';

type Fields = Readonly<Record<string, unknown>>;

const mostKnown = 2_000;
const longestKnown = 100;

/** The same text as `canonicalJson` of the domain, for values that JSON.parse gave. */
const canonical = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(JSON.stringify(value));
  let text = '';
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) text += at === 0 ? canonical(value[at]) : `,${canonical(value[at])}`;
    return `[${text}]`;
  }
  const names = sortedNames(value);
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    text += `${at === 0 ? '' : ','}${JSON.stringify(name)}:${canonical((value as Fields)[name])}`;
  }
  return `{${text}}`;
};

/** Insertion sort: the names are few, and often sorted. */
const sortedNames = (value: object): string[] => {
  const names = Object.keys(value);
  for (let at = 1; at < names.length; at++) {
    const name = names[at] ?? '';
    let place = at;
    for (let before = names[place - 1]; place > 0 && before !== undefined && before > name; before = names[place - 1]) {
      names[place] = before;
      place--;
    }
    names[place] = name;
  }
  return names;
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
  const known = new Map<string, string>();
  let idDigest = '';
  const quotes = new Map<string, string>();
  const quoted = (name: string): string => {
    let text = quotes.get(name);
    if (text === undefined) {
      text = JSON.stringify(name);
      if (quotes.size < mostKnown) quotes.set(name, text);
    }
    return text;
  };

  const digestOf = (name: string, value: unknown): string => {
    const text = canonical(value);
    if (!repeating.has(name) || text.length > longestKnown) return hash('sha256', text);
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const digest = hash('sha256', text);
    if (known.size >= mostKnown) known.clear();
    known.set(text, digest);
    return digest;
  };

  return {
    hashOf: (entry: Fields): string => {
      const taken = redactedOf(entry);
      let rows = 'stint-ledger-1\n';
      for (const name of taken === undefined ? sortedNames(entry) : sortedNames({ ...taken, ...entry })) {
        if (name === 'hash' || name === 'redacted') continue;
        const digest = taken === undefined || Object.hasOwn(entry, name) ? digestOf(name, entry[name]) : String(taken[name]);
        if (name === 'id') idDigest = digest;
        rows += `${quoted(name)}:${digest}\n`;
      }
      return hash('sha256', rows);
    },
    get idDigest() {
      return idDigest;
    },
  };
};
