import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchFromCleo } from '../../../src/adapters/import/cleo';
import { type ImportSource, readBacklog as readWith } from '../../../src/adapters/import/read-backlog';
import { findDamage } from '../../../src/store/files/explain/find-damage';
import { scratch, write } from '../scratch';

const readBacklog = (source: ImportSource, path: string) =>
  readWith(source, path, findDamage, { now: '2026-11-21T12:00:00.000Z' });

const at = '2026-01-02T03:04:05.000Z';
const bare = { labels: [], depends: [], files: [], acceptance: [], notes: [] };

describe('batchFromCleo', () => {
  it('takes every field over and keeps what it has no place for', () => {
    const batch = batchFromCleo({
      project: {
        currentPhase: 'core',
        phases: { testing: { order: 2 }, core: { order: 1 } },
      },
      tasks: [
        {
          id: 'T7',
          title: 'Build',
          description: 'All of it',
          type: 'subtask',
          status: 'done',
          priority: 'high',
          parentId: 'T1',
          phase: 'core',
          labels: ['a'],
          depends: ['T2'],
          files: ['src/x.ts'],
          acceptance: ['works'],
          notes: ['2026-01-02 03:04:05 UTC: seen', '[COMPLETED 2026-01-02T03:04:05Z] by hand', 'plain'],
          blockedBy: 'the weather',
          createdAt: '2025-12-31T00:00:00Z',
          updatedAt: '2026-01-03T00:00:00.5Z',
          completedAt: '2026-01-02T03:04:05Z',
          size: 'small',
          origin: null,
          relates: [{ taskId: 'T9', type: 'relates-to' }],
        },
      ],
    });
    expect(batch).toEqual({
      source: 'cleo',
      phases: ['core', 'testing'],
      currentPhase: 'core',
      translated: [],
      tasks: [
        {
          sourceId: 'T7',
          title: 'Build',
          description: 'All of it',
          type: 'subtask',
          status: 'done',
          priority: 'high',
          parent: 'T1',
          phase: 'core',
          labels: ['a'],
          depends: ['T2'],
          files: ['src/x.ts'],
          acceptance: ['works'],
          notes: [
            { at, text: 'seen' },
            { at, text: '[COMPLETED 2026-01-02T03:04:05Z] by hand' },
            { at: '2025-12-31T00:00:00.000Z', text: 'plain' },
          ],
          blockedBy: 'the weather',
          createdAt: '2025-12-31T00:00:00.000Z',
          updatedAt: '2026-01-03T00:00:00.500Z',
          completedAt: at,
          extra: { import: { source: 'cleo', size: 'small', relates: [{ taskId: 'T9', type: 'relates-to' }] } },
        },
      ],
    });
  });

  it('says what it translated, and invents no facts', () => {
    const batch = batchFromCleo({
      tasks: [
        { id: 1, status: 'completed', priority: 'urgent', type: 'story' },
        { id: 'T2', title: 'x', status: 'Done ', completedAt: 'yesterday' },
        { id: 'T3', title: 'x', status: 'pending', completedAt: '2026-01-01T00:00:00Z', parentId: null },
      ],
    });
    expect(batch.tasks).toEqual([
      { ...bare, sourceId: '1', title: '(no title) 1', status: 'done', priority: 'critical', type: 'task' },
      { ...bare, sourceId: 'T2', title: 'x', status: 'done', priority: 'medium', type: 'task' },
      { ...bare, sourceId: 'T3', title: 'x', status: 'pending', priority: 'medium', type: 'task' },
    ]);
    expect(batch.translated.map(({ task, field, from, to }) => `${task} ${field} ${from}>${to}`)).toEqual([
      '1 status completed>done',
      '1 title >(no title) 1',
      '1 type story>task',
      '1 priority urgent>critical',
      'T2 status Done >done',
    ]);
  });

  it('takes a key such as __proto__ as a key', () => {
    const batch = batchFromCleo(JSON.parse('{"tasks":[{"id":"T1","title":"x","__proto__":{"status":"done"}}]}'));
    expect(batch.tasks[0]?.status).toBe('pending');
    expect(JSON.stringify(batch.tasks[0]?.extra)).toBe('{"import":{"source":"cleo","__proto__":{"status":"done"}}}');
  });

  it.each([null, [], 'x', { tasks: {} }, { tasks: [null] }, { tasks: [{ title: 'no id' }] }])('refuses %j', (told) => {
    expect(() => batchFromCleo(told)).toThrow(TypeError);
  });
});

describe('readBacklog', () => {
  it('finds the file, its folder and the project around that', async () => {
    const folder = scratch();
    write(folder, '.cleo/todo.json', '\uFEFF{"tasks":[{"id":"T1","title":"x"}]}');
    for (const path of [folder, join(folder, '.cleo'), join(folder, '.cleo/todo.json')])
      expect((await readBacklog('cleo', path)).tasks).toHaveLength(1);
  });

  it('says what is wrong with the place or the file, and in which line', async () => {
    const folder = scratch();
    const refused = async (text: string | Buffer): Promise<unknown> => {
      writeFileSync(join(folder, 'todo.json'), text);
      return readBacklog('cleo', folder).catch((error: unknown) => error);
    };
    await expect(readBacklog('cleo', join(folder, 'none'))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    const file = join(folder, 'todo.json');
    expect(await refused('{"tasks":[\n\n{"id":}]}')).toMatchObject({ code: 'E_TASK_INVALID', details: { file, line: 3 } });
    expect(await refused('{"tasks":[\n')).toMatchObject({ code: 'E_TASK_INVALID', details: { file, line: 2 } });
    expect(await refused('{}')).toMatchObject({ message: expect.stringContaining('no list "tasks"') });
    expect(await refused(`${'['.repeat(65)}${']'.repeat(65)}`)).toMatchObject({
      message: expect.stringContaining('deeper than 64'),
    });
    expect(await refused(Buffer.from([0x7b, 0xff]))).toMatchObject({ message: expect.stringContaining('UTF-8') });
  });

  it('reads sessions as history, and tells which cannot come in', async () => {
    const folder = scratch();
    write(folder, 'todo.json', '{"tasks":[{"id":"T1","title":"x"}]}');
    const session = (id: string, more: object) => ({
      id,
      startedAt: '2026-02-09T22:20:46Z',
      scope: { type: 'epic', rootTaskId: 'T1' },
      ...more,
    });
    write(
      folder,
      'sessions.json',
      JSON.stringify({
        sessions: [
          session('session_20260209_142046_fddcb2', {
            status: 'active',
            name: 'One',
            agentId: null,
            scope: { type: 'epic', rootTaskId: 'T1', computedTaskIds: ['T1'] },
            focus: {
              sessionNote: 'half',
              nextAction: 'rest',
              focusHistory: [{ taskId: 'T1', timestamp: '2026-02-09T22:21:00Z', action: 'focused' }],
            },
            stats: { tasksCompleted: 2, focusChanges: 1, suspendCount: 0, resumeCount: 3 },
            lastActivity: '2026-02-09T23:00:00Z',
          }),
          session('S2', {}),
          session('session_20260209_142046_aaaaaa', { scope: { type: 'custom', taskIds: ['T1'] } }),
        ],
        sessionHistory: [
          session('session_20260102_025253_826c29', { endedAt: '2026-02-10T00:00:00Z', endReason: 'completed', endNote: 'all' }),
        ],
      }),
    );
    const batch = await readBacklog('cleo', folder);
    expect(batch.sessions).toEqual([
      {
        id: 'session_20260102_025253_826c29',
        scope: { type: 'epic', root: 'T1' },
        startedAt: '2026-02-09T22:20:46.000Z',
        lastActivityAt: '2026-02-10T00:00:00.000Z',
        endedAt: '2026-02-10T00:00:00.000Z',
        sessionNote: 'all',
        notes: [{ at: '2026-02-10T00:00:00.000Z', text: 'all' }],
        focused: [],
        stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
        extra: { import: { source: 'cleo', endReason: 'completed' } },
      },
      {
        id: 'session_20260209_142046_fddcb2',
        name: 'One',
        scope: { type: 'epic', root: 'T1' },
        startedAt: '2026-02-09T22:20:46.000Z',
        lastActivityAt: '2026-02-09T23:00:00.000Z',
        sessionNote: 'half',
        nextAction: 'rest',
        notes: [],
        focused: [{ task: 'T1', at: '2026-02-09T22:21:00.000Z' }],
        stats: { tasksCompleted: 2, focusChanges: 1, suspends: 0, resumes: 3 },
      },
    ]);
    expect(batch.leftOut?.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  });
});

const real = join(process.env.STINT_BACKLOGS ?? join(import.meta.dirname, '../../../../shared/fixtures/backlogs'), 'cleo');

describe.skipIf(!existsSync(real))('a real backlog', () => {
  it('comes in whole', async () => {
    const batch = await readBacklog('cleo', real);
    const count = (status: string) => batch.tasks.filter((task) => task.status === status).length;
    expect([batch.tasks.length, count('done'), count('pending'), count('blocked'), count('active')]).toEqual([
      611, 109, 499, 2, 1,
    ]);
    expect(batch.translated).toHaveLength(8);
    expect(new Set(batch.translated.map(({ from, to }) => `${from}>${to}`))).toEqual(new Set(['completed>done']));
    expect(batch.phases).toEqual(['setup', 'core', 'testing', 'polish', 'maintenance']);
  });
});
