import { describe, expect, test } from 'vitest';
import type { ImportBatch, ImportedTask } from '../../../src/domain/task/import-batch';
import { decideImport } from '../../../src/domain/task/import-tasks';
import { makeTask, makeWorld, type WorldParts } from '../../support/world';

const batchOf = (more: Partial<ImportBatch>): ImportBatch => ({ source: 'cub', tasks: [], phases: [], translated: [], ...more });
const item = (sourceId: string, more: Partial<ImportedTask> = {}): ImportedTask => ({
  sourceId,
  title: `Title of ${sourceId}`,
  ...more,
});

describe('cycles', () => {
  const put = (parts: WorldParts, batch: ImportBatch) => {
    const outcome = decideImport(makeWorld(parts), batch);
    if (!outcome.ok) throw new Error(outcome.refusals[0].message);
    const { change, result } = outcome;
    return [change?.tasks?.put?.map(({ id, parentId, depends }) => [id, parentId, depends.join()]), result.cut];
  };

  test('of tasks that were here are left alone', () => {
    const here = [
      makeTask('T001', { externalRef: 'cub:1', depends: ['T002'], parentId: 'T002' }),
      makeTask('T002', { externalRef: 'cub:2', depends: ['T001'], parentId: 'T001' }),
    ];
    expect(put({ tasks: here }, batchOf({ tasks: [item('A', { parent: '1', depends: ['2'] })] }))).toEqual([
      [['A', 'T001', 'T002']],
      [],
    ]);
  });

  test('of parents are cut where there are none of dependencies, and the other way round', () => {
    expect(put({}, batchOf({ tasks: [item('A', { parent: 'B' }), item('B', { parent: 'A', depends: ['A'] })] }))).toEqual([
      [
        ['A', 'B', ''],
        ['B', undefined, ''],
      ],
      [
        { task: 'B', field: 'parent', to: 'A' },
        { task: 'B', field: 'depends', to: 'A' },
      ],
    ]);
    const tasks = [
      item('A', { depends: ['B', 'C'] }),
      item('B', { parent: 'A', depends: ['C', 'A'] }),
      item('C', { depends: [] }),
    ];
    expect(put({}, batchOf({ tasks }))).toEqual([
      [
        ['A', undefined, 'C'],
        ['B', 'A', 'C'],
        ['C', undefined, ''],
      ],
      [
        { task: 'B', field: 'depends', to: 'A' },
        { task: 'A', field: 'depends', to: 'B' },
      ],
    ]);
  });

  test('take from each task its own links only', () => {
    const tasks = [
      item('A', { depends: ['B'] }),
      item('B', { depends: ['A', 'D'] }),
      item('C', { depends: ['A'], parent: 'A' }),
      item('D', { parent: 'E' }),
      item('E', { parent: 'D' }),
    ];
    expect(put({}, batchOf({ tasks }))).toEqual([
      [
        ['A', undefined, 'B'],
        ['B', undefined, 'D'],
        ['C', 'A', 'A'],
        ['D', 'E', ''],
        ['E', undefined, ''],
      ],
      [
        { task: 'E', field: 'parent', to: 'D' },
        { task: 'B', field: 'depends', to: 'A' },
      ],
    ]);
  });
});
