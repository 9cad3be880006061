import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitForStop } from '../support/processes';
import {
  acknowledged,
  buildWorker,
  findViolations,
  hasStrace,
  refused,
  runWorker,
  startProcess,
} from '../support/store-processes';

/** Many processes at once, killed and stopped at random, with readers; and one that sleeps around its link. */
const full = process.env.STINT_TORTURE === 'full';
const strace = hasStrace();
if (!strace) process.stdout.write('in part skipped: strace is not installed\n');

describe('many processes', () => {
  let scratch: ReturnType<typeof buildWorker>;
  beforeAll(() => {
    scratch = buildWorker();
  });
  afterAll(() => scratch.remove());

  const project = (name: string): string => {
    const dir = join(scratch.folder, name);
    runWorker(scratch.worker, [dir, 'init']);
    return dir;
  };

  const ledgerKeys = (dir: string): string[] =>
    readFileSync(join(dir, 'ledger.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).id);

  const storm = async (dir: string, workers: number, each: number, extra: Record<string, string>) => {
    const acked: string[] = [];
    const failed: string[] = [];
    const errors: string[] = [];
    let kills = 0;
    let stops = 0;
    const worker = async (name: string): Promise<void> => {
      for (let restarts = 0; ; restarts++) {
        const running = startProcess('node', [scratch.worker, dir, 'loop', name, String(each)], extra);
        const chaos = setInterval(() => {
          const dice = Math.random();
          if (dice < 0.08 && restarts < 6) {
            kills++;
            running.child.kill('SIGKILL');
          } else if (dice < 0.3) {
            stops++;
            running.child.kill('SIGSTOP');
            setTimeout(() => running.child.kill('SIGCONT'), 20 + Math.random() * (Math.random() < 0.2 ? 2_500 : 400));
          }
        }, 90);
        const signal = await running.ended;
        clearInterval(chaos);
        acked.push(...acknowledged(running.output()));
        failed.push(...refused(running.output()));
        errors.push(...(running.output().match(/^ERR .*$/gm) ?? []));
        if (signal === null) return;
      }
    };
    const reader = startProcess('node', [scratch.worker, dir, 'read', full ? '20' : '3'], extra);
    await Promise.all(Array.from({ length: workers }, (_, index) => worker(`w${index}`)));
    await reader.ended;
    process.stdout.write(
      `${JSON.stringify({ ...extra, workers, each, kills, stops, acked: new Set(acked).size, failed: failed.length })} ${reader.output().trim()}\n`,
    );
    return { acked, failed, errors, reader: reader.output() };
  };

  test.each([
    ['with the kernel lock', {}],
    ['without any lock', { STINT_LOCK: 'off' }],
  ])('a storm %s', async (name, extra) => {
    const dir = project(name.replaceAll(' ', '-'));
    const workers = full ? 12 : 8;
    const each = full ? 40 : 5;
    const { acked, failed, errors, reader } = await storm(dir, workers, each, { ...extra, WAIT_MS: '120000' });
    expect(errors).toEqual([]);
    expect(reader).not.toMatch(/BAD/);
    runWorker(scratch.worker, [dir, 'done', 'last']);
    expect(findViolations(dir, [...acked, 'last'])).toEqual([]);
    const present = new Set(ledgerKeys(dir));
    expect(failed.filter((key) => present.has(key) && !acked.includes(key))).toEqual([]);
    expect(present.size).toBe(workers * each + 1);
  });

  test.each(full ? [50, 100] : [30])('%i processes at once: each commits, none is refused for being busy', async (count) => {
    const patience: Record<string, string> = full ? {} : { WAIT_MS: '60000' };
    for (const extra of [
      { EPOCH_SIZE: '64', ...patience },
      { EPOCH_SIZE: '64', STINT_LOCK: 'off', WAIT_MS: '120000' },
    ]) {
      const dir = project(`burst-${count}-${'STINT_LOCK' in extra ? 'off' : 'on'}`);
      const start = performance.now();
      const all = Array.from({ length: count }, (_, index) =>
        startProcess('node', [scratch.worker, dir, 'done', `k${index}`], extra),
      );
      await Promise.all(all.map(({ ended }) => ended));
      const output = all.map((running) => running.output()).join('');
      process.stdout.write(`burst of ${count} ${JSON.stringify(extra)}: ${Math.round(performance.now() - start)} ms\n`);
      expect(output.match(/^ERR .*$/gm) ?? []).toEqual([]);
      expect(
        findViolations(
          dir,
          all.map((_, index) => `k${index}`),
        ),
      ).toEqual([]);
    }
  });

  const sleepers = full
    ? ['delay_enter', 'delay_exit'].flatMap((when) => [1, 2, 3, 10, 11].map((before) => [when, before] as const))
    : [['delay_enter', 2] as const, ['delay_exit', 3] as const];
  test.skipIf(!strace).each(sleepers)(
    'a process that sleeps at its link (%s, after %i) while others commit for three epochs',
    async (when, before) => {
      const dir = project(`sleeper-${when}-${before}`);
      runWorker(scratch.worker, [dir, 'loop', 'p', String(before)]);
      const recordsBefore = records(dir);
      const inject = ['-qq', '-o', '/dev/null', '-e', 'trace=link', '-e', `inject=link:${when}=5000000:when=1`];
      const sleeper = startProcess('strace', [...inject, 'node', scratch.worker, dir, 'done', 'V']);
      // Its record is written right before the link.
      while (sleeper.child.exitCode === null && records(dir) === recordsBefore) await sleep(20);
      const others = runWorker(scratch.worker, [dir, 'loop', 'o', '14']);
      expect(acknowledged(others.output)).toHaveLength(14);
      await sleeper.ended;
      expect(sleeper.output()).toMatch(/^ACK V \d+$/m);
      runWorker(scratch.worker, [dir, 'loop', 'q', '2']);
      expect(findViolations(dir, ['V', 'q-1', ...acknowledged(others.output)])).toEqual([]);
    },
  );

  /** Every call of one commit that comes after the first one which names the project. */
  const stopPoints = (): (readonly [string, number])[] => {
    const dir = project('counted');
    const log = join(scratch.folder, 'calls');
    const trace = ['-qq', '-o', log, '-e', 'trace=openat,link,rename,fsync,pwrite64,mkdir,unlink,getdents64'];
    spawnSync('strace', [...trace, 'node', scratch.worker, dir, 'done', 'V']);
    const counts = new Map<string, number>();
    const points: (readonly [string, number])[] = [];
    for (const line of readFileSync(log, 'utf8').split('\n')) {
      const call = /^(\w+)\(/.exec(line)?.[1];
      if (call === undefined) continue;
      counts.set(call, (counts.get(call) ?? 0) + 1);
      if (points.length > 0 || line.includes(`${dir}/`)) points.push([call, counts.get(call) ?? 0]);
    }
    const link = points.findIndex(([call]) => call === 'link');
    // The one that sleeps between its last look and its link is the one that could do harm.
    const last = ['fsync', 'rename'].map((name) => points.slice(0, link).findLastIndex(([call]) => call === name));
    return full ? points : points.filter((_, index) => index % 15 === 3 || last.includes(index));
  };

  test.skipIf(!strace)('a process that is stopped anywhere and woken three epochs later', async () => {
    let stopped = 0;
    const wrong: string[] = [];
    const job = async ([call, nth]: readonly [string, number], index: number): Promise<void> => {
      const before = 2 + (index % 4);
      const dir = project(`stop-${call}-${nth}`);
      runWorker(scratch.worker, [dir, 'loop', 'p', String(before)]);
      const log = `${dir}.calls`;
      const inject = ['-qq', '-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGSTOP:when=${nth}`];
      const victim = startProcess('strace', [...inject, 'node', scratch.worker, dir, 'done', 'V']);
      const pid = await waitForStop(victim, log);
      if (pid !== undefined) {
        stopped++;
        const others = runWorker(scratch.worker, [dir, 'loop', 'o', '14']);
        if (acknowledged(others.output).length !== 14) wrong.push(`${call} ${nth}: others ${others.output}`);
        const limit = setTimeout(() => signalIfThere(pid, 'SIGKILL'), 120_000);
        signalIfThere(pid, 'SIGCONT');
        await victim.ended;
        clearTimeout(limit);
      }
      await victim.ended;
      if (!/^ACK V \d+$/m.test(victim.output())) wrong.push(`${call} ${nth}: ${victim.output()}`);
      runWorker(scratch.worker, [dir, 'loop', 'q', '2']);
      for (const violation of findViolations(dir, ['V', 'q-1'])) wrong.push(`${call} ${nth}: ${violation}`);
    };
    const points = stopPoints();
    for (const [index, point] of points.entries()) await job(point, index);
    process.stdout.write(`${points.length} points, stopped at ${stopped}\n`);
    expect(wrong).toEqual([]);
    expect(stopped).toBeGreaterThan(2);
  });
});

/** How many records were written in the journal, committed or not. */
const records = (dir: string): number =>
  readdirSync(join(dir, 'journal'), { recursive: true }).filter((name) => String(name).endsWith('.record')).length;

const signalIfThere = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Ended already.
  }
};
