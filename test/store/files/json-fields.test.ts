import { expect, test } from 'vitest';
import { parseFields } from '../../../src/store/files/json-fields';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

test.each([
  ['an object', '{"a":1,"__proto__":{"b":[null]}}', JSON.parse('{"a":1,"__proto__":{"b":[null]}}')],
  ['an empty one', ' {}\r', {}],
  ['the last of equal keys', '{"a":1,"a":2}', { a: 2 }],
  ['nothing', '', undefined],
  ['no JSON', '{"a":1', undefined],
  ['a byte order mark', '\ufeff{}', undefined],
  ['null', 'null', undefined],
  ['a list', '[{}]', undefined],
  ['a text', '"{}"', undefined],
  ['a number', '1', undefined],
  ['a short object, however deep', `{"a":${nested(500)}}`, JSON.parse(`{"a":${nested(500)}}`)],
  [
    'a long one of 64 levels',
    `{"a":${nested(63)},"b":"${'x'.repeat(5_000)}"}`,
    { a: JSON.parse(nested(63)), b: 'x'.repeat(5_000) },
  ],
  ['a long one of 65', `{"a":${nested(64)},"b":"${'x'.repeat(5_000)}"}`, undefined],
  ['one of 4,096 characters', `{"a":${nested(64)}${' '.repeat(3_962)}}`, { a: JSON.parse(nested(64)) }],
  ['one of 4,097', `{"a":${nested(64)}${' '.repeat(3_963)}}`, undefined],
  ['one that would exhaust the stack', `{"a":${nested(300_000)}}`, undefined],
])('the fields of %s', (_name, text, fields) => {
  expect(parseFields(text)).toStrictEqual(fields);
});
