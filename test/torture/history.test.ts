import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOfHistory, type Turn, turnsIn } from '../support/slot-game';
import { buildWorker, runWorker, startProcess } from '../support/store-processes';

/**
 * Players that take and free a few slots, killed and stopped at random all the while, in clocks that jump by days: the
 * history of all of them has one serial order. STINT_TORTURE=full goes on for 5,000 commits, 300 kills and 500 stops.
 */
const full = process.env.STINT_TORTURE === 'full';
const goal = full ? { commits: 5_000, kills: 300, stops: 500 } : { commits: 120, kills: 6, stops: 12 };
const players = 8;

describe('the history of a storm', () => {
  let scratch: ReturnType<typeof buildWorker>;
  beforeAll(() => {
    scratch = buildWorker();
  });
  afterAll(() => scratch.remove());

  test.each([
    ['with the kernel lock', {}],
    ['without any lock', { STINT_LOCK: 'off' }],
  ])('has one serial order %s', async (name, lock) => {
    const dir = `${scratch.folder}/${name.replaceAll(' ', '-')}`;
    const extra = { ...lock, WAIT_MS: '120000', CLOCK_JUMPS: '3' };
    runWorker(scratch.worker, [dir, 'init'], extra);
    const turns: Turn[] = [];
    const errors: string[] = [];
    const count = { commits: 0, kills: 0, stops: 0 };
    const enough = (): boolean =>
      errors.length > 20 || (count.commits >= goal.commits && count.kills >= goal.kills && count.stops >= goal.stops);

    const play = async (player: string): Promise<void> => {
      while (!enough()) {
        const running = startProcess('node', [scratch.worker, dir, 'play', player, '60'], extra);
        const chaos = setInterval(() => {
          if (running.output() === '') return;
          const dice = Math.random();
          if (dice < 0.08) {
            count.kills++;
            running.child.kill('SIGKILL');
          } else if (dice < 0.25) {
            count.stops++;
            running.child.kill('SIGSTOP');
            setTimeout(() => running.child.kill('SIGCONT'), 20 + Math.random() * (Math.random() < 0.1 ? 2_000 : 200));
          }
        }, 60);
        await running.ended;
        clearInterval(chaos);
        const answered = turnsIn(running.output());
        turns.push(...answered);
        count.commits += answered.filter(({ verb }) => verb !== 'refused').length;
        errors.push(...(running.output().match(/^(?!TURN).+$/gm) ?? []));
      }
    };
    await Promise.all(Array.from({ length: players }, (_, index) => play(`p${index}`)));
    const last = runWorker(scratch.worker, [dir, 'play', 'last', '2'], extra);
    turns.push(...turnsIn(last.output));
    const refused = turns.length - turns.filter(({ verb }) => verb !== 'refused').length;
    process.stdout.write(`${name}: ${JSON.stringify({ ...count, refused })}\n`);
    expect(errors).toEqual([]);
    expect(faultsOfHistory(dir, turns)).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });
});
