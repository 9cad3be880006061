import { describe, expect, test } from 'vitest';
import { jsonDepthLimit } from '../../../../src/domain/text/json-nesting';
import { isAnyTooDeep, isTooDeep } from '../../../../src/store/files/image/json-depth';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const inText = '['.repeat(70);
const written = (...lines: string[]): string => `{"version":1,"list":[\n${lines.join(',\n')}\n]}\n`;

test('64 levels are read', () => {
  expect(jsonDepthLimit).toBe(64);
});

describe('any text', () => {
  test.each([
    ['empty', '', false],
    ['64 lists', nested(64), false],
    ['65 lists', nested(65), true],
    ['64 objects', objects(64), false],
    ['65 objects', objects(65), true],
    ['both', `${'[{"a":'.repeat(33)}`, true],
    ['both, closed in between', `[${'[{"a":[]}],'.repeat(100)}[]]`, false],
    ['objects side by side', `[${'{"a":{}},'.repeat(100)}{}]`, false],
    ['lists side by side', `[${'[[]],'.repeat(100)}[]]`, false],
    ['65 levels after as many beside each other', `[${'[],'.repeat(70)}${nested(64)}]`, true],
    ['64 levels after as many beside each other', `[${'[],'.repeat(70)}${nested(63)}]`, false],
    ['over many lines', nested(65).replaceAll('[', '[\n').replaceAll(']', '\n]'), true],
    ['brackets in a text', `["${inText}"]`, false],
    ['brackets behind a text', `["a",${nested(64)}]`, true],
    ['brackets behind an empty text', `["",${nested(64)}]`, true],
    ['brackets behind a quotation mark in a text', `["\\"${inText}"]`, false],
    ['brackets behind a backslash at the end of a text', `["\\\\",${nested(64)}]`, true],
    ['brackets behind two backslashes and a quotation mark in a text', `["\\\\\\"${inText}"]`, false],
    ['brackets behind a text of backslashes', `["\\\\\\\\",${nested(64)}]`, true],
    ['brackets behind a text that is a quotation mark', `["\\"",${nested(64)}]`, true],
    ['brackets in a text that does not end', `["${inText}`, false],
    ['brackets in a text whose end is taken out', `["${inText}\\"`, false],
    ['closing brackets in a text', `[["${']'.repeat(9)}",${nested(63)}]]`, true],
    ['closing braces in a text', `[["${'}'.repeat(9)}",${nested(63)}]]`, true],
  ])('%s', (_name, text, deep) => {
    expect(isTooDeep(text)).toBe(deep);
  });
});

describe('a file in the written form', () => {
  test.each([
    ['without records', '{"version":1,"list":[\n]}\n', false],
    ['62 levels in a record', written(nested(62)), false],
    ['63 levels in a record', written(nested(63)), true],
    ['63 levels in the second', written('{}', nested(63)), true],
    ['63 levels in the last', written('{}', '{}', objects(63)), true],
    ['63 levels in the first', written(objects(63), '{}', '{}'), true],
    ['62 levels in each', written(objects(62), nested(62), objects(62)), false],
    ['many brackets in a record', written(`[${'[],'.repeat(80)}[]]`, '{}'), false],
    ['many brackets in a record before a deep one', written(`[${'[],'.repeat(80)}[]]`, nested(63)), true],
    ['brackets in the text of a record', written(`{"a":"${inText}"}`, '{}'), false],
    ['many lines of few brackets', written(...Array.from({ length: 70 }, () => '[]')), false],
    // The list of the records is one level of the head, and its object the other.
    ['63 levels beside the list', `{"a":${nested(63)},"list":[\n]}\n`, false],
    ['64 levels beside the list', `{"a":${nested(64)},"list":[\n]}\n`, true],
    ['64 levels beside a list with records', `{"a":${nested(64)},"list":[\n{}\n]}\n`, true],
    ['no line end behind it', `{"list":[\n${nested(63)}\n]}`, true],
  ])('%s', (_name, text, deep) => {
    expect(isAnyTooDeep(text)).toBe(deep);
  });
});
