import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { initProject } from '../../../src/store/files/init-project';
import { openFilesStore } from '../../../src/store/files/open-store';
import { readPointer, writePointer } from '../../../src/store/files/pointer-file';
import { openSidecar } from '../../../src/store/files/sidecar';
import { at, session, storeError, task } from './fixtures';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('life signs', () => {
  const { id } = session('aaaaaa');
  test('are the time of a file; a touch within the interval changes nothing', () => {
    const sidecar = openSidecar(folder);
    expect(sidecar.aliveAt(id)).toBeUndefined();
    sidecar.touch(id, at);
    expect(sidecar.aliveAt(id)).toBe(at);
    sidecar.touch(id, '2026-03-04T05:06:30.000Z', 60_000);
    expect(sidecar.aliveAt(id)).toBe(at);
    sidecar.touch(id, '2026-03-04T05:07:07.000Z', 60_000);
    expect(sidecar.aliveAt(id)).toBe('2026-03-04T05:07:07.000Z');
    sidecar.touch(id, at, 60_000);
    expect(sidecar.aliveAt(id)).toBe(at);
  });

  test('of a thousand sessions are looked up in one listing, which sees the own touch', () => {
    const sidecar = openSidecar(folder);
    const ids = Array.from({ length: 20 }, (_, number) => session(number.toString(16).padStart(6, '0')).id);
    for (const each of ids.slice(5)) sidecar.touch(each, at);
    const expected = ids.map((_, number) => (number < 5 ? undefined : at));
    expect(ids.map((each) => sidecar.aliveAt(each))).toEqual(expected);
    // Listed by now: what others do from here on shows in the next process only.
    rmSync(join(folder, 'alive', ids[19] ?? ''));
    writeFileSync(join(folder, 'alive', ids[0] ?? ''), '');
    expect([sidecar.aliveAt(ids[0] ?? ''), sidecar.aliveAt(ids[19] ?? '')]).toEqual([undefined, undefined]);
    sidecar.touch(ids[1] ?? '', at);
    expect(sidecar.aliveAt(ids[1] ?? '')).toBe(at);
    mkdirSync(join(folder, 'spool'));
    for (const each of ids.slice(10)) writeFileSync(join(folder, 'spool', `${each}.jsonl`), '');
    expect(ids.map((each) => sidecar.heardAt(each) !== undefined)).toEqual(ids.map((_, number) => number >= 10));
  });

  test('name no file outside', () => {
    const sidecar = openSidecar(join(folder, '.stint'));
    sidecar.touch('../../x', at);
    expect([sidecar.aliveAt('../../x'), readdirSync(folder)]).toEqual([undefined, []]);
  });
});

describe('.current-session', () => {
  test('the bare id and a newline; undefined removes it', () => {
    const path = join(folder, 'wt/.stint/.current-session');
    const { id } = session('aaaaaa');
    expect(readPointer(path)).toBeUndefined();
    writePointer(path, id);
    expect([readFileSync(path, 'utf8'), readPointer(path)]).toEqual([`${id}\n`, id]);
    expect(readdirSync(join(folder, 'wt/.stint')).sort()).toEqual(['.current-session', '.gitignore']);
    writePointer(path, undefined);
    writePointer(path, undefined);
    expect(existsSync(path)).toBe(false);
  });
});

const mountable = (): boolean => {
  const probe = mkdtempSync(join(tmpdir(), 'stint-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', probe]).status === 0;
  if (mounted) spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true, force: true });
  return mounted;
};
const canMount = mountable();
if (!canMount) process.stdout.write('skipped: file systems cannot be mounted here\n');

describe.skipIf(!canMount)('on a file system that refuses', () => {
  let mounted: string;
  const mount = (...args: string[]): void => {
    expect(spawnSync('mount', [...args, mounted]).status).toBe(0);
  };
  const open = () => openFilesStore({ dir: join(mounted, '.stint'), clock: () => at, lockTimeoutMs: 500 });
  beforeEach(() => {
    mounted = join(folder, 'mounted');
    mkdirSync(mounted);
    mount('-t', 'tmpfs', '-o', 'size=400k,nr_inodes=200', 'tmpfs');
    initProject(join(mounted, '.stint'));
  });
  afterEach(() => spawnSync('umount', ['-l', mounted]));

  test('read-only: reads work, a commit says why it does not', async () => {
    await open().commit(() => ({ change: { tasks: { put: [task('T1')] } }, result: 0 }));
    mount('-o', 'remount,ro');
    expect(await open().read(({ tasks }) => tasks.length)).toBe(1);
    const error = await storeError(open().commit(() => ({ change: { tasks: { put: [task('T2')] } }, result: 0 })));
    expect(error).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'EROFS' } });
    expect(error.message).toContain('read-only');
    expect(await open().commit(() => ({ change: null, result: 'refused' }))).toMatchObject({ result: 'refused' });
  });

  test('full: the commit fails and leaves everything as it was; with space again it works', async () => {
    await open().commit(() => ({ change: { tasks: { put: [task('T1')] } }, result: 0 }));
    const before = readFileSync(join(mounted, '.stint/todo.json'), 'utf8');
    const large = { change: { tasks: { put: [task('T2', { description: 'x'.repeat(500_000) })] } }, result: 0 };
    const error = await storeError(open().commit(() => large));
    expect(error).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ENOSPC' } });
    expect(readFileSync(join(mounted, '.stint/todo.json'), 'utf8')).toBe(before);
    await open().commit(() => ({ change: { tasks: { put: [task('T2')] } }, result: 0 }));
    expect(await open().read(({ tasks }) => tasks.map(({ id }) => id))).toEqual(['T1', 'T2']);
  });
});
