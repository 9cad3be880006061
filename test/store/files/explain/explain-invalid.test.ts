import { describe, expect, test } from 'vitest';
import { ContentFault, type ContentKind } from '../../../../src/store/files/content-fault';
import { explainInvalid } from '../../../../src/store/files/explain-invalid';
import { StoreError } from '../../../../src/store/store-error';
import { session, task } from '../fixtures';

const nothingChanged = 'Nothing was changed; mend it in an editor, or put the file back from a backup.';

const files: Readonly<Record<ContentKind, string>> = {
  config: 'config.json',
  todo: 'todo.json',
  sessions: 'sessions.json',
  archivedTask: 'archive/tasks.jsonl',
  archivedSession: 'archive/sessions.jsonl',
};

const explain = (kind: ContentKind, text: string, line?: number) => {
  const told = explainInvalid(new ContentFault(kind, files[kind], Buffer.from(text), line));
  expect(told).toBeInstanceOf(StoreError);
  expect([told.code, told.fix]).toEqual(['E_STORE_CORRUPT', []]);
  return { message: told.message, details: told.details };
};

/** What is told of a file, at a line and column of it. */
const told = (kind: ContentKind, line: number, column: number, what: string, details: object = {}) => ({
  message: `.stint/${files[kind]}:${line}:${column}: ${what}. ${nothingChanged}`,
  details: { file: files[kind], line, column, ...details },
});

const todo = (tasks: string, head = '"version":1,"_meta":{"lastTaskNumber":2},"focus":{}') =>
  `{${head},"tasks":[\n${tasks}\n]}\n`;
const sessions = (records: string) => `{"version":1,"_meta":{},"sessions":[\n${records}\n]}\n`;
const T1 = JSON.stringify(task('T001'));
const S1 = JSON.stringify(session('aaaaaa'));
const statuses = 'Invalid option: expected one of "pending"|"active"|"blocked"|"done"|"cancelled"';

describe('a file that is no JSON', () => {
  test.each<[ContentKind, string, number, number, string]>([
    ['todo', '', 1, 1, 'it is empty'],
    ['config', '{\n  "version": 1,\n}\n', 3, 1, 'found }; expected a key in quotes'],
    ['sessions', `${sessions(S1).slice(0, -3)}`, 3, 1, 'the file ends too early; expected a comma or ]'],
    ['todo', todo(`<<<<<<< HEAD\n${T1}`), 2, 1, 'a merge conflict marker (<<<<<<<): a merge was not finished'],
  ])('%s %j', (kind, text, line, column, what) => {
    expect(explain(kind, text)).toStrictEqual(told(kind, line, column, what));
  });
});

describe('a file that says what it must not', () => {
  test.each<[string, ContentKind, string, number, number, string, object]>([
    ['a list', 'todo', '[1]', 1, 1, 'the file is [1]: Invalid input: expected object, received array', { key: '' }],
    ['nothing', 'config', ' null', 1, 2, 'the file is null: Invalid input: expected object, received null', { key: '' }],
    [
      'a text',
      'config',
      '"version"',
      1,
      1,
      'the file is "version": Invalid input: expected object, received string',
      { key: '' },
    ],
    ['no version', 'sessions', '{"sessions":[]}', 1, 1, 'version is missing: Invalid input: expected 1', { key: 'version' }],
    [
      'an older version',
      'todo',
      todo(T1, '"_meta":{"lastTaskNumber":2},\n "version": 0'),
      2,
      13,
      'version is 0: Invalid input: expected 1',
      { key: 'version' },
    ],
    [
      'a status that is none',
      'todo',
      todo(`${T1},\n${JSON.stringify(task('T002')).replace('"pending"', '"dne"')}`),
      3,
      74,
      `tasks[1].status is "dne": ${statuses}`,
      { key: 'tasks[1].status' },
    ],
    [
      'no status',
      'todo',
      todo(`${T1},\n ${JSON.stringify(task('T002')).replace('"status":"pending",', '')}`),
      3,
      2,
      `tasks[1].status is missing: ${statuses}`,
      { key: 'tasks[1].status' },
    ],
    [
      'a text for a list',
      'sessions',
      '\ufeff{"version":1,\r\n"sessions":"none"}',
      2,
      12,
      'sessions is "none": Invalid input: expected array, received string',
      { key: 'sessions' },
    ],
    [
      'a closed session',
      'sessions',
      sessions(S1.replace('"active"', '"closed"')),
      2,
      49,
      'sessions[0].status is "closed": Invalid option: expected one of "active"|"suspended"|"ended"',
      { key: 'sessions[0].status' },
    ],
    [
      'something deep inside',
      'sessions',
      sessions(S1.replace('"held":[]', '"held":[{"taskId":"T001","at":"now"}]')),
      2,
      200,
      'sessions[0].held[0].at is "now": Invalid string: must match pattern /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)$/',
      { key: 'sessions[0].held[0].at' },
    ],
    [
      'what no reader sees',
      'todo',
      todo(T1.replace('"medium"', '"\u202e\\u0007"')),
      2,
      95,
      'tasks[0].priority is "<U+202E>\\u0007": Invalid option: expected one of "critical"|"high"|"medium"|"low"',
      { key: 'tasks[0].priority' },
    ],
    [
      'more than can be shown',
      'todo',
      todo(T1.replace('"medium"', `"${'x'.repeat(100)}"`)),
      2,
      95,
      `tasks[0].priority is "${'x'.repeat(79)}: Invalid option: expected one of "critical"|"high"|"medium"|"low"`,
      { key: 'tasks[0].priority' },
    ],
    [
      'a task twice',
      'todo',
      todo(`${T1},\n${JSON.stringify(task('T002'))},\n${T1}`),
      4,
      1,
      'the id T001 is there twice',
      { id: 'T001' },
    ],
    [
      'a session twice',
      'sessions',
      sessions(`${S1},\n${S1}`),
      3,
      1,
      'the id session_20260304_050607_aaaaaa is there twice',
      { id: session('aaaaaa').id },
    ],
    [
      'two things wrong, the first of them',
      'todo',
      todo(`${T1.replace('"type":"task"', '"type":1').replace('"medium"', '2')}`),
      2,
      58,
      'tasks[0].type is 1: Invalid option: expected one of "epic"|"task"|"subtask"',
      { key: 'tasks[0].type' },
    ],
  ])('%s', (_name, kind, text, line, column, what, details) => {
    expect(explain(kind, text)).toStrictEqual(told(kind, line, column, what, details));
  });
});

describe('an unknown setting', () => {
  const unknown = (line: number, column: number, what: string, details: object) => told('config', line, column, what, details);
  test.each<[string, ReturnType<typeof told>]>([
    [
      '{"version":1,\n"multiSession":{"enabeld":true}}',
      unknown(2, 27, 'multiSession.enabeld is no setting (did you mean multiSession.enabled?)', {
        key: 'multiSession.enabeld',
        nearest: 'multiSession.enabled',
      }),
    ],
    [
      '{"version":1,"multisesion":{}}',
      unknown(1, 28, 'multisesion is no setting (did you mean multiSession?)', { key: 'multisesion', nearest: 'multiSession' }),
    ],
    ['{"version":1,"x":{}}', unknown(1, 18, 'x is no setting', { key: 'x' })],
    ['{"version":1,"qqqqqqqqqq\u200b":2}', unknown(1, 28, 'qqqqqqqqqq<U+200B> is no setting', { key: 'qqqqqqqqqq\u200b' })],
    ['{"version":1,"__proto__":{"a":1}}', unknown(1, 26, '__proto__ is no setting', { key: '__proto__' })],
    [
      '{"version":1,"task":{"prefix":7},"record":{"gti":true}}',
      unknown(1, 50, 'record.gti is no setting (did you mean record.git?)', { key: 'record.gti', nearest: 'record.git' }),
    ],
    ['{"version":1,"prices":{"gpt":{"inpt":1}}}', unknown(1, 38, 'prices.gpt.inpt is no setting', { key: 'prices.gpt.inpt' })],
  ])('%j', (text, expected) => {
    expect(explain('config', text)).toStrictEqual(expected);
  });

  test('is told before a setting that is wrong, and the wrong one then', () => {
    expect(explain('config', '{"version":1,"task":{"prefix":7}}')).toStrictEqual(
      unknown(1, 31, 'task.prefix is 7: Invalid input: expected string, received number', { key: 'task.prefix' }),
    );
  });
});

describe('a line of the archive', () => {
  test('is named by its number in the file, and by the column within it', () => {
    expect(explain('archivedTask', T1.replace('"pending"', '"dne"'), 7)).toStrictEqual(
      told('archivedTask', 7, 74, `status is "dne": ${statuses}`, { key: 'status' }),
    );
    expect(explain('archivedSession', '{"id":1', 3)).toStrictEqual(
      told('archivedSession', 3, 8, 'the file ends too early; expected a comma or }'),
    );
  });

  test('has no version of its own', () => {
    expect(explain('archivedTask', '{"id":"T001","version":9}', 2)).toMatchObject({
      message: expect.stringContaining('tasks.jsonl:2:1: uid is missing'),
    });
  });

  test('with nothing that is known to be wrong', () => {
    expect(explain('archivedTask', T1, 5)).toStrictEqual({
      message: `.stint/archive/tasks.jsonl:5: it is not what it should be. ${nothingChanged}`,
      details: { file: 'archive/tasks.jsonl', line: 5 },
    });
  });
});

test('a file with nothing that is known to be wrong', () => {
  expect(explain('config', '{"version":1}')).toStrictEqual({
    message: `.stint/config.json: it is not what it should be. ${nothingChanged}`,
    details: { file: 'config.json' },
  });
});

describe('a file of a newer stint', () => {
  test('that must not be read', () => {
    const bytes = Buffer.from('{"version":9,"tasks":"of another kind"}');
    expect(() => explainInvalid(new ContentFault('todo', 'todo.json', bytes))).toThrow(
      expect.objectContaining({
        code: 'E_STORE_VERSION',
        message:
          '.stint/todo.json has version 9, written by a newer stint; this one reads version 1. Update stint. Nothing was changed.',
        details: { file: 'todo.json', version: 9, reads: 1 },
        fix: ['stint --version'],
      }),
    );
  });

  test('that may be read is not blamed for its version', () => {
    const text = todo(T1.replace('"pending"', '"dne"'), '"version":2,"minReader":1,"_meta":{"lastTaskNumber":2}');
    expect(explain('todo', text)).toStrictEqual(
      told('todo', 2, 74, `tasks[0].status is "dne": ${statuses}`, { key: 'tasks[0].status' }),
    );
  });

  test('that may be read is not blamed for its new settings', () => {
    expect(explain('config', '{"version":2,"minReader":1,"new":{"a":1},"task":{"newer":1,"prefix":7}}')).toStrictEqual(
      told('config', 1, 69, 'task.prefix is 7: Invalid input: expected string, received number', { key: 'task.prefix' }),
    );
  });
});
