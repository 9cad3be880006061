// Whole commands beside `node -e 0` in the same rounds (A B C … A B C …), so that a busy machine slows all of them alike.
// CPU time (user + system) is what the goals are about; wall time is only reported.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFixtureProject } from './fixture-project.mjs';
import { measure, middle } from './whole-process.mjs';

export const root = join(import.meta.dirname, '..');
export const stint = join(root, 'bin/stint.js');

/** The conversation that the first session of the fixture belongs to. */
export const ownConversation = 'bench-1';

export const environment = (conversation = ownConversation) => {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, STINT_CONVERSATION: conversation };
};

export const inScratch = async (work) => {
  const scratch = mkdtempSync(join(tmpdir(), 'stint-bench-'));
  try {
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const run = (project, { program, args, as, input }) =>
  measure({ command: program ?? process.execPath, args, cwd: project, env: environment(as), input });

/** A command that fails would be measured as a fast one. */
const mustWork = (project, command) => {
  execFileSync(command.program ?? process.execPath, command.args, {
    cwd: project,
    env: environment(command.as),
    input: command.input ?? '',
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  if (command.leaves !== undefined && !existsSync(join(project, command.leaves)))
    throw new Error(`${command.name} left no ${command.leaves}`);
};

/** `share` 0.5 is the median. */
export const quantile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};
const bareNode = { name: 'node -e 0', args: ['-e', '0'], goal: 1 };

/**
 * Each command in a project of `tasks` and `sessions`, once a round. `fresh`: in a copy of the fixture that nothing was done
 * to; else what came before it in the round is there.
 */
export const measureCommands = (listed, { tasks, sessions, rounds }) =>
  inScratch((scratch) => {
    const commands = [bareNode, ...listed];
    const fixture = join(scratch, 'fixture');
    const project = join(scratch, 'project');
    const freshProject = () => {
      rmSync(project, { recursive: true, force: true });
      cpSync(fixture, project, { recursive: true });
    };
    writeFixtureProject(fixture, { tasks, sessions });
    freshProject();
    for (const command of commands) {
      if (command.fresh) freshProject();
      mustWork(project, command);
    }
    const samples = commands.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      freshProject();
      for (const [index, command] of commands.entries()) {
        if (command.fresh) freshProject();
        samples[index].push(run(project, command));
      }
    }
    const [bare] = samples;
    return commands.map(({ name, goal }, index) => {
      const cpu = samples[index].map(({ cpuMs }) => cpuMs);
      const wall = samples[index].map(({ wallMs }) => wallMs);
      const ratio = (own, others) => middle(own) / middle(others);
      return {
        name,
        goal,
        cpuRatio: ratio(
          cpu,
          bare.map(({ cpuMs }) => cpuMs),
        ),
        wallRatio: ratio(
          wall,
          bare.map(({ wallMs }) => wallMs),
        ),
        cpuMs: quantile(cpu, 0.5),
        wallMs: quantile(wall, 0.5),
      };
    });
  });

export const printRatios = (title, rows) => {
  console.log(title);
  console.log('command                goal   cpu ×  wall ×   cpu ms  wall ms');
  for (const row of rows) {
    const missed = row.goal !== undefined && row.cpuRatio > row.goal ? '  missed' : '';
    console.log(
      `${row.name.padEnd(21)} ${(row.goal?.toFixed(2) ?? '').padStart(5)}  ${row.cpuRatio.toFixed(2).padStart(6)}  ${row.wallRatio.toFixed(2).padStart(6)}  ${row.cpuMs.toFixed(0).padStart(7)}  ${row.wallMs.toFixed(0).padStart(7)}${missed}`,
    );
  }
};

export const printFigures = (title, rows) => {
  console.log(title);
  for (const { name, value, unit, goal } of rows) {
    const missed = goal !== undefined && value > goal ? '  missed' : '';
    const atMost = goal === undefined ? '' : `at most ${goal}`;
    console.log(`${name.padEnd(44)} ${value.toFixed(1).padStart(9)} ${unit.padEnd(5)} ${atMost}${missed}`);
  }
};

/** Figures of a section go to bench/results/, with what they were measured on. */
export const saveResults = (section, facts) => {
  const folder = join(root, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  writeFileSync(join(folder, `${section}-${at.slice(0, 10)}.json`), `${JSON.stringify({ at, machine, ...facts }, null, 2)}\n`);
};
