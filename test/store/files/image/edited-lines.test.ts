import { describe, expect, test } from 'vitest';
import {
  editRecordLines,
  hasDuplicateIds,
  parseRecordLines,
  type RecordLines,
} from '../../../../src/store/files/image/record-lines';

const written = (...lines: string[]): string => `{"version":1,"list":[\n${lines.join(',\n')}\n]}\n`;

/** An image that remembers the searches through its bytes: what was looked for, line ends only counted, and from where. */
const watchedImage = (lines: readonly string[]) => {
  const text = written(...lines);
  const bytes = Buffer.from(text);
  const image = parseRecordLines(bytes, text, 'list') as RecordLines;
  const searches: [string, number][] = [];
  let steps = 0;
  bytes.indexOf = (wanted, from) => {
    if (typeof wanted === 'number') steps++;
    else searches.push([String(wanted), Number(from)]);
    return Buffer.prototype.indexOf.call(bytes, wanted, from as number);
  };
  const edit = (...ids: string[]): string =>
    editRecordLines(image, image.head, 'list', { put: ids.map((id) => ({ id, x: 1 })), remove: [] }).toString();
  return { edit, searches, steps: () => steps };
};

const lines = Array.from({ length: 100 }, (_, at) => `{"id":"K${at}"}`);
const withLines = (...ids: number[]): string =>
  written(...lines.map((line, at) => (ids.includes(at) ? `{"id":"K${at}","x":1}` : line)));
const startOf = (at: number): number => written(...lines).indexOf(lines[at] ?? '?');

describe('a line that is changed', () => {
  test('is stepped to, line by line, where it is near', () => {
    const image = watchedImage(lines);
    expect(image.edit('K31')).toBe(withLines(31));
    // To the first line, over 31 others, and over itself.
    expect([image.searches, image.steps()]).toEqual([[], 33]);
  });

  test('is searched by its id where it is far, and nothing is stepped over', () => {
    const image = watchedImage(lines);
    expect(image.edit('K32')).toBe(withLines(32));
    // To the first line, to the end of the one that was found, and over it.
    expect([image.searches, image.steps()]).toEqual([[['\n{"id":"K32"', startOf(0) - 1]], 3]);
  });

  test('is searched from the one before it', () => {
    const image = watchedImage(lines);
    expect(image.edit('K40', 'K42', 'K90')).toBe(withLines(40, 42, 90));
    expect(image.searches).toEqual([
      ['\n{"id":"K40"', startOf(0) - 1],
      ['\n{"id":"K90"', startOf(43) - 1],
    ]);
    // To the first; the end of K40, over it, over the next and over K42; the end of K90 and over it; nine to the end.
    expect(image.steps()).toBe(1 + 4 + 2 + 9);
  });

  test('is stepped to where its id does not stand at its head', () => {
    const odd = lines.with(50, '{ "id":"K50"}');
    const image = watchedImage(odd);
    expect(image.edit('K50')).toBe(withLines(50));
    expect([image.searches, image.steps()]).toEqual([[['\n{"id":"K50"', startOf(0) - 1]], 1 + 50 + 1]);
  });

  test('is stepped to where another line begins with its id', () => {
    const odd = lines.with(40, '{"id":"K50","id":"K40"}');
    const image = watchedImage(odd);
    expect(image.edit('K50')).toBe(written(...odd.with(50, '{"id":"K50","x":1}')));
    expect([image.searches.length, image.steps()]).toEqual([1, 1 + 1 + 50 + 1]);
  });

  test('is the last that is looked at', () => {
    const never = {
      get id(): string {
        throw new Error('looked at');
      },
    };
    const records = [{ id: 'K0' }, { id: 'K1' }, never];
    const image = { head: { version: 1 }, records, written: Buffer.from(written(...lines.slice(0, 3))) };
    const edit = { put: [{ id: 'K1', x: 1 }], remove: ['K0'] };
    expect(editRecordLines(image, image.head, 'list', edit).toString()).toBe(written('{"id":"K1","x":1}', '{"id":"K2"}'));
  });
});

test.each([[[]], [['A']], [['A', 'B', 'AA', 'AB', 'BA', 'AAA']], [['T1', 'T2', 'T10', 'T11', 'T100']]])(
  '%j: ids that rise are only compared with their neighbours',
  (ids) => {
    const records = ids.map((id) => ({ id }));
    records.map = () => {
      throw new Error('all were compared with all');
    };
    expect(hasDuplicateIds(records)).toBe(false);
  },
);
