// Peak memory of commands, and the size of the package: node bench/memory.mjs [LEDGER_LINES]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSource } from '../scripts/load-source.mjs';
import { fixtureIds, writeFixtureProject } from './fixture-project.mjs';
import { environment, inScratch, printFigures, root, saveResults, stint } from './measure.mjs';

const ledgerLines = Number(process.argv[2] ?? 100_000);
const { taskId } = fixtureIds;

/** The kernel's own account of a process, read by itself as the last thing it does. */
const atExit = `process.on('exit', () => {
  const { readFileSync, writeFileSync } = require('node:fs');
  writeFileSync(process.env.PEAK_FILE, /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
});`;

const peakMiB = (scratch, project, args, conversation) => {
  const preload = join(scratch, 'at-exit.cjs');
  const peak = join(scratch, 'peak');
  writeFileSync(preload, atExit);
  const { status, stderr } = spawnSync(process.execPath, ['-r', preload, ...args], {
    cwd: project,
    env: { ...environment(conversation), PEAK_FILE: peak },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return Number(execFileSync('cat', [peak], { encoding: 'utf8' })) / 1024;
};

const writeLedgerProject = async (project) => {
  const { writeLedger } = await loadSource('test/support/generate-ledger.ts');
  writeFixtureProject(project, { tasks: 10, sessions: 0 });
  const folder = join(project, '.stint');
  mkdirSync(folder, { recursive: true });
  const ledger = join(folder, 'ledger.jsonl');
  const tip = writeLedger(ledger, { count: ledgerLines, beginsAt: new Date(Date.now() - ledgerLines * 60_000).toISOString() });
  writeFileSync(join(folder, 'sessions.json'), `{"version":1,"_meta":${JSON.stringify({ ledger: tip })},"sessions":[\n]}\n`);
  return statSync(ledger).size / 1e6;
};

await inScratch(async (scratch) => {
  const project = join(scratch, 'project');
  writeFixtureProject(project, { tasks: 1000, sessions: 100 });
  const of = (name, goal, args, conversation) => ({
    name,
    value: peakMiB(scratch, project, [stint, ...args], conversation),
    unit: 'MiB',
    goal,
  });
  const rows = [
    { name: 'node -e 0', value: peakMiB(scratch, project, ['-e', '0']), unit: 'MiB' },
    of('--version', 50, ['--version']),
    of('log', 50, ['log', 'a line of the log']),
    of('session status', 50, ['session', 'status']),
    of('session start', 50, ['session', 'start', '--scope', `epic:${taskId(991)}`, '--auto-focus'], 'bench-new'),
    of('done', 50, ['done', taskId(992)], 'bench-new'),
    of('list', 60, ['list']),
  ];
  const ledgerProject = join(scratch, 'ledger');
  const megabytes = await writeLedgerProject(ledgerProject);
  const queries = {
    'ledger search TEXT': ['search', 'needle-in-the-hay'],
    'ledger search --since 2d': ['search', '--since', '2d'],
    'ledger list': ['list'],
    'ledger stats --by week': ['stats', '--by', 'week'],
    'ledger verify': ['verify'],
  };
  for (const [name, args] of Object.entries(queries))
    rows.push({
      name: `${name} (${megabytes.toFixed(0)} MB)`,
      value: peakMiB(scratch, ledgerProject, [stint, 'ledger', ...args, '--json']),
      unit: 'MiB',
      goal: 130,
    });
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  rows.push({ name: 'package, packed', value: packed.size / 1e6, unit: 'MB', goal: 2 });
  printFigures(`Memory and package, Node ${process.version}`, rows);
  saveResults('memory', { ledgerLines, rows });
});
