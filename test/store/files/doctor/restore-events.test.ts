import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/domain/doctor/finding';
import { bad, doubled, e1, e2, e3, edit, file, found, judge, noEvent } from './event-sample';
import { aside, eventLine, type Judged, lines, rewritten as mend, repair, torn } from './sample';

/** What comes back into a file of events from the journal, and where: the rules that all files of lines share. */

const missing = (count: string, fix = repair) => found('lines-missing', `${count} not in ${file}`, undefined, fix);
const one = '1 line that the journal still holds is';
const two = '2 lines that the journal still holds are';

const early = 'the line is no JSON: the file ends too early; expected a quote that ends the string';
/** Alike in more than what is needed to know one by its beginning. */
const long1 = eventLine('an-event-of-a-long-name-1');
const long2 = eventLine('an-event-of-a-long-name-2');

describe('damaged lines', () => {
  test.each<[string, string | Buffer, readonly string[], readonly Finding[], Judged['mend']]>([
    [
      'a torn last one comes back',
      `${lines(e1)}${e2.slice(0, 30)}`,
      [e2],
      [bad(torn, 2), missing(one)],
      mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e2),
    ],
    [
      'a torn one with more behind it comes back in its place',
      lines(e1, e2.slice(0, 30), e3),
      [e1, e2, e3],
      [bad(early, 2), missing(one)],
      mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e2, e3),
    ],
    [
      'one without its beginning comes back in its place',
      lines(e1, e2.slice(-24), e3),
      [e2],
      [bad('the line is no JSON: found :; expected a value', 2), missing(one)],
      mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e2, e3),
    ],
    [
      'too little of an end says nothing',
      lines(e1, e2.slice(-23), e3),
      [e2],
      [bad('the line is no JSON: found ,; expected the end of the file', 2), missing(one)],
      { ...mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e3, e2), ...aside(e2.slice(-23)) },
    ],
    [
      'the beginning of another one says nothing',
      lines(e1, '{"id":"e9","at":"2026-03-04', e3),
      [e2],
      [bad(early, 2), missing(one)],
      {
        ...mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e3, e2),
        ...aside('{"id":"e9","at":"2026-03-04'),
      },
    ],
    [
      'one that was changed comes back by its id',
      lines(e1, '{"id":"e2","type":7}', e3),
      [e2, e3],
      [bad(noEvent, 2), missing(one)],
      mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e2, e3),
    ],
    [
      'one whose end is something else comes back in its place',
      lines(e1, `${e2.slice(0, 40)}nothing`, e3),
      [e2],
      [bad(early, 2), missing(one)],
      mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e2, e3),
    ],
    [
      'one whose beginning is something else comes back in its place',
      lines(e1, `nothing${e2.slice(9)}`, e3),
      [e2],
      [bad('the line is no JSON: found n; expected a value', 2), missing(one)],
      mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e2, e3),
    ],
    [
      'one that has nothing of it is put aside',
      lines(e1, 'y'.repeat(24), e3),
      [e2],
      [bad('the line is no JSON: found y; expected a value', 2), missing(one)],
      { ...mend('events-damaged', 'put 1 line back from the journal, took 1 line out', e1, e3, e2), ...aside('y'.repeat(24)) },
    ],
    [
      'of two that begin alike the one with its id comes back',
      lines(long2.slice(0, -9), e1),
      [long1, long2],
      [bad(early, 1), missing(two)],
      mend('events-damaged', 'put 2 lines back from the journal, took 1 line out', long1, long2, e1),
    ],
    [
      'of two that begin alike the first comes back, where the id is torn',
      lines(long2.slice(0, 28), e1),
      [long1, long2],
      [bad(early, 1), missing(two)],
      mend('events-damaged', 'put 2 lines back from the journal, took 1 line out', long1, e1, long2),
    ],
    [
      'an event with bytes that are no text is none',
      Buffer.concat([
        Buffer.from(e1.replace('e1', 'e1\u0000')).map((byte) => (byte === 0 ? 0xff : byte)),
        Buffer.from(`\n${e2}\n`),
      ]),
      [e1, e2],
      [bad('the line holds bytes that are no text', 1, edit(1)), missing(one)],
      mend(
        'events-damaged',
        'put 1 line back from the journal',
        Buffer.from(e1.replace('e1', 'e1\u0000')).map((byte) => (byte === 0 ? 0xff : byte)) as Buffer,
        e1,
        e2,
      ),
    ],
  ])('%s', (_name, content, appended, findings, mended) => {
    expect(judge(content, appended)).toStrictEqual({ findings, mend: mended });
  });
});

describe('lines that the journal still holds', () => {
  test('come back where there is no file', () => {
    expect(judge(null, [e1, e2])).toStrictEqual({
      findings: [missing(two)],
      mend: mend('lines-missing', 'made it again, put 2 lines back from the journal', e1, e2),
    });
  });

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['at the end', [e1], [e1, e2], [e1, e2]],
    ['at the beginning', [e2, e3], [e1, e2, e3], [e1, e2, e3]],
    ['in between', [e1, e3], [e1, e2, e3], [e1, e2, e3]],
    ['behind what is older than the journal', [e1, e3], [e2, e3], [e1, e2, e3]],
    ['in a file with nothing in it', [], [e2], [e2]],
    ['where the order was changed', [e3, e1], [e1, e2, e3], [e1, e2, e3].toSpliced(0, 3, e2, e3, e1)],
  ])('in their order: %s', (_name, there, appended, after) => {
    expect(judge(lines(...there), appended)).toStrictEqual({
      findings: [missing(one)],
      mend: mend('lines-missing', 'put 1 line back from the journal', ...after),
    });
  });

  test('several of them', () => {
    expect(judge(lines(e2), [e1, e2, e3]).mend).toStrictEqual(
      mend('lines-missing', 'put 2 lines back from the journal', e1, e2, e3),
    );
  });

  test('stay away where they may have been taken out by right', () => {
    expect(judge(lines(e1), [e1, e2, e3], false)).toStrictEqual({ findings: [missing(two, 'stint ledger verify')] });
    expect(judge(null, [e1], false)).toStrictEqual({ findings: [missing(one, 'stint ledger verify')] });
  });

  test('stay away then also where something else is mended', () => {
    expect(judge(lines(e1, e1), [e1, e2], false)).toStrictEqual({
      findings: [doubled(2), missing(one, 'stint ledger verify')],
      mend: mend('line-doubled', 'took 1 line out', e1),
    });
  });

  test('and that were changed since are left as they are', () => {
    const changed = [eventLine('e1', { agent: 'me' }), eventLine('e2', { agent: 'me' })];
    expect(judge(lines(changed[0] ?? '', e2), [e1, e2])).toStrictEqual({
      findings: [found('edited-by-hand', '1 line was changed since it was written')],
    });
    expect(judge(lines(e3, changed[0] ?? ''), [e3, e2, e1])).toStrictEqual({
      findings: [missing(one), found('edited-by-hand', '1 line was changed since it was written')],
      mend: mend('lines-missing', 'put 1 line back from the journal', e3, changed[0] ?? '', e2),
    });
    expect(judge(lines(...changed, e3), [e1, e2])).toStrictEqual({
      findings: [found('edited-by-hand', '2 lines were changed since they were written')],
    });
  });
});
