import { describe, expect, it } from 'vitest';
import { notesFrom } from '../../../src/adapters/import/cleo-history';
import { notesFromCub } from '../../../src/adapters/import/cub-notes';
import {
  amountOf,
  instantFrom,
  linesOf,
  listOf,
  present,
  recordOf,
  restOf,
  textOf,
  textsOf,
  withSections,
} from '../../../src/adapters/import/told';
import { kindLabel, startTelling, wordsOf } from '../../../src/adapters/import/words';

const noTexts = [undefined, null, '', ' \n', true, {}, [], ['x']];

describe('a value that another tool tells', () => {
  it('is a text', () => {
    expect(noTexts.map(textOf)).toEqual(noTexts.map(() => undefined));
    expect([' a ', 'a', 0, 1.5, -1].map(textOf)).toEqual([' a ', 'a', '0', '1.5', '-1']);
  });

  it('is a list', () => {
    expect([...noTexts.slice(0, -2), 'x', 7].map(textsOf)).toEqual([...noTexts.slice(0, -2), 'x', 7].map(() => []));
    expect([textsOf([...noTexts, 'a', 7]), listOf([1, null]), listOf('a'), listOf({ length: 1 })]).toEqual([
      ['a', '7'],
      [1, null],
      [],
      [],
    ]);
  });

  it('is a record', () => {
    expect([null, undefined, 'x', 7, [], [{}]].map(recordOf)).toEqual([null, undefined, 'x', 7, [], [{}]].map(() => undefined));
    expect([...(recordOf(JSON.parse('{"__proto__":1,"a":2}')) ?? [])]).toEqual([
      ['__proto__', 1],
      ['a', 2],
    ]);
  });

  it('is a count', () => {
    const told = [1, 0.5, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, true];
    expect(told.map(amountOf)).toEqual([1, 0.5, ...told.slice(2).map(() => undefined)]);
  });

  it.each([
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.678901+01:00', '2026-01-02T02:04:05.678Z'],
    ['2026-01-02T03:04:05', new Date(2026, 0, 2, 3, 4, 5).toISOString()],
    [' 2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['on 2026-01-02', undefined],
    ['2026-99-99', undefined],
    ['26-01-02', undefined],
    ['2026-1-2', undefined],
    [['2026-01-02'], undefined],
    [1_767_322_800_000, undefined],
    [null, undefined],
  ])('%j is the instant %s', (told, expected) => {
    expect(instantFrom(told)).toBe(expected);
  });

  it.each<[unknown, string[]]>([
    [
      'a\r\n- b\n  * c\n+  [ ]  d\n12. e\n123) f\n1234. g\n-h\n[ ] i\n\n  \n1 j\n- [x] k  \n x - y',
      ['a', 'b', 'c', 'd', 'e', 'f', '1234. g', '-h', '[ ] i', '1 j', 'k', 'x - y'],
    ],
    [
      ['- a', 7, ''],
      ['- a', '7'],
    ],
    [undefined, []],
    [7, []],
    ['', []],
  ])('%j are lines', (told, expected) => {
    expect(linesOf(told)).toEqual(expected);
  });

  it('without a place here is kept, unless it says nothing', () => {
    const told = new Map<string, unknown>([
      ['a', 1],
      ['b', ''],
      ['c', null],
      ['d', []],
      ['e', 0],
      ['f', false],
      ['g', [0]],
      ['__proto__', 'x'],
      ['source', 'own'],
    ]);
    expect(restOf('s', told, new Set(['a', 'source']))).toEqual({
      extra: {
        import: Object.fromEntries([
          ['source', 's'],
          ['e', 0],
          ['f', false],
          ['g', [0]],
          ['__proto__', 'x'],
        ]),
      },
    });
    expect(restOf('s', new Map([['b', '']]), new Set())).toEqual({});
    expect(present({ a: undefined, b: null, c: 0 })).toEqual({ b: null, c: 0 });
    expect(Object.keys(present({ a: undefined }))).toEqual([]);
  });

  it.each<[unknown, [string, unknown][], string | undefined]>([
    [
      'D',
      [
        ['One', 'a'],
        ['Two', ' '],
        ['Three', 7],
      ],
      'D\n\n## One\n\na\n\n## Three\n\n7',
    ],
    [undefined, [['One', 'a']], '## One\n\na'],
    ['', [['One', null]], undefined],
    ['D', [], 'D'],
  ])('%j is a description with sections', (description, sections, expected) => {
    expect(withSections(description, sections)).toBe(expected);
  });
});

describe('words', () => {
  const told = (own = {}) => {
    const telling = startTelling();
    return { telling, words: wordsOf(telling, 'X', own) };
  };

  it.each<['status' | 'priority' | 'type', unknown, string, boolean]>([
    ['status', 'done', 'done', false],
    ['status', ' Completed ', 'done', true],
    ['status', 'wontfix', 'cancelled', true],
    ['status', 'IN REVIEW', 'active', true],
    ['status', 'backlog', 'pending', true],
    ['status', 'on hold', 'blocked', true],
    ['status', 'odd', 'pending', true],
    ['status', 7, 'pending', true],
    ['priority', 'urgent', 'critical', true],
    ['priority', 'normal', 'medium', true],
    ['priority', 4, 'low', true],
    ['priority', 'P4', 'low', true],
    ['priority', 'low', 'low', false],
    ['type', 'Epic', 'epic', true],
    ['type', 'bug', 'task', true],
  ])('%s %j is %s, told: %s', (field, raw, to, isTold) => {
    const { telling, words } = told();
    expect(words[field](raw)).toBe(to);
    expect(telling.translated).toEqual(isTold ? [{ task: 'X', field, from: String(raw), to }] : []);
  });

  it.each([undefined, null, ''])('%j says nothing', (raw) => {
    const { telling, words } = told();
    expect([words.status(raw), words.priority(raw), words.type(raw), telling.translated]).toEqual([
      'pending',
      'medium',
      'task',
      [],
    ]);
  });

  it('of the source itself are not told', () => {
    const { telling, words } = told({ status: new Map([['Shut', 'done']]), priority: new Map([['7', 'low']]) });
    expect([words.status('Shut'), words.priority(7), telling.translated]).toEqual(['done', 'low', []]);
    expect([words.status('shut'), telling.translated.length]).toEqual(['pending', 1]);
  });

  it('a title that is missing is told', () => {
    const { telling, words } = told();
    expect([words.title('T'), words.title(undefined)]).toEqual(['T', '(no title) X']);
    expect(telling.translated).toEqual([{ task: 'X', field: 'title', from: '', to: '(no title) X' }]);
  });

  it('what is left out is counted', () => {
    const { leaveOut, leftOut } = startTelling();
    leaveOut('a');
    leaveOut('b', 3);
    leaveOut('a', 2);
    expect(leftOut()).toEqual([
      { what: 'a', count: 3 },
      { what: 'b', count: 3 },
    ]);
  });

  it.each([
    [' bug ', ['bug']],
    ['task', []],
    [' EPIC ', []],
    ['', []],
    [' ', []],
    [7, []],
    [undefined, []],
  ])('a kind %j is the label %j', (kind, expected) => {
    expect(kindLabel(new Map([['kind', kind]]), 'kind')).toEqual(expected);
  });
});

describe('notes', () => {
  const at = '2026-01-02T03:04:05.000Z';
  const unknown = '1970-01-01T00:00:00.000Z';
  it.each<[unknown, string | undefined, { at: string; text: string }[]]>([
    [
      ['2026-01-02 03:04:05 UTC: a\nb', 'x 2026-01-02 03:04:05 UTC: a'],
      undefined,
      [
        { at, text: 'a\nb' },
        { at: unknown, text: 'x 2026-01-02 03:04:05 UTC: a' },
      ],
    ],
    [['2026-99-02 03:04:05 UTC: a'], at, [{ at, text: '2026-99-02 03:04:05 UTC: a' }]],
    [
      ['[DONE 2026-01-02T03:04:05Z] a', '[A-B 2026-01-02T03:04:05.000Z]', '[Done 2026-01-02T03:04:05Z] a'],
      unknown,
      [
        { at, text: '[DONE 2026-01-02T03:04:05Z] a' },
        { at, text: '[A-B 2026-01-02T03:04:05.000Z]' },
        { at: unknown, text: '[Done 2026-01-02T03:04:05Z] a' },
      ],
    ],
    [['', 7, null, 'a'], at, [{ at, text: 'a' }]],
    ['a', at, [{ at, text: 'a' }]],
    ['2026-01-02 03:04:05 UTC: a', undefined, [{ at, text: 'a' }]],
    ['', at, []],
    [7, at, []],
    [undefined, at, []],
  ])('of cleo %j, else at %s', (told, otherwise, expected) => {
    expect(notesFrom(told, otherwise)).toEqual(expected);
  });

  it.each<[unknown, { at: string; text: string }[]]>([
    [
      '[Closed: 2026-01-02T03:04:05Z] a\n\nb\n\n[Re opened: 2026-01-02T04:04:05.000+01:00]\nc',
      [
        { at, text: 'Closed: a\n\nb' },
        { at, text: 'Re opened: c' },
      ],
    ],
    ['[Closed: 2026-01-02T03:04:05Z]', [{ at, text: 'Closed' }]],
    ['[Closed: 2026-99-02T03:04:05Z] a', [{ at: unknown, text: '[Closed: 2026-99-02T03:04:05Z] a' }]],
    ['plain\n\n[Not: a stamp] b', [{ at: unknown, text: 'plain\n\n[Not: a stamp] b' }]],
    [
      'plain\n\n[Closed: 2026-01-02T03:04:05Z] a: ',
      [
        { at: unknown, text: 'plain' },
        { at, text: 'Closed: a' },
      ],
    ],
    [' \n', []],
    ['', []],
    [['a'], []],
    [undefined, []],
  ])('of cub %j', (told, expected) => {
    expect(notesFromCub(told, undefined)).toEqual(expected);
  });
});
