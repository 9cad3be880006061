import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/state/change';
import { UnfitRecord } from '../../src/store/check-change';
import { at, entry, type Project, scratchProject, session, task } from './files/fixtures';
import { treeOf } from './files/scratch-journal';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);

let project: Project;
beforeEach(() => {
  project = scratchProject();
});
afterEach(() => project.remove());

const commit = (change: Change) => project.store.commit(() => ({ change, result: 0 }));
const faultOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done').catch((error: unknown) => error);

/** Reads all that a project says, as commands do. */
const readAll = (one: Project) =>
  one.store.read(({ config, tasks, sessions, archive, ledger, lastTaskNumber }) => ({
    config,
    tasks,
    sessions,
    archivedTasks: archive.tasks(),
    archivedSessions: archive.sessions(),
    entries: ledger.entriesOf('uid-T1'),
    lastTaskNumber,
  }));

const event = { at, type: 'note', synthetic: true } as const;
const changes: readonly (readonly [string, Change, RegExp])[] = [
  [
    'a date beyond the year 9999',
    { tasks: { put: [task('T1', { createdAt: '+010000-01-01T11:59:59.000Z' })] } },
    /T1.*createdAt/,
  ],
  ['no title', { tasks: { put: [task('T1', { title: '' })] } }, /T1.*title/],
  ['an id with a path', { tasks: { put: [task('../T1')] } }, /id/],
  ['63 levels in an unknown field', { tasks: { put: [{ ...task('T1'), x: nested(62) }] } }, /deeper than 62 levels/],
  ['63 levels in a note', { tasks: { put: [task('T1', { notes: [{ at, text: 'a', x: nested(60) }] })] } }, /deeper than 62/],
  ['an archived task without a status', { archiveTasks: [{ ...task('T1'), status: undefined as never }] }, /T1.*status/],
  ['a closed session among the open ones', { sessions: { put: [session('aaaaaa', { status: 'closed' })] } }, /session/],
  ['an unknown status', { sessions: { put: [session('aaaaaa', { status: 'gone' as never })] } }, /status/],
  ['an archived session of no count', { archiveSessions: [session('aaaaaa', { stats: {} as never })] }, /tasksCompleted/],
  ['infinitely many dollars', { ledger: [{ ...entry('e1', [], 'a'), costUsd: Number.POSITIVE_INFINITY }] }, /costUsd/],
  ['an entry without its hash', { ledger: [entry('e1', [], 'no')] }, /hash/],
  ['an event of no kind', { events: [{ ...event, type: 'dance' as never }] }, /type/],
  ['an event with 63 levels', { events: [{ ...event, data: { x: nested(61) } }] }, /deeper than 62/],
  ['a log line of no day', { log: [{ at: '2026-13-41T00:00:00Z', message: 'a' }] }, /log line/],
  ['a setting of another type', { config: { 'multiSession.enabled': 'yes' } }, /multiSession/],
  ['a broken number', { lastTaskNumber: Number.NaN }, /lastTaskNumber/],
];

describe('a change', () => {
  it.each(changes)('with %s is a fault of the program, and nothing is written', async (_, change, what) => {
    await commit({ tasks: { put: [task('T9')] } });
    const before = treeOf(project.dir);
    for (const dryRun of [false, true]) {
      const fault = await faultOf(project.store.commit(() => ({ change, result: 0 }), { dryRun }));
      expect(fault).toMatchObject({ name: 'Error', message: expect.stringMatching(what), cause: expect.any(UnfitRecord) });
    }
    expect(treeOf(project.dir)).toEqual(before);
  });

  it('with records of 62 levels is written and read', async () => {
    const deep = { ...task('T1'), x: nested(61) };
    const old = { ...session('aaaaaa', { status: 'closed' }), x: nested(61) };
    await commit({ tasks: { put: [deep] }, sessions: { put: [{ ...old, status: 'active' }] }, archiveSessions: [old] });
    expect(await readAll(project)).toMatchObject({ tasks: [deep], archivedSessions: [old] });
  });
});

describe('whatever is asked for', () => {
  const wild = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.nat(70).map(nested),
    fc.constantFrom(
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1e308,
      '+010000-01-01T11:59:59.000Z',
      '9999-12-31T23:59:59-12:00',
      '0000-00-00T00:00:00Z',
      '__proto__',
      '\ud800',
      '|',
      '\u2028',
      'T'.repeat(65),
    ),
  );
  const key = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toJSON', 'x', '|', 'tasks', 'sessions'),
    fc.string({ maxLength: 5 }),
  );
  /** A record, mostly with some of its fields replaced by something else, or with fields that nobody knows. */
  const spoiled = <T extends object>(record: T): fc.Arbitrary<T> =>
    fc.oneof({ arbitrary: fc.constant(record), weight: 6 }, spoilt(record));
  const spoilt = <T extends object>(record: T): fc.Arbitrary<T> =>
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(record)), key), wild), { minLength: 1, maxLength: 2 })
      .map((fields) => Object.fromEntries([...Object.entries(record), ...fields]) as T);
  const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 2 });
  const change: fc.Arbitrary<Change> = fc.record(
    {
      tasks: fc.record({
        put: list(fc.constantFrom('T1', 'T2', 'a.b').chain((id) => spoiled(task(id)))),
        remove: list(fc.constantFrom('T1', 'T7')),
      }),
      sessions: fc.record({ put: list(spoiled(session('aaaaaa'))), remove: list(fc.constant(session('bbbbbb').id)) }),
      archiveTasks: list(spoiled(task('T3'))),
      archiveSessions: list(spoiled(session('cccccc', { status: 'closed' }))),
      ledger: list(spoiled(entry('e1', [], 'a'))),
      events: list(spoiled({ ...event, session: session('aaaaaa').id })),
      log: list(spoiled({ at, message: 'done' })),
      config: fc.oneof(
        fc.constant({ 'log.keep': 3, worktrees: 'own', 'project.phases': ['a'] }),
        fc.dictionary(fc.constantFrom('project.phases', 'log.keep', 'worktrees', 'prices'), wild, { maxKeys: 2 }),
      ),
      lastTaskNumber: fc.oneof({ arbitrary: fc.nat(), weight: 6 }, wild) as fc.Arbitrary<never>,
      spool: fc.dictionary(key, fc.oneof({ arbitrary: fc.constant({ bytes: 1, head: 'x' }), weight: 6 }, wild), {
        maxKeys: 2,
      }) as fc.Arbitrary<never>,
    },
    { requiredKeys: [] },
  );

  it('a project that is written is a project that reads', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (asked) => {
        const one = scratchProject();
        try {
          for (const each of asked) {
            const before = treeOf(one.dir);
            const fault = await faultOf(one.store.commit(() => ({ change: each, result: 0 })));
            if (fault === 'done') written++;
            else expect(withoutLock(treeOf(one.dir))).toEqual(withoutLock(before));
            await readAll(one);
          }
        } finally {
          one.remove();
        }
      }),
      { numRuns: 80 },
    );
    expect(written).toBeGreaterThan(20);
  });
});

const withoutLock = ({ '.lock': _, ...tree }: Readonly<Record<string, string | null>>) => tree;
