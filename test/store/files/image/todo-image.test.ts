import { describe, expect, test } from 'vitest';
import { effectiveConfig } from '../../../../src/domain/config/keys';
import {
  editTodo,
  emptyTodo,
  highestTaskNumber,
  type Mirror,
  mirrorOf,
  parseTodo,
  showsMirror,
  type TodoEdit,
  type TodoImage,
} from '../../../../src/store/files/image/todo-image';
import { at, session, task } from '../fixtures';
import { faultOf, refusalOf } from './sample';

const line = (id: string, more = {}): string => JSON.stringify(task(id, more));
const head = '{"version":1,"_meta":{"lastTaskNumber":2},"tasks":[';
const parse = (text: string): TodoImage => parseTodo(Buffer.from(text, 'utf8'));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('todo.json is read', () => {
  test.each([
    ['without tasks', `${head}\n]}\n`, [], true],
    ['in the written form', `${head}\n${line('T1')},\n${line('T2')}\n]}\n`, [task('T1'), task('T2')], true],
    ['without its last line end', `${head}\n${line('T1')}\n]}`, [task('T1')], true],
    ['with ids in no order', `${head}\n${line('T2')},\n${line('T1')}\n]}`, [task('T2'), task('T1')], true],
    ['in one line', `${head}${line('T1')}]}`, [task('T1')], false],
    ['with the line ends of Windows', `${head}\r\n${line('T1')},\r\n${line('T2')}\r\n]}\r\n`, [task('T1'), task('T2')], false],
    ['62 levels deep in a task', `${head}\n${line('T1', { x: JSON.parse(nested(61)) })}\n]}`, undefined, true],
    ['62 levels deep in a task of one line', `${head}${line('T1', { x: JSON.parse(nested(61)) })}]}`, undefined, false],
  ])('%s', (_name, text, records, written) => {
    const bytes = Buffer.from(text, 'utf8');
    const image = parseTodo(bytes);
    expect(image).toStrictEqual({
      head: { version: 1, _meta: { lastTaskNumber: 2 } },
      records: records ?? JSON.parse(text).tasks,
      written: written ? bytes : undefined,
    });
    expect(parseTodo(Buffer.from(text, 'utf8'))).toBe(image);
  });

  test('with unknown keys, a byte order mark and a newer version that allows it', () => {
    const text = `\ufeff{"later":[1],"version":4,"minReader":1,"_meta":{"lastTaskNumber":0,"x":1},"focus":{"y":2},"tasks":[${line('T1', { z: 3 })}]}`;
    expect(parse(text)).toStrictEqual({
      head: { later: [1], version: 4, minReader: 1, _meta: { lastTaskNumber: 0, x: 1 }, focus: { y: 2 } },
      records: [task('T1', { z: 3 })],
      written: undefined,
    });
  });

  test.each([
    ['empty', ''],
    ['no JSON', `${head}\n${line('T1')},\n]}\n`],
    ['no object', `[${line('T1')}]`],
    ['null', 'null'],
    ['no list of tasks', '{"version":1,"_meta":{"lastTaskNumber":0}}'],
    ['tasks by id', '{"version":1,"_meta":{"lastTaskNumber":0},"tasks":{}}'],
    ['no version', `${head.replace('"version":1,', '')}\n]}`],
    ['no _meta', '{"version":1,"tasks":[]}'],
    ['a wrong number', `${head.replace(':2}', ':-1}')}\n]}`],
    ['a task that is none', `${head}\n${line('T1')},\n{"id":"T2"}\n]}`],
    ['an id twice', `${head}\n${line('T1')},\n${line('T2')},\n${line('T1')}\n]}`],
    ['an id twice, one after the other', `${head}\n${line('T1')},\n${line('T1')}\n]}`],
    ['too deep in a task', `${head}\n${line('T1', { x: JSON.parse(nested(62)) })}\n]}`],
    ['too deep in one line', `${head}${line('T1', { x: JSON.parse(nested(62)) })}]}`],
    ['too deep over many lines', JSON.stringify(JSON.parse(`${head}${line('T1', { x: JSON.parse(nested(62)) })}]}`), null, 1)],
    ['too deep beside the tasks', `${head.replace('"tasks"', `"x":${nested(64)},"tasks"`)}\n]}`],
    ['a newer version that is wrong', `${head.replace('1,', '2,"minReader":1,')}\n{}\n]}`],
  ])('but not where it is %s', (_name, text) => {
    expect(faultOf(() => parse(text))).toStrictEqual({
      name: 'ContentFault',
      message: 'todo.json cannot be read',
      kind: 'todo',
      file: 'todo.json',
      text,
      line: undefined,
    });
  });

  test('and refused where a newer program says so', () => {
    expect(refusalOf(() => parse('{"version":2,"tasks":[]}'))).toMatchObject({
      code: 'E_STORE_VERSION',
      details: { file: 'todo.json', version: 2, reads: 1 },
    });
  });
});

test.each<[string[], string, number, number]>([
  [[], 'T', 0, 0],
  [[], 'T', 12, 12],
  [['T001', 'T2'], 'T', 0, 2],
  [['T2', 'T001'], 'T', 0, 2],
  [['T9', 'T10', 'T099'], 'T', 5, 99],
  [['T9', 'T8'], 'T', 9, 9],
  [['T10'], 'T', 9, 10],
  [['T11', 'T12', 'T0013'], 'T', 12, 13],
  [['T5', 'X99', 'XT98', 'U77'], 'T', 0, 5],
  [['T', 'TT7', 'T7x', 'Tx7', 'T-7', 'T7.1', 'T1e3'], 'T', 0, 0],
  [['AB-7', 'AB7', 'B-9', 'ab-8'], 'AB-', 0, 7],
  [['T999999999999999'], 'T', 0, 999_999_999_999_999],
  [['T1000000000000000'], 'T', 3, 3],
  [['T000000000000004'], 'T', 3, 4],
])('of %j the highest number of %s is, from %i on, %i', (ids, prefix, least, highest) => {
  const tasks = ids.map((id) => ({ id }));
  expect(highestTaskNumber(tasks, prefix, least)).toBe(highest);
});

const noFocus = { currentTask: null, sessionNote: null, nextAction: null };
const focus = { currentTask: 'T1', sessionNote: 'note', nextAction: 'next' };
const mirror: Mirror = { activeSession: session('aaaaaa').id, focus };

describe('the mirror of the one session', () => {
  const single = effectiveConfig({ version: 1, multiSession: { enabled: false } });

  test.each([
    ['is none where there may be several', effectiveConfig({ version: 1 }), [session('aaaaaa', { focus })], null],
    ['is empty without a session', single, [], { activeSession: null, focus: noFocus }],
    [
      'is empty without an active one',
      single,
      [session('aaaaaa', { focus, status: 'suspended' }), session('bbbbbb', { focus, status: 'ended' })],
      { activeSession: null, focus: noFocus },
    ],
    ['is that of the active one', single, [session('bbbbbb', { status: 'ended' }), session('aaaaaa', { focus })], mirror],
    ['is that of the first', single, [session('aaaaaa', { focus }), session('bbbbbb')], mirror],
  ])('%s', (_name, config, sessions, expected) => {
    expect(mirrorOf(config, sessions)).toStrictEqual(expected);
  });

  const headOf = (meta: object, more: object = {}) =>
    ({ version: 1, _meta: { lastTaskNumber: 0, ...meta }, ...more }) as unknown as TodoImage['head'];
  const active = { activeSession: mirror.activeSession };

  test.each<[string, TodoImage['head'], Mirror | null, boolean]>([
    ['none, and none is wanted', headOf({}), null, true],
    ['an old focus, and none is wanted', headOf({}, { focus }), null, true],
    ['one, and none is wanted', headOf({ activeSession: null }), null, false],
    ['none, and one is wanted', headOf({}), mirror, false],
    ['the same', headOf(active, { focus }), mirror, true],
    ['the same and more', headOf(active, { focus: { ...focus, later: 1 } }), mirror, true],
    ['another session', headOf({ activeSession: null }, { focus }), mirror, false],
    ['another task', headOf(active, { focus: { ...focus, currentTask: null } }), mirror, false],
    ['another note', headOf(active, { focus: { ...focus, sessionNote: 'x' } }), mirror, false],
    ['another action', headOf(active, { focus: { ...focus, nextAction: '' } }), mirror, false],
    ['no focus', headOf(active), mirror, false],
    ['no focus, and an empty one is wanted', headOf({ activeSession: null }), { activeSession: null, focus: noFocus }, false],
    ['the empty one', headOf({ activeSession: null }, { focus: noFocus }), { activeSession: null, focus: noFocus }, true],
  ])('stands in the head: %s', (_name, given, wanted, shows) => {
    expect(showsMirror(given, wanted)).toBe(shows);
  });
});

describe('todo.json is written', () => {
  const edit = (more: Partial<TodoEdit> = {}): TodoEdit => ({
    put: [],
    remove: [],
    lastTaskNumber: 3,
    mirror: null,
    now: at,
    ...more,
  });
  const written = (text: string, more?: Partial<TodoEdit>): string => editTodo(parse(text), edit(more)).toString('utf8');
  const meta = `"_meta":{"lastTaskNumber":3,"lastModified":"${at}"`;

  test('from nothing', () => {
    expect(editTodo(emptyTodo, edit({ put: [task('T3')] })).toString('utf8')).toBe(
      `{"version":1,${meta}},"focus":{},"tasks":[\n${line('T3')}\n]}\n`,
    );
    expect(emptyTodo).toStrictEqual({
      head: { version: 1, _meta: { lastTaskNumber: 0 }, focus: {} },
      records: [],
      written: undefined,
    });
  });

  test.each<[string, string, Partial<TodoEdit>, string]>([
    ['with the number and the time', `${head}\n]}\n`, {}, `{"version":1,${meta}},"tasks":[\n]}\n`],
    [
      'with tasks changed, removed and added',
      `${head}\n${line('T1')},\n${line('T2')}\n]}\n`,
      { put: [task('T3'), task('T2', { title: 'new' })], remove: ['T1', 'T9'] },
      `{"version":1,${meta}},"tasks":[\n${line('T2', { title: 'new' })},\n${line('T3')}\n]}\n`,
    ],
    [
      'with unknown keys kept, and the order of the keys',
      '{"tasks":[],"x":1,"_meta":{"y":2,"lastModified":"2020-01-01T00:00:00Z","lastTaskNumber":1},"version":1,"focus":{"z":3}}',
      {},
      `{"x":1,"_meta":{"y":2,"lastModified":"${at}","lastTaskNumber":3},"version":1,"focus":{"z":3},"tasks":[\n]}\n`,
    ],
    [
      'with a mirror',
      `${head}\n]}\n`,
      { mirror },
      `{"version":1,${meta},"activeSession":"${mirror.activeSession}"},"focus":${JSON.stringify(focus)},"tasks":[\n]}\n`,
    ],
    [
      'with another mirror in the place of one',
      `{"version":1,"_meta":{"activeSession":"old","lastTaskNumber":1},"focus":{"more":1,"currentTask":"T9"},"tasks":[\n]}\n`,
      { mirror: { activeSession: null, focus: noFocus } },
      `{"version":1,${meta},"activeSession":null},"focus":{"more":1,"currentTask":null,"sessionNote":null,"nextAction":null},"tasks":[\n]}\n`,
    ],
    [
      'with the mirror taken out',
      `{"version":1,"_meta":{"activeSession":null,"lastTaskNumber":1},"focus":{"more":1},"tasks":[\n]}\n`,
      {},
      `{"version":1,${meta}},"focus":{},"tasks":[\n]}\n`,
    ],
    [
      'with only those three of a focus',
      `${head}\n]}\n`,
      { mirror: { ...mirror, focus: { ...focus, more: 1 } } },
      `{"version":1,${meta},"activeSession":"${mirror.activeSession}"},"focus":${JSON.stringify(focus)},"tasks":[\n]}\n`,
    ],
  ])('%s', (_name, text, more, expected) => {
    expect(written(text, more)).toBe(expected);
  });
});
