// Questions to a ledger of a million lines, beside grep and jq on the same file in the same run.
//   node bench/ledger.mjs [--lines 1000000] [--rounds 3] [--keep FOLDER]
// Medians; peak memory from GNU time where it is there, else from the kernel's account of the children.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSource } from '../scripts/load-source.mjs';
import { saveResults } from './measure.mjs';

const { values } = parseArgs({
  options: { lines: { type: 'string' }, rounds: { type: 'string' }, keep: { type: 'string' }, only: { type: 'string' } },
});
const count = Number(values.lines ?? 1_000_000);
const rounds = Number(values.rounds ?? 3);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'stint-ledger-bench-'));
const stintDir = join(folder, '.stint');
const ledger = join(stintDir, 'ledger.jsonl');
const program = join(import.meta.dirname, '../bin/stint.js');
const env = { PATH: process.env.PATH, HOME: folder, STINT_AGENT: 'bench' };

const write = async () => {
  const { writeLedger } = await loadSource('test/support/generate-ledger.ts');
  mkdirSync(stintDir, { recursive: true, mode: 0o700 });
  // The last entry is of now, so that a question about the last days finds some.
  const beginsAt = new Date(Date.now() - count * 60_000).toISOString();
  const tip = writeLedger(ledger, { count, beginsAt });
  const file = (name, text) => writeFileSync(join(stintDir, name), text, { mode: 0o600 });
  file('config.json', '{"version":1}\n');
  file('todo.json', '{"version":1,"_meta":{"lastTaskNumber":0,"activeSession":null},"focus":{},"tasks":[\n]}\n');
  file('sessions.json', `{"version":1,"_meta":${JSON.stringify({ ledger: tip })},"sessions":[\n]}\n`);
};

const text = 'needle-in-the-hay';
const stint = (...args) => [process.execPath, program, 'ledger', ...args];
const cases = [
  ['grep -c TEXT', ['grep', '-c', text, ledger]],
  [
    'jq -c select(agent)',
    ['jq', '-c', 'select(.agent == "agent-3" and .task.phase == "testing" and .type == "completed") | .id', ledger],
  ],
  ['search --agent --phase', stint('search', '--agent', 'agent-3', '--phase', 'testing', '--json')],
  ['jq -c select(text)', ['jq', '-c', `select((.reason // "") | contains("${text}"))`, ledger]],
  ['search TEXT', stint('search', text, '--json')],
  ['search --since 2d', stint('search', '--since', '2d', '--json')],
  ['list', stint('list', '--json')],
  ['show TASK', stint('show', `T${count - 1}`, '--json')],
  ['stats --by week', stint('stats', '--by', 'week', '--json')],
  ['verify', stint('verify', '--json')],
  ['export jsonl', stint('export', '--format', 'jsonl', '-o', join(folder, 'out.jsonl'))],
  ['export csv', stint('export', '--format', 'csv', '-o', join(folder, 'out.csv'))],
  ['node -e 0', [process.execPath, '-e', '0']],
].filter(([name]) => values.only === undefined || name.includes(values.only));

const gnuTime = existsSync('/usr/bin/time');

/**
 * A helper process of its own for each case: the peak of its one child is what the kernel keeps for it. Output goes to a
 * file: grep stops at the first hit where it goes nowhere.
 */
const measure = (argv) => {
  const script = `
    const { spawnSync } = require('node:child_process');
    const fs = require('node:fs');
    const argv = JSON.parse(process.argv[1]);
    const begin = performance.now();
    const wrapped = ${gnuTime} ? ['/usr/bin/time', '-f', '%M %U %S', '-o', process.argv[2], ...argv] : argv;
    const run = spawnSync(wrapped[0], wrapped.slice(1), { stdio: ['ignore', fs.openSync(process.argv[2] + '.out', 'w'), 'inherit'], cwd: process.argv[3] });
    const ms = performance.now() - begin;
    if (run.error) throw run.error;
    process.stdout.write(JSON.stringify({ ms, status: run.status }));`;
  const times = join(folder, 'times.txt');
  const run = spawnSync(process.execPath, ['-e', script, JSON.stringify(argv), times, folder], { env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${argv.join(' ')}: ${run.stderr}`);
  const { ms, status } = JSON.parse(run.stdout);
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${run.stderr}`);
  const [peakKb, user, system] = gnuTime ? readFileSync(times, 'utf8').trim().split('\n').at(-1).split(' ').map(Number) : [];
  return { ms, peakMb: peakKb / 1024, cpuMs: (user + system) * 1000 };
};

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

try {
  if (!existsSync(ledger)) await write();
  const megabytes = statSync(ledger).size / 1e6;
  console.log(`${count} lines, ${Math.round(megabytes)} MB, Node ${process.versions.node}, ${rounds} rounds, medians`);
  spawnSync('cat', [ledger], { stdio: 'ignore' });
  const results = new Map(cases.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, argv] of cases) {
      if (argv[0] === 'jq' && spawnSync('jq', ['--version']).status !== 0) continue;
      results.get(name).push(measure(argv));
    }
  const rows = [...results]
    .filter(([, runs]) => runs.length > 0)
    .map(([name, runs]) => ({
      name,
      wallSeconds: median(runs.map(({ ms }) => ms)) / 1000,
      cpuSeconds: median(runs.map(({ cpuMs }) => cpuMs)) / 1000,
      peakMiB: median(runs.map(({ peakMb }) => peakMb)),
    }));
  console.log('case\twall s\tCPU s\tpeak MiB\tMB/s');
  for (const { name, wallSeconds, cpuSeconds, peakMiB } of rows)
    console.log(
      [name, wallSeconds.toFixed(2), cpuSeconds.toFixed(2), peakMiB.toFixed(0), (megabytes / wallSeconds).toFixed(0)].join('\t'),
    );
  saveResults('ledger', { rounds, lines: count, megabytes, rows });
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
