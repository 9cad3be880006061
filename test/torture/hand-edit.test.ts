import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatSpoolLine } from '../../src/domain/event/spool-line';
import { type Edit, edits } from '../support/hand-edits';
import { type CliRun, runCli } from '../support/run-cli';
import { faultsOf, type Project, projectAt, scratchFolder, scratchProject } from '../support/scratch-project';

/**
 * Every file of a project edited by hand in every bad way that comes to mind. Whatever the edit: no stack trace, no
 * unexpected fault, and no record gone of which neither a command nor the doctor says a word; what the doctor says it can
 * mend, it mends, and a second repair finds nothing to do.
 */
const full = process.env.STINT_TORTURE === 'full';
/** Each round picks other lines. */
const rounds = 1;
const sampleEvery = full ? 1 : 61;
/** Besides, one that leaves files which can be read, at rest: nothing but the doctor could say what is gone. */
const alwaysTried = 'a line removed';
/** What a commit that is not finished is to put in place. */
const image = /^journal\/\d+\/\d+\.\w{12}\./;

const agent = { STINT_CONVERSATION: 'agent-1' };
const now = '2026-11-21T12:00:00.000Z';

let quiet: Project;
let interrupted: Project;

const makeQuiet = async (): Promise<Project> => {
  const project = await scratchProject();
  const around = { env: agent, now };
  await project.ok('stint config set project.name Fuzz', { now });
  await project.ok('stint start T001 --focus T005', around);
  await project.ok('stint done T005 -r first', around);
  await project.ok('stint start T050 --focus T051', { env: { STINT_CONVERSATION: 'agent-2' }, now });
  await project.ok('stint suspend --note later', { env: { STINT_CONVERSATION: 'agent-2' }, now });
  await project.ok('stint start task:cub-048a-5 --auto-focus', { now });
  await project.ok('stint add Small', { env: { STINT_SESSION: 'none' }, now });
  await project.ok('stint task list --all', { now });
  await project.ok('stint done T053', { env: { STINT_SESSION: 'none' }, now });
  await project.ok('stint archive', { env: { STINT_SESSION: 'none' }, now });
  await project.ok('stint start task:T012 --auto-focus', { env: { STINT_CONVERSATION: 'agent-3' }, now });
  await project.ok('stint done T012', { env: { STINT_CONVERSATION: 'agent-3' }, now });
  await project.ok('stint session close', { env: { STINT_CONVERSATION: 'agent-3' }, now });
  await project.ok(['log', 'a remark'], around);
  await project.ok('stint wip T006', around);
  const line = (path: string, at: string) =>
    formatSpoolLine(
      {
        harness: 'claude',
        shape: 'claude',
        kind: 'tool-end',
        key: path,
        repeatable: false,
        conversation: 'agent-1',
        facts: [{ type: 'file_write', path }],
      },
      at,
    );
  mkdirSync(join(project.dir, '.stint/spool'));
  project.write(
    '.stint/spool/agent-1.jsonl',
    ['a', 'b', 'c'].map((name, at) => line(`src/${name}.ts`, `2026-11-21T12:00:0${at}.000Z`)).join(''),
  );
  return project;
};

/** The same with its newest commit taken back out of the files, as if the process had died right after the link. */
const interrupt = (project: Project, before: Project): void => {
  const folder = join(project.dir, '.stint/journal/0');
  const newest = Math.max(
    ...readdirSync(folder)
      .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number),
  );
  const { record } = JSON.parse(readFileSync(join(folder, `${newest}.json`), 'utf8'));
  for (const { file, staged } of record.put) {
    execFileSync('mv', [join(project.dir, '.stint', file), join(folder, staged)]);
    execFileSync('cp', ['-p', join(before.dir, '.stint', file), join(project.dir, '.stint', file)]);
  }
  for (const { file, offset } of record.append)
    if (offset === 0) unlinkSync(join(project.dir, '.stint', file));
    else truncateSync(join(project.dir, '.stint', file), offset);
  unlinkSync(join(folder, `${newest}.done`));
};

const copyOf = (project: Project): Project => {
  const dir = join(scratchFolder(), 'project');
  // With its hard links: a record has two names.
  execFileSync('cp', ['-a', project.dir, dir]);
  return projectAt(dir);
};

beforeAll(async () => {
  quiet = await makeQuiet();
  interrupted = copyOf(quiet);
  await interrupted.ok('stint done T010 -r interrupted', { env: agent, now });
  interrupt(interrupted, quiet);
});

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return lstatSync(path).isDirectory() ? filesBelow(path) : [path];
  });

/** The files to be edited: of the journal's records the oldest and the newest ones are enough. */
const targetsIn = (project: Project): string[] => {
  const stint = join(project.dir, '.stint');
  const all = filesBelow(stint).map((path) => relative(stint, path));
  const records = all.filter((path) => /^journal\/\d+\/\d+\.(?:json|done)$/.test(path));
  const number = (path: string): number => Number(/(\d+)\.\w+$/.exec(path)?.[1]);
  const newest = Math.max(...records.map(number));
  return all.filter((path) => {
    if (path.startsWith('alive/') || path === '.gitignore' || path.endsWith('.record')) return false;
    if (records.includes(path)) return [1, newest - 1, newest].includes(number(path));
    return true;
  });
};

/** What can be lost: every record, by what names it for ever. */
const recordsOf = (text: string): string[] => {
  const found = new Set<string>();
  for (const match of text.matchAll(/"(?:id|uid)":"([^"]{4,80})"|^\[[^\]\n]+ UTC\] [^\n]+$|"key":"([^"]+)"/gm))
    found.add(match[1] ?? match[2] ?? match[0]);
  return [...found];
};

const textOf = (path: string): string =>
  existsSync(path) && lstatSync(path).isFile() ? readFileSync(path, 'utf8').replaceAll('\0', '') : '';

/** The records of the project's own files; what lies in the journal or in a backup alone counts as gone. */
const recordsIn = (project: Project): Set<string> => {
  const stint = join(project.dir, '.stint');
  return new Set(
    filesBelow(stint)
      .filter((path) => !/^(?:journal|backup|alive)\/|\.kept-/.test(relative(stint, path)))
      .flatMap((path) => recordsOf(textOf(path))),
  );
};

const commands: readonly (readonly string[])[] = [
  ['list', '--json'],
  ['status', '--json'],
  ['dash', '--json'],
  ['log', 'after the edit', '--json'],
  ['done', 'T010', '-r', 'after', '--json'],
  ['ledger', 'verify', '--json'],
];

type Ran = { readonly argv: readonly string[]; readonly ran: CliRun };

const tryAll = async (project: Project, lines: readonly (readonly string[])[]): Promise<Ran[]> => {
  const all: Ran[] = [];
  for (const argv of lines) all.push({ argv, ran: await runCli(argv, { cwd: project.dir, env: agent, now }) });
  return all;
};

type Found = { code: string; file?: string; line?: number; fix?: string };
const findingsOf = (ran: CliRun): Found[] => {
  const answer = ran.json();
  return (answer.ok ? answer.data : answer.error.details)?.findings ?? [];
};
const mendedOf = (ran: CliRun): { code: string; file?: string }[] => {
  const answer = ran.json();
  return (answer.ok ? answer.data : answer.error.details)?.mended ?? [];
};

const about = (findings: readonly Found[], target: string): Found[] =>
  findings.filter(
    ({ file = '' }) =>
      file === `.stint/${target}` ||
      // The image of a commit that is not finished stands for the file that it is to be.
      (image.test(target) && file === `.stint/${target.split('.').slice(2).join('.')}`) ||
      (target.startsWith('journal/') && file.startsWith('.stint/journal')),
  );

/** What is wrong with how the program bore one edit. */
const bear = async (
  base: Project,
  target: string,
  edit: Edit,
  seed: number,
  doctorFirst: boolean,
): Promise<string[] | undefined> => {
  const project = copyOf(base);
  const path = join(project.dir, '.stint', target);
  const before = readFileSync(path);
  const after = edit.apply(before, seed);
  if (after === undefined || (Buffer.isBuffer(after) && after.equals(before))) {
    rmSync(dirname(project.dir), { recursive: true, force: true });
    return undefined;
  }
  const had = recordsIn(base);
  // By another name, so that the record's other link keeps what it held.
  rmSync(path);
  if (after === 'folder') mkdirSync(path);
  else if (after !== 'nothing') writeFileSync(path, after, { mode: 0o600 });

  const wrong: string[] = [];
  const doctor = ['doctor', '--json'];
  const first = await tryAll(project, doctorFirst ? [doctor, ...commands, doctor] : [...commands, doctor]);
  const repair = await tryAll(project, [
    ['doctor', '--repair', '--json'],
    ['doctor', '--repair', '--json'],
  ]);
  const last = await tryAll(project, commands);
  for (const { argv, ran } of [...first, ...repair, ...last])
    wrong.push(...faultsOf(argv, ran).map((fault) => `${argv.join(' ')}: ${fault}`));
  if (wrong.length > 0) return wrong;

  const [repaired, again] = repair.map(({ ran }) => ran) as [CliRun, CliRun];
  const told = first.filter(({ argv }) => argv[0] === 'doctor').flatMap(({ ran }) => findingsOf(ran));
  const mended = mendedOf(repaired);
  if (mendedOf(again).length > 0) wrong.push(`the second repair mends again: ${again.stdout}`);
  const promised = findingsOf(repaired).filter(({ fix }) => fix === 'stint doctor --repair');
  if (promised.length > 0) wrong.push(`a repair leaves what it says it mends: ${JSON.stringify(promised)}`);

  const name = target.split('/').at(-1) ?? target;
  const said = [...first, ...last].filter(
    ({ argv, ran }) =>
      argv[0] !== 'doctor' && (ran.exitCode !== 0 || ran.json().warnings.length > 0) && ran.stdout.includes(name),
  );
  const isTold =
    about(told, target).length > 0 ||
    about(findingsOf(repaired), target).length > 0 ||
    mended.some(({ file }) => file === `.stint/${target}`);
  const failed = first.filter(({ argv, ran }) => argv[0] !== 'doctor' && [43, 52, 53].includes(ran.exitCode));
  if (failed.length > 0 && !isTold) wrong.push(`commands fail and the doctor says nothing of it: ${failed[0]?.ran.stdout}`);
  const stillFailing = last.filter(({ ran }) => [43, 52, 53].includes(ran.exitCode));
  if (stillFailing.length > 0 && about(findingsOf(repaired), target).length === 0)
    wrong.push(
      `commands fail after the repair, and the doctor does not say why: ${stillFailing[0]?.ran.stdout} ${repaired.stdout}`,
    );

  const has = recordsIn(project);
  // What waits in the spool is raw input outside of the transaction: nobody but its file knows of it.
  const lost = target.startsWith('spool/') ? [] : [...had].filter((record) => !has.has(record));
  if (lost.length > 0 && !isTold && said.length === 0)
    wrong.push(`lost without a word: ${lost.slice(0, 5).join(', ')} (${lost.length})`);
  rmSync(dirname(project.dir), { recursive: true, force: true });
  return wrong;
};

describe.each([
  ['a project at rest', () => quiet],
  ['a project with a commit that is not finished', () => interrupted],
] as const)('%s', (_name, baseOf) => {
  test('bears every edit by hand of every file', async () => {
    const base = baseOf();
    const wrong: string[] = [];
    let count = 0;
    let turn = 0;
    for (let round = 0; round < rounds; round += 1)
      for (const target of targetsIn(base))
        for (const edit of edits) {
          turn += 1;
          if (turn % sampleEvery !== 0 && !(base === quiet && edit.name === alwaysTried)) continue;
          const faults = await bear(base, target, edit, turn, turn % 2 === 0);
          if (faults === undefined) continue;
          count += 1;
          wrong.push(...faults.slice(0, 3).map((fault) => `${target}, ${edit.name} (${turn}): ${fault.slice(0, 700)}`));
        }
    process.stdout.write(`${count} edits\n`);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(full ? 500 : 6);
  });
});
