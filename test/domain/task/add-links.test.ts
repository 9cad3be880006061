import { describe, expect, test } from 'vitest';
import { type AddRequest, decideAdd } from '../../../src/domain/task/decide-add';
import type { NewTask } from '../../../src/domain/task/new-task';
import { codeOf, makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const add = (given: readonly Partial<NewTask>[], over: Partial<AddRequest> = {}, parts: WorldParts = {}) =>
  decideAdd(makeWorld(parts), { tasks: given.map((task, n) => ({ title: `New ${n}`, ...task })), top: false, ...over });
const added = (...args: Parameters<typeof add>) => {
  const outcome = add(...args);
  if (!outcome.ok) throw new Error(outcome.refusals[0].message);
  return outcome.result;
};
const shape = (...args: Parameters<typeof add>): readonly string[] =>
  added(...args).tasks.map(({ id, type, parentId, phase }) => [id, type, parentId ?? '-', phase ?? '-'].join(' '));

describe('types of a list', () => {
  test('do not depend on whether a parent comes before or behind its children', () => {
    const list = [{ parent: 2 }, { parent: 0 }, {}, { parent: 1 }];
    expect(shape(list, { parentsAreEpics: true })).toEqual([
      'T001 task T003 -',
      'T002 subtask T001 -',
      'T003 epic - -',
      'T004 subtask T002 -',
    ]);
    expect(shape(list)).toEqual(['T001 subtask T003 -', 'T002 subtask T001 -', 'T003 task - -', 'T004 subtask T002 -']);
  });

  test('follow those that are given, and those that are there', () => {
    const tasks = [makeTask('T001', { type: 'epic' }), makeTask('T002')];
    const list = [
      { parent: 'T001' },
      { parent: 'T002' },
      { type: 'epic' as const },
      { parent: 2 },
      { parent: 'T001', type: 'subtask' as const },
    ];
    expect(shape(list, {}, { tasks })).toEqual([
      'T003 task T001 -',
      'T004 subtask T002 -',
      'T005 epic - -',
      'T006 task T005 -',
      'T007 subtask T001 -',
    ]);
  });
});

describe('in a session', () => {
  const parts = {
    tasks: [makeTask('T001', { type: 'epic' }), makeTask('T002', { type: 'epic' })],
    sessions: [makeSession('aaaaaa', 'epicPhase:T001:core')],
    caller: { pointer: sessionIdOf('aaaaaa') },
  };

  test('what hangs below the place of its scope has its phase, however deep; other tasks have not', () => {
    const list = [{}, { parent: 0 }, { parent: 1 }, { parent: 'T002' }, { parent: 3 }, { parent: 1, phase: 'late' }];
    expect(shape(list, {}, parts)).toEqual([
      'T003 task T001 core',
      'T004 subtask T003 core',
      'T005 subtask T004 core',
      'T006 task T002 -',
      'T007 subtask T006 -',
      'T008 subtask T004 late',
    ]);
  });

  test('the answer says where tasks were put, if any was', () => {
    const placed = { session: sessionIdOf('aaaaaa'), under: 'T001', phase: 'core' };
    expect(added([{ parent: 'T002' }, {}], {}, parts).placed).toStrictEqual(placed);
    expect(added([{ parent: 'T002' }], {}, parts)).toStrictEqual({ tasks: [expect.objectContaining({ id: 'T003' })] });
    expect(added([{}], { top: true }, parts)).toStrictEqual({ tasks: [expect.objectContaining({ id: 'T003' })] });
    expect(added([{}], {}, { tasks: parts.tasks })).toStrictEqual({ tasks: [expect.objectContaining({ id: 'T003' })] });
  });
});

test('a link that leads nowhere names three ids that are like it, those of the list first', () => {
  const tasks = ['T044', 'T045', 'T046'].map((id) => makeTask(id));
  const outcome = add([{ id: 't04X' }, { depends: ['T04x'] }], {}, { tasks });
  expect(codeOf(outcome)).toBe('E_TASK_INVALID');
  expect(outcome.ok ? '' : outcome.refusals[0].message).toBe(
    'the dependency "T04x" does not exist, did you mean t04X or T044 or T045?',
  );
});

test('an unknown parent names all ids that are like it', () => {
  const outcome = add([{}], { parent: 'T04x' }, { tasks: [makeTask('T044'), makeTask('T045')] });
  expect(outcome.ok ? '' : outcome.refusals[0].message).toBe('the parent "T04x" does not exist, did you mean T044 or T045?');
});
