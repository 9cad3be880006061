import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAnyTooDeep, isTooDeep } from '../../src/store/image/json-depth';
import { parseRecordLines } from '../../src/store/image/record-lines';

const written = (...lines: string[]): string => `{"version":1,"list":[\n${lines.join(',\n')}\n]}\n`;

const parsed = (text: string) => {
  const image = parseRecordLines(text, 'list');
  return image && { ...image, lines: image.lines?.() };
};

describe('a file of records', () => {
  test('in the written form gives each record with its line', () => {
    expect(parsed(written('{"id":"A"}', '{"id":"B","n":[1,2]}'))).toEqual({
      head: { version: 1 },
      records: [{ id: 'A' }, { id: 'B', n: [1, 2] }],
      lines: ['{"id":"A"}', '{"id":"B","n":[1,2]}'],
    });
    expect(parsed('{"version":1,"list":[\n]}\n')).toEqual({ head: { version: 1 }, records: [], lines: [] });
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
    ['a second list of the name', '{"list":[\n{"id":"A"}],"list":[{"id":"B"},\n{"id":"C"}\n]}\n', [{ id: 'B' }, { id: 'C' }]],
    ['another list behind the last', '{"list":[\n{"id":"A"},\n{"id":"B"}],"more":[1\n]}\n', [{ id: 'A' }, { id: 'B' }]],
    ['another list at the end', '{"list":[\n{"id":"A"}],"more":[{"id":"B"},\n{"id":"C"}\n]}\n', [{ id: 'A' }]],
  ])('in any other form gives the records without lines: %s', (_, text, records) => {
    const image = parsed(text);
    expect(image?.records).toEqual(records);
    expect(image?.lines).toBeUndefined();
  });

  test('gives what JSON.parse gives, and lines that are the records, wherever lines are broken', () => {
    const record = fc.record({ id: fc.string(), value: fc.jsonValue({ maxDepth: 3 }) });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), fc.infiniteStream(fc.nat(6)), (records, choices) => {
        const breaks = choices[Symbol.iterator]();
        const text = written(...records.map((each) => JSON.stringify(each))).replaceAll(',', () =>
          breaks.next().value === 0 ? ',\n' : ',',
        );
        let whole: { list: unknown[] } | undefined;
        try {
          whole = JSON.parse(text);
        } catch {
          // A break within a string: no JSON.
        }
        const image = parsed(text);
        expect(image?.records).toEqual(whole?.list);
        if (image?.lines !== undefined) expect(image.lines.map((line) => JSON.parse(line))).toEqual(whole?.list);
      }),
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
