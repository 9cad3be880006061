import { describe, expect, test } from 'vitest';
import { findDamage, withoutMark } from '../../../../src/store/files/explain/find-damage';
import { positionAt } from '../../../../src/store/files/explain/text-position';

const marker = (sign: string) => `a merge conflict marker (${sign.repeat(7)}): a merge was not finished`;

describe('nothing is damaged in', () => {
  test.each(['{}', '\ufeff{"a":1}', '{\r\n"a": 1\r\n}\r\n', '{"a":"<<<<<<< HEAD"}', '"\ufffd\u00e9\ud83d\ude00"', '"\ufeff"'])(
    '%j',
    (text) => {
      expect(findDamage(Buffer.from(text))).toBeUndefined();
    },
  );
});

describe('a text', () => {
  test.each<[string, string, string, number, number]>([
    ['with nothing in it', '', 'it is empty', 1, 1],
    ['of blanks', ' \n\t\r\n', 'it holds nothing but white space', 1, 1],
    ['of a byte order mark', '\ufeff', 'it holds nothing but white space', 1, 1],
    ['cut off', '{"a":1,\n"b":[', 'the file ends too early; expected a value', 2, 6],
    ['cut off behind a line', '{"a":1,\n', 'the file ends too early; expected a key in quotes', 2, 1],
    ['with one comma too many', '{\n  "a": 1,\n}', 'found }; expected a key in quotes', 3, 1],
    ['with a comma too few', '{"a":1\n"b":2}', 'found "; expected a comma or }', 2, 1],
    [
      'with zeros of a crash',
      '{"a":1\0\0\0',
      'a NUL character, as a crash of the system leaves behind; expected a comma or }',
      1,
      7,
    ],
    ['with a control', '{"a":\u001b}', 'found U+001B; expected a value', 1, 6],
    ['with a delete', '[\u007f]', 'found U+007F; expected a value', 1, 2],
    ['with the last of the controls', '[\u001f]', 'found U+001F; expected a value', 1, 2],
    ['with a letter of two units', '[\ud83d\ude00]', 'found \ud83d\ude00; expected a value', 1, 2],
    ['with a blank that is none', '[\u00a0]', 'found \u00a0; expected a value', 1, 2],
    ['behind a byte order mark', '\ufeff[x]', 'found x; expected a value', 1, 2],
    ['behind Windows line ends', '[\r\n1\r\n2]', 'found 2; expected a comma or ]', 3, 1],
    ['behind letters of two units', '["\ud83d\ude00" x]', 'found x; expected a comma or ]', 1, 7],
    ['with our side of a conflict', '{\n<<<<<<< HEAD\n"a":1', marker('<'), 2, 1],
    ['with what both began from', '{"a":1,\n||||||| base\n', marker('|'), 2, 1],
    ['with the middle of a conflict', '{"a":1,\n=======\n', marker('='), 2, 1],
    ['with the middle of a conflict, ended as on Windows', '{"a":1,\r\n=======\r\n', marker('='), 2, 1],
    ['with the middle of a conflict at the end', '{"a":1,\n=======', marker('='), 2, 1],
    ['with the end of a conflict', '{"a":1\n}\n>>>>>>> theirs', marker('>'), 3, 1],
    ['with a conflict further down', '{"a":x\n\n<<<<<<< HEAD\n', marker('<'), 3, 1],
    ['with eight signs', '{\n<<<<<<<< HEAD\n}', 'found <; expected a key in quotes', 2, 1],
    ['with six signs', '{\n<<<<<< HEAD\n}', 'found <; expected a key in quotes', 2, 1],
    ['with eight signs in the middle', '{\n========\n}', 'found =; expected a key in quotes', 2, 1],
    ['with signs that are not at the head of the line', '{\n <<<<<<< HEAD\n}', 'found <; expected a key in quotes', 2, 2],
  ])('%s', (_name, text, what, line, column) => {
    expect(findDamage(Buffer.from(text))).toStrictEqual({ what, at: { line, column } });
  });
});

describe('bytes', () => {
  const utf16 = 'it is UTF-16; expected UTF-8';
  const notUtf8 = 'a byte that is not UTF-8';
  test.each<[string, readonly number[] | Buffer, string, number, number]>([
    ['of UTF-16, the low byte first', [0xff, 0xfe, 0x7b, 0], utf16, 1, 1],
    ['of UTF-16, the high byte first', [0xfe, 0xff, 0, 0x7b], utf16, 1, 1],
    ['that begin as those do', [0xff, 0x7b, 0xfe], notUtf8, 1, 1],
    ['that hold the second sign only', [0x80, 0xfe], notUtf8, 1, 1],
    ['that begin as the others do', [0xfe, 0x7b, 0xff], notUtf8, 1, 1],
    ['with the signs of UTF-16 further on', [0x7b, 0xff, 0xfe], notUtf8, 1, 2],
    ['of Latin-1', Buffer.from('{"a":"caf\xe9"}', 'latin1'), notUtf8, 1, 10],
    ['of Latin-1 on a later line', Buffer.from('{\n"a":\n"\xfc"}\n', 'latin1'), notUtf8, 3, 2],
    [
      'behind good letters of several bytes',
      Buffer.concat([Buffer.from('"\u00e9\ufffd\ud83d\ude00'), Buffer.from([0x80, 0x22])]),
      notUtf8,
      1,
      6,
    ],
    ['behind a byte order mark', [0xef, 0xbb, 0xbf, 0x5b, 0xc3], notUtf8, 1, 2],
    [
      'behind such a mark at the head of a later line',
      Buffer.concat([Buffer.from('[\n\ufeff'), Buffer.from([0xc0])]),
      notUtf8,
      2,
      2,
    ],
    ['cut in the middle of a letter', Buffer.from('["\u00e9').subarray(0, 3), notUtf8, 1, 3],
    ['cut at a line end', Buffer.concat([Buffer.from('["\u00e9').subarray(0, 3), Buffer.from('\n')]), notUtf8, 1, 3],
  ])('%s', (_name, bytes, what, line, column) => {
    expect(findDamage(Buffer.from(bytes))).toStrictEqual({ what, at: { line, column } });
  });
});

test('only a mark at the very beginning is taken off, and only one', () => {
  expect(['\ufeffa', '\ufeff\ufeffa', 'a\ufeff', 'a', ''].map(withoutMark)).toEqual(['a', '\ufeffa', 'a\ufeff', 'a', '']);
});

test.each([
  ['', 0, 1, 1],
  ['abc', 0, 1, 1],
  ['abc', 2, 1, 3],
  ['abc', 3, 1, 4],
  ['a\nbc\n\nd', 1, 1, 2],
  ['a\nbc\n\nd', 2, 2, 1],
  ['a\nbc\n\nd', 4, 2, 3],
  ['a\nbc\n\nd', 5, 3, 1],
  ['a\nbc\n\nd', 6, 4, 1],
  ['a\nbc\n\nd', 7, 4, 2],
  ['\n\n', 0, 1, 1],
  ['\n\n', 2, 3, 1],
])('in %j the offset %i is line %i, column %i', (text, offset, line, column) => {
  expect(positionAt(text, offset)).toStrictEqual({ line, column });
});
