import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/domain/ledger/canonical-json';
import { hashEntry } from '../../../../src/domain/ledger/seal-entries';
import type { Redaction } from '../../../../src/domain/state/change';
import { sha256 } from '../../../../src/store/files/digest';
import { createLineHash } from '../../../../src/store/files/ledger/line-hash';
import { redactLines } from '../../../../src/store/files/ledger/redact-lines';
import { fileOf, lineOf, sealed } from './sample';

const first = sealed('e1', [], { reason: 'the key is 123', note: 'n', files: [{ path: 'a', origin: 'git' }] });
const second = sealed('e2', [first], { reason: 'the key is 123' });
const third = sealed('e3', [second], { agent: 'me' });
const all = [first, second, third];

const taking = (entry: { id: string; hash: string }, ...fields: string[]): Redaction[] =>
  fields.map((field) => ({ entryId: entry.id, hash: entry.hash, field }) as Redaction);

const redacted = (content: Buffer, redactions: readonly Redaction[]): string => redactLines(content, redactions).toString('utf8');

describe('what a line says of its task', () => {
  const task = { id: 'T001', uid: 'u', title: 'the key is 123', type: 'task', phase: 'p', labels: ['key-123'] };
  const entry = sealed('e1', [], { task });
  const digests = { task: sha256(canonicalJson(task)) };
  const { prev, hash, task: _task, ...rest } = entry;
  const line = (left: object): string => {
    const fields = Object.entries({ ...rest, task: left });
    const order = Object.keys(entry);
    const sorted = fields.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    return lineOf({ ...Object.fromEntries(sorted), redacted: digests, prev, hash });
  };

  test('goes part by part, and its hash stays', () => {
    const bytes = fileOf([entry]);
    const withoutTitle = redacted(bytes, taking(entry, 'title'));
    expect(withoutTitle).toBe(line({ ...task, title: '[redacted]', redacted: ['title'] }));
    const { phase: _phase, ...left } = task;
    const all = line({ ...left, title: '[redacted]', labels: [], redacted: ['title', 'labels', 'phase'] });
    expect(redacted(bytes, taking(entry, 'phase', 'labels', 'title'))).toBe(all);
    expect(redacted(Buffer.from(withoutTitle), taking(entry, 'labels', 'phase'))).toBe(all);
    expect(redacted(Buffer.from(all), taking(entry, 'title', 'labels'))).toBe(all);
    for (const text of [withoutTitle, all]) {
      expect(hashEntry(JSON.parse(text), sha256)).toBe(hash);
      expect(createLineHash().hashOf(JSON.parse(text))).toBe(hash);
      expect(text).not.toContain('the key is');
    }
  });

  test('counts where nothing was taken out of it, whatever `redacted` says', () => {
    const forged = { ...entry, task: { ...task, id: 'T002' }, redacted: digests };
    expect(hashEntry(forged, sha256)).not.toBe(hash);
    expect(createLineHash().hashOf(forged)).not.toBe(hash);
    const later = sealed('e2', [], { task: { ...task, redacted: ['title'] } });
    expect(hashEntry({ ...later, task: { ...later.task, id: 'T002' } }, sha256)).not.toBe(later.hash);
  });
});

describe('a redaction', () => {
  test('takes a field out of its line, and keeps its digest behind the other fields', () => {
    const { prev, hash, reason: _, ...rest } = second;
    expect(redacted(fileOf(all), taking(second, 'reason'))).toBe(
      lineOf(first) + lineOf({ ...rest, redacted: { reason: sha256('"the key is 123"') }, prev, hash }) + lineOf(third),
    );
  });

  test('takes out several fields of several lines, the digests in the order of the asking', () => {
    const { prev, hash, reason: _reason, files: _files, ...rest } = first;
    const { agent: _agent, prev: thirdPrev, hash: thirdHash, ...thirdRest } = third;
    const digests = { reason: sha256('"the key is 123"'), files: sha256('[{"origin":"git","path":"a"}]') };
    expect(redacted(fileOf(all), [...taking(first, 'reason', 'files'), ...taking(third, 'agent')])).toBe(
      lineOf({ ...rest, redacted: digests, prev, hash }) +
        lineOf(second) +
        lineOf({ ...thirdRest, redacted: { agent: sha256('"me"') }, prev: thirdPrev, hash: thirdHash }),
    );
  });

  test('joins the ones before it', () => {
    const once = redactLines(fileOf(all), taking(first, 'note', 'reason'));
    const { prev, hash, reason: _reason, note: _note, files: _files, ...rest } = first;
    const digests = { note: sha256('"n"'), reason: sha256('"the key is 123"'), files: sha256('[{"origin":"git","path":"a"}]') };
    const twice = lineOf({ ...rest, redacted: digests, prev, hash }) + lineOf(second) + lineOf(third);
    expect(redacted(once, taking(first, 'files'))).toBe(twice);
    expect(redacted(once, taking(first, 'note', 'reason'))).toBe(once.toString('utf8'));
    expect(redacted(once, taking(first, 'files', 'note'))).toBe(twice);
  });

  test('takes it out wherever the same line stands again', () => {
    const [line] = redacted(fileOf([first]), taking(first, 'note')).split('\n');
    expect(redacted(fileOf([first, third, first]), taking(first, 'note'))).toBe(`${line}\n${lineOf(third)}${line}\n`);
  });

  test('keeps keys that it does not know, and __proto__', () => {
    const line = `{"__proto__":{"a":1},${JSON.stringify(third).slice(1, -1)},"later":[1]}\n`;
    const { agent: _, prev, hash, ...rest } = third;
    const start = JSON.stringify(rest).slice(1, -1);
    expect(redacted(Buffer.from(line), taking(third, 'agent'))).toBe(
      `{"__proto__":{"a":1},${start},"later":[1],"redacted":{"agent":"${sha256('"me"')}"},"prev":${JSON.stringify(prev)},"hash":"${hash}"}\n`,
    );
  });
});

describe('every other byte stays', () => {
  const odd = Buffer.from(
    `\n\r\n<<<<<<< ${first.hash}\n"${first.hash}"\nnull\n[1]\n{ "hash" : "${first.hash}" }\n\xff\n`,
    'latin1',
  );
  const content = Buffer.concat([odd, fileOf([second]), odd, fileOf([third]).subarray(0, -1)]);

  test.each<[string, Redaction[]]>([
    ['nothing is asked for', []],
    ['the line is another', taking({ id: 'e1', hash: first.hash }, 'reason')],
    ['the id is another', taking({ id: 'e1', hash: second.hash }, 'reason')],
    ['the hash is another', taking({ id: 'e2', hash: third.hash }, 'reason')],
    ['there is no such field', taking(second, 'note')],
    // The next line names this hash as its predecessor.
    ['the hash stands there as that of another', taking({ id: 'e3', hash: second.hash }, 'agent')],
  ])('where %s', (_name, redactions) => {
    expect(redactLines(content, redactions).equals(content)).toBe(true);
  });

  test('around the line, and where the bytes lie within others', () => {
    const { prev, hash, reason: _, ...rest } = second;
    const clean = Buffer.from(lineOf({ ...rest, redacted: { reason: sha256('"the key is 123"') }, prev, hash }));
    const within = Buffer.concat([fileOf([first]), content, fileOf([first])])
      .subarray(fileOf([first]).length)
      .subarray(0, content.length);
    expect(
      redactLines(within, taking(second, 'reason')).equals(Buffer.concat([odd, clean, odd, fileOf([third]).subarray(0, -1)])),
    ).toBe(true);
  });

  test('of a last line without its end', () => {
    const text = redacted(fileOf([first, third]).subarray(0, -1), taking(third, 'agent'));
    expect(text).toBe(redacted(fileOf([first, third]), taking(third, 'agent')).slice(0, -1));
  });
});
