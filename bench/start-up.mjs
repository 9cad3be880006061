// npm run bench: what a whole command costs, beside `node -e 0` in the same rounds (A B C … A B C …), so that a busy
// machine slows all of them alike. CPU time (user + system) is what the goals are about; wall time is only reported.
// Prints goal and measured ratio and always exits 0. Figures go to bench/results/.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureIds, writeFixtureProject } from './fixture-project.mjs';

const root = join(import.meta.dirname, '..');
const rounds = Number(process.argv[2] ?? 21);
const { taskId } = fixtureIds;

const stint = join(root, 'bin/stint.js');
const own = 'bench-1';
const free = taskId(992);

/** As Claude Code sends it after a write, over a pipe. */
const toolEvent = JSON.stringify({
  session_id: own,
  transcript_path: '/home/dev/.claude/projects/-home-dev-acme-api/bench-1.jsonl',
  cwd: '',
  permission_mode: 'acceptEdits',
  hook_event_name: 'PostToolUse',
  tool_name: 'Write',
  tool_input: { file_path: 'src/rate-limit.ts', content: 'export const LIMIT = 60;\n'.repeat(40) },
  tool_response: { type: 'create', filePath: 'src/rate-limit.ts', content: 'export const LIMIT = 60;\n'.repeat(40) },
  tool_use_id: 'toolu_01A2write',
  duration_ms: 12,
});

/** `fresh`: starts in a copy of the fixture that nothing was done to; else what came before in the round is there. */
const commands = [
  { name: 'node -e 0', args: ['-e', '0'], goal: 1 },
  { name: '--version', args: [stint, '--version'], goal: 1.15 },
  { name: '--help', args: [stint, '--help'], goal: 1.15 },
  { name: 'completion bash', args: [stint, 'completion', 'bash'], goal: 1.15 },
  { name: 'hook claude', args: [stint, 'hook', 'claude'], goal: 1.4, input: toolEvent, leaves: `.stint/spool/${own}.jsonl` },
  { name: 'log', args: [stint, 'log', 'a line of the log'] },
  { name: 'session status', args: [stint, 'session', 'status'], goal: 2 },
  { name: 'focus show', args: [stint, 'focus', 'show'] },
  {
    name: 'session start',
    args: [stint, 'session', 'start', '--scope', `epic:${taskId(991)}`, '--auto-focus'],
    as: 'bench-new',
    goal: 2.6,
    writes: true,
  },
  { name: 'wip', args: [stint, 'wip', free], as: 'bench-new', writes: true },
  { name: 'done', args: [stint, 'done', free], as: 'bench-new', writes: true },
  { name: 'session list', args: [stint, 'session', 'list'] },
  { name: 'next', args: [stint, 'next'] },
  { name: 'list', args: [stint, 'list'] },
];

/** The executable of `npm run build:binary`, where it was built. */
const binary = join(root, 'dist-binary/stint');
const ofBinary = { '--version': 0.5, log: 0.8, 'hook claude': undefined, 'session start': 1 };
if (existsSync(binary)) {
  for (const command of commands.filter(({ name }) => name in ofBinary)) {
    commands.push({
      ...command,
      name: `binary ${command.name}`,
      program: binary,
      args: command.args.slice(1),
      goal: ofBinary[command.name],
      fresh: true,
    });
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'stint-bench-'));
const fixture = join(scratch, 'fixture');
const project = join(scratch, 'project');

const environment = (as) => {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, STINT_CONVERSATION: as ?? own };
};

/** bash's `time` reads the children's resource usage, which Node does not offer. */
const measure = (command) => {
  const script = 'TIMEFORMAT="%U %S %R"; { time "$@" >/dev/null 2>"$ERRORS"; } 2>&1; exit 0';
  const errors = join(scratch, 'errors');
  const text = execFileSync('bash', ['-c', script, 'bash', command.program ?? process.execPath, ...command.args], {
    cwd: project,
    env: { ...environment(command.as), ERRORS: errors },
    input: command.input ?? '',
    encoding: 'utf8',
  });
  const [user, system, wall] = text.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpuMs: (user + system) * 1000, wallMs: wall * 1000 };
};

const freshProject = () => {
  rmSync(project, { recursive: true, force: true });
  cpSync(fixture, project, { recursive: true });
};

/** A command that fails would be measured as a fast one. */
const mustWork = (command) => {
  execFileSync(command.program ?? process.execPath, command.args, {
    cwd: project,
    env: environment(command.as),
    input: command.input ?? '',
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  if (command.leaves !== undefined && !existsSync(join(project, command.leaves)))
    throw new Error(`${command.name} left no ${command.leaves}`);
};

const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
/** The clock of the kernel may count whole milliseconds: the mean of the middle half is the median with a finer scale. */
const middle = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  return average(sorted.slice(cut, sorted.length - cut));
};

try {
  writeFixtureProject(fixture, { tasks: 1000, sessions: 100 });
  for (const command of commands) {
    if (!command.writes || command.fresh) freshProject();
    mustWork(command);
  }
  const samples = commands.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    freshProject();
    for (const [index, command] of commands.entries()) {
      if (command.fresh) freshProject();
      samples[index].push(measure(command));
    }
  }
  const rows = commands.map((command, index) => {
    const cpu = samples[index].map((sample) => sample.cpuMs);
    const wall = samples[index].map((sample) => sample.wallMs);
    const ratio = (of) => middle(samples[index].map(of)) / middle(samples[0].map(of));
    return {
      command: command.name,
      goal: command.goal,
      cpuRatio: ratio((sample) => sample.cpuMs),
      wallRatio: ratio((sample) => sample.wallMs),
      cpuMs: median(cpu),
      wallMs: median(wall),
    };
  });
  const folder = join(root, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  writeFileSync(
    join(folder, `start-up-${at.slice(0, 10)}.json`),
    `${JSON.stringify({ at, rounds, machine, tasks: 1000, sessions: 100, rows }, null, 2)}\n`,
  );
  console.log(`${rounds} rounds, Node ${process.version}, ${machine.cores} cores, 1,000 tasks, 100 sessions`);
  console.log('command                goal   cpu ×  wall ×   cpu ms  wall ms');
  for (const row of rows) {
    const missed = row.goal !== undefined && row.cpuRatio > row.goal ? '  missed' : '';
    console.log(
      `${row.command.padEnd(21)} ${(row.goal?.toFixed(2) ?? '').padStart(5)}  ${row.cpuRatio.toFixed(2).padStart(6)}  ${row.wallRatio.toFixed(2).padStart(6)}  ${row.cpuMs.toFixed(0).padStart(7)}  ${row.wallMs.toFixed(0).padStart(7)}${missed}`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
