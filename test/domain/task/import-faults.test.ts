import { describe, expect, it } from 'vitest';
import type { ImportBatch } from '../../../src/domain/task/import-batch';
import { dateFaults, depthFaults } from '../../../src/domain/task/import-faults';
import { task } from '../../store/files/fixtures';

const beyond = '9999-12-31T23:59:59-12:00';
const fine = '9999-12-31T23:59:59Z';

const batch = (parts: object): ImportBatch =>
  ({ source: 'beads', tasks: [], phases: [], translated: [], ...parts }) as unknown as ImportBatch;

const session = (more: object) => ({ id: 's1', notes: [], focused: [], startedAt: fine, lastActivityAt: fine, ...more });

describe('a date outside of the years 1 to 9999', () => {
  it.each([
    ['createdAt', batch({ tasks: [{ sourceId: 'a', createdAt: beyond }] }), 'a: createdAt'],
    ['updatedAt', batch({ tasks: [{ sourceId: 'a', updatedAt: beyond }] }), 'a: updatedAt'],
    ['startedAt', batch({ tasks: [{ sourceId: 'a', startedAt: beyond }] }), 'a: startedAt'],
    ['completedAt', batch({ tasks: [{ sourceId: 'a', completedAt: beyond }] }), 'a: completedAt'],
    ['cancelledAt', batch({ tasks: [{ sourceId: 'a', cancelledAt: beyond }] }), 'a: cancelledAt'],
    ['a note', batch({ tasks: [{ sourceId: 'a', notes: [{ at: beyond, text: 'x' }] }] }), 'a: date of a note'],
    ['a session', batch({ sessions: [session({ endedAt: beyond })] }), 's1: endedAt'],
    ['a session’s note', batch({ sessions: [session({ notes: [{ at: beyond, text: 'x' }] })] }), 's1: date of a note'],
    ['a session’s focus', batch({ sessions: [session({ focused: [{ task: 'a', at: beyond }] })] }), 's1: focus on a'],
    ['a completion', batch({ entries: [{ task: 'a', completedAt: beyond }] }), 'completion of a: completedAt'],
  ])('is told by name: %s', (_, given, where) => {
    expect(dateFaults(given)).toEqual([`${where} "${beyond}" lies outside of the years 1 to 9999 (UTC)`]);
  });

  it.each([
    ['0000-12-31T23:59:59Z', 1],
    ['0001-01-01T00:00:00+00:01', 1],
    ['0001-01-01T00:00:00Z', 0],
    [fine, 0],
    ['2026-13-41T00:00:00Z', 1],
  ])('%s: %i', (createdAt, count) => {
    expect(dateFaults(batch({ tasks: [{ sourceId: 'a', createdAt }] }))).toHaveLength(count);
  });
});

it('a record that would be nested too deep is told by name', () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  const deep = (levels: number) => ({ ...task('T1'), externalRef: 'beads:a', import: { x: nested(levels - 2) } });
  const none = { sessions: [], entries: [] };
  expect(depthFaults({ tasks: [deep(62)], ...none })).toEqual([]);
  expect(depthFaults({ tasks: [deep(63)], ...none })).toEqual(['beads:a: it would be nested deeper than 62 levels']);
  expect(depthFaults({ tasks: [], sessions: [{ id: 's1', x: nested(62) } as never], entries: [] })).toHaveLength(1);
  expect(depthFaults({ tasks: [], sessions: [], entries: [{ task: { id: 'T1' }, x: nested(62) } as never] })).toHaveLength(1);
});
