// 100 processes that start sessions on disjoint scopes at once, beside 100 bare `node -e 0`: node bench/crowd.mjs [ROUNDS]
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureIds, writeFixtureProject } from './fixture-project.mjs';
import { environment, inScratch, printFigures, quantile, saveResults, stint } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 5);
const crowd = 100;
const { taskId, epicSize } = fixtureIds;

const ended = (args, cwd, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`))));
  });

const secondsOf = async (argsOf, cwd) => {
  const begin = performance.now();
  const all = await Promise.allSettled(
    Array.from({ length: crowd }, (_, index) => ended(argsOf(index), cwd, environment(`crowd-${index}`))),
  );
  const failed = all.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return (performance.now() - begin) / 1000;
};

await inScratch(async (scratch) => {
  const fixture = join(scratch, 'fixture');
  const project = join(scratch, 'project');
  writeFixtureProject(fixture, { tasks: crowd * epicSize, sessions: 0 });
  const bare = [];
  const starts = [];
  for (let round = 0; round < rounds; round += 1) {
    rmSync(project, { recursive: true, force: true });
    cpSync(fixture, project, { recursive: true });
    bare.push(await secondsOf(() => ['-e', '0'], project));
    starts.push(
      await secondsOf(
        (index) => [stint, 'session', 'start', '--scope', `epic:${taskId(index * epicSize + 1)}`, '--auto-focus'],
        project,
      ),
    );
    const { sessions } = JSON.parse(readFileSync(join(project, '.stint/sessions.json'), 'utf8'));
    if (sessions.length !== crowd) throw new Error(`${sessions.length} of ${crowd} sessions are there`);
  }
  const bareSeconds = quantile(bare, 0.5);
  const rows = [
    { name: `${crowd} × node -e 0, at once`, value: bareSeconds, unit: 's' },
    { name: `${crowd} × session start, at once`, value: quantile(starts, 0.5), unit: 's', goal: 1.5 * bareSeconds + 2 },
  ];
  printFigures(`Crowd: ${rounds} rounds, Node ${process.version}`, rows);
  saveResults('crowd', { rounds, rows });
});
