import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registry } from '../../src/cli/registry';
import { hostileText, pick, seededRandom } from '../support/hostile-text';
import { runCli } from '../support/run-cli';
import { faultsOf, type Project, scratchProject, wordsOf } from '../support/scratch-project';

/**
 * Hostile text in every place that takes text, then every command that only looks, on a terminal, piped and as JSON: no
 * byte that a terminal acts upon comes out but the program's own colours, and none stands in session.log.
 * STINT_TORTURE=full stores 10,000 texts; else 600.
 */
const full = process.env.STINT_TORTURE === 'full';
const textsPerProject = 100;
const projects = full ? 100 : 6;
const seed = Number(process.env.STINT_SEED ?? Date.now() % 1e6);

/** The lines for a command that looks; one that is not listed runs the first example of its help. */
const own: Readonly<Record<string, readonly string[]>> = {
  'session show': ['stint session show $SESSION', 'stint session show $SESSION --events'],
  'session list': ['stint session list --status all'],
  'focus history': ['stint focus history'],
  'task list': ['stint list --all -n 500', 'stint list --archived', 'stint list --all --fields id,title,status,labels,phase'],
  'task show': ['stint task show $TASK'],
  'task tree': ['stint task tree --all'],
  'ledger list': ['stint ledger list --all'],
  'ledger show': ['stint ledger show $ENTRY'],
  'ledger search': ['stint ledger search x --all', 'stint ledger search $TEXT'],
  'ledger stats': ['stint ledger stats --by agent', 'stint ledger stats --by phase'],
  'ledger export': ['csv', 'markdown', 'html', 'jsonl'].map((format) => `stint ledger export --format ${format}`),
  'task export': ['stint task export --format markdown', 'stint task export'],
};

const looking = await Promise.all(registry.map(async (line) => ({ name: line.name, command: (await line.load()).command }))).then(
  (all) => all.filter(({ command, name }) => command.effect === 'read' || name === 'task next'),
);

const esc = String.fromCharCode(0x1b);
const ownColours = new RegExp(`${esc}\\[[\\d;]*m`, 'g');
const acted = /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]/u;

const escaped = (text: string): string =>
  text.replaceAll(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

const fill = async (project: Project, random: () => number): Promise<{ stored: number; entries: string[] }> => {
  let stored = 0;
  const text = (): string => {
    stored += 1;
    return hostileText(random);
  };
  const write = async (...words: readonly string[]): Promise<boolean> => {
    const ran = await project.run(words, { env: { STINT_CONVERSATION: 'agent-1', STINT_AGENT: 'fuzz' } });
    return ran.exitCode === 0;
  };
  await write('add', 'The first');
  await write('start', 'T001', '--name=plain', `--note=${text()}`, '--agent=fuzz');
  const entries: string[] = [];
  for (let number = 2; stored < textsPerProject; number += 1) {
    const id = `T${String(number).padStart(3, '0')}`;
    const title = text();
    const added =
      (await write('add', `--description=${text()}`, `--file=${text()}`, `--acceptance=${text()}`, '--', title)) ||
      (await write('add', '--parent=T001', `--description=${text()}`, '--', `t${title}`));
    if (!added) await write('add', '--parent=T001', `plain ${number}`);
    await write('update', id, `--notes=${text()}`);
    await write('update', id, `--status=blocked`, `--blocked-by=${text()}`);
    await write('log', '--', text());
    if (random() < 0.5) {
      await write('focus', 'set', id);
      await write('focus', 'note', '--', text());
      await write('focus', 'next-action', '--', text());
      if (await write('done', id, `--reason=${text()}`, `--file=${text()}`)) {
        entries.push(id);
        await write('ledger', 'amend', id, `--note=${text()}`);
      }
    }
  }
  // Names are short and plain where they are given; 0.1.0 stored others.
  const todo = project.json('.stint/todo.json');
  for (const task of todo.tasks) Object.assign(task, { labels: [text()], phase: text() });
  project.write('.stint/todo.json', `${JSON.stringify(todo)}\n`);
  const sessions = project.json('.stint/sessions.json');
  for (const session of sessions.sessions) Object.assign(session, { name: text(), agent: text() });
  project.write('.stint/sessions.json', `${JSON.stringify(sessions)}\n`);
  return { stored, entries };
};

test(`hostile text through every command that prints (STINT_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const wrong: string[] = [];
  let stored = 0;
  let runs = 0;
  for (let number = 0; number < projects; number += 1) {
    const project = await scratchProject([]);
    const filled = await fill(project, random);
    stored += filled.stored;
    expect(filled.entries.length).toBeGreaterThan(0);
    const { sessions } = project.json('.stint/sessions.json');
    const { tasks } = project.json('.stint/todo.json');
    const words = (line: string): string[] =>
      wordsOf(line)
        .slice(1)
        .map((word) => {
          if (word === '$SESSION') return sessions.at(-1).id;
          if (word === '$TASK') return pick<{ id: string }>(random, tasks).id;
          if (word === '$ENTRY') return pick(random, filled.entries);
          return word === '$TEXT' ? hostileText(random) : word;
        });
    for (const { name, command } of looking) {
      for (const line of own[name] ?? [command.examples[0]?.line ?? '']) {
        const typed = words(line);
        const place = { cwd: project.dir, env: { STINT_CONVERSATION: 'agent-1', FORCE_COLOR: '1' } };
        for (const [argv, tty] of [
          [typed, true],
          [typed, false],
          [[...typed, '--json'], false],
        ] as const) {
          const printed = await runCli(argv, { ...place, tty, columns: pick(random, [40, 80, 120]) });
          runs += 1;
          const [stdout, stderr] = [printed.stdout, printed.stderr].map((text) => text.replaceAll(ownColours, ''));
          const ran = { ...printed, stdout: stdout ?? '', stderr: stderr ?? '' };
          // Records of CSV end in CRLF.
          const raw = acted.exec(`${argv.includes('csv') ? ran.stdout.replaceAll('\r\n', '\n') : ran.stdout}${ran.stderr}`);
          const at = `stint ${argv.join(' ')}: `;
          if (raw !== null) wrong.push(at + escaped(raw.input.slice(Math.max(0, raw.index - 40), raw.index + 20)));
          wrong.push(...faultsOf(argv, ran, { tty: true }).map((fault) => at + fault.slice(0, 300)));
        }
      }
    }
    const log = readFileSync(join(project.dir, '.stint/session.log'), 'utf8');
    const raw = acted.exec(log);
    if (raw !== null) wrong.push(`session.log: ${escaped(log.slice(raw.index - 40, raw.index + 20))}`);
    expect(wrong.slice(0, 10)).toEqual([]);
  }
  process.stdout.write(`${stored} texts in ${projects} projects, ${runs} answers looked at\n`);
});
