// node bench/peers.mjs [rounds]: list, add and finish a task among 1,000 in stint and in tools that do a part of its job,
// in the same rounds: Taskwarrior (`task`) and todo.txt (`todo-txt`) of Debian, Backlog.md (`backlog`) of npm. Those that
// are not on the PATH are left out and named. Results go to bench/results/.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFixtureProject } from './fixture-project.mjs';
import { saveResults, stint } from './measure.mjs';
import { measure, middle } from './whole-process.mjs';

const rounds = Number(process.argv[2] ?? 15);
const tasks = 1000;
const scratch = mkdtempSync(join(tmpdir(), 'stint-peers-'));
const { PATH } = process.env;

const titles = Array.from({ length: tasks }, (_, at) => `Task number ${at + 1} of the backlog`);

const tools = [
  {
    name: 'stint',
    command: process.execPath,
    before: [stint],
    fill: (dir) => writeFixtureProject(dir, { tasks, sessions: 100 }),
    env: () => ({ STINT_SESSION: 'none' }),
    lines: { list: ['list'], add: ['add', 'One more task'], done: ['done', 'T0992', '-r', 'done'] },
  },
  {
    name: 'Taskwarrior',
    command: 'task',
    before: ['rc.confirmation=no', 'rc.verbose=nothing'],
    env: (dir) => ({ TASKDATA: join(dir, 'data'), TASKRC: join(dir, 'taskrc') }),
    fill: (dir) => {
      mkdirSync(join(dir, 'data'));
      writeFileSync(join(dir, 'taskrc'), '');
      const records = titles.map((description) => JSON.stringify({ description, status: 'pending' })).join('\n');
      writeFileSync(join(dir, 'tasks.json'), records);
      execFileSync('task', ['import', join(dir, 'tasks.json')], {
        env: { PATH, HOME: dir, TASKDATA: join(dir, 'data'), TASKRC: join(dir, 'taskrc') },
        stdio: 'ignore',
      });
    },
    lines: { list: ['list'], add: ['add', 'One more task'], done: ['992', 'done'] },
  },
  {
    name: 'todo.txt',
    command: 'todo-txt',
    before: ['-f'],
    env: (dir) => ({ TODO_DIR: dir, TODO_FILE: join(dir, 'todo.txt'), TODOTXT_CFG_FILE: join(dir, 'config') }),
    fill: (dir) => {
      const names = ['TODO_DIR', 'TODO_FILE', 'DONE_FILE', 'REPORT_FILE'];
      const values = [dir, join(dir, 'todo.txt'), join(dir, 'done.txt'), join(dir, 'report.txt')];
      writeFileSync(join(dir, 'config'), names.map((name, at) => `export ${name}=${values[at]}\n`).join(''));
      writeFileSync(join(dir, 'todo.txt'), `${titles.join('\n')}\n`);
    },
    lines: { list: ['list'], add: ['add', 'One more task'], done: ['do', '992'] },
  },
  {
    name: 'Backlog.md',
    command: 'backlog',
    before: [],
    env: () => ({}),
    fill: (dir) => {
      execFileSync('git', ['init', '-q', dir]);
      execFileSync('backlog', ['init', 'peer', '--defaults'], { cwd: dir, env: { PATH, HOME: dir }, stdio: 'ignore' });
      const folder = readdirSync(dir).includes('backlog') ? 'backlog' : '.backlog';
      execFileSync('backlog', ['task', 'create', 'First'], { cwd: dir, env: { PATH, HOME: dir }, stdio: 'ignore' });
      const [name] = readdirSync(join(dir, folder, 'tasks'));
      const page = readFileSync(join(dir, folder, 'tasks', name), 'utf8');
      rmSync(join(dir, folder, 'tasks', name));
      const id = /^id: *(\S+)$/m.exec(page)?.[1] ?? 'task-1';
      for (const [at, title] of titles.entries()) {
        const own = id.replace(/\d+$/, String(at + 1));
        const text = page.replace(/^id: .*$/m, `id: ${own}`).replace(/^title: .*$/m, `title: ${title}`);
        writeFileSync(
          join(dir, folder, 'tasks', name.replace(/\d+ - .*$/, `${at + 1} - ${title.replaceAll(' ', '-')}.md`)),
          text,
        );
      }
    },
    lines: {
      list: ['task', 'list', '--plain'],
      add: ['task', 'create', 'One more task'],
      done: ['task', 'edit', '992', '-s', 'Done'],
    },
  },
];

const isThere = ({ command, name }) => name === 'stint' || spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

try {
  const present = tools.filter(isThere);
  for (const { name, command } of tools.filter((tool) => !isThere(tool)))
    process.stdout.write(`${name} (${command}) is not on the PATH\n`);
  const folderOf = (tool) => join(scratch, tool.name);
  const run = (tool, verb) => ({
    command: tool.command,
    args: [...tool.before, ...tool.lines[verb]],
    cwd: folderOf(tool),
    env: { PATH, HOME: folderOf(tool), ...tool.env(folderOf(tool)) },
  });
  const fresh = (tool) => {
    rmSync(folderOf(tool), { recursive: true, force: true });
    cpSync(`${folderOf(tool)}-filled`, folderOf(tool), { recursive: true });
  };
  for (const tool of present) {
    mkdirSync(folderOf(tool), { recursive: true });
    tool.fill(folderOf(tool));
    cpSync(folderOf(tool), `${folderOf(tool)}-filled`, { recursive: true });
    for (const verb of ['list', 'add', 'done']) {
      const { command, args, cwd, env } = run(tool, verb);
      const ran = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
      if (ran.status !== 0) throw new Error(`${tool.name} ${verb}: ${(ran.stdout + ran.stderr).slice(-500)}`);
    }
  }
  const bare = { command: process.execPath, args: ['-e', '0'], cwd: scratch, env: { PATH, HOME: scratch } };
  const samples = new Map([['node -e 0', []]]);
  for (let round = 0; round < rounds; round += 1) {
    samples.get('node -e 0').push(measure(bare));
    for (const tool of present) {
      fresh(tool);
      for (const verb of ['list', 'add', 'done']) {
        const key = `${tool.name} ${verb}`;
        samples.set(key, [...(samples.get(key) ?? []), measure(run(tool, verb))]);
      }
    }
  }
  const rows = [...samples].map(([name, all]) => ({
    name,
    cpuMs: middle(all.map(({ cpuMs }) => cpuMs)),
    wallMs: middle(all.map(({ wallMs }) => wallMs)),
  }));
  process.stdout.write(`${rounds} rounds, Node ${process.version}, ${cpus().length} cores, ${tasks} tasks\n`);
  process.stdout.write(`${'command'.padEnd(22)}${'cpu ms'.padStart(8)}${'wall ms'.padStart(9)}\n`);
  for (const { name, cpuMs, wallMs } of rows)
    process.stdout.write(`${name.padEnd(22)}${cpuMs.toFixed(0).padStart(8)}${wallMs.toFixed(0).padStart(9)}\n`);
  saveResults('peers', { rounds, tasks, rows });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
