import { describe, expect, test } from 'vitest';
import { type Finding, finding } from '../../../../src/domain/doctor/finding';
import type { FindingCode } from '../../../../src/domain/doctor/finding-table';
import type { FileMemory } from '../../../../src/store/files/doctor/journal-memory';
import { type Copies, judgeJson } from '../../../../src/store/files/doctor/judge-json';
import { session, task } from '../fixtures';
import { aside, committedAt, lastWritten, nothingKnown, sha256 } from './sample';

type File = 'config.json' | 'todo.json' | 'sessions.json';

const repair = 'stint doctor --repair';
const noCopies: Copies = () => undefined;

const judge = (file: File, text: string | null, memory: FileMemory = nothingKnown, copies = noCopies) =>
  judgeJson(file, text === null ? null : Buffer.from(text), memory, copies);

const line = (id: string, status = 'pending'): string => JSON.stringify(task(id, { title: id })).replace('pending', status);
const todo = (...lines: string[]): string =>
  `{"version":1,"_meta":{"lastTaskNumber":3},"focus":{},"tasks":[\n${lines.join(',\n')}\n]}\n`;
const good = todo(line('T001'), line('T002'), line('T003'));
const config = '{\n  "version": 1,\n  "project": {\n    "name": "Store"\n  }\n}\n';
const sessions = `{"version":1,"_meta":{},"sessions":[\n${JSON.stringify(session('aaaaaa'))}\n]}\n`;

const mended = (code: FindingCode, text: string, what: string) => ({ code, bytes: Buffer.from(text), what });

describe('a file that can be read', () => {
  const found = (code: FindingCode, message: string, file: File, fix: string): Finding =>
    finding(code, message, { file: `.stint/${file}`, fix });
  const edited = (file: File, when = committedAt) =>
    found(
      'edited-by-hand',
      `${file} was changed since the last command wrote it (${when})`,
      file,
      `diff BACKUP/.stint/${file} .stint/${file}`,
    );
  const notPlain = (file: File) => found('not-plain', 'a byte order mark, or Windows line ends', file, repair);
  const dressed = `\ufeff${good.replaceAll('\n', '\r\n')}`;
  const asPlain = mended('not-plain', good, 'took out the mark and the line ends');
  const before = { editedAt: '2026-03-01T00:00:00.000Z' };
  const had = found(
    'edited-by-hand',
    'todo.json had been changed when the command of 2026-03-01T00:00:00.000Z wrote it',
    'todo.json',
    'diff BACKUP/.stint/todo.json .stint/todo.json',
  );
  test.each<[string, File, string, FileMemory, object]>([
    ['as the last command left it', 'todo.json', good, lastWritten(good), { findings: [] }],
    ['of which the journal knows nothing', 'sessions.json', sessions, nothingKnown, { findings: [] }],
    ['that was edited', 'todo.json', todo(line('T001')), lastWritten(good), { findings: [edited('todo.json')] }],
    ['settings that were edited', 'config.json', '{"version":1}', lastWritten(config), { findings: [edited('config.json')] }],
    [
      'with a mark and Windows line ends',
      'todo.json',
      dressed,
      lastWritten(good),
      { findings: [notPlain('todo.json')], mend: asPlain },
    ],
    ['so, and unknown to the journal', 'todo.json', dressed, nothingKnown, { findings: [notPlain('todo.json')], mend: asPlain }],
    [
      'so, and edited',
      'todo.json',
      dressed,
      lastWritten(sessions),
      { findings: [notPlain('todo.json'), edited('todo.json')], mend: asPlain },
    ],
    ['that was edited before a command wrote it', 'todo.json', good, lastWritten(good, before), { findings: [had] }],
    [
      'that was edited before and after',
      'todo.json',
      todo(line('T001')),
      lastWritten(good, before),
      { findings: [edited('todo.json')] },
    ],
    [
      'of a newer stint, which this one may read',
      'todo.json',
      good.replace('"version":1', '"version":2,"minReader":1'),
      nothingKnown,
      { findings: [] },
    ],
  ])('%s', async (_name, file, text, memory, expected) => {
    expect(await judge(file, text, memory)).toStrictEqual(expected);
  });
});

test('a file of a newer stint is not touched', async () => {
  expect(await judge('todo.json', good.replace('"version":1', '"version":9'), lastWritten(good))).toStrictEqual({
    findings: [
      finding('file-newer', 'has version 9, written by a newer stint; this one reads version 1', {
        file: '.stint/todo.json',
        line: 1,
        fix: 'stint --version',
      }),
    ],
  });
  const otherShape = await judge('sessions.json', '{"version":7,"sessions":{}}');
  expect(otherShape.findings.map(({ code }) => code)).toEqual(['file-newer']);
});

describe('a file that is not there', () => {
  const missing = (code: FindingCode, file: File, fix: string) =>
    finding(code, `${file} is not there`, { file: `.stint/${file}`, fix });
  const copies: Copies = (sha) => ({ bytes: Buffer.from(`copy of ${sha}`), path: '.stint/backup/a.json.1' });
  const putBack = (code: FindingCode, text: string) =>
    mended(code, `copy of ${sha256(text)}`, 'put back .stint/backup/a.json.1, the file of the last commit');
  test.each<[string, File, FileMemory, Copies, object]>([
    [
      'settings that never were',
      'config.json',
      nothingKnown,
      copies,
      { findings: [missing('config-missing', 'config.json', 'stint init')] },
    ],
    [
      'settings',
      'config.json',
      lastWritten(config),
      noCopies,
      { findings: [missing('config-missing', 'config.json', 'stint init')] },
    ],
    [
      'settings of which there is a copy',
      'config.json',
      lastWritten(config),
      copies,
      { findings: [missing('config-missing', 'config.json', repair)], mend: putBack('config-missing', config) },
    ],
    [
      'tasks',
      'todo.json',
      lastWritten(good),
      noCopies,
      { findings: [missing('file-missing', 'todo.json', 'cp BACKUP/.stint/todo.json .stint/todo.json')] },
    ],
    [
      'sessions that no commit speaks of',
      'sessions.json',
      nothingKnown,
      copies,
      { findings: [missing('file-missing', 'sessions.json', 'cp BACKUP/.stint/sessions.json .stint/sessions.json')] },
    ],
    [
      'sessions of which there is a copy',
      'sessions.json',
      lastWritten(sessions),
      copies,
      { findings: [missing('file-missing', 'sessions.json', repair)], mend: putBack('file-missing', sessions) },
    ],
  ])('%s', async (_name, file, memory, known, expected) => {
    expect(await judge(file, null, memory, known)).toStrictEqual(expected);
  });
});

describe('a damaged file', () => {
  type Where = Pick<Finding, 'line' | 'column'>;
  const damaged = (file: File, message: string, where: Where, fix: string) =>
    finding('file-damaged', message, { file: `.stint/${file}`, ...where, fix });
  const early = 'the file ends too early; expected';
  const statuses = 'Invalid option: expected one of "pending"|"active"|"blocked"|"done"|"cancelled"';

  test.each<[string, string, string, Where, string, string]>([
    ['cut in its end', good.slice(0, -3), `${early} a comma or ]`, { line: 5, column: 1 }, 'ended it', good],
    ['cut before its end', good.slice(0, -2), `${early} a comma or }`, { line: 5, column: 2 }, 'ended it', good],
    [
      'with zeros behind it',
      `${good}\0\0`,
      'a NUL character, as a crash of the system leaves behind; expected the end of the file',
      { line: 6, column: 1 },
      'took out NUL characters',
      good,
    ],
    [
      'with the rest of a longer one behind it',
      `${good}"}\n]}\n`,
      'found "; expected the end of the file',
      { line: 6, column: 1 },
      'took out what followed the end',
      good,
    ],
  ])('%s is the one of the last commit again', async (_name, text, message, where, what, after) => {
    expect(await judge('todo.json', text, lastWritten(good))).toStrictEqual({
      findings: [damaged('todo.json', message, where, repair)],
      mend: mended('file-damaged', after, `${what}: it is the file of the last commit`),
    });
    const other = await judge('todo.json', text, lastWritten('something else'));
    expect(other).toStrictEqual({
      findings: [damaged('todo.json', message, where, `vi +${where.line} .stint/todo.json`)],
    });
  });

  test.each<[string, File, string, string, Where, string, string]>([
    [
      'a record twice',
      'todo.json',
      todo(line('T001'), line('T002'), line('T001')),
      'the id T001 is there twice',
      { line: 4, column: 1 },
      'took out lines that were there twice',
      todo(line('T001'), line('T002')),
    ],
    [
      'a comma too many',
      'todo.json',
      todo(line('T001'), `${line('T002')},`),
      'found ]; expected a value',
      { line: 4, column: 1 },
      'set the commas between the records',
      todo(line('T001'), line('T002')),
    ],
    [
      'a conflict of which both sides are one',
      'config.json',
      config.replace('{\n', '{\n<<<<<<< a\n=======\n>>>>>>> b\n'),
      'a merge conflict marker (<<<<<<<): a merge was not finished',
      { line: 2, column: 1 },
      'solved the merge conflict',
      config,
    ],
  ])('%s says itself what it was', async (_name, file, text, message, where, what, after) => {
    expect(await judge(file, text)).toStrictEqual({
      findings: [damaged(file, message, where, repair)],
      mend: mended('file-damaged', after, what),
    });
  });

  test('that only needs what is sure is not proven by it where something else is wrong', async () => {
    const text = todo(line('T001', 'dne'), line('T002'), line('T002'));
    expect(await judge('todo.json', text)).toStrictEqual({
      findings: [damaged('todo.json', `tasks[0].status is "dne": ${statuses}`, { line: 2, column: 69 }, repair)],
      mend: {
        ...mended('file-damaged', todo(line('T002')), 'put aside what cannot be read: T001 (line 2), T002 (line 4)'),
        ...aside(line('T001', 'dne'), line('T002')),
      },
    });
  });

  const deep = `${line('T002').slice(0, -1)},"x":${'['.repeat(62)}${']'.repeat(62)}}`;
  const late = line('T002').replaceAll(committedAt, '+010000-01-01T11:59:59.000Z');
  const newer = line('T002').replace('"updatedAt":"2026', '"updatedAt":"2027');
  test.each<[string, readonly string[], string, readonly string[], string]>([
    ['a date beyond the year 9999', [late], 'T002 (line 3)', [late], ''],
    ['63 levels', [deep], 'T002 (line 3)', [deep], ''],
    ['a wrong type', ['{"id":"T002","title":5}'], 'T002 (line 3)', ['{"id":"T002","title":5}'], ''],
    ['no object', ['7'], 'line 3', ['7'], ''],
    ['no JSON', ['{"id":"T002","title":"cut'], 'T002 (line 3)', ['{"id":"T002","title":"cut'], ''],
    ['a prototype for its id', ['{"__proto__":{"id":"T002"}}'], 'T002 (line 3)', ['{"__proto__":{"id":"T002"}}'], ''],
    ['an id that is there twice: the later one stays', [newer, line('T002')], 'T002 (line 4)', [line('T002')], newer],
    ['the same, the other way round', [line('T002'), newer], 'T002 (line 3)', [line('T002')], newer],
  ])('goes on without a record of %s', async (_name, records, named, gone, stays) => {
    const text = todo(line('T001'), ...records, line('T003'));
    const { mend } = await judge('todo.json', text);
    const left = [line('T001'), ...(stays === '' ? [] : [stays]), line('T003')];
    expect(mend).toStrictEqual({
      ...mended('file-damaged', todo(...left), `put aside what cannot be read: ${named}`),
      ...aside(...gone),
    });
    expect((await judge('todo.json', todo(...left))).findings).toEqual([]);
  });

  test('goes on without a session that cannot be read, also in a form of its own', async () => {
    const [one, two] = [session('aaaaaa'), { ...session('bbbbbb'), status: 'gone' }];
    const { mend } = await judge('sessions.json', JSON.stringify({ version: 1, sessions: [one, two] }, null, 2));
    expect(mend).toStrictEqual({
      ...mended(
        'file-damaged',
        `{"version":1,"sessions":[\n${JSON.stringify(one)}\n]}\n`,
        `put aside what cannot be read: ${two.id}`,
      ),
      ...aside(JSON.stringify(two)),
    });
  });

  test.each([
    ['whose head is wrong', todo(line('T001'), line('T002', 'dne')).replace('"version":1', '"version":"one"')],
    ['that is cut off', todo(line('T001'), line('T002', 'dne')).slice(0, -20)],
    ['that is half merged', todo(line('T001'), '<<<<<<< HEAD', line('T002', 'dne'))],
    ['of which most is damaged', todo(line('T001'), ...['a', 'b', 'c', 'd'].map((id) => line(id, 'dne')))],
  ])('%s stays as it is', async (_name, text) => {
    expect((await judge('todo.json', text)).mend).toBeUndefined();
  });

  test('is put back from a copy, if nothing else helps', async () => {
    const copies: Copies = (sha) =>
      sha === sha256(good) ? { bytes: Buffer.from(good), path: '.stint/todo.json.bak' } : undefined;
    expect(await judge('todo.json', '', lastWritten(good), copies)).toStrictEqual({
      findings: [damaged('todo.json', 'it is empty', { line: 1, column: 1 }, repair)],
      mend: mended('file-damaged', good, 'put back .stint/todo.json.bak, the file of the last commit'),
    });
    expect((await judge('todo.json', '', lastWritten('other'), copies)).mend).toBeUndefined();
  });

  test('of which no place is known', async () => {
    const tooLarge = '{"version":1}'.padEnd(1024 * 1024 + 1);
    expect(await judge('config.json', tooLarge)).toStrictEqual({
      findings: [damaged('config.json', 'is 1048577 bytes long; stint reads at most 1048576', {}, 'vi .stint/config.json')],
    });
  });
});
