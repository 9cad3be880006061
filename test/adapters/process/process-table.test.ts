import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signsOf } from '../../../src/adapters/process/life-signs';
import { procTable } from '../../../src/adapters/process/process-table';
import type { Session } from '../../../src/domain/session/schema';
import { scratch } from '../scratch';

describe.skipIf(!existsSync('/proc/self/stat'))('procTable', () => {
  it('names this process so that nothing else is meant', () => {
    const own = procTable.identity(process.pid);
    expect(own).toMatchObject({
      pid: process.pid,
      startTime: expect.stringMatching(/^\d+$/),
      pidNamespace: expect.stringMatching(/^pid:/),
    });
    expect(procTable.identity(0)).toBeUndefined();
    expect(procTable.identity(2 ** 30)).toBeUndefined();
  });

  it('lists the parents, nearest first', () => {
    expect(procTable.ancestors()[0]?.pid).toBe(process.ppid);
  });

  it('calls a process gone only when that is certain', async () => {
    const child = spawn('sleep', ['60']);
    const identity = procTable.identity(child.pid ?? 0);
    if (identity === undefined) throw new Error('the child has no identity');
    expect(procTable.isCertainlyGone(identity)).toBe(false);
    expect(procTable.isCertainlyGone({ ...identity, startTime: '1' })).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(procTable.isCertainlyGone(identity)).toBe(true);
    for (const other of [{ host: 'elsewhere' }, { bootId: 'earlier' }, { pidNamespace: 'pid:[1]' }])
      expect(procTable.isCertainlyGone({ ...identity, ...other })).toBe(false);
  });
});

describe('signsOf', () => {
  const session = (extra: Partial<Session>) => ({ id: 'session_20260101_000000_abcdef', ...extra }) as Session;
  const silent = { aliveAt: () => undefined, heardAt: () => undefined };

  it('tells a removed working tree from one that is seen under another path', () => {
    const folder = scratch();
    const worktree = join(folder, 'linked');
    mkdirSync(worktree);
    expect(signsOf(session({ git: { worktree } }), silent).worktreeGone).toBe(false);
    rmSync(worktree, { recursive: true });
    expect(signsOf(session({ git: { worktree } }), silent).worktreeGone).toBe(true);
    expect(signsOf(session({ git: { worktree: join(worktree, 'below') } }), silent).worktreeGone).toBe(false);
    expect(signsOf(session({}), silent).worktreeGone).toBe(false);
  });

  it('asks for the process once, and only where one is recorded', () => {
    let asked = 0;
    const processes = { ...procTable, isCertainlyGone: () => ++asked > 0 };
    const recorded = { pid: 1, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' };
    const signs = signsOf(
      session({ process: recorded }),
      { aliveAt: () => '2026-01-01T00:00:00.000Z', heardAt: () => undefined },
      processes,
    );
    expect(signs.aliveAt).toBe('2026-01-01T00:00:00.000Z');
    expect(asked).toBe(0);
    expect([signs.processGone, signs.processGone, asked]).toEqual([true, true, 1]);
    expect(signsOf(session({}), silent, processes).processGone).toBe(false);
  });
});
