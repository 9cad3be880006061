import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonFault, locatePath, type PathStep, scanJson } from '../../../../src/store/files/explain/json-scanner';

const faultOf = (text: string): readonly [number, string] | undefined => {
  try {
    scanJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    expect([error.name, error.message]).toEqual(['JsonFault', `expected ${error.expected}`]);
    return [error.offset, error.expected];
  }
};

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const inLine = 'a quote that ends the string before the line ends, or an escape such as \\n';
const anEscape = 'an escape such as \\n or \\"';
const fourDigits = 'four hex digits after \\u';

describe('what is a JSON text', () => {
  test.each([
    '0',
    '-0',
    '12.50e+3',
    '1E-9',
    '1e05',
    '-10',
    '""',
    'true',
    'false',
    'null',
    '{}',
    '[]',
    ' \t\r\n[ ] ',
    '{ }',
    '[1,2 , 3]',
    '{"a" : 1 , "b":[{"c":null}]}',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\\u09aF"',
    '"\u007f\u2028 \ud83d\ude00"',
    '{"__proto__":{"a":1}}',
    nested(64),
    `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`,
  ])('%j', (text) => {
    expect(faultOf(text)).toBeUndefined();
    expect(() => JSON.parse(text)).not.toThrow();
  });
});

describe('what is none, from where on, and what would be right there', () => {
  test.each([
    ['', 0, 'a value'],
    ['  ', 2, 'a value'],
    ['\u00a01', 0, 'a value'],
    ['tru', 0, 'a value'],
    ['[True]', 1, 'a value'],
    ['nul', 0, 'a value'],
    ['falsy', 0, 'a value'],
    ['undefined', 0, 'a value'],
    ['-', 0, 'a value'],
    ['+1', 0, 'a value'],
    ['.5', 0, 'a value'],
    [']', 0, 'a value'],
    ['NaN', 0, 'a value'],
    ["'a'", 0, 'a value'],
    ['01', 1, 'the end of the file'],
    ['1.', 1, 'the end of the file'],
    ['1.e3', 1, 'the end of the file'],
    ['1e', 1, 'the end of the file'],
    ['1e+', 1, 'the end of the file'],
    ['truex', 4, 'the end of the file'],
    ['{} {}', 3, 'the end of the file'],
    ['[1]\n]', 4, 'the end of the file'],
    ['[', 1, 'a value'],
    ['[1', 2, 'a comma or ]'],
    ['[1 2', 3, 'a comma or ]'],
    ['[1}', 2, 'a comma or ]'],
    ['[1,', 3, 'a value'],
    ['[1, ]', 4, 'a value'],
    ['[,1]', 1, 'a value'],
    ['[01]', 2, 'a comma or ]'],
    ['{', 1, 'a key in quotes'],
    ['{a:1}', 1, 'a key in quotes'],
    ['{1:1}', 1, 'a key in quotes'],
    ['{"a":1,}', 7, 'a key in quotes'],
    ['{"a":1,  }', 9, 'a key in quotes'],
    ['{"a"}', 4, 'a colon'],
    ['{"a" 1}', 5, 'a colon'],
    ['{"a":}', 5, 'a value'],
    ['{"a":1', 6, 'a comma or }'],
    ['{"a":1]', 6, 'a comma or }'],
    ['{"a":[1}', 7, 'a comma or ]'],
    ['"', 1, 'a quote that ends the string'],
    ['"abc', 4, 'a quote that ends the string'],
    ['["abc]', 6, 'a quote that ends the string'],
    ['"a\nb"', 2, inLine],
    ['"a\tb"', 2, inLine],
    ['"\u001f"', 1, inLine],
    ['"a\0"', 2, inLine],
    ['"\\', 2, anEscape],
    ['"\\x"', 2, anEscape],
    ['"\\U0041"', 2, anEscape],
    ['"\\u12"', 2, fourDigits],
    ['"\\u12g4"', 2, fourDigits],
    ['"ab\\u"', 4, fourDigits],
    ['["\\u12","1234"]', 3, fourDigits],
    ['"\\u0041', 7, 'a quote that ends the string'],
    [nested(65), 64, 'at most 64 levels of arrays and objects'],
    ['{"a":'.repeat(65), 64 * 5, 'at most 64 levels of arrays and objects'],
    [`[${nested(64)}]`, 64, 'at most 64 levels of arrays and objects'],
  ] as const)('%j', (text, offset, expected) => {
    expect(faultOf(text)).toEqual([offset, expected]);
  });
});

test('what JSON.parse takes is taken, and nothing else', () => {
  const damaged = fc
    .tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'e', '-', '.', '\n', 't', ' '),
    )
    .map(([text, at, instead]) => {
      const where = at % (text.length + 1);
      return text.slice(0, where) + instead + text.slice(where + 1);
    });
  fc.assert(
    fc.property(fc.oneof(fc.json({ maxDepth: 4 }), damaged), (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(faultOf(text) === undefined).toBe(isJson);
    }),
  );
});

test('every value is seen with the path to it and where it begins', () => {
  const seen: [string, number][] = [];
  scanJson(' {"a": [1, {"b\\n": null}, []], "__proto__":"x"}', (path, offset) => seen.push([JSON.stringify(path), offset]));
  expect(seen).toEqual([
    ['[]', 1],
    ['["a"]', 7],
    ['["a",0]', 8],
    ['["a",1]', 11],
    ['["a",1,"b\\n"]', 19],
    ['["a",2]', 26],
    ['["__proto__"]', 43],
  ]);
});

describe('a path is found', () => {
  const text = '{"a":[10,{"b":20}],"c":{"0":30},"d":1}';
  test.each<[readonly PathStep[], string]>([
    [[], text],
    [['a'], '[10,'],
    [['a', 0], '10,'],
    [['a', 1], '{"b"'],
    [['a', 1, 'b'], '20}'],
    [['a', 1, 'x'], '{"b"'],
    [['a', 9, 'b'], '[10,'],
    [['a', '0'], '[10,'],
    [['c', '0'], '30}'],
    [['c', 0], '{"0"'],
    [['d'], '1}'],
    [['d', 'e'], '1}'],
    [['x'], text],
    [['x', 'c'], text],
  ])('%j', (path, there) => {
    const from = locatePath(text, path);
    expect(text.slice(from, from + there.length)).toBe(there);
  });

  test.each<[string, readonly PathStep[], number]>([
    ['{"a":1,"a":2}', ['a'], 11],
    ['{"a":{"b":1},"a":{}}', ['a', 'b'], 17],
    ['{"a":{"b":1},"a":{"b":2},"c":3}', ['a', 'b'], 22],
  ])('in %s, of keys that repeat, the last one', (repeated, path, offset) => {
    expect(locatePath(repeated, path)).toBe(offset);
  });
});
