import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/domain/doctor/finding';
import { lineKindOf } from '../../../../src/store/files/doctor/line-kind';
import { session, task } from '../fixtures';
import { sealed } from '../ledger/sample';
import { aside, foundIn, type Judged, judgeIn, lines, rewritten as mend, repair, torn } from './sample';

/** What differs between the kinds of files of lines. */

test.each([
  ['ledger.jsonl', 'ledger'],
  ['archive/tasks.jsonl', 'archivedTask'],
  ['archive/sessions.jsonl', 'archivedSession'],
  ['events/unbound.jsonl', 'event'],
  ['spool/events.jsonl', 'spool'],
  ['session.log', 'log'],
])('%s holds lines of the kind %s', (file, kind) => {
  expect(lineKindOf(file)).toBe(kind);
});

describe('archive/tasks.jsonl', () => {
  const file = 'archive/tasks.jsonl';
  const judge = judgeIn(file);
  const found = foundIn(file);
  const archived = (id: string, day = 1): string => JSON.stringify({ ...task(id), archivedAt: `2026-03-0${day}T00:00:00.000Z` });
  const takenOut = (id: string): string => JSON.stringify({ id, unarchivedAt: '2026-03-02T00:00:00.000Z' });
  const missing = (count = 1) =>
    found(
      'lines-missing',
      `${count} ${count === 1 ? 'line' : 'lines'} that the journal still holds ${count === 1 ? 'is' : 'are'} not in ${file}`,
      undefined,
      repair,
    );
  const noTask = 'the line is no archived task';
  const [a1, out, a3, b1] = [archived('T001', 1), takenOut('T001'), archived('T001', 3), archived('T002')];

  test.each<[string, string, readonly string[], Judged]>([
    ['holds tasks, and takes them out again', lines(a1, out, a3, b1), [], { findings: [] }],
    [
      'holds nothing else',
      lines(JSON.stringify(session('aaaaaa')), a1),
      [],
      {
        findings: [found('archive-damaged', noTask, 1, repair)],
        mend: { ...mend('archive-damaged', 'took 1 line out', a1), ...aside(JSON.stringify(session('aaaaaa'))) },
      },
    ],
    [
      'loses a torn line',
      `${lines(a1)}${b1.slice(0, 50)}`,
      [a1, b1],
      {
        findings: [found('archive-damaged', torn, 2, repair), missing()],
        mend: mend('archive-damaged', 'put 1 line back from the journal, took 1 line out', a1, b1),
      },
    ],
    [
      'gets a torn line back though others with its id are there',
      `${lines(a1, out)}${a3.slice(0, 50)}`,
      [out, a3],
      {
        findings: [found('archive-damaged', torn, 3, repair), missing()],
        mend: mend('archive-damaged', 'put 1 line back from the journal, took 1 line out', a1, out, a3),
      },
    ],
    [
      'gets back what a task was before it was taken out, and before that line',
      lines(b1, out),
      [a1, b1, out],
      { findings: [missing()], mend: mend('lines-missing', 'put 1 line back from the journal', a1, b1, out) },
    ],
    [
      'gets back that a task was taken out',
      lines(a1, b1),
      [a1, out, b1],
      { findings: [missing()], mend: mend('lines-missing', 'put 1 line back from the journal', a1, out, b1) },
    ],
    [
      'may have been edited',
      lines(archived('T001', 2), b1),
      [a1, b1],
      { findings: [found('edited-by-hand', '1 line was changed since it was written')] },
    ],
    [
      'loses the second of two equal lines',
      lines(a1, b1, a1),
      [],
      {
        findings: [found('line-doubled', 'the same line stands in the file before', 3, repair)],
        mend: mend('line-doubled', 'took 1 line out', a1, b1),
      },
    ],
    [
      'cannot be read behind a mark',
      `\ufeff${a1}\r\n`,
      [],
      {
        findings: [found('archive-damaged', 'a byte order mark, or Windows line ends', undefined, repair)],
        mend: mend('archive-damaged', 'took out the mark and the line ends', a1),
      },
    ],
    [
      'can be read without its last line end',
      a1,
      [],
      {
        findings: [found('not-plain', 'the last line has no line end', 1, repair)],
        mend: mend('not-plain', 'ended the last line', a1),
      },
    ],
  ])('%s', (_name, content, appended, expected) => {
    expect(judge(content, appended)).toStrictEqual(expected);
  });

  const markers = ['<<<<<<< HEAD', '=======', '>>>>>>> other'] as const;
  const conflict = (ours: string, theirs: string) => lines(markers[0], ours, markers[1], theirs, markers[2]);
  const marked = (fix: (line: number) => string) =>
    [1, 3, 5].map((line, index) =>
      found(
        'archive-damaged',
        `a merge conflict marker (${markers[index]?.slice(0, 7)}): a merge was not finished`,
        line,
        fix(line),
      ),
    );

  test('of a merge both sides stay, where they speak of different tasks', () => {
    expect(judge(conflict(a1, b1))).toStrictEqual({
      findings: marked(() => repair),
      mend: mend('archive-damaged', 'took 3 lines out', a1, b1),
    });
  });

  test('of a merge one line stays, where both sides say the same', () => {
    expect(judge(conflict(a1, a1)).mend).toStrictEqual(mend('archive-damaged', 'took 4 lines out', a1));
  });

  test('a merge in which one task is two things is for somebody to decide', () => {
    expect(judge(conflict(a1, a3))).toStrictEqual({ findings: marked((line) => `vi +${line} .stint/${file}`) });
  });
});

describe('archive/sessions.jsonl', () => {
  const judge = judgeIn('archive/sessions.jsonl');
  const closed = JSON.stringify(session('aaaaaa', { status: 'closed' }));

  test('cannot be read behind a mark', () => {
    expect(judge(`\ufeff${closed}\n`).findings.map(({ code }) => code)).toEqual(['archive-damaged']);
  });

  test('holds sessions and nothing else', () => {
    expect(judge(lines(closed))).toStrictEqual({ findings: [] });
    expect(judge(lines(JSON.stringify(task('T001')), closed))).toStrictEqual({
      findings: [foundIn('archive/sessions.jsonl')('archive-damaged', 'the line is no archived session', 1, repair)],
      mend: { ...mend('archive-damaged', 'took 1 line out', closed), ...aside(JSON.stringify(task('T001'))) },
    });
  });
});

describe('ledger.jsonl', () => {
  const judge = judgeIn('ledger.jsonl');
  const found = foundIn('ledger.jsonl');
  const first = sealed('one');
  const one = JSON.stringify(first);
  const two = JSON.stringify(sealed('two', [first]));
  const changed = 'the line was changed after it was written, or is no entry';

  test.each<[string, string, readonly string[], Judged]>([
    ['holds entries', lines(one, two), [one, two], { findings: [] }],
    [
      'holds entries of a newer stint that fit their hash',
      lines(JSON.stringify(sealed('one', [], { v: 2, source: 'another' } as object)), one),
      [],
      { findings: [] },
    ],
    [
      'holds nothing that is no JSON',
      lines('TODO', one),
      [],
      {
        findings: [found('ledger-damaged', 'the line is no JSON: found T; expected a value', 1, repair)],
        mend: { ...mend('ledger-damaged', 'took 1 line out', one), ...aside('TODO') },
      },
    ],
    [
      'holds none of this version that is no entry',
      lines(JSON.stringify(sealed('one', [], { source: 'another' } as object)), one),
      [],
      { findings: [found('ledger-damaged', changed, 1, 'vi +1 .stint/ledger.jsonl')] },
    ],
    [
      'gets an entry back that was changed',
      lines(one.replace('"title":"one"', '"title":"One"'), two),
      [one, two],
      {
        findings: [
          found('ledger-damaged', changed, 1, repair),
          found('lines-missing', '1 line that the journal still holds is not in ledger.jsonl', undefined, repair),
        ],
        mend: mend('ledger-damaged', 'put 1 line back from the journal, took 1 line out', one, two),
      },
    ],
    [
      'may end without a line end, and is damaged then',
      one,
      [one],
      {
        findings: [found('ledger-damaged', 'the last line has no line end', 1, repair)],
        mend: mend('ledger-damaged', 'ended the last line', one),
      },
    ],
    [
      'with a mark before it',
      `\ufeff${one}\n`,
      [],
      {
        findings: [found('not-plain', 'a byte order mark, or Windows line ends', undefined, repair)],
        mend: mend('not-plain', 'took out the mark and the line ends', one),
      },
    ],
  ])('%s', (_name, content, appended, expected) => {
    expect(judge(content, appended)).toStrictEqual(expected);
  });
});

describe('a file of the spool', () => {
  const file = 'spool/x.jsonl';
  const judge = judgeIn(file);
  const found = foundIn(file);
  const good = '{"v":1,"receivedAt":"2026-03-04T05:06:07.000Z","key":"k","facts":[]}';
  const noHook = 'the line is none that a hook of stint wrote';

  test.each<[string, string, readonly Finding[]]>([
    ['is as it should be', lines(good, good), []],
    ['has a last line that is being written', `${lines(good)}${good.slice(0, 20)}`, []],
    ['has a last line without an end', `${lines(good)}${good}`, []],
    [
      'has a torn line with more behind it',
      lines('{"v":1,"rec', good),
      [found('spool-damaged', 'the line is no JSON: the file ends too early; expected a quote that ends the string', 1)],
    ],
    ['has a last line that is something else', lines(good, '{"v":2}'), [found('spool-damaged', noHook, 2)]],
    [
      'has a last line without an end, and another one that is nothing',
      `${lines('{}')}${good}`,
      [found('spool-damaged', noHook, 1)],
    ],
    ['has two, of which one is being written', `${lines('{}')}{`, [found('spool-damaged', noHook, 1)]],
    ['was touched by an editor', `\ufeff${good}\r\n`, [found('not-plain', 'a byte order mark, or Windows line ends')]],
    [
      'was merged',
      lines('=======', good),
      [found('spool-damaged', 'a merge conflict marker (=======): a merge was not finished', 1)],
    ],
  ])('%s, and is left as it is', (_name, content, findings) => {
    expect(judge(content)).toStrictEqual({ findings });
  });
});
