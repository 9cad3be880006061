import { describe, expect, test } from 'vitest';
import { checkTasks, type RecordFacts } from '../../../src/domain/doctor/check-tasks';
import { finding } from '../../../src/domain/doctor/finding';
import { makeTask, makeWorld, type WorldParts } from '../../support/world';

const file = '.stint/todo.json';

/** Each task stands on the line that its number names, T009 on line 9; others on none. */
const lineOf: RecordFacts['lineOf'] = (name, id) => (name === 'todo.json' && /^T\d+$/.test(id) ? Number(id.slice(1)) : undefined);

const check = (parts: WorldParts, facts: Partial<RecordFacts> = {}) =>
  checkTasks({ state: { ...makeWorld(parts).state, lastTaskNumber: 99 }, lineOf, entryIds: new Set(['entry-1']), ...facts });

const noLine = (): undefined => undefined;

test('nothing is wrong with tasks that are in order', () => {
  const tasks = [
    makeTask('T001', { type: 'epic' }),
    makeTask('T002', { parentId: 'T001' }),
    makeTask('T003', { parentId: 'T001', depends: ['T002', 'T009'] }),
    makeTask('T004', { parentId: 'T009' }),
    makeTask('T005', { status: 'done', entryId: 'entry-1' }),
    makeTask('T006', { status: 'cancelled' }),
    makeTask('T007', { status: 'pending', entryId: 'entry-of-before' }),
  ];
  expect(check({ tasks, archivedTasks: [makeTask('T008'), makeTask('T009')] })).toEqual([]);
});

describe('one task that is there twice', () => {
  test('in todo.json', () => {
    const tasks = [
      makeTask('T001', { uid: 'one' }),
      makeTask('T002'),
      makeTask('T003', { uid: 'one' }),
      makeTask('T004', { uid: 'one' }),
    ];
    expect(check({ tasks })).toStrictEqual([
      finding('uid-twice', 'T001 and T003 have the same uid one: one was copied from the other', {
        file,
        line: 3,
        fix: 'vi +3 .stint/todo.json',
      }),
      finding('uid-twice', 'T001 and T004 have the same uid one: one was copied from the other', {
        file,
        line: 4,
        fix: 'vi +4 .stint/todo.json',
      }),
    ]);
  });

  test('in todo.json and in the archive, under one id or under two', () => {
    const tasks = [makeTask('T001'), makeTask('T002'), makeTask('T003')];
    const archivedTasks = [makeTask('T004'), makeTask('T001'), makeTask('T005', { uid: 'uid-T002' })];
    expect(check({ tasks, archivedTasks })).toStrictEqual([
      finding('archived-and-open', 'T001 is in todo.json and in archive/tasks.jsonl', {
        file,
        line: 1,
        fix: 'vi +1 .stint/todo.json',
      }),
      finding('uid-twice', 'T002 and the archived T005 have the same uid uid-T002', {
        file,
        line: 2,
        fix: 'vi +2 .stint/todo.json',
      }),
    ]);
  });

  test('without a line, where none is known', () => {
    const tasks = [makeTask('T001'), makeTask('T002', { uid: 'uid-T001' })];
    expect(check({ tasks, archivedTasks: [makeTask('T001')] }, { lineOf: noLine })).toStrictEqual([
      finding('uid-twice', 'T001 and T002 have the same uid uid-T001: one was copied from the other', {
        file,
        fix: 'vi .stint/todo.json',
      }),
      finding('archived-and-open', 'T001 is in todo.json and in archive/tasks.jsonl', { file, fix: 'vi .stint/todo.json' }),
    ]);
  });
});

test('parents and dependencies that do not exist', () => {
  const tasks = [
    makeTask('T001', { parentId: 'T099' }),
    makeTask('T002', { depends: ['T098', 'T001', 'T009', "it's"] }),
    makeTask('a b', { parentId: 'gone', depends: ['T097'] }),
  ];
  expect(check({ tasks, archivedTasks: [makeTask('T009')] })).toStrictEqual([
    finding('parent-missing', 'the parent T099 of T001 does not exist', { file, line: 1, fix: 'stint task update T001 --top' }),
    finding('dependency-missing', 'T002 waits for T098, which does not exist', {
      file,
      line: 2,
      fix: 'stint task update T002 --remove-depends T098',
    }),
    finding('dependency-missing', "T002 waits for it's, which does not exist", {
      file,
      line: 2,
      fix: "stint task update T002 --remove-depends 'it'\\''s'",
    }),
    finding('parent-missing', 'the parent gone of a b does not exist', { file, fix: "stint task update 'a b' --top" }),
    finding('dependency-missing', 'a b waits for T097, which does not exist', {
      file,
      fix: "stint task update 'a b' --remove-depends T097",
    }),
  ]);
});

/** `count` tasks, each linked to the next by `link`, the last to the first. */
const circleOf = (count: number, link: (next: string) => object) =>
  Array.from({ length: count }, (_, at) => makeTask(`T${at + 1}`, link(`T${((at + 1) % count) + 1}`)));

describe('circles', () => {
  test('of parents, without what only leads into them', () => {
    const tasks = [
      makeTask('T001', { parentId: 'T002' }),
      makeTask('T002', { parentId: 'T003' }),
      makeTask('T003', { parentId: 'T002' }),
      makeTask('T004', { parentId: 'T004' }),
      makeTask('T005', { parentId: 'T009' }),
    ];
    expect(check({ tasks, archivedTasks: [makeTask('T009', { parentId: 'T005' })] })).toStrictEqual([
      finding('parent-cycle', 'a circle of parents: T003 is under T002 is under T003', {
        file,
        line: 3,
        fix: 'stint task update T003 --top',
      }),
      finding('parent-cycle', 'a circle of parents: T004 is under T004', { file, line: 4, fix: 'stint task update T004 --top' }),
    ]);
  });

  test('of dependencies, each by the link that closes it', () => {
    const tasks = [
      makeTask('T001', { depends: ['T002', 'T003'] }),
      makeTask('T002', { depends: ['T003', 'T009'] }),
      makeTask('a b', { depends: [] }),
      makeTask('T003', { depends: ['T001', 'a b'] }),
    ];
    expect(check({ tasks, archivedTasks: [makeTask('T009', { depends: ['T002'] })] })).toStrictEqual([
      finding('dependency-cycle', 'a circle of dependencies: T003 waits for T001 waits for T003', {
        file,
        line: 3,
        fix: 'stint task update T003 --remove-depends T001',
      }),
    ]);
  });

  test('with names that a shell would take apart', () => {
    const tasks = [makeTask('a b', { depends: ['a c'] }), makeTask('a c', { depends: ['a b'], parentId: 'a c' })];
    expect(check({ tasks })).toStrictEqual([
      finding('parent-cycle', 'a circle of parents: a c is under a c', { file, fix: "stint task update 'a c' --top" }),
      finding('dependency-cycle', 'a circle of dependencies: a c waits for a b waits for a c', {
        file,
        fix: "stint task update 'a c' --remove-depends 'a b'",
      }),
    ]);
  });

  const whole =
    'T11 is under T1 is under T2 is under T3 is under T4 is under T5 is under T6 is under T7 is under T8 is under T9 is under T10 is under T11';
  const cut =
    'T12 is under T1 is under T2 is under T3 is under T4 is under T5 is under … is under T8 is under T9 is under T10 is under T11 is under T12';
  test.each([
    [11, whole],
    [12, cut],
  ])('of %i tasks', (count, shown) => {
    const [found, ...others] = check({ tasks: circleOf(count, (next) => ({ parentId: next })) });
    expect(found?.message).toBe(`a circle of parents: ${shown}`);
    expect(others).toEqual([]);
  });

  test('of many dependencies', () => {
    const [found] = check({ tasks: circleOf(100, (next) => ({ depends: [next] })) });
    expect(found?.message).toBe(
      'a circle of dependencies: T100 waits for T1 waits for T2 waits for T3 waits for T4 waits for T5 waits for … waits for T96 waits for T97 waits for T98 waits for T99 waits for T100',
    );
  });
});

describe('the number of the newest task', () => {
  const low = { state: { ...makeWorld({ tasks: [makeTask('T001')] }).state, lastTaskNumber: 1 } };
  const archived = (...ids: string[]) => ({
    state: { ...makeWorld({ archivedTasks: ids.map((id) => makeTask(id)) }).state, lastTaskNumber: 6 },
  });
  const found = (id: string) => [
    finding('number-reused', `_meta.lastTaskNumber is 6, and ${id} was used already`, {
      file,
      line: 1,
      fix: 'stint doctor --repair',
    }),
  ];
  test.each([
    ['no archive', low, []],
    ['as high as the archive', archived('T006', 'T001'), []],
    ['lower by one', archived('T007', 'T001'), found('T007')],
    ['lower, and three digits are enough', archived('T3', 'T4711', 'T12'), found('T4711')],
    ['ids that bear no number of this project', archived('U099', 'T', 'T9x', 'xT99', 'T1.9', '99', 'TT99'), []],
    ['a number too long to be one', archived(`T${'9'.repeat(16)}`), []],
    ['the longest', archived(`T${'9'.repeat(15)}`), found(`T${'9'.repeat(15)}`)],
  ])('%s', (_name, facts, expected) => {
    expect(check({}, facts)).toStrictEqual(expected);
  });

  test('with the prefix of the project', () => {
    const { state } = makeWorld({ archivedTasks: [makeTask('AB-20'), makeTask('T099')], config: { task: { prefix: 'AB-' } } });
    expect(check({}, { state })[0]?.message).toBe('_meta.lastTaskNumber is 2, and AB-020 was used already');
  });
});

describe('the entry of a task that is done', () => {
  const tasks = [
    makeTask('T001', { status: 'done' }),
    makeTask('T002', { status: 'done', entryId: 'entry-1' }),
    makeTask('T003', { status: 'done', entryId: 'entry-9' }),
    makeTask('a b', { status: 'done' }),
  ];
  const without = [
    finding('done-without-entry', 'T001 is done, and the ledger has no entry of it', { file, line: 1, fix: 'stint done T001' }),
    finding('entry-missing', 'T003 is done, and its entry entry-9 is not in the ledger', {
      file,
      line: 3,
      fix: 'stint ledger verify',
    }),
    finding('done-without-entry', 'a b is done, and the ledger has no entry of it', { file, fix: "stint done 'a b'" }),
  ];

  test('is missed', () => {
    expect(check({ tasks })).toStrictEqual(without);
  });

  test('is not missed in a ledger that cannot be read', () => {
    expect(check({ tasks }, { entryIds: undefined })).toStrictEqual([without[0], without[2]]);
  });
});
