import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/domain/doctor/finding';
import type { FindingCode } from '../../../../src/domain/doctor/finding-table';
import { bad, doubled, e1, e2, e3, edit, found, judge, noEvent } from './event-sample';
import { aside, eventLine, type Judged, lines, rewritten as mend, repair, torn } from './sample';

/** What is said of a file of events, and what it is to be: the rules that all files of lines share. */

const zeros = 'a NUL character, as a crash of the system leaves behind; expected';
const noEnd = found('not-plain', 'the last line has no line end', 2, repair);
const dressed = (code: FindingCode) => found(code, 'a byte order mark, or Windows line ends', undefined, repair);
const marker = (sign: string) => `a merge conflict marker (${sign.repeat(7)}): a merge was not finished`;

describe('nothing is wrong with', () => {
  test.each<[string, string | null, readonly string[]]>([
    ['no file, where nothing was written', null, []],
    ['an empty file', '', []],
    ['good lines', lines(e1, e2), []],
    ['what the journal holds', lines(e1, e2, e3), [e2, e3]],
    ['blank lines', `\n${e1}\n\n\n${e2}\n\n`, [e1, e2]],
    ['types that a newer stint knows', lines(eventLine('e1', { type: 'dream' })), []],
    ['an event that two records speak of', lines(e1), [e1, e1]],
    ['keys that a newer stint knows', lines(eventLine('e1', { more: { __proto__: 1 } })), []],
    ['seven signs within a line', lines(eventLine('e1', { data: { text: '<<<<<<< HEAD' } })), []],
  ])('%s', (_name, content, appended) => {
    expect(judge(content, appended)).toStrictEqual({ findings: [] });
  });
});

describe('damaged lines', () => {
  test.each<[string, string | Buffer, readonly string[], readonly Finding[], Judged['mend']]>([
    ['a torn last one goes', `${lines(e1)}${e2.slice(0, 30)}`, [], [bad(torn, 2)], mend('events-damaged', 'took 1 line out', e1)],
    ['one with an id that nobody knows stays', lines('{"id":"e9"}', e1), [], [bad(noEvent, 1, edit(1))], undefined],
    ['so does the last one', lines(e1, '{"id":"e9"}'), [], [bad(noEvent, 2, edit(2))], undefined],
    ['a last one with a hash stays', lines(e1, '{"hash":1}'), [], [bad(noEvent, 2, edit(2))], undefined],
    ['a last one of another version stays', lines(e1, '{"v":9}'), [], [bad(noEvent, 2, edit(2))], undefined],
    ['a last one that is nothing goes', lines(e1, '{}'), [], [bad(noEvent, 2)], mend('events-damaged', 'took 1 line out', e1)],
    ['a last one that is a number goes', lines(e1, '5'), [], [bad(noEvent, 2)], mend('events-damaged', 'took 1 line out', e1)],
    [
      'zeros are put aside',
      lines('\0\0', e1),
      [],
      [bad(`the line is no JSON: ${zeros} a value`, 1)],
      { ...mend('events-damaged', 'took 1 line out', e1), ...aside('\0\0') },
    ],
    [
      'a last one that is no object goes',
      lines(e1, '["id"]'),
      [],
      [bad(noEvent, 2)],
      mend('events-damaged', 'took 1 line out', e1),
    ],
    [
      'several at the end that are nothing go together, and others are put aside',
      lines('null', e1, '{}', 'null', e1),
      [],
      [bad(noEvent, 1), bad(noEvent, 3), bad(noEvent, 4), doubled(5)],
      { ...mend('events-damaged', 'took 4 lines out', e1), ...aside('null') },
    ],
    [
      'one that is nothing, before one that stays, stays',
      lines(e1, '{}', '{"id":"e9"}'),
      [],
      [bad(noEvent, 2, edit(2)), bad(noEvent, 3, edit(3))],
      undefined,
    ],
    [
      'a foreign one that is not the last is put aside',
      lines('null', e1),
      [],
      [bad(noEvent, 1)],
      { ...mend('events-damaged', 'took 1 line out', e1), ...aside('null') },
    ],
    [
      'a last one counts as that also before blank lines',
      `${lines(e1, 'TODO')}\n\r\n`,
      [],
      [bad('the line is no JSON: found T; expected a value', 2), dressed('not-plain')],
      mend('events-damaged', 'took 1 line out, took out the mark and the line ends', e1),
    ],
    [
      'bytes that are no text stay as they are',
      Buffer.concat([Buffer.from(`{"id":"e9","a":"`), Buffer.from([0xe9, 0x22, 0x7d, 10]), Buffer.from(lines(e1, e1))]),
      [],
      [bad('the line holds bytes that are no text', 1, edit(1)), doubled(3)],
      mend(
        'events-damaged',
        'took 1 line out',
        Buffer.concat([Buffer.from(`{"id":"e9","a":"`), Buffer.from([0xe9, 0x22, 0x7d])]),
        e1,
      ),
    ],
  ])('%s', (_name, content, appended, findings, mended) => {
    expect(judge(content, appended)).toStrictEqual({ findings, ...(mended === undefined ? {} : { mend: mended }) });
  });

  test.each([
    ['{"at":"2026-03-04T05:06:07.000Z","type":"log","synthetic":true}', 'no id'],
    ['{"id":"e1","at":"yesterday","type":"log","synthetic":true}', 'no instant'],
    ['{"id":"e1","at":"2026-03-04T05:06:07.000Z","synthetic":true}', 'no type'],
    ['{"id":"e1","at":"2026-03-04T05:06:07.000Z","type":1,"synthetic":true}', 'a type that is no word'],
    ['{"id":"e1","at":"2026-03-04T05:06:07.000Z","type":"log"}', 'nobody who wrote it'],
  ])('%s is no event: %s', (line) => {
    expect(judge(lines(line, e2)).findings).toStrictEqual([bad(noEvent, 1, edit(1))]);
  });
});

describe('merge conflicts', () => {
  const conflict = [bad(marker('<'), 1), bad(marker('|'), 3), bad(marker('='), 4), bad(marker('>'), 6)];
  test('of lines that all fit: both sides stay', () => {
    const content = lines('<<<<<<< HEAD', e1, '||||||| base', '=======', e2, '>>>>>>> other');
    expect(judge(content)).toStrictEqual({ findings: conflict, mend: mend('events-damaged', 'took 4 lines out', e1, e2) });
  });

  test('of lines that stand on both sides', () => {
    const content = lines('<<<<<<<', e1, '|||||||', '=======', e1, '>>>>>>>');
    expect(judge(content)).toStrictEqual({
      findings: [...conflict, doubled(5)],
      mend: mend('events-damaged', 'took 5 lines out', e1),
    });
  });

  test.each(['<<<<<<<<', '<<<<<<', '<<<<<<<HEAD', ' <<<<<<< HEAD', '=======x'])('%j is no marker', (line) => {
    expect(judge(lines(line, e1)).findings).toStrictEqual([
      bad(`the line is no JSON: found ${line.trim().charAt(0)}; expected a value`, 1),
    ]);
  });
});

describe('lines that are there twice', () => {
  test('the later ones go', () => {
    expect(judge(lines(e1, e2, e1, e2, e1))).toStrictEqual({
      findings: [doubled(3), doubled(4), doubled(5)],
      mend: mend('line-doubled', 'took 3 lines out', e1, e2),
    });
  });

  test('with blank lines between them, which go as well', () => {
    expect(judge(`${e1}\n\n${e1}\n`)).toStrictEqual({
      findings: [doubled(3)],
      mend: mend('line-doubled', 'took 1 line out', e1),
    });
  });
});

describe('how lines end', () => {
  test('the last one without its end', () => {
    expect(judge(`${e1}\n${e2}`)).toStrictEqual({ findings: [noEnd], mend: mend('not-plain', 'ended the last line', e1, e2) });
  });

  test('all of them as on Windows', () => {
    expect(judge(`${e1}\r\n\r\n${e2}\r\n`, [e1, e2])).toStrictEqual({
      findings: [dressed('not-plain')],
      mend: mend('not-plain', 'took out the mark and the line ends', e1, e2),
    });
  });

  test('the last one so, and the file breaks off there', () => {
    expect(judge(`${e1}\n${e2}\r`)).toStrictEqual({
      findings: [noEnd, dressed('not-plain')],
      mend: mend('not-plain', 'took out the mark and the line ends', e1, e2),
    });
  });

  test('a mark before the first one hides it from readers', () => {
    expect(judge(`\ufeff${e1}\n`, [e1])).toStrictEqual({
      findings: [dressed('events-damaged')],
      mend: mend('events-damaged', 'took out the mark and the line ends', e1),
    });
  });

  test('a mark before a later one is no mark', () => {
    expect(judge(`\n\ufeff${e1}\n${e2}\n`).findings).toStrictEqual([bad(noEvent, 2)]);
  });
});
