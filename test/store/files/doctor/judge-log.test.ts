import { describe, expect, test } from 'vitest';
import { foundIn, type Judged, judgeIn, lines, rewritten as mend, repair, torn } from './sample';

/** What differs between the log, which says nothing of itself, and the other files of lines. */

describe('session.log', () => {
  const judge = judgeIn('session.log');
  const found = foundIn('session.log');
  const at = (second: number, message: string): string => `[2026-03-04 05:06:0${second} UTC] ${message}`;
  const [one, two, three] = [at(1, 'one'), at(2, 'two'), at(3, 'three')];
  const noText = 'the line holds control characters, or bytes that are no text';
  const missing = (count: string, fix: string) => found('lines-missing', `${count} not in session.log`, undefined, fix);
  const oneMissing = '1 line that the journal still holds is';
  const begin = 'mv .stint/session.log .stint/session.log.old && stint doctor --repair';

  test.each<[string, string | null, readonly string[], Judged]>([
    ['is as it should be', lines(one, two), [one, two], { findings: [] }],
    ['may say the same twice', lines(one, one), [one, one], { findings: [] }],
    ['may hold tabs and anything else that is to be seen', lines('\t\u00e9\ud83d\ude00 {'), [], { findings: [] }],
    ['may be absent, where nothing was recorded', null, [], { findings: [] }],
    [
      'comes back where it is gone',
      null,
      [one, two],
      {
        findings: [found('log-missing', 'session.log is not there', undefined, repair)],
        mend: mend('log-missing', 'made it again, put 2 lines back from the journal', one, two),
      },
    ],
    ['may be shortened by people', lines(two), [one, two], { findings: [missing(oneMissing, begin)] }],
    ['misses one of two records that are the same', lines(one, two), [one, two, one], { findings: [missing(oneMissing, begin)] }],
    [
      'gets back all that is missing where a record is torn',
      `${lines(two)}${three.slice(0, 26)}`,
      [one, two, three],
      {
        findings: [found('log-damaged', torn, 2, repair), missing('2 lines that the journal still holds are', repair)],
        mend: mend('log-damaged', 'put 2 lines back from the journal, took 1 line out', one, two, three),
      },
    ],
    [
      'gets back one of two records that are the same',
      `${lines(one, two)}${one.slice(0, 9)}`,
      [one, two, one],
      {
        findings: [found('log-damaged', torn, 3, repair), missing(oneMissing, repair)],
        mend: mend('log-damaged', 'put 1 line back from the journal, took 1 line out', one, two, one),
      },
    ],
    [
      'gets back what stood before the first of two that are the same',
      lines(two, three, two, '\0'),
      [one, two, three],
      {
        findings: [found('log-damaged', noText, 4, repair), missing(oneMissing, repair)],
        mend: mend('log-damaged', 'put 1 line back from the journal, took 1 line out', one, two, three, two),
      },
    ],
    [
      'gets back what stood before two that are the same',
      lines(two, two, '\0'),
      [one, two, two],
      {
        findings: [found('log-damaged', noText, 3, repair), missing(oneMissing, repair)],
        mend: mend('log-damaged', 'put 1 line back from the journal, took 1 line out', one, two, two),
      },
    ],
    [
      'may hold the beginning of a record as a line of its own',
      lines(one, two.slice(0, 20)),
      [one, two],
      { findings: [missing(oneMissing, begin)] },
    ],
    [
      'may end without a line end',
      `${one}\n${two}`,
      [one, two],
      {
        findings: [found('not-plain', 'the last line has no line end', 2, repair)],
        mend: mend('not-plain', 'ended the last line', one, two),
      },
    ],
    [
      'may end with a line of somebody',
      `${one}\nand so on`,
      [one],
      {
        findings: [found('not-plain', 'the last line has no line end', 2, repair)],
        mend: mend('not-plain', 'ended the last line', one, 'and so on'),
      },
    ],
    [
      'may hold zeros, which go',
      `${one}\n\0\0\0\n${two}\n`,
      [],
      {
        findings: [found('log-damaged', noText, 2, repair)],
        mend: mend('log-damaged', 'took 1 line out', one, two),
      },
    ],
    [
      'may end in zeros, which go',
      `${one}\n\0\0\0`,
      [one],
      { findings: [found('log-damaged', torn, 2, repair)], mend: mend('log-damaged', 'took 1 line out', one) },
    ],
    [
      'may have lost a record to zeros',
      `${one}\n${two.slice(0, 30)}\0\0`,
      [one, two],
      {
        findings: [found('log-damaged', torn, 2, repair), missing(oneMissing, repair)],
        mend: mend('log-damaged', 'put 1 line back from the journal, took 1 line out', one, two),
      },
    ],
    [
      'keeps controls that nobody knows better',
      lines(one, 'a\u001b[0m', two),
      [],
      { findings: [found('log-damaged', noText, 2, 'vi +2 .stint/session.log')] },
    ],
    [
      'keeps them at its end as well, where the line is ended',
      lines(one, 'a\u007f'),
      [],
      { findings: [found('log-damaged', noText, 2, 'vi +2 .stint/session.log')] },
    ],
    [
      'with controls gets back what is missing',
      lines(one, 'a\u0008', three),
      [one, two, three],
      {
        findings: [found('log-damaged', noText, 2, 'vi +2 .stint/session.log'), missing(oneMissing, repair)],
        mend: mend('log-damaged', 'put 1 line back from the journal', one, 'a\u0008', two, three),
      },
    ],
    [
      'with a mark before it is read all the same',
      `\ufeff${one}\n`,
      [one],
      {
        findings: [found('not-plain', 'a byte order mark, or Windows line ends', undefined, repair)],
        mend: mend('not-plain', 'took out the mark and the line ends', one),
      },
    ],
  ])('%s', (_name, content, appended, expected) => {
    expect(judge(content, appended)).toStrictEqual(expected);
  });

  test.each(['\0x', '\u0001', '\u000b', '\u000c', '\u001f'])('%j is nothing that a command wrote', (text) => {
    expect(judge(lines(`a${text}`, one)).findings.map(({ line, message }) => [line, message])).toEqual([[1, noText]]);
  });

  test('a record that has come back is not looked for in one that is only like it', () => {
    const other = at(1, 'on');
    expect(judge(`${lines(one)}${other}`, [one])).toStrictEqual({
      findings: [found('not-plain', 'the last line has no line end', 2, repair)],
      mend: mend('not-plain', 'ended the last line', one, other),
    });
  });
});
