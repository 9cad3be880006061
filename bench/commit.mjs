// One commit in a process that is running: node bench/commit.mjs [COMMITS]
import { join } from 'node:path';
import { loadSource } from '../scripts/load-source.mjs';
import { writeFixtureProject } from './fixture-project.mjs';
import { inScratch, printFigures, quantile, saveResults } from './measure.mjs';

const commits = Number(process.argv[2] ?? 500);

/** The first ones compile. */
const warmUp = 50;

const changes = {
  'a line of the log': (_state, at) => ({ log: [{ at, message: 'a line of the log' }] }),
  'a session of 100 and a line of the log': ({ sessions }, at) => ({
    sessions: { put: [{ ...sessions[0], lastActivityAt: at }] },
    log: [{ at, message: 'a line of the log' }],
  }),
  'a task of 1,000 and a session of 100': ({ tasks, sessions }, at) => ({
    tasks: { put: [{ ...tasks[0], updatedAt: at }] },
    sessions: { put: [{ ...sessions[0], lastActivityAt: at }] },
  }),
};

const { openFilesStore } = await loadSource('src/store/files/open-store.ts');

await inScratch(async (scratch) => {
  const clock = () => new Date().toISOString();
  const rows = [];
  writeFixtureProject(scratch, { tasks: 1000, sessions: 100 });
  const store = openFilesStore({ dir: join(scratch, '.stint'), clock, lockTimeoutMs: 10_000 });
  for (const [name, changeOf] of Object.entries(changes)) {
    const times = [];
    for (let turn = 0; turn < warmUp + commits; turn += 1) {
      const begin = performance.now();
      await store.commit((state) => ({ change: changeOf(state, clock()), result: undefined }));
      if (turn >= warmUp) times.push(performance.now() - begin);
    }
    rows.push({ name: `${name}, median`, value: quantile(times, 0.5), unit: 'ms', goal: 5 });
    rows.push({ name: `${name}, p99`, value: quantile(times, 0.99), unit: 'ms', goal: 15 });
  }
  printFigures(`Commit: ${commits} each, Node ${process.version}`, rows);
  saveResults('commit', { commits, rows });
});
