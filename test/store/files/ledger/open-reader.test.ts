import { describe, expect, test } from 'vitest';
import type { LedgerLine, LedgerReader, RecordedTip } from '../../../../src/domain/ledger/reader';
import { inMemory } from '../../../../src/store/files/ledger/byte-source';
import { openReader } from '../../../../src/store/files/ledger/open-reader';
import { parseEntry } from '../../../../src/store/files/ledger/parse-entry';
import { fileOf, lineOf, sealed } from './sample';

const first = sealed('e1');
const second = sealed('e2', [first], { type: 'voided', ref: 'e1', reason: 'wrong' });
const third = sealed('e3', [second], { reason: 'WRONG "again"' });
const entries = [first, second, third];
const content = fileOf(entries);
const starts = entries.map((_, at) => fileOf(entries.slice(0, at)).length);

const readerOf = (bytes: Buffer, recorded?: RecordedTip): LedgerReader => openReader(inMemory(bytes), recorded);

/** Offset, length and id of each line that is handed out. */
const seenBy = (run: (look: (line: LedgerLine) => void) => void): [number, number, string | undefined][] => {
  const seen: [number, number, string | undefined][] = [];
  run((line) => seen.push([line.offset, line.length, line.entry()?.id]));
  return seen;
};
const placeOf = (at: number): [number, number, string | undefined] => [
  starts[at] ?? -1,
  lineOf(entries[at]).length - 1,
  entries[at]?.id,
];

describe('parseEntry', () => {
  test('gives the entry of a line', () => {
    expect(parseEntry(Buffer.from(lineOf(second)))).toStrictEqual(second);
    expect(parseEntry(Buffer.from(JSON.stringify({ ...first, later: [1] })))).toStrictEqual({ ...first, later: [1] });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '<<<<<<< HEAD'],
    ['a cut line', JSON.stringify(first).slice(0, -1)],
    ['no object', 'null'],
    ['a list', JSON.stringify([first])],
    ['of another version', JSON.stringify({ ...first, v: 2 })],
    ['of no hash', JSON.stringify({ ...first, hash: undefined })],
    ['of a time that is none', JSON.stringify({ ...first, at: 'noon' })],
  ])('gives none of a line that is %s', (_name, line) => {
    expect(parseEntry(Buffer.from(line))).toBeUndefined();
  });
});

describe('a scan', () => {
  test('hands out every line with its place', () => {
    const reader = readerOf(content);
    expect(seenBy((look) => reader.scan([{ look }]))).toEqual([placeOf(0), placeOf(1), placeOf(2)]);
    expect([reader.sizeBytes, reader.recorded, reader.skipped]).toEqual([content.length, undefined, 0]);
  });

  test('begins where it is told', () => {
    expect(seenBy((look) => readerOf(content).scan([{ look }], starts[1]))).toEqual([placeOf(1), placeOf(2)]);
    expect(seenBy((look) => readerOf(content).scan([{ look }], content.length))).toEqual([]);
  });

  test.each<[string, { piece: string; ignoreCase?: boolean }, number[]]>([
    ['as it is', { piece: 'wrong' }, [1]],
    ['in any case', { piece: 'wrong', ignoreCase: true }, [1, 2]],
    ['as it is, where that is said', { piece: 'WRONG', ignoreCase: false }, [2]],
    ['that all hold', { piece: '"v":1' }, [0, 1, 2]],
    ['that none holds', { piece: 'right' }, []],
  ])('finds the lines with a piece %s', (_name, wanted, lines) => {
    expect(seenBy((look) => readerOf(content).scan([{ ...wanted, look }]))).toEqual(lines.map(placeOf));
  });

  test('looks for several at once, in the order of the file for each', () => {
    const all: string[] = [];
    const some: string[] = [];
    readerOf(content).scan([
      { look: (line) => all.push(line.entry()?.id ?? '?') },
      { piece: 'again', look: (line) => some.push(line.entry()?.id ?? '?') },
    ]);
    expect([all, some]).toEqual([['e1', 'e2', 'e3'], ['e3']]);
  });

  test('tells how far it is, of what it has to read', () => {
    const told: number[][] = [];
    const size = 3 * 1024 * 1024;
    const bytes = Buffer.alloc(size, `${'x'.repeat(63)}\n`);
    const reader = openReader(inMemory(bytes), undefined, (done, total) => told.push([done, total]));
    reader.scan([]);
    reader.scan([], size / 3);
    expect(told).toEqual([
      [size / 3, size],
      [(2 * size) / 3, size],
      [size, size],
      [size / 3, (2 * size) / 3],
      [(2 * size) / 3, (2 * size) / 3],
    ]);
  });

  test('counts lines that are no entries once, if somebody asks for their entry', () => {
    const reader = readerOf(Buffer.from(`x\n${lineOf(first)}{}\ny\n`));
    reader.scan([{ look: () => {} }]);
    expect(reader.skipped).toBe(0);
    reader.scan([{ piece: 'x', look: (line) => line.entry() }]);
    expect(reader.skipped).toBe(1);
    const look = (line: LedgerLine): boolean => line.entry() === undefined || true;
    reader.scan([{ look }, { look }]);
    reader.backwards(look);
    expect(reader.skipped).toBe(3);
    const far = readerOf(Buffer.from(`${lineOf(first).repeat(200)}x\n${lineOf(first).repeat(200)}`));
    far.backwards(look);
    far.scan([{ look }]);
    expect(far.skipped).toBe(1);
  });
});

describe('a look backwards', () => {
  test('hands out the lines from the last, with their places, until it is enough', () => {
    const reader = readerOf(content);
    const all = seenBy((look) =>
      reader.backwards((line) => {
        look(line);
        return true;
      }),
    );
    expect(all).toEqual([placeOf(2), placeOf(1), placeOf(0)]);
    const some = seenBy((look) =>
      reader.backwards((line) => {
        look(line);
        return line.field('id') !== 'e2';
      }),
    );
    expect(some).toEqual([placeOf(2), placeOf(1)]);
  });

  test('gives the places of lines behind the first block', () => {
    const many = Array.from({ length: 300 }, (_, at) => ({ ...first, id: `m${at}` }));
    const bytes = fileOf(many);
    const seen: [number, string | undefined][] = [];
    readerOf(bytes).backwards((line) => {
      seen.push([line.offset, line.field('id')]);
      return true;
    });
    expect(bytes.length).toBeGreaterThan(65_536);
    expect(seen).toEqual(many.map(({ id }, at) => [fileOf(many.slice(0, at)).length, id]).reverse());
  });
});

describe('a field', () => {
  const fieldsOf = (text: string, name: string): (string | undefined)[] => {
    const fields: (string | undefined)[] = [];
    readerOf(Buffer.from(text)).scan([{ look: (line) => fields.push(line.field(name)) }]);
    return fields;
  };

  test.each<[string, string, string, (string | undefined)[]]>([
    ['of each line', content.toString(), 'id', ['e1', 'e2', 'e3']],
    ['that some have', content.toString(), 'ref', [undefined, 'e1', undefined]],
    ['in a line that is no entry', '{"id":"x"}\n{"id":"y"', 'id', ['x', 'y']],
    ['that is empty', '{"id":""}\n', 'id', ['']],
    ['that is no text', '{"id":5}\n{"id":"y"}\n', 'id', [undefined, 'y']],
    ['that does not end in its line', '{"id":"x\n"}\n', 'id', [undefined, undefined]],
    ['that does not end', '{"id":"x', 'id', [undefined]],
    ['at the end of the line', '{"id":"x"\n{"id":"y"\n', 'id', ['x', 'y']],
    ['whose name stands only in the next line', '{"a":1}\n{"id":"x"}\n', 'id', [undefined, 'x']],
    ['the first of its name', '{"id":"x","task":{"id":"y"}}', 'id', ['x']],
    ['beyond ASCII', '{"id":"äöü","a":"é"}', 'id', ['äöü']],
    ['with blanks before it, which is not how it is written', '{"id": "x"}', 'id', [undefined]],
    ['of another name', '{"uid":"x"}', 'id', [undefined]],
    ['of a longer line before', `{"id":"${'x'.repeat(99)}"}\n{"a":"id"}\n`, 'id', ['x'.repeat(99), undefined]],
  ])('%s', (_name, text, name, fields) => {
    expect(fieldsOf(text, name)).toEqual(fields);
  });

  test('with escapes is read with its line', () => {
    const odd = sealed('a"b\\c\n', [], { ref: '\u0001' });
    expect(fieldsOf(lineOf(odd), 'id')).toEqual(['a"b\\c\n']);
    expect(fieldsOf(lineOf(odd) + lineOf(first), 'ref')).toEqual(['\u0001', undefined]);
    // Of what is no entry, and of what stands inside another field, nothing is known.
    expect(fieldsOf('{"id":"a\\\\b"}\n', 'id')).toEqual([undefined]);
    const inner = { ...first, task: { ...first.task, place: 'a"b', flags: 'c"d' } };
    expect(fieldsOf(lineOf(inner), 'place')).toEqual([undefined]);
    expect(fieldsOf(lineOf(inner), 'flags')).toEqual([undefined]);
  });
});

describe('an entry at a place', () => {
  test.each<[string, number, number, string | undefined]>([
    ['of a line', starts[1] ?? 0, lineOf(second).length - 1, 'e2'],
    ['of a line with its end', starts[1] ?? 0, lineOf(second).length, 'e2'],
    ['of the last', starts[2] ?? 0, lineOf(third).length, 'e3'],
    ['beyond the end', starts[2] ?? 0, lineOf(third).length + 1, undefined],
    ['behind the end', content.length, 5, undefined],
    ['within a line', (starts[1] ?? 0) + 1, 40, undefined],
  ])('%s', (_name, offset, length, id) => {
    expect(readerOf(content).entryAt(offset, length)?.id).toBe(id);
  });
});

test('what is remembered is handed on to questions and to the audit', () => {
  const recorded: RecordedTip = { expected: ['f'.repeat(64)], count: 3, size: content.length, lagMs: 0 };
  const told: number[] = [];
  const reader = openReader(inMemory(content), recorded, (done) => told.push(done));
  expect(reader.recorded).toBe(recorded);
  expect(reader.startOf('2030-01-01T00:00:00.000Z')).toBe(0);
  expect(reader.audit()).toMatchObject({ lines: 3, tipKnown: true, damageCount: 1 });
  expect(told).toEqual([content.length]);
  expect(readerOf(content).audit()).toMatchObject({ lines: 3, tipKnown: false, damageCount: 0 });
});

test('a question for a time begins late in a long ledger', () => {
  const many = Array.from({ length: 1_200 }, (_, at) => ({ ...first, id: `m${at}`, at: new Date(at * 1_000).toISOString() }));
  const bytes = fileOf(many);
  const reader = readerOf(bytes, { expected: [], count: 1_200, size: bytes.length, lagMs: 0 });
  const [late, early] = [new Date(1_190_000), new Date(0)].map((date) => reader.startOf(date.toISOString()));
  expect(early).toBe(0);
  expect(late).toBeGreaterThan(bytes.length / 3);
});

test('a reader closes what it reads from', () => {
  let closed = 0;
  const source = { ...inMemory(content), close: () => closed++ };
  openReader(source, undefined).close();
  expect(closed).toBe(1);
});
