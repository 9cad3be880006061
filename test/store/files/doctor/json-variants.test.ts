import { describe, expect, test } from 'vitest';
import { jsonVariants, plainText } from '../../../../src/store/files/doctor/json-variants';

type Told = readonly [what: string, text: string, isSure: boolean];

const all = (text: string): Told[] => [...jsonVariants(text)].map(({ what, text: after, isSure }) => [what, after, isSure]);

/** Those of one step, which come first, without the five ends that every text may have lost, which close them. */
const singles = (text: string): Told[] => {
  const found = all(text);
  return found.slice(
    0,
    found.findIndex(([what]) => what === 'ended it'),
  );
};

const plain = 'took out the byte order mark and the Windows line ends';
const repeated = 'took out lines that were there twice';
const neighbour = 'took out a line that was there twice';
const commas = 'set the commas between the records';
const zeros = 'took out NUL characters';
const tail = 'took out what followed the end';
const conflict = 'solved the merge conflict';

describe('what a text may have been before', () => {
  const good = '{"version":1,"tasks":[\n{"id":"a"},\n{"id":"b"}\n]}\n';
  test.each<[string, string, readonly Told[]]>([
    ['itself', good, []],
    ['with a mark and Windows line ends', '\ufeff{\r\n}\r\n', [[plain, '{\n}\n', true]]],
    ['with a mark alone', `\ufeff${good}`, [[plain, good, true]]],
    [
      'with a record twice, side by side',
      good.replace('{"id":"a"},\n', '{"id":"a"},\n{"id":"a"},\n'),
      [
        [repeated, good, true],
        [neighbour, good, false],
      ],
    ],
    [
      'with a record thrice',
      good.replace('{"id":"a"},\n', '{"id":"a"},\n{"id":"a"},\n{"id":"a"},\n'),
      [
        [repeated, good, true],
        [neighbour, good, false],
      ],
    ],
    [
      'with the last record twice, and one comma too few',
      good.replace('{"id":"b"}\n', '{"id":"b"}\n{"id":"b"}\n'),
      [
        [repeated, good, true],
        [commas, good.replace('{"id":"b"}\n', '{"id":"b"},\n{"id":"b"}\n'), true],
        [neighbour, good, false],
      ],
    ],
    [
      'with the first record again at the end',
      good.replace('{"id":"b"}\n', '{"id":"b"},\n{"id":"a"}\n'),
      [[repeated, good, true]],
    ],
    [
      'with the records in another order',
      good.replace('{"id":"a"},\n{"id":"b"}\n', '{"id":"b"}\n{"id":"a"},\n'),
      [[commas, good.replace('{"id":"a"},\n{"id":"b"}\n', '{"id":"b"},\n{"id":"a"}\n'), true]],
    ],
    [
      'with other lines that repeat',
      '{\n "a":1,\n "a":1,\n "a":1,\n "b":2\n}\n',
      [[neighbour, '{\n "a":1,\n "b":2\n}\n', false]],
    ],
    ['with lines that repeat further apart', '{\n "a":1,\n "b":2,\n "a":1\n}\n', []],
    ['with a line that begins as the one before', '{\n "a":1,\n "a":1, "b":2\n}\n', []],
    ['with zeros in it', `{"a"\0\0:1}\n\0`, [[zeros, '{"a":1}\n', false]]],
    ['with the rest of a longer one behind it', `${good}"b"}\n]}`, [[tail, good, false]]],
    ['with something behind it', `${good}x\n`, [[tail, good, false]]],
    ['with something on its last line', good.replace(']}\n', ']}}\n'), [[tail, good, false]]],
    ['of the form of the settings, with something behind it', '{\n  "a": 1\n}x\n', [[tail, '{\n  "a": 1\n}\n', false]]],
    ['of that form, without a line end', '{\n  "a": 1\n}', [[tail, '{\n  "a": 1\n}\n', false]]],
  ])('%s', (_name, text, expected) => {
    expect(singles(text)).toEqual(expected);
  });

  test('with an end that is missing', () => {
    const ends = (text: string) =>
      all(text)
        .filter(([what]) => what === 'ended it')
        .slice(0, 5);
    expect(ends('{"a":[1')).toEqual([
      ['ended it', '{"a":[1\n', false],
      ['ended it', '{"a":[1}\n', false],
      ['ended it', '{"a":[1\n}\n', false],
      ['ended it', '{"a":[1]}\n', false],
      ['ended it', '{"a":[1\n]}\n', false],
    ]);
    expect(ends('{"a":[\n1,\n')[4]).toEqual(['ended it', '{"a":[\n1\n]}\n', false]);
    expect(ends('{"a":[\n1\n')[4]).toEqual(['ended it', '{"a":[\n1\n]}\n', false]);
    expect(ends('{"a":[\n1,')[4]).toEqual(['ended it', '{"a":[\n1\n]}\n', false]);
    expect(ends('{"a":1,,\n\n')[0]).toEqual(['ended it', '{"a":1,,\n\n', false]);
  });

  test('after two steps, each of them sure or not', () => {
    const found = all('{"tasks":[\n{"id":"a"}\n{"id":"b"}\n{"id":"b"}');
    expect(found.slice(0, 8).map(([what]) => what)).toEqual([
      repeated,
      commas,
      ...Array(5).fill('ended it'),
      expect.stringContaining(', '),
    ]);
    expect(found.filter(([what]) => what.includes('ended it, ended it'))).toEqual([]);
    expect(found).toContainEqual([`${repeated}, ${commas}`, '{"tasks":[\n{"id":"a"},\n{"id":"b"}', true]);
    expect(found).toContainEqual([`${commas}, ended it`, '{"tasks":[\n{"id":"a"},\n{"id":"b"},\n{"id":"b"}\n]}\n', false]);
    expect(found).toContainEqual([`ended it, ${repeated}`, '{"tasks":[\n{"id":"a"}\n{"id":"b"}\n]}\n', false]);
  });

  test('the mark and the line ends are no step of their own, but come before all others', () => {
    const found = all('\ufeff{"a":1}\r\n\0');
    expect(found[0]).toEqual([plain, '{"a":1}\n\0', true]);
    expect(found[1]).toEqual([zeros, '{"a":1}\n', false]);
  });
});

describe('a merge conflict', () => {
  const between = (inside: string) => `{\n${inside}}\n`;
  const ours = '<<<<<<< HEAD\n';
  const base = '||||||| merged common ancestors\n';
  const theirs = '>>>>>>> other\n';
  test.each<[string, string, string]>([
    ['two sides that say the same', `${ours}1\n=======\n1\n${theirs}`, '1\n'],
    ['two sides with nothing in them', `${ours}=======\n${theirs}`, ''],
    ['only we changed it', `${ours}1\n${base}0\n=======\n0\n${theirs}`, '1\n'],
    ['only they changed it', `${ours}0\n${base}0\n=======\n1\n2\n${theirs}`, '1\n2\n'],
    ['both made the same of it', `${ours}1\n${base}0\n=======\n1\n${theirs}`, '1\n'],
    ['only they added something', `${ours}${base}=======\n1\n${theirs}`, '1\n'],
    ['without names', '<<<<<<<\n1\n=======\n1\n>>>>>>>\n', '1\n'],
    ['two of them', `${ours}1\n=======\n1\n${theirs}x\n${ours}2\n=======\n2\n${theirs}`, '1\nx\n2\n'],
  ])('%s', (_name, text, solved) => {
    expect(singles(between(text))).toContainEqual([conflict, between(solved), true]);
  });

  test('at the very end of the text', () => {
    expect(singles(`{}\n${ours}1\n=======\n1\n>>>>>>> other`)).toContainEqual([conflict, '{}\n1\n', true]);
  });

  test.each([
    ['two sides that differ', `${ours}1\n=======\n2\n${theirs}`],
    ['both changed it', `${ours}1\n${base}0\n=======\n2\n${theirs}`],
    ['one that can be solved and one that cannot', `${ours}1\n=======\n1\n${theirs}${ours}1\n=======\n2\n${theirs}`],
    ['without an end', `${ours}1\n=======\n1\n`],
    ['without a middle', `${ours}1\n${theirs}`],
    ['without a beginning', `1\n=======\n1\n${theirs}`],
    ['not at the head of a line', ` ${ours}1\n=======\n1\n${theirs}`],
    ['six signs', `<<<<<< HEAD\n1\n=======\n1\n${theirs}`],
    ['a middle with more on its line', `${ours}1\n======= x\n1\n${theirs}`],
    ['a middle that is not at the head of a line', `${ours}1\n =======\n1\n${theirs}`],
    ['an end that is not at the head of a line', `${ours}1\n=======\n1\n ${theirs}`],
  ])('is left to somebody: %s', (_name, text) => {
    expect(all(between(text)).filter(([what]) => what.includes(conflict))).toEqual([]);
  });
});

test('a plain text has no mark at its beginning and no Windows line ends', () => {
  expect(['\ufeff\ufeffa\r\nb\r\n', 'a\rb', 'a\n\ufeff', ''].map(plainText)).toEqual(['\ufeffa\nb\n', 'a\rb', 'a\n\ufeff', '']);
});
