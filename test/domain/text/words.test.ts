import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventFrom } from '../../../src/domain/event/event-from';
import { nestingOf } from '../../../src/domain/text/json-nesting';
import { utf8Bytes } from '../../../src/domain/text/limits';
import { nearest } from '../../../src/domain/text/nearest';
import { quoted } from '../../../src/domain/text/quoted';
import { shellWord } from '../../../src/domain/text/shell-word';
import { visibleJson, visibleLine } from '../../../src/domain/text/visible';

describe('quoted', () => {
  test.each<[string, number, string]>([
    ['plain', 10, '"plain"'],
    ['exactly', 7, '"exactly"'],
    ['too long', 7, '"too lo…"'],
    ['say "hi"\nnow', 40, `"say 'hi'^Jnow"`],
    ['😀😀😀', 3, '"😀😀😀"'],
    ['😀😀😀😀', 3, '"😀😀…"'],
    ['', 5, '""'],
  ])('%j at %i', (text, longest, shown) => expect(quoted(text, longest)).toBe(shown));
});

describe('shellWord', () => {
  test.each<[string, string]>([
    ['src/a-b_c.ts', 'src/a-b_c.ts'],
    ['50%+1,x:y@z', '50%+1,x:y@z'],
    ['-rf', "'-rf'"],
    ['a-', 'a-'],
    ['', "''"],
    ['a b', "'a b'"],
    ['b$', "'b$'"],
    ['$b', "'$b'"],
    ["it's 'so'", "'it'\\''s '\\''so'\\'''"],
    ['ü', "'ü'"],
  ])('%j', (text, word) => expect(shellWord(text)).toBe(word));
});

describe('nestingOf', () => {
  test.each<[string, number]>([
    ['7', 0],
    ['{}', 1],
    ['[[],[[]]]', 3],
    ['{"a":{"b":[1]},"c":{}}', 3],
    ['"[[["', 0],
    ['["]]","["]', 1],
    ['["\\"[["]', 1],
    ['["\\\\",[]]', 2],
    ['[{}, {}, []]', 2],
    ['', 0],
  ])('%s', (json, depth) => expect(nestingOf(json)).toBe(depth));
});

describe('nearest', () => {
  test.each<[string, string[], string | undefined]>([
    ['epik', ['epic', 'task'], 'epic'],
    ['EPIC', ['task', 'epic'], 'epic'],
    ['hihg', ['low', 'high'], 'high'],
    ['lables', ['labels', 'tables'], 'labels'],
    ['tables', ['cables', 'labels'], 'cables'],
    ['abcde', ['abxyz', 'abcxy'], 'abcxy'],
    ['abcd', ['abxy'], undefined],
    ['ab', ['xb', 'xy'], 'xb'],
    ['zebra', ['task'], undefined],
    ['x', [], undefined],
    ['aaaa', ['aaab', 'aaac'], 'aaab'],
  ])('%s among %j', (typed, words, near) => expect(nearest(typed, words)).toBe(near));
});

describe('utf8Bytes', () => {
  test('equals what the text takes', () => {
    const edge = fc.constantFrom(
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\uffff',
      '\ud800',
      '\udbff',
      '\udc00',
      '\udfff',
      '\ud800\udc00',
      '\udbff\udfff',
      '\ue000',
      'a',
    );
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('text that can be seen', () => {
  test.each<[string, string]>([
    ['a b', 'a b'],
    ['a\u001fb\u007f', 'a^_b^?'],
    ['\t\n\u001b', '^I^J^['],
    ['\u202e', '<U+202E>'],
    ['\u00ad', '<U+00AD>'],
    ['\u{e0041}', '<U+E0041>'],
    ['\ud800', '<U+D800>'],
    ['👨\u200d👩', '👨\u200d👩'],
    ['a\u200db', 'a<U+200D>b'],
    ['👨\u200db', '👨<U+200D>b'],
    ['a\u200d👩', 'a<U+200D>👩'],
    ['❤\ufe0f', '❤\ufe0f'],
    ['❤\ufe00\ufe0f', '❤\ufe00<U+FE0F>'],
    ['\ufe0f', '<U+FE0F>'],
    ['\ufe0fa\ufe00', '<U+FE0F>a\ufe00'],
    ['👨\u200b👩', '👨<U+200B>👩'],
    ['a👨bc\u200d👩', 'a👨bc<U+200D>👩'],
  ])('%j', (text, shown) => expect(visibleLine(text)).toBe(shown));

  test('JSON says the same with everything unseen escaped', () => {
    expect(visibleJson('{"a":"b"}')).toBe('{"a":"b"}');
    expect(visibleJson('"\u202e\u{e0041}\u00ad"')).toBe('"\\u202e\\udb40\\udc41\\u00ad"');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(JSON.parse(visibleJson(JSON.stringify(text)))).toBe(text);
      }),
    );
  });
});

describe('eventFrom', () => {
  const at = '2026-11-21T11:00:00.000Z';
  test.each<[string, boolean]>([
    [JSON.stringify({ at, type: 'note' }), true],
    ['{"at":"2026', false],
    ['null', false],
    ['7', false],
    ['[]', false],
    [JSON.stringify({ type: 'note' }), false],
    [JSON.stringify({ at }), false],
    [JSON.stringify({ at: 7, type: 'note' }), false],
    [JSON.stringify({ at, type: 7 }), false],
    [JSON.stringify({ at: 'soon', type: 'note' }), false],
  ])('%s', (line, isEvent) => expect(eventFrom(line) !== undefined).toBe(isEvent));
});
