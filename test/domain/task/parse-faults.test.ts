import { describe, expect, test } from 'vitest';
import { parseTaskLines } from '../../../src/domain/task/parse-task-lines';

const faultsOf = (...lines: readonly unknown[]) =>
  parseTaskLines(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'), 'b.jsonl').faults;
const at = '2026-01-31T12:00:00Z';

describe('faults of a line', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['no JSON', '{"title":', [expect.stringMatching(/^b\.jsonl:1: no JSON: ./) as never]],
    ['null', 'null', ['b.jsonl:1: a line must be a JSON object with a title']],
    ['a number', '7', ['b.jsonl:1: a line must be a JSON object with a title']],
    ['a list', '[]', ['b.jsonl:1: a line must be a JSON object with a title']],
    ['no title', { id: 'x' }, ['b.jsonl:1: a task needs a title']],
    [
      'an enum that is none',
      { title: 'a', priority: 'hihg' },
      ['b.jsonl:1: priority "hihg" is none of critical, high, medium, low, did you mean high?'],
    ],
    ['an enum of another kind', { title: 'a', type: 3 }, ['b.jsonl:1: type 3 is none of epic, task, subtask']],
    ['a list that is none', { title: 'a', labels: 'x' }, ['b.jsonl:1: labels must be a list of strings, not "x"']],
    ['a list of more than strings', { title: 'a', files: ['x', 1] }, ['b.jsonl:1: files must be a list of strings, not ["x",1]']],
    ['a text that is none', { title: 'a', description: 1 }, ['b.jsonl:1: description must be a string, not 1']],
    ['an empty uid', { title: 'a', uid: '' }, ['b.jsonl:1: uid must not be empty']],
    ['an empty text', { title: 'a', description: '' }, []],
    [
      'an instant that is none',
      { title: 'a', createdAt: 'soon' },
      ['b.jsonl:1: createdAt must be an instant such as 2026-01-31T12:00:00Z, not "soon"'],
    ],
    [
      'an instant beyond the calendar',
      { title: 'a', startedAt: '2026-99-99T12:00:00Z' },
      ['b.jsonl:1: startedAt must be an instant such as 2026-01-31T12:00:00Z, not "2026-99-99T12:00:00Z"'],
    ],
    [
      'notes',
      {
        title: 'a',
        notes: [
          { at, text: 'n' },
          { at, text: 'n', by: 'me' },
        ],
      },
      [],
    ],
    ['null says nothing', { title: 'a', labels: null, notes: null }, []],
    ['a parent that is no text', { title: 'a', parentId: 7 }, ['b.jsonl:1: parentId must be a string, not 7']],
  ])('%s', (_name, line, faults) => expect(faultsOf(line)).toEqual(faults));

  test.each<[unknown]>([
    ['x'],
    [[null]],
    [['x']],
    [[{ at: 'soon', text: 'n' }]],
    [[{ at: 7, text: 'n' }]],
    [[{ at, text: 7 }]],
    [[{ at, text: 'n', by: 7 }]],
    [[{ at, text: 'n' }, 7]],
  ])('notes that are none: %j', (notes) =>
    expect(faultsOf({ title: 'a', notes })).toEqual([
      `b.jsonl:1: notes must be a list of {"at","text"}, not ${JSON.stringify(notes)}`,
    ]),
  );

  test('each with its line; a long value is cut; empty lines count and say nothing', () => {
    expect(faultsOf('\uFEFF{"title":"a"}', '  ', { title: 'b', phase: 7 }, '\r', { labels: 'y'.repeat(90) })).toEqual([
      'b.jsonl:3: phase must be a string, not 7',
      `b.jsonl:5: labels must be a list of strings, not "${'y'.repeat(59)}`,
      'b.jsonl:5: a task needs a title',
    ]);
  });

  test('depth is limited', () => {
    const nested = (levels: number) => `{"title":"a","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(faultsOf(nested(62))).toEqual([]);
    expect(faultsOf(nested(63))).toEqual(['b.jsonl:1: nested deeper than 62 levels']);
  });

  test('keys that are nearly known are told once', () => {
    const { warnings, tasks } = parseTaskLines('{"title":"a","lables":["x"],"zzzzzz":1}\n{"title":"b","lables":[]}', 'b.jsonl');
    expect(warnings).toEqual([{ code: 'W_UNKNOWN_FIELD', message: 'b.jsonl:1: "lables" is kept, but stint reads labels' }]);
    expect(tasks).toStrictEqual([
      { where: 'b.jsonl:1', title: 'a', extra: { lables: ['x'], zzzzzz: 1 } },
      { where: 'b.jsonl:2', title: 'b', extra: { lables: [] } },
    ]);
    expect(parseTaskLines('{"title":"a","status":"active","parentId":"T1","completions":3}', 'b').tasks).toStrictEqual([
      { where: 'b:1', title: 'a', status: 'pending', parent: 'T1' },
    ]);
  });
});

test('a line that is right is read as it stands', () => {
  const notes = [{ at, text: 'n', by: 'me' }];
  const told = {
    id: 'x',
    uid: 'u',
    title: 'a\uFEFFb',
    status: 'done',
    createdAt: at,
    completedAt: '2026-01-31T12:00:00.5+02:00',
    notes,
  };
  const { tasks, faults, warnings } = parseTaskLines(`\uFEFF${JSON.stringify({ ...told, parentId: 'y' })}\r\n \n`, 'b.jsonl');
  expect({ tasks, faults, warnings }).toStrictEqual({
    tasks: [{ where: 'b.jsonl:1', ...told, parent: 'y' }],
    faults: [],
    warnings: [],
  });
});

test('a line without a title is read with an empty one', () => {
  expect(parseTaskLines('{"id":"x"}', 'b.jsonl').tasks).toStrictEqual([{ where: 'b.jsonl:1', title: '', id: 'x' }]);
});
