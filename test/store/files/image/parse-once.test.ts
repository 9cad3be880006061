import { expect, test } from 'vitest';
import { parseOnce } from '../../../../src/store/files/image/parse-once';

test('the same bytes are parsed once; others, and what could not be parsed, again', () => {
  const seen: string[] = [];
  const parse = parseOnce((bytes: Buffer) => {
    const text = bytes.toString();
    seen.push(text);
    if (text === 'bad') throw new Error('no');
    return { text };
  });
  const first = Buffer.from('a');
  const image = parse(first);
  expect(image).toStrictEqual({ text: 'a' });
  expect(parse(first)).toBe(image);
  expect(parse(Buffer.from('a'))).toBe(image);
  expect(seen).toEqual(['a']);
  expect(parse(Buffer.from('b'))).toStrictEqual({ text: 'b' });
  expect(() => parse(Buffer.from('bad'))).toThrow('no');
  expect(() => parse(Buffer.from('bad'))).toThrow('no');
  expect(parse(Buffer.from('b'))).toStrictEqual({ text: 'b' });
  expect(parse(first)).toStrictEqual({ text: 'a' });
  expect(seen).toEqual(['a', 'b', 'bad', 'bad', 'a']);
});
