import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/domain/doctor/finding';
import type { LedgerEntry } from '../../../../src/domain/ledger/schema';
import { judgeLedger } from '../../../../src/store/files/doctor/judge-ledger';
import { journalOf } from '../../../../src/store/files/layout';
import type { RecordedInSessions } from '../../../../src/store/files/ledger/recorded-tip';
import { viewFiles } from '../../../../src/store/files/store-files-view';
import { sealed } from '../ledger/sample';
import { foundIn, type Judged, lines, rewritten as mend, repair } from './sample';

const found = foundIn('ledger.jsonl');
const verify = 'stint ledger verify';

const first = sealed('one');
const second = sealed('two', [first]);
const third = sealed('three', [second]);
const [one, two, three] = [first, second, third].map((entry) => JSON.stringify(entry)) as [string, string, string];

/** What sessions.json remembers of a ledger that ends with `last`. */
const recorded = (last: LedgerEntry, count = 3, more: Partial<RecordedInSessions> = {}): RecordedInSessions => ({
  heads: [last.hash],
  count,
  size: 1,
  ...more,
});

type Facts = {
  readonly recorded?: RecordedInSessions | undefined;
  readonly branch?: string;
  readonly appended?: readonly string[];
  readonly mayRestore?: boolean;
};

const judge = (content: string | null, facts: Facts = {}): Judged => {
  const { branch, appended = [], mayRestore = true } = facts;
  const bytes = content === null ? null : Buffer.from(content);
  const append = content === null ? undefined : { file: 'ledger.jsonl', offset: 0, bytes: content };
  const journal = journalOf('/nowhere', 4, () => branch);
  const files = {
    ...viewFiles(journal, undefined),
    bytes: () => bytes,
    place: () => ({ files: journal.files, path: '/nowhere/ledger.jsonl', append }),
  };
  const tip = 'recorded' in facts ? facts.recorded : recorded(third);
  const { before, ...judged } = judgeLedger(files, tip, { appended }, mayRestore);
  if (judged.mend !== undefined) expect(before).toBe(bytes);
  return judged;
};

const short = (entry: LedgerEntry): string => `${entry.hash.slice(0, 12)}…`;
const edited = (id: string) => `edited (${id}): the line was changed after it was written: it does not fit its hash`;
const duplicate = (id: string) => `duplicate (${id}): the same line stands in the ledger before`;
const removed = (id: string, entry: LedgerEntry) =>
  `missing-line (${id}): names a predecessor that is not in the ledger (${short(entry)}): a line was removed or rewritten`;
const cut = (last: LedgerEntry) =>
  `cut-tip: the newest entry that sessions.json remembers (${short(last)}) is not in the ledger: it was cut or replaced (3 entries were recorded)`;
const missing = (count: string, fix = repair) => found('lines-missing', `${count} not in ledger.jsonl`, undefined, fix);
const oneMissing = '1 line that the journal still holds is';
const damaged = (message: string, line?: number, fix = repair) => found('ledger-damaged', message, line, fix);
const notPlain = found('not-plain', 'a byte order mark, or Windows line ends', undefined, repair);

test.each<[string, string | null, Facts]>([
  ['a good ledger', lines(one, two, three), { appended: [two, three] }],
  ['a ledger that nothing was written to', null, { recorded: undefined }],
  ['a ledger that is not there, and never was', null, { recorded: { heads: [], count: 0, size: 0 } }],
  ['a ledger of which sessions.json remembers nothing', lines(one, two), { recorded: undefined }],
  ['a ledger that ends otherwise than the journal says, where the heads are there', lines(one, two, three), { appended: ['{}'] }],
])('nothing is wrong with %s', (_name, content, facts) => {
  expect(judge(content, facts)).toStrictEqual({ findings: [] });
});

describe('what is wrong', () => {
  const changed = two.replace('"title":"one"', '"title":"One"');
  test.each<[string, string | null, Facts, readonly Finding[], Judged['mend']]>([
    [
      'a line that was changed, and that the journal knows no more',
      lines(one, changed, three),
      {},
      [damaged(edited('two'), 2, verify)],
      undefined,
    ],
    [
      'a line that was changed',
      lines(one, changed, three),
      { appended: [two, three] },
      [damaged(edited('two'), 2), missing(oneMissing)],
      mend('ledger-damaged', 'put 1 line back from the journal, took 1 line out', one, two, three),
    ],
    [
      'two lines that were changed, of which the journal knows one',
      lines(one.replace('"title":"one"', '"title":"One"'), changed, three),
      { appended: [two, three] },
      [damaged(edited('one'), 1, verify), damaged(edited('two'), 2), missing(oneMissing)],
      mend(
        'ledger-damaged',
        'put 1 line back from the journal, took 1 line out',
        one.replace('"title":"one"', '"title":"One"'),
        two,
        three,
      ),
    ],
    [
      'a line that was taken out, and that the journal knows no more',
      lines(one, three),
      {},
      [damaged(removed('three', second), 2, verify)],
      undefined,
    ],
    [
      'a line that was taken out',
      lines(one, three),
      { appended: [two, three] },
      [damaged(removed('three', second), 2), missing(oneMissing)],
      mend('ledger-damaged', 'put 1 line back from the journal', one, two, three),
    ],
    [
      'the end was cut',
      lines(one, two),
      { appended: [three] },
      [damaged(cut(third)), missing(oneMissing)],
      mend('ledger-damaged', 'put 1 line back from the journal', one, two, three),
    ],
    [
      'the end was cut, and the journal knows it no more',
      lines(one, two),
      {},
      [damaged(cut(third), undefined, verify)],
      undefined,
    ],
    [
      'the file is gone',
      null,
      { appended: [one, two, three] },
      [damaged(cut(third)), missing('3 lines that the journal still holds are')],
      mend('ledger-damaged', 'made it again, put 3 lines back from the journal', one, two, three),
    ],
    [
      'a line that is there twice',
      lines(one, two, two, three),
      {},
      [damaged(duplicate('two'), 3)],
      mend('ledger-damaged', 'took 1 line out', one, two, three),
    ],
    [
      'one thing that can be mended and one that cannot',
      lines(one, one, changed, three),
      {},
      [damaged(duplicate('one'), 2), damaged(edited('two'), 3, verify)],
      mend('ledger-damaged', 'took 1 line out', one, changed, three),
    ],
    [
      'a line end that is missing',
      `${lines(one, two)}${three}`,
      {},
      [damaged('torn (three): the last line has no line end', 3)],
      mend('ledger-damaged', 'ended the last line', one, two, three),
    ],
    [
      'Windows line ends',
      lines(one, two, three).replaceAll('\n', '\r\n'),
      {},
      [notPlain],
      mend('not-plain', 'took out the mark and the line ends', one, two, three),
    ],
    [
      'a mark before the first line',
      `\ufeff${lines(one, two, three)}`,
      {},
      [damaged('not-json: the line is no JSON object', 1), notPlain],
      mend('ledger-damaged', 'took out the mark and the line ends', one, two, three),
    ],
    [
      'what the journal holds, where sessions.json cannot be read',
      lines(one),
      { recorded: undefined, appended: [two] },
      [missing(oneMissing)],
      mend('lines-missing', 'put 1 line back from the journal', one, two),
    ],
  ])('%s', (_name, content, facts, findings, mended) => {
    expect(judge(content, facts)).toStrictEqual({ findings, ...(mended === undefined ? {} : { mend: mended }) });
  });

  test('more than is listed', () => {
    const many = Array.from({ length: 52 }, () => one);
    const { findings, mend: mended } = judge(lines(one, two, three, ...many));
    expect(findings).toHaveLength(51);
    expect(findings.slice(-2)).toStrictEqual([damaged(duplicate('one'), 53), damaged('and 2 more', undefined, verify)]);
    expect(mended?.bytes.toString()).toBe(lines(one, two, three));
  });

  test('just as much as is listed', () => {
    const many = Array.from({ length: 50 }, () => one);
    expect(judge(lines(one, two, three, ...many)).findings.map(({ message }) => message)).toEqual(
      many.map(() => duplicate('one')),
    );
  });
});

describe('a ledger that is kept in git', () => {
  const away = found(
    'ledger-notice',
    `an entry that was once the newest of this ledger is not in it now (${short(third)}): taken away by git (reset, stash, checkout of the file) or by hand`,
  );
  const facts: Facts = {
    branch: 'main',
    recorded: recorded(third, 3, { branch: 'main', branches: { main: { heads: [third.hash], count: 3 } } }),
    appended: [three],
    mayRestore: false,
  };

  test('may miss entries: that is worth a notice', () => {
    expect(judge(lines(one, two), facts)).toStrictEqual({ findings: [away] });
  });

  test('gets none of them back when something else is wrong', () => {
    expect(judge(lines(one, two, two), facts)).toStrictEqual({
      findings: [away, damaged(duplicate('two'), 3), missing(oneMissing, verify)],
      mend: mend('ledger-damaged', 'took 1 line out', one, two),
    });
  });

  test('is not made again', () => {
    expect(judge(null, { branch: 'main', recorded: undefined, appended: [one], mayRestore: false })).toStrictEqual({
      findings: [missing(oneMissing, verify)],
    });
  });
});
