import { beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../../src/domain/state/change';
import { readRecord } from '../../../../src/store/files/journal/record';
import { beginAgain } from '../../../../src/store/files/transaction';
import { StoreError } from '../../../../src/store/store-error';
import { at, task } from '../fixtures';
import { thrown } from '../scratch-files';
import { doneRecords, transactions } from './sample';

const { scratch, watched, decide, overtake } = transactions();

const whole = {
  'config.json': '{"version":1}',
  'todo.json': `${JSON.stringify({ version: 1, _meta: { lastTaskNumber: 1 }, focus: {}, tasks: [task('T1')] })}\n`,
  'sessions.json': '{"version":1,"sessions":[]}\n',
};
beforeEach(() => scratch().make(whole));
const change: Change = { log: [{ at, message: 'x' }] };

test('decides on the state of the newest generation, and commits', () => {
  const committed = decide((state) => ({ change, result: [state.generation, state.tasks] }));
  expect(committed).toEqual({ result: [1, [task('T1')]], generation: 2, warnings: [] });
  expect(scratch().text('session.log')).toBe('[2026-03-04 05:06:07 UTC] x\n');
  expect(readRecord(scratch().journal, 2).append).toEqual([
    { file: 'session.log', offset: 0, bytes: '[2026-03-04 05:06:07 UTC] x\n' },
  ]);
});

test('events are named by the transaction', () => {
  decide(() => ({ change: { events: [{ at, type: 'log', synthetic: true }] }, result: 0 }));
  expect(JSON.parse(scratch().text('events/unbound.jsonl')).id).toBe(`${readRecord(scratch().journal, 2).txid}.1`);
});

test.each([null, {}, { tasks: { put: [] } }])('a change %j is none: the generation is the one that was read', (none) => {
  expect(decide(() => ({ change: none, result: 'said' }))).toEqual({ result: 'said', generation: 1, warnings: [] });
  expect(scratch().tree()).toEqual({ ...doneRecords(1), ...whole });
});

describe('somebody commits', () => {
  test('before the answer: it is no answer, be it a refusal', () => {
    for (const none of [null, change]) {
      expect(
        decide(() => {
          overtake();
          return { change: none, result: 'said' };
        }),
      ).toBe(beginAgain);
      scratch().removeFolder('journal/0/2.json');
      scratch().removeFolder('journal/0/2.done');
    }
    expect(scratch().tree()).toEqual({ ...doneRecords(1), ...whole });
  });

  test('before an error: it is no answer either', () => {
    const torn = decide(() => {
      overtake();
      throw new TypeError('torn');
    });
    expect(torn).toBe(beginAgain);
  });

  test('after the answer', () => {
    watched().before('lstat journal/0/2.json', overtake, 2);
    expect(decide(() => ({ change, result: 'said' }))).toBe(beginAgain);
  });
});

test('an error of the decision comes out', () => {
  const fault = new TypeError('mine');
  const deciding = (): unknown =>
    decide(() => {
      throw fault;
    });
  expect(thrown(deciding)).toBe(fault);
});

describe('a missing file', () => {
  test('is lost once there was a commit', () => {
    scratch().removeFolder('todo.json');
    const error = thrown(() => decide(() => ({ change, result: 0 })));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file: 'todo.json' } });
  });

  test('is that of a new project before', () => {
    for (const name of ['journal', 'todo.json', 'sessions.json']) scratch().removeFolder(name);
    scratch().make({ 'journal/0/': '' });
    expect(decide((state) => ({ change, result: state.tasks }))).toEqual({ result: [], generation: 1, warnings: [] });
    expect(Object.keys(scratch().tree()).filter((name) => !name.includes('/'))).toEqual([
      'config.json',
      'session.log',
      'sessions.json',
      'todo.json',
    ]);
  });
});
