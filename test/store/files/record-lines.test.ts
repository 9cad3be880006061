import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAnyTooDeep, isTooDeep } from '../../../src/store/files/image/json-depth';
import { editRecordLines, hasDuplicateIds, parseRecordLines } from '../../../src/store/files/image/record-lines';

const written = (...lines: string[]): string => `{"version":1,"list":[\n${lines.join(',\n')}\n]}\n`;

const parse = (text: string) => parseRecordLines(Buffer.from(text, 'utf8'), text, 'list');
const parsed = (text: string) => {
  const image = parse(text);
  return image && { head: image.head, records: image.records, written: image.written?.toString('utf8') };
};

const edited = (text: string, put: readonly { readonly id: string }[], remove: readonly string[] = []): string => {
  const image = parse(text);
  if (image === undefined) throw new Error('no file of records');
  return editRecordLines(image, image.head, 'list', { put, remove }).toString('utf8');
};

describe('a file of records', () => {
  test.each([
    ['{"version":1,"list":[\n]}\n', []],
    [written('{"id":"A"}'), [{ id: 'A' }]],
    [written('{"id":"A"}', '{"id":"B","n":[1,2]}'), [{ id: 'A' }, { id: 'B', n: [1, 2] }]],
    [written('{"id":"A","t":"a|b"}'), [{ id: 'A', t: 'a|b' }]],
    [written('{"id":"A"}', '{"id":"B"}').trimEnd(), [{ id: 'A' }, { id: 'B' }]],
    ['{"version":1,"list":[\n]}', []],
  ])('in the written form: %j', (text, records) => {
    expect(parsed(text)).toEqual({ head: { version: 1 }, records, written: text });
  });

  test.each([
    ['a record over two lines', written('{"id":"A","n":[1,\n2]}', '{"id":"B"}'), [{ id: 'A', n: [1, 2] }, { id: 'B' }]],
    ['two records in a line', written('{"id":"A"},{"id":"B"}', '{"id":"C"}'), [{ id: 'A' }, { id: 'B' }, { id: 'C' }]],
    [
      'as many lines as records, but others',
      written('{"id":"A","n":[{"id":"X"}', '{"id":"B"}]},{"id":"C"}'),
      [{ id: 'A', n: [{ id: 'X' }, { id: 'B' }] }, { id: 'C' }],
    ],
    ['a break without a comma', written('{"id":"A"\n}', '{"id":"B"}'), [{ id: 'A' }, { id: 'B' }]],
    ['a break between keys', written('{"id":"A",\n"n":1}', '{"id":"B"}'), [{ id: 'A', n: 1 }, { id: 'B' }]],
    ['the mark itself in a record', written('{"id":"A","l":["|"]}', '{"id":"B"}'), [{ id: 'A', l: ['|'] }, { id: 'B' }]],
    [
      'a second list of the name',
      '{"version":1,"list":[\n{"id":"A"}],"list":[{"id":"B"},\n{"id":"C"}\n]}\n',
      [{ id: 'B' }, { id: 'C' }],
    ],
    [
      'another list behind the last',
      '{"version":1,"list":[\n{"id":"A"},\n{"id":"B"}],"more":[1\n]}\n',
      [{ id: 'A' }, { id: 'B' }],
    ],
    ['another list at the end', '{"version":1,"list":[\n{"id":"A"}],"more":[{"id":"B"},\n{"id":"C"}\n]}\n', [{ id: 'A' }]],
    [
      'records and breaks that are as many as those of the written form',
      written('{"id":"A"}', '{"id":"B"},{"id":"C"},{"id":"D"}', '{"id":"E","n":[1', '2]}', '{"id":"F"}'),
      [{ id: 'A' }, { id: 'B' }, { id: 'C' }, { id: 'D' }, { id: 'E', n: [1, 2] }, { id: 'F' }],
    ],
    ['another list of one in the last lines', '{"version":1,"list":[{"id":"A"}],"more":[\n{"id":"B"}\n]}\n', [{ id: 'A' }]],
    [
      'another list whose name ends as that of the records',
      '{"version":1,"list":[{"id":"A"}],"my\\"list":[\n{"id":"B"}\n]}\n',
      [{ id: 'A' }],
    ],
    ['no line end', '{"version":1,"list":[{"id":"A"}]}', [{ id: 'A' }]],
    ['a line end in the head', '{"version":1,\n"list":[{"id":"A"}\n]}', [{ id: 'A' }]],
    ['the list first', '{"list":[\n{"id":"A"}\n],"version":1}\n', [{ id: 'A' }]],
    ['the end in the line of the last record', '{"version":1,"list":[\n{"id":"A"}]}\n', [{ id: 'A' }]],
    ['two line ends behind it', `${written('{"id":"A"}')}\n`, [{ id: 'A' }]],
    ['an empty line', written('{"id":"A"}', '', '{"id":"B"}').replace(',\n,', ',\n'), [{ id: 'A' }, { id: 'B' }]],
  ])('in any other form is written anew: %s', (_, text, records) => {
    const image = parsed(text);
    expect(image?.records).toEqual(records);
    expect(image?.written).toBeUndefined();
    expect(JSON.parse(edited(text, [{ id: 'new' }])).list).toEqual([...records, { id: 'new' }]);
  });

  test.each([
    '',
    'null',
    '5',
    '"list"',
    'true',
    '[]',
    '[{"list":[]}]',
    '{}',
    '{"list":{}}',
    '{"list":null}',
    '{"x":{"list":[]}}',
    '{"version":1,"list":[\n{"id":"A"},\n]}\n',
    '{"version":1,"list":[\n{"id":"A"}\n{"id":"B"}\n]}\n',
  ])('is not %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  test('keeps the lines that do not change, byte by byte', () => {
    const text = written('{ "id": "A" }', '{"id":"B"}', '{"id" :"C"}', '{"id":"D" }');
    expect(edited(text, [])).toBe(text);
    expect(edited(text, [{ id: 'B' }])).toBe(text);
    expect(edited(text, [], ['A'])).toBe(written('{"id":"B"}', '{"id" :"C"}', '{"id":"D" }'));
    expect(edited(text, [{ id: 'E' }], ['B', 'C'])).toBe(written('{ "id": "A" }', '{"id":"D" }', '{"id":"E"}'));
    expect(edited(text, [{ id: 'D' }, { id: 'A' }])).toBe(written('{"id":"A"}', '{"id":"B"}', '{"id" :"C"}', '{"id":"D"}'));
    expect(edited(text, [], ['A', 'B', 'C', 'D'])).toBe('{"version":1,"list":[\n]}\n');
  });

  test('of many lines is edited where the record stands, whatever else bears its id', () => {
    const form = fc.constantFrom(
      (id: string) => `{"id":"${id}","n":1}`,
      (id: string) => `{"n":{"id":"${id}"},"id":"${id}"}`,
      (id: string) => `{ "id":"${id}" }`,
      // The id of the record is the last one of its line.
      (id: string) => `{"id":"K7","m":[{"id":"K150"}],"id":"${id}"}`,
      (id: string) => `{"id":"${id}","t":"\\n{\\"id\\":\\"K99\\""}`,
    );
    const forms = fc.array(form, { minLength: 180, maxLength: 180 });
    const some = fc.subarray(
      Array.from({ length: 180 }, (_, at) => `K${at}`),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(forms, some, some, (all, put, removed) => {
        const lines = all.map((each, at) => [`K${at}`, each(`K${at}`)] as const);
        const expected = lines
          .filter(([id]) => put.includes(id) || !removed.includes(id))
          .map(([id, line]) => (put.includes(id) ? JSON.stringify({ id, changed: true }) : line));
        const changed = put.map((id) => ({ id, changed: true }));
        expect(edited(written(...lines.map(([, line]) => line)), changed, removed)).toBe(written(...expected));
      }),
    );
  });

  test('of many lines does not take the id that another line begins with for its own', () => {
    const lines = Array.from({ length: 180 }, (_, at) => `{"id":"K${at}"}`).with(60, '{"id":"K150","id":"K60"}');
    const changed = { id: 'K150', changed: true };
    expect(edited(written(...lines), [changed], ['K60'])).toBe(
      written(...lines.with(150, JSON.stringify(changed)).toSpliced(60, 1)),
    );
    expect(edited(written(...lines), [changed])).toBe(written(...lines.with(150, JSON.stringify(changed))));
  });

  test.each([
    [['A', 'B', 'AA', 'AB'], false],
    [['T2', 'T1', 'T10'], false],
    [['T1', 'T1'], true],
    [['T9', 'T10', 'T9'], true],
    [['b', 'a', 'b'], true],
    [[], false],
  ])('%j: some id twice: %s', (ids, twice) => {
    expect(hasDuplicateIds(ids.map((id) => ({ id })))).toBe(twice);
  });

  test('is read as JSON.parse reads it, and edited as a list is, wherever its lines are broken', () => {
    const record = fc.record({ id: fc.constantFrom('A', 'B', 'C', 'ä', ''), value: fc.jsonValue({ maxDepth: 3 }) });
    const records = fc.uniqueArray(record, { selector: ({ id }) => id });
    fc.assert(
      fc.property(records, records, fc.array(fc.boolean()), (before, put, breaks) => {
        let comma = 0;
        const body = before.map((each) => JSON.stringify(each)).join(',\n');
        const text = `{"version":1,"list":[\n${body}${body === '' ? '' : '\n'}]}\n`;
        const broken = text.replaceAll(/,\n?/g, (between) => (breaks[comma++] === true ? ',\n' : between));
        let whole: { list: unknown } | undefined;
        try {
          whole = JSON.parse(broken);
        } catch {
          // A break within a string: no JSON.
        }
        expect(parsed(broken)?.records).toEqual(whole?.list);
        if (whole === undefined) return;
        const after = new Map([...before, ...put].map((each) => [each.id, each]));
        expect(JSON.parse(edited(broken, put)).list).toEqual(JSON.parse(JSON.stringify([...after.values()])));
        const removed = before.slice(0, 2).map(({ id }) => id);
        expect(JSON.parse(edited(broken, [], removed)).list).toEqual(JSON.parse(JSON.stringify(before.slice(2))));
      }),
      { numRuns: 500 },
    );
  });
});

describe('depth', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  test('64 levels are allowed, whatever stands beside them', () => {
    expect(isTooDeep(nested(64))).toBe(false);
    expect(isTooDeep(nested(65))).toBe(true);
    expect(isTooDeep(`[${'[],'.repeat(100)}"${'['.repeat(100)}"]`)).toBe(false);
  });

  test('a record in a line counts with the list around it', () => {
    expect(isAnyTooDeep(written('{}', `{"a":${nested(61)}}`, '{}'))).toBe(false);
    expect(isAnyTooDeep(written('{}', `{"a":${nested(62)}}`, '{}'))).toBe(true);
    expect(isAnyTooDeep(written('{}', `{"a":${nested(62)}}`))).toBe(true);
    expect(isAnyTooDeep(`{"a":${nested(64)},"list":[\n{}\n]}\n`)).toBe(true);
    expect(isAnyTooDeep(written(...Array.from({ length: 70 }, () => '{"a":[]}')))).toBe(false);
  });
});
