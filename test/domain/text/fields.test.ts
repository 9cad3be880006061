import { describe, expect, it } from 'vitest';
import {
  countIn,
  type Fields,
  fieldsIn,
  instantIn,
  isFields,
  isTrue,
  listIn,
  numberIn,
  parseFields,
  textIn,
} from '../../../src/domain/text/fields';

/** A value of each kind that JSON knows, and what is none of JSON's. */
const values: Fields = {
  text: 'a',
  empty: '',
  json: '{"b":1}',
  list: [1],
  listText: '[1]',
  object: { c: 2 },
  zero: 0,
  number: 2.9,
  negative: -3.5,
  endless: Number.POSITIVE_INFINITY,
  none: Number.NaN,
  yes: true,
  no: false,
  nothing: null,
  missing: undefined,
};
const where = <Value>(read: (name: string) => Value, otherwise: Value): ReadonlyMap<string, Value> =>
  new Map(
    [...Object.keys(values), 'absent', 'constructor', '__proto__']
      .map((name) => [name, read(name)] as const)
      .filter(([, value]) => value !== otherwise),
  );

describe('a member of an object of foreign make', () => {
  it('is a text', () => {
    const texts = { text: 'a', json: '{"b":1}', listText: '[1]' };
    expect(where((name) => textIn(values, name), undefined)).toStrictEqual(new Map(Object.entries(texts)));
    expect(textIn(values, 'absent', 'empty', 'number', 'json', 'text')).toBe('{"b":1}');
    expect(textIn(values)).toBeUndefined();
    expect(textIn(undefined, 'text')).toBeUndefined();
  });

  it('is an object, or one as text', () => {
    const objects = { json: { b: 1 }, object: { c: 2 } };
    expect(where((name) => fieldsIn(values, name), undefined)).toStrictEqual(new Map(Object.entries(objects)));
    expect(fieldsIn(values, 'text', 'listText', 'list', 'nothing', 'object', 'json')).toStrictEqual({ c: 2 });
    expect(fieldsIn(undefined, 'object')).toBeUndefined();
  });

  it('is a number', () => {
    const numbers = { zero: 0, number: 2.9, negative: -3.5 };
    expect(where((name) => numberIn(values, name), undefined)).toStrictEqual(new Map(Object.entries(numbers)));
    expect(numberIn(values, 'text', 'endless', 'zero', 'number')).toBe(0);
    expect(numberIn(undefined, 'number')).toBeUndefined();
  });

  it('is a count', () => {
    expect(where((name) => countIn(values, name), 0)).toStrictEqual(new Map([['number', 2]]));
    expect(countIn({ tokens: 3.9 }, 'count', 'tokens')).toBe(3);
    expect(countIn(undefined, 'tokens')).toBe(0);
  });

  it('is a list', () => {
    expect(listIn(values, 'list')).toStrictEqual([1]);
    for (const name of ['listText', 'object', 'nothing', 'absent']) expect(listIn(values, name)).toStrictEqual([]);
    expect(listIn(undefined, 'list')).toStrictEqual([]);
  });

  it('is true', () => {
    expect(where((name) => isTrue(values, name), false)).toStrictEqual(new Map([['yes', true]]));
    expect(isTrue(undefined, 'yes')).toBe(false);
  });

  it.each<[value: unknown, instant: string | undefined]>([
    [1795172400000, '2026-11-20T11:00:00.000Z'],
    ['2026-11-20T11:00:05.123Z', '2026-11-20T11:00:05.123Z'],
    ['2026-11-20T12:00:00+01:00', '2026-11-20T11:00:00.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    ['soon', undefined],
    ['', undefined],
    [1e99, undefined],
    [null, undefined],
    [true, undefined],
    [[], undefined],
    [undefined, undefined],
  ])('%j is the instant %s', (value, instant) => {
    expect(instantIn({ at: value }, 'at')).toBe(instant);
    expect(instantIn({ at: value, created: 0 }, 'at', 'created')).toBe(instant ?? '1970-01-01T00:00:00.000Z');
    expect(instantIn(undefined, 'at')).toBeUndefined();
  });
});

it.each<[text: string, fields: Fields | undefined]>([
  ['{}', {}],
  [' {"a":1}\n', { a: 1 }],
  ['\ufeff{"a":1}', { a: 1 }],
  ['\ufeff\ufeff{"a":1}', undefined],
  ['x{"a":1}', undefined],
  ['{"a":', undefined],
  ['', undefined],
  ['[]', undefined],
  ['null', undefined],
  ['"{}"', undefined],
  ['1', undefined],
])('%j is the object %j', (text, fields) => {
  expect(parseFields(text)).toStrictEqual(fields);
});

it.each([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  [undefined, false],
  ['{}', false],
  [1, false],
])('%j is an object: %s', (value, is) => {
  expect(isFields(value)).toBe(is);
});
