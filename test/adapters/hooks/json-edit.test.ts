import fc from 'fast-check';
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import {
  appended,
  applyEdit,
  endOf,
  inverseOf,
  memberOf,
  removed,
  type TextEdit,
  treeOf,
} from '../../../src/adapters/hooks/json-edit';

/** The node at a path of names below the root. */
const nodeAt = (text: string, path: string) =>
  path.split('.').reduce((node, name) => (name === '' ? node : (memberOf(node, name) ?? expect.fail(name))), treeOf(text));
const applied = (text: string, edit: TextEdit): string => {
  const after = applyEdit(text, edit);
  expect(applyEdit(after, inverseOf(text, edit))).toBe(text);
  return after;
};
const append = (text: string, path: string, value: unknown, name?: string): string =>
  applied(text, appended(text, nodeAt(text, path), value, name));
const remove = (text: string, path: string, index: number): string => applied(text, removed(text, nodeAt(text, path), index));

describe('an edit', () => {
  test.each<[string, TextEdit, string, TextEdit]>([
    ['abcd', { offset: 1, length: 2, text: 'XYZ' }, 'aXYZd', { offset: 1, length: 3, text: 'bc' }],
    ['abcd', { offset: 4, length: 0, text: 'e' }, 'abcde', { offset: 4, length: 1, text: '' }],
    ['abcd', { offset: 0, length: 4, text: '' }, '', { offset: 0, length: 0, text: 'abcd' }],
  ])('of %j by %j gives %j, and back', (text, edit, after, back) => {
    expect([applyEdit(text, edit), inverseOf(text, edit)]).toEqual([after, back]);
    expect(applyEdit(after, back)).toBe(text);
  });

  test('of a text without a value cannot be', () => {
    expect(() => treeOf('')).toThrow(new Error('a text without a value has no tree'));
    expect(() => treeOf(' // only this\n')).toThrow('no tree');
  });
});

describe('a member', () => {
  test('is the last one of its name', () => {
    const text = '{"a": 1, "b": {"a": 2}, "a": 3}';
    const tree = treeOf(text);
    expect([memberOf(tree, 'a')?.value, memberOf(memberOf(tree, 'b'), 'a')?.value]).toEqual([3, 2]);
    expect([memberOf(tree, 'c'), memberOf(undefined, 'a'), memberOf(treeOf('[{"a": 1}]'), '0')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(memberOf(treeOf('[["a", 1]]'), 'a')).toBeUndefined();
    expect(endOf(memberOf(tree, 'b') ?? tree)).toBe(text.indexOf('}') + 1);
  });
});

describe('put at the end', () => {
  const value = { x: [1] };
  test.each<[string, string, string | undefined, string]>([
    ['{}', '', 'n', '{\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{}\n', '', 'n', '{\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}\n'],
    ['{ }', '', 'n', '{\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{\n}', '', 'n', '{\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{\r\n}', '', 'n', '{\r\n  "n": {\r\n    "x": [\r\n      1\r\n    ]\r\n  }\r\n}'],
    ['{ /* c */ }', '', 'n', '{ /* c */\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{ // c\n}', '', 'n', '{ // c\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{ /* c */}', '', 'n', '{ /* c */\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{\n // c\n   "a": 1\n}', '', 'n', '{\n // c\n   "a": 1,\n   "n": {\n      "x": [\n         1\n      ]\n   }\n}'],
    ['{\n\t"a": {\n}\n}', 'a', 'n', '{\n\t"a": {\n\t\t"n": {\n\t\t\t"x": [\n\t\t\t\t1\n\t\t\t]\n\t\t}\n\t}\n}'],
    ['{"a":1}', '', 'n', '{"a":1,"n":{"x":[1]}}'],
    ['{"a":1}\n', '', 'n', '{"a":1,"n":{"x":[1]}}\n'],
    ['\n{"a":1}', '', 'n', '\n{"a":1,"n":{"x":[1]}}'],
    ['{ "a": 1 }', '', 'n', '{ "a": 1,"n":{"x":[1]} }'],
    ['{"a":1 /* c */}', '', 'n', '{"a":1, /* c */\n"n":{"x":[1]}}'],
    ['{"a":{}}', 'a', 'n', '{"a":{"n":{"x":[1]}}}'],
    ['{"a":[]}', 'a', undefined, '{"a":[{"x":[1]}]}'],
    ['{"a":[0]}', 'a', undefined, '{"a":[0,{"x":[1]}]}'],
    ['{\n  "a": 1\n}', '', 'n', '{\n  "a": 1,\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{\n\t"a": 1\n}', '', 'n', '{\n\t"a": 1,\n\t"n": {\n\t\t"x": [\n\t\t\t1\n\t\t]\n\t}\n}'],
    [
      '{\r\n    "a": 1\r\n}',
      '',
      'n',
      '{\r\n    "a": 1,\r\n    "n": {\r\n        "x": [\r\n            1\r\n        ]\r\n    }\r\n}',
    ],
    ['{\n"a": 1\n}', '', 'n', '{\n"a": 1,\n"n": {\n  "x": [\n    1\n  ]\n}\n}'],
    ['{\n  "a": 1 // c\n}', '', 'n', '{\n  "a": 1, // c\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{\n  "a": 1\n  // c\n}', '', 'n', '{\n  "a": 1,\n  // c\n  "n": {\n    "x": [\n      1\n    ]\n  }\n}'],
    ['{\n  "a": [0],\n  "b": {}\n}', 'a', undefined, '{\n  "a": [0, {"x":[1]}],\n  "b": {}\n}'],
    ['{\n  "a": [0 // c\n  ]\n}', 'a', undefined, '{\n  "a": [0, // c\n{"x":[1]}\n  ]\n}'],
    ['{\n  "a": { "b": 1 }\n}', 'a', 'n', '{\n  "a": { "b": 1, "n": {"x":[1]} }\n}'],
    ['{\n  "a": [\n    0\n  ]\n}', 'a', undefined, '{\n  "a": [\n    0,\n    {\n      "x": [\n        1\n      ]\n    }\n  ]\n}'],
    [
      '{\n   "a": {\n      "b": []\n   }\n}',
      'a.b',
      undefined,
      '{\n   "a": {\n      "b": [\n         {\n            "x": [\n               1\n            ]\n         }\n      ]\n   }\n}',
    ],
    ['{\n\t"a": {}\n}', 'a', 'n', '{\n\t"a": {\n\t\t"n": {\n\t\t\t"x": [\n\t\t\t\t1\n\t\t\t]\n\t\t}\n\t}\n}'],
    ['{"a": 1,\n "b": []}', 'b', undefined, '{"a": 1,\n "b": [\n   {\n     "x": [\n       1\n     ]\n   }\n ]}'],
  ])('of %j at %j, as %j: %j', (text, path, name, expected) => {
    const after = append(text, path, value, name);
    expect(after).toBe(expected);
    const errors: ParseError[] = [];
    parse(after, errors);
    expect(errors).toEqual([]);
  });

  test.each([
    ['{"a":1}', 'q"', '{"a":1,"q\\"":true}'],
    ['{\n  "a": 1\n}', 'é', '{\n  "a": 1,\n  "é": true\n}'],
  ])('a name is written as JSON: %j, %j', (text, name, expected) => {
    expect(append(text, '', true, name)).toBe(expected);
  });
});

describe('taken out', () => {
  test.each<[string, string, number, string]>([
    ['{"a":[0]}', 'a', 0, '{"a":[]}'],
    ['{"a":[ 0 ]}', 'a', 0, '{"a":[]}'],
    ['{"a":[0 /* c */]}', 'a', 0, '{"a":[ /* c */]}'],
    ['{"a":[/* c */ 0]}', 'a', 0, '{"a":[/* c */]}'],
    ['{"a":[ // c\n 0 // d\n ]}', 'a', 0, '{"a":[ // c\n // d\n ]}'],
    ['{"a":[0,1,2]}', 'a', 0, '{"a":[1,2]}'],
    ['{"a":[0,1,2]}', 'a', 1, '{"a":[0,2]}'],
    ['{"a":[0,1,2]}', 'a', 2, '{"a":[0,1]}'],
    ['{"a":[0, 1, 2 ]}', 'a', 2, '{"a":[0, 1 ]}'],
    ['{"a":[0 , 1]}', 'a', 0, '{"a":[1]}'],
    ['{"a":[0,1 /*,*/ ,2]}', 'a', 1, '{"a":[0,/*,*/ 2]}'],
    ['{"a":[0 /* , */, 1]}', 'a', 1, '{"a":[0 /* , */]}'],
    ['{"a":[0 /* \n, */, 1]}', 'a', 1, '{"a":[0 /* \n, */]}'],
    ['{"a":[0 /*b,*/ /*,*/, 1]}', 'a', 1, '{"a":[0 /*b,*/ /*,*/]}'],
    ['{"a":[0, // ,\n 1]}', 'a', 1, '{"a":[0 // ,\n]}'],
    ['{"a":[0, // ,\r\n 1] \r\n}', 'a', 1, '{"a":[0 // ,\r\n] \r\n}'],
    ['{"a":[0, // c\n 1 \r\n]}', 'a', 1, '{"a":[0 // c \r\n]}'],
    ['{"a":[0, // c\n /* d */ 1]}', 'a', 1, '{"a":[0 // c\n /* d */]}'],
    ['{"a":[// c\n 0]}', 'a', 0, '{"a":[// c\n]}'],
    ['{"a":[0, /* c */\n 1]}', 'a', 1, '{"a":[0 /* c */]}'],
    ['{"a":[0, /* \r\n */ // c\n 1]}', 'a', 1, '{"a":[0 /* \r\n */ // c\n]}'],
    ['{"a":[0 // , ,\n , 1]}', 'a', 0, '{"a":[// , ,\n  1]}'],
    ['{\n  "a": 1, // one\n  "b": 2\n}', '', 1, '{\n  "a": 1 // one\n}'],
    ['{\n  "a": 1, // one\n  "b": 2\n}', '', 0, '{\n  // one\n  "b": 2\n}'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n', '', 1, '{\n  "a": 1,\n  "c": 3\n}\n'],
  ])('of %j at %j the %i: %j', (text, path, index, expected) => {
    expect(remove(text, path, index)).toBe(expected);
  });

  test('from among any comments leaves them all, and what the others say', () => {
    const gap = fc.array(fc.constantFrom(' ', '\n', '\r\n', '\t', '/* , */', '/**/', '// ,\n', '// /* \n', '/*\n//*/'), {
      maxLength: 3,
    });
    const gaps = fc.array(
      gap.map((parts) => parts.join('')),
      { minLength: 8, maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(3), gaps, (count, at, between) => {
        const index = at % count;
        const members = Array.from({ length: count }, (_, number) => `${between[number]}${number}${between[number + 4]}`);
        const text = `[${members.join(',')}]`;
        const after = applied(text, removed(text, treeOf(text), index));
        const errors: ParseError[] = [];
        expect([parse(after, errors), errors]).toEqual([[0, 1, 2, 3].slice(0, count).toSpliced(index, 1), []]);
        const marks = /[^\s,\d[\]]/g;
        expect(after.match(marks)).toEqual(text.match(marks));
      }),
      { numRuns: 300 },
    );
  });

  test.each([[-1], [1]])('the %i, which is not there, is a fault of the caller', (index) => {
    const text = '[0]';
    expect(() => removed(text, treeOf(text), index)).toThrow(new Error(`there is no member ${index}`));
    expect(() => removed('[]', treeOf('[]'), 0)).toThrow(new Error('there is no member 0'));
    expect(() => removed('7', treeOf('7'), 0)).toThrow(new Error('there is no member 0'));
  });
});
