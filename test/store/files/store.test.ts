import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { initProject } from '../../../src/store/files/init-project';
import { openFilesStore } from '../../../src/store/files/open-store';
import { at, entry, type Project, scratchProject, session, storeError, task } from './fixtures';

let project: Project;
beforeEach(() => {
  project = scratchProject();
});
afterEach(() => project.remove());

const snapshotOf = (dir: string): string =>
  (readdirSync(dir, { recursive: true }) as string[])
    .sort()
    .map((name) => {
      const status = statSync(join(dir, name));
      return `${name} ${status.mtimeMs} ${status.ino} ${status.isFile() ? readFileSync(join(dir, name), 'utf8') : ''}`;
    })
    .join('\n');

describe('one commit', () => {
  test('writes every file that it names, and a read sees all of it', async () => {
    const sessionId = session('aaaaaa').id;
    const committed = await project.store.commit((state) => ({
      change: {
        tasks: { put: [task('T001')] },
        sessions: { put: [session('aaaaaa')] },
        ledger: [entry('e1', [...state.ledger.heads], 'a'), entry('e2', ['a'.repeat(64)], 'b')],
        events: [
          { at, type: 'log', synthetic: true },
          { at, type: 'focus', synthetic: true, session: sessionId },
        ],
        log: [{ at: '2026-03-04T07:06:07+02:00', message: 'one\ntwo' }],
      },
      result: state.generation,
    }));
    expect(committed).toEqual({ result: 0, generation: 1, warnings: [] });
    expect(project.text('session.log')).toBe('[2026-03-04 05:06:07 UTC] one^Jtwo\n');
    const line = JSON.parse(project.text(`events/${sessionId}.jsonl`));
    expect(line).toMatchObject({ type: 'focus', session: sessionId });
    expect(line.id).toMatch(/^[\w-]{12}\.2$/);
    expect(JSON.parse(project.text('events/unbound.jsonl')).id).toBe(line.id.replace('.2', '.1'));
    const seen = await project.store.read((state) => [
      state.generation,
      state.tasks,
      state.lastTaskNumber,
      state.sessions,
      state.ledger,
    ]);
    expect(seen).toMatchObject([1, [task('T001')], 1, [session('aaaaaa')], { heads: ['b'.repeat(64)], count: 2 }]);
    const recorded = JSON.parse(project.text('sessions.json'))._meta.ledger;
    expect(recorded).toMatchObject({ heads: ['b'.repeat(64)], count: 2, size: statSync(project.path('ledger.jsonl')).size });
  });

  test('modes keep others out', async () => {
    await project.store.commit(() => ({ change: { events: [{ at, type: 'log', synthetic: true }] }, result: 0 }));
    const modes = (readdirSync(project.dir, { recursive: true }) as string[]).map((name) => {
      const status = statSync(project.path(name));
      return [status.isDirectory(), status.mode & 0o777];
    });
    expect(new Set(modes.map(String))).toEqual(new Set(['true,448', 'false,384']));
    expect(statSync(project.dir).mode & 0o777).toBe(0o700);
  });

  test.each([[null], [{}], [{ tasks: { put: [] } }]])('that changes nothing (%j) makes no generation', async (change) => {
    const before = snapshotOf(project.dir);
    expect(await project.store.commit(() => ({ change, result: 'said' }))).toEqual({
      result: 'said',
      generation: 0,
      warnings: [],
    });
    expect(snapshotOf(project.dir)).toBe(before);
  });

  test('as a dry run changes no byte and no time', async () => {
    const before = snapshotOf(project.dir);
    const change = { tasks: { put: [task('T1')] } };
    expect(await project.store.commit(() => ({ change, result: 7 }), { dryRun: true })).toMatchObject({
      result: 7,
      generation: 0,
    });
    expect(snapshotOf(project.dir)).toBe(before);
  });

  test('decides again when another came in between', async () => {
    let decisions = 0;
    const other = openFilesStore({ dir: project.dir, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4, useLock: false });
    const slow = project.store.commit((state) => {
      decisions++;
      if (decisions === 1) {
        const from = project.path('journal/0');
        writeFileSync(join(from, '1.json'), readFileSync(project.path('todo.json')));
        writeFileSync(join(from, '1.done'), '');
      }
      return { change: { tasks: { put: [task('T1')] } }, result: state.generation };
    });
    expect(await slow).toMatchObject({ result: 1, generation: 2 });
    expect(decisions).toBe(2);
    expect(await other.read((state) => state.tasks.length)).toBe(1);
  });

  test('an error of the decision comes out as it is', async () => {
    const fault = new TypeError('mine');
    await expect(
      project.store.commit(() => {
        throw fault;
      }),
    ).rejects.toBe(fault);
  });

  test('archive: the last line of an id counts, and a task can come back', async () => {
    const put = (change: object) => project.store.commit(() => ({ change, result: 0 }));
    await put({ archiveTasks: [task('T1', { title: 'first' }), task('T2')] });
    await put({ unarchiveTasks: ['T1'] });
    const archived = () => project.store.read(({ archive }) => [archive.task('T1')?.title, archive.tasks().map(({ id }) => id)]);
    expect(await archived()).toEqual([undefined, ['T2']]);
    await put({ archiveTasks: [task('T1', { title: 'second' })], archiveSessions: [session('bbbbbb', { status: 'closed' })] });
    expect(await archived()).toEqual(['second', ['T2', 'T1']]);
    expect(await project.store.read(({ archive }) => archive.session(session('bbbbbb').id)?.status)).toBe('closed');
  });

  test('settings: set, taken out, and nothing else touched', async () => {
    const set = (config: Record<string, unknown>) => project.store.commit(() => ({ change: { config }, result: 0 }));
    await set({ 'multiSession.maxConcurrentSessions': 9, worktrees: 'own' });
    expect(JSON.parse(project.text('config.json'))).toEqual({
      version: 1,
      multiSession: { maxConcurrentSessions: 9 },
      worktrees: 'own',
    });
    expect(await project.store.read(({ config }) => config.multiSession)).toMatchObject({
      maxConcurrentSessions: 9,
      enabled: true,
    });
    await set({ 'multiSession.maxConcurrentSessions': undefined });
    expect(JSON.parse(project.text('config.json'))).toEqual({ version: 1, worktrees: 'own' });
  });

  test('single-session mode mirrors the one session into todo.json, and leaving it takes the mirror out', async () => {
    const focus = { currentTask: 'T1', sessionNote: 'note', nextAction: null };
    const one = session('aaaaaa', { focus });
    await project.store.commit(() => ({
      change: { config: { 'multiSession.enabled': false }, sessions: { put: [one] } },
      result: 0,
    }));
    expect(JSON.parse(project.text('todo.json'))).toMatchObject({ _meta: { activeSession: one.id }, focus });
    await project.store.commit(() => ({ change: { sessions: { remove: [one.id] } }, result: 0 }));
    expect(JSON.parse(project.text('todo.json'))).toMatchObject({ _meta: { activeSession: null }, focus: { currentTask: null } });
    await project.store.commit(() => ({ change: { config: { 'multiSession.enabled': true } }, result: 0 }));
    const { _meta, focus: left } = JSON.parse(project.text('todo.json'));
    expect([Object.keys(_meta), left]).toEqual([['lastTaskNumber', 'lastModified'], {}]);
  });

  test('rotates the log: the newest old one is .1, and no more than log.keep remain', async () => {
    await project.store.commit(() => ({ change: { config: { 'log.maxSizeBytes': 10, 'log.keep': 2 } }, result: 0 }));
    for (const message of ['a', 'b', 'c', 'd'])
      await project.store.commit(() => ({ change: { log: [{ at, message }], rotateLog: true }, result: 0 }));
    const names = readdirSync(project.dir)
      .filter((name) => name.startsWith('session.log'))
      .sort();
    expect(names.map((name) => [name, project.text(name).trim().slice(-1)])).toEqual([
      ['session.log', 'd'],
      ['session.log.1', 'c'],
      ['session.log.2', 'b'],
    ]);
  });
});

describe('ledger heads', () => {
  test('are found anew when the file was merged by hand', async () => {
    await project.store.commit(() => ({ change: { ledger: [entry('e1', [], 'a')] }, result: 0 }));
    const merged = entry('e2', [], 'c');
    appendFileSync(project.path('ledger.jsonl'), `not json\n${JSON.stringify(merged)}`);
    const tip = () => project.store.read(({ ledger }) => ({ heads: ledger.heads, count: ledger.count }));
    expect(await tip()).toEqual({ heads: ['a'.repeat(64), 'c'.repeat(64)], count: 2 });
    await project.store.commit(({ ledger }) => ({ change: { ledger: [entry('e3', [...ledger.heads], 'd')] }, result: 0 }));
    expect(await tip()).toEqual({ heads: ['d'.repeat(64)], count: 3 });
    expect(project.text('ledger.jsonl').split('\n')).toHaveLength(5);
    expect(await project.store.read(({ ledger }) => ledger.entriesOf('uid-T1').map(({ id }) => id))).toEqual(['e1', 'e2', 'e3']);
  });
});

describe('a journal that is not as it was left', () => {
  test('removed by hand: made anew, at a generation that no sleeper knows', async () => {
    await project.store.commit(() => ({ change: { tasks: { put: [task('T1')] } }, result: 0 }));
    rmSync(project.path('journal'), { recursive: true });
    expect(await project.store.read(({ generation, tasks }) => [generation, tasks.length])).toEqual([0, 1]);
    const { generation } = await project.store.commit(() => ({ change: { tasks: { put: [task('T2')] } }, result: 0 }));
    expect(generation).toBeGreaterThan(1e9);
    expect(await project.store.read(({ tasks }) => tasks.map(({ id }) => id))).toEqual(['T1', 'T2']);
  });

  test('holds no more than three epochs after many commits', async () => {
    for (let index = 1; index <= 30; index++)
      await project.store.commit(() => ({ change: { tasks: { put: [task(`T${index}`)] } }, result: 0 }));
    expect(readdirSync(project.path('journal')).sort()).toEqual(['6', '7']);
  });

  test('a damaged record of an unfinished commit is named, not skipped', async () => {
    await project.store.commit(() => ({ change: { tasks: { put: [task('T1')] } }, result: 0 }));
    rmSync(project.path('journal/0/1.done'));
    const record = project.path('journal/0/1.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace('"v":1', '"v":2'));
    expect(await storeError(project.store.read(() => 0))).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file: record } });
  });
});

describe('the folder', () => {
  test('init again, and init of a fresh clone', () => {
    const before = snapshotOf(project.dir);
    expect(initProject(project.dir, { config: { worktrees: 'own' } })).toEqual({ created: [] });
    expect(snapshotOf(project.dir)).toBe(before);
    for (const name of ['todo.json', 'sessions.json', 'journal']) rmSync(project.path(name), { recursive: true });
    expect(initProject(project.dir)).toEqual({ created: ['todo.json', 'sessions.json'] });
  });

  test('a fresh clone works without init', async () => {
    for (const name of ['todo.json', 'sessions.json', 'journal']) rmSync(project.path(name), { recursive: true });
    expect(await project.store.read(({ tasks }) => tasks)).toEqual([]);
    expect(existsSync(project.path('journal'))).toBe(false);
    await project.store.commit(() => ({ change: { log: [{ at, message: 'x' }] }, result: 0 }));
    expect(await project.store.read(({ sessions }) => sessions)).toEqual([]);
  });

  test('init never makes a lost file anew', async () => {
    await project.store.commit(() => ({ change: { tasks: { put: [task('T1')] } }, result: 0 }));
    rmSync(project.path('sessions.json'));
    expect(initProject(project.dir)).toEqual({ created: [] });
    expect(await storeError(project.store.read(() => 0))).toMatchObject({
      code: 'E_STORE_CORRUPT',
      details: { file: 'sessions.json' },
    });
  });

  test('a symbolic link out of the project is refused, one inside it is not', async () => {
    const other = join(project.root, 'elsewhere');
    mkdirSync(join(other, 'inner'), { recursive: true });
    renameSync(project.dir, join(other, 'inner/data'));
    symlinkSync(join(other, 'inner/data'), project.dir);
    expect(await project.store.read(({ tasks }) => tasks)).toEqual([]);
    symlinkSync(join(other, 'inner/data'), join(other, 'inner/.stint'));
    mkdirSync(join(project.root, 'p'));
    symlinkSync(join(other, 'inner/data'), join(project.root, 'p/.stint'));
    const outside = openFilesStore({ dir: join(project.root, 'p/.stint'), clock: () => at, lockTimeoutMs: 100 });
    expect(await storeError(outside.read(() => 0))).toMatchObject({ code: 'E_STORE_IO' });
  });

  test.skipIf(process.getuid?.() !== 0)('a folder of another user is refused', async () => {
    chownSync(project.dir, 12345, 12345);
    expect(await storeError(project.store.read(() => 0))).toMatchObject({ code: 'E_STORE_IO', details: { owner: 12345 } });
  });

  test('an append never follows a symbolic link', async () => {
    const victim = join(project.root, 'victim');
    writeFileSync(victim, 'mine\n');
    symlinkSync(victim, project.path('session.log'));
    const refused = project.store.commit(() => ({ change: { log: [{ at, message: 'x' }] }, result: 0 }));
    expect(await storeError(refused)).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ELOOP' } });
    expect(readFileSync(victim, 'utf8')).toBe('mine\n');
    rmSync(project.path('session.log'));
    await project.store.commit(() => ({ change: { log: [{ at, message: 'y' }] }, result: 0 }));
    expect(project.text('session.log').match(/[xy]$/gm)).toEqual(['y']);
  });

  test('an event of something that is no session names no file', async () => {
    const change = { events: [{ at, type: 'log' as const, synthetic: true, session: '../../etc/x' }] };
    await expect(project.store.commit(() => ({ change, result: 0 }))).rejects.toThrow('not a session id');
  });
});
