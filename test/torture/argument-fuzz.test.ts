import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registry } from '../../src/cli/registry';
import { hostileText, pick, seededRandom } from '../support/hostile-text';
import { runCli } from '../support/run-cli';
import { faultsOf, type Project, scratchFolder, scratchProject } from '../support/scratch-project';

/**
 * Command lines made of the registry's own words and options with likely and hostile values: every one ends with an exit
 * code of the table, never with 70, and answers in the shape that holds for all. STINT_TORTURE=full runs 20,000; else 800.
 */
const full = process.env.STINT_TORTURE === 'full';
const linesPerProject = 200;
const projects = full ? 100 : 4;
const seed = Number(process.env.STINT_SEED ?? Date.now() % 1e6);

const likely = [
  ...[
    'T001',
    'T005',
    'T006',
    'T010',
    'T051',
    'cub-048a-5',
    'T999',
    'T1',
    't005',
    'epic:T001',
    'subtree:T005',
    'task:T010',
    'taskGroup:T001',
  ],
  ...[
    'epicPhase',
    'project',
    'epicPhase:T001',
    'testing',
    'polish',
    'high',
    'low',
    'critical',
    'pending',
    'active',
    'done',
    'blocked',
    'all',
  ],
  ...[
    '1',
    '0',
    '-1',
    '5',
    '1e9',
    '99999999999999999999',
    '2w',
    '0s',
    '1h',
    'yesterday',
    '2026-01-01',
    '2026-13-45',
    'bash',
    'fish',
    'csv',
    'html',
  ],
  ...[
    'markdown',
    'jsonl',
    'day',
    'agent',
    'true',
    'false',
    'null',
    '{}',
    '[]',
    'multiSession.enabled',
    'session.staleAfter',
    'prices',
    'cub',
    'cleo',
  ],
  ...['../x', '/', '.', '', ' ', '-', 'notes.md', 'ledger', 'reason', 'session start', 'errors', 'todo'],
];

const commands = await Promise.all(registry.map(async (line) => ({ line, command: (await line.load()).command })));

const typedValue = (random: () => number, choices?: readonly string[]): string => {
  if (choices !== undefined && random() < 0.6) return pick(random, choices);
  const text = random() < 0.8 ? pick(random, likely) : hostileText(random);
  // An option would take these for its value, and this test for options.
  return /^--(?:jsonl?)?$/.test(text) ? 'x' : text;
};

const lineOf = (random: () => number, sessions: readonly string[]): string[] => {
  const { line, command } = pick(random, commands);
  const words = random() < 0.15 && line.alias !== undefined ? [...line.alias] : line.name.split(' ');
  const value = (choices?: readonly string[]): string =>
    sessions.length > 0 && random() < 0.15 ? pick(random, sessions) : typedValue(random, choices);
  for (const argument of command.arguments ?? []) {
    if (argument.name.startsWith('[') && random() < 0.4) continue;
    for (let count = argument.name.includes('...') ? 1 + Math.floor(random() * 3) : 1; count > 0; count -= 1)
      words.push(value(argument.choices));
  }
  for (const option of command.options ?? []) {
    if (random() > 0.25) continue;
    const [flag = ''] = option.flags.match(/--[\w-]+/) ?? [];
    if (!option.flags.includes('<')) words.push(flag);
    else words.push(...(random() < 0.5 ? [flag, value(option.choices)] : [`${flag}=${value(option.choices)}`]));
  }
  if (random() < 0.1) words.push(typedValue(random));
  if (random() < 0.1)
    words.push(
      pick(random, ['--session=none', '--lock-timeout=50', '--no-session', '-q', '-y', '--jsonl', '--no-color', '-n=3']),
    );
  if (random() < 0.5) words.push('--json');
  return words;
};

const fuzz = async (project: Project, random: () => number): Promise<string[]> => {
  const wrong: string[] = [];
  writeFileSync(
    join(project.dir, 'notes.md'),
    `- [ ] ${hostileText(random).replaceAll('\n', ' ')} ^N1\n  - [x] two ^N2 @x !high #l >N1\n`,
  );
  for (let count = 0; count < linesPerProject; count += 1) {
    const { sessions } = project.json('.stint/sessions.json');
    const argv = lineOf(
      random,
      sessions.map(({ id }: { id: string }) => id),
    );
    const around = {
      cwd: project.dir,
      env: { STINT_CONVERSATION: pick(random, ['a', 'b']), HOME: project.dir },
      stdin: hostileText(random),
    };
    const ran = await runCli(argv, around);
    const faults = faultsOf(argv, ran, { tty: argv.includes('csv') || argv.includes('--format=csv') });
    wrong.push(...faults.map((fault) => `stint ${JSON.stringify(argv)}: ${fault.slice(0, 500)}`));
  }
  return wrong;
};

test(`no command line is beyond the program (STINT_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  for (let number = 0; number < projects; number += 1) {
    const wrong = await fuzz(await scratchProject(undefined, scratchFolder()), random);
    expect(wrong.slice(0, 5)).toEqual([]);
  }
});
