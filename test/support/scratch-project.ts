import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { errorTable } from '../../src/domain/error/table';
import { answerFaults } from './answer-contract';
import { removeFolder } from './remove-folder';
import { type CliRun, type CliWorld, runCli } from './run-cli';

/** The words of a line as a shell takes them: quotes group, a backslash before a line break joins, `#` at a word's beginning ends it. */
export const wordsOf = (line: string): string[] => {
  const words: string[] = [];
  const pattern = /\\\n|\s+|#.*$|((?:"[^"]*"|'[^']*'|[^\s"'\\#]|(?<=\S)#)+)/gmy;
  for (const match of line.matchAll(pattern)) {
    if (match[1] !== undefined) words.push(match[1].replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  }
  return words;
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** A fresh folder, by its real path, that goes away with the test file. */
export const scratchFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stint-e2e-')));
  folders.push(folder);
  return folder;
};

export type Around = Partial<Omit<CliWorld, 'cwd'>> & { readonly cwd?: string };

export type Project = {
  readonly dir: string;
  /** Runs a line such as `stint start T001 --name "A b"` and checks what holds for every run: see `checkedRun`. */
  readonly run: (line: string | readonly string[], around?: Around) => Promise<CliRun>;
  /** As `run`, and the line must succeed. */
  readonly ok: (line: string | readonly string[], around?: Around) => Promise<CliRun>;
  /** As `ok`, with --json; gives `data`. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every command
  readonly data: (line: string | readonly string[], around?: Around) => Promise<any>;
  /** As `run`, with --json: the exit code must be this one; gives `error`. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into details of every error
  readonly refused: (exitCode: number, line: string | readonly string[], around?: Around) => Promise<any>;
  readonly read: (path: string) => string;
  readonly write: (path: string, text: string | Buffer) => void;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into files of every kind
  readonly json: (path: string) => any;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into files of every kind
  readonly lines: (path: string) => any[];
};

/** The tasks that the seeds speak of, and some more: two epics, an epic in phases, a task of another numbering. */
export const seedTasks = [
  { id: 'T001', title: 'Authentication', type: 'epic' },
  { id: 'T005', title: 'Validate tokens', parentId: 'T001', priority: 'high', phase: 'testing' },
  { id: 'T006', title: 'Refresh tokens', parentId: 'T001', phase: 'testing' },
  { id: 'T010', title: 'Rotate keys', parentId: 'T006', type: 'subtask', phase: 'polish' },
  { id: 'T012', title: 'Sign-out everywhere', parentId: 'T001', phase: 'polish' },
  { id: 'T050', title: 'User interface', type: 'epic' },
  { id: 'T051', title: 'Login page', parentId: 'T050' },
  { id: 'T052', title: 'Settings page', parentId: 'T050', depends: ['T051'] },
  { id: 'cub-048a-5', title: 'User validation' },
];

export const jsonl = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** A folder with a project and these tasks. */
export const scratchProject = async (tasks: readonly object[] = seedTasks, dir = scratchFolder()): Promise<Project> => {
  const project = projectAt(dir);
  await project.ok('stint init');
  if (tasks.length > 0) await project.ok('stint task add --from -', { stdin: jsonl(tasks) });
  return project;
};

export const projectAt = (dir: string): Project => {
  const run: Project['run'] = (line, around = {}) => {
    const [program, ...argv] = typeof line === 'string' ? wordsOf(line) : ['stint', ...line];
    if (program !== 'stint' && program !== 'session') throw new Error(`not a line of this program: ${line}`);
    return checkedRun(argv, { cwd: dir, entry: program, ...around });
  };
  const ok: Project['ok'] = async (line, around) => {
    const ran = await run(line, around);
    expect(ran, `${line}`).toMatchObject({ exitCode: 0 });
    return ran;
  };
  const withJson = (line: string | readonly string[]): readonly string[] =>
    typeof line === 'string' ? [...wordsOf(line).slice(1), '--json'] : [...line, '--json'];
  return {
    dir,
    run,
    ok,
    data: async (line, around) => (await ok(withJson(line), around)).json().data,
    refused: async (exitCode, line, around) => {
      const ran = await run(withJson(line), around);
      expect(ran.exitCode, `${line}: ${ran.stdout}`).toBe(exitCode);
      return ran.json().error;
    },
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    write: (path, text) => writeFileSync(join(dir, path), text),
    json: (path) => JSON.parse(readFileSync(join(dir, path), 'utf8')),
    lines: (path) =>
      (existsSync(join(dir, path)) ? readFileSync(join(dir, path), 'utf8').trimEnd().split('\n') : []).map((line) =>
        JSON.parse(line),
      ),
  };
};

const allowedControls = /^[\t\n\x20-\x7e\u00a0-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ufdff\ufe10-\ufefe\uff00-\uffff]*$/;

/**
 * Runs a line in this process and checks what holds for every run: failures leave stdout empty and begin `ERROR (E_…): `,
 * with --json there is one compact document whose exitCode is the process's and whose data fit the schema, and nothing
 * printed carries control bytes.
 */
export const checkedRun = async (argv: readonly string[], world: CliWorld): Promise<CliRun> => {
  const ran = await runCli(argv, world);
  const typed = world.entry === 'session' ? ['session', ...argv] : argv;
  for (const fault of faultsOf(typed, ran, world)) expect.fail(`stint ${argv.join(' ').slice(0, 200)}: ${fault}`);
  return ran;
};

/** What is wrong with how a run answered, whatever it was asked. */
export const faultsOf = (argv: readonly string[], ran: CliRun, world: Partial<CliWorld> = {}): string[] => {
  const faults: string[] = [];
  const known = ran.exitCode === 0 || errorTable.some((row) => row.exitCode === ran.exitCode);
  if (!known) faults.push(`exit code ${ran.exitCode} is in no table`);
  if (ran.exitCode === 70) faults.push(`unexpected fault: ${ran.stdout}${ran.stderr}`);
  if (/\n\s+at .*:\d+:\d+/.test(ran.stdout + ran.stderr)) faults.push(`a stack trace: ${ran.stderr}`);
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  if (words.includes('--json')) faults.push(...jsonFaults(words, ran));
  else if (!words.includes('--jsonl') && ran.exitCode !== 0) {
    if (ran.stdout !== '') faults.push(`stdout of a failure: ${ran.stdout}`);
    if (!/^ERROR \(E_[A-Z_]+\): ./.test(ran.stderr)) faults.push(`stderr of a failure: ${ran.stderr}`);
  }
  if (world.tty !== true && !allowedControls.test(withoutAstral(ran.stdout))) faults.push('control characters on stdout');
  if (world.tty !== true && !allowedControls.test(withoutAstral(ran.stderr))) faults.push('control characters on stderr');
  return faults;
};

/** Leaves out what is kept on purpose: a variation selector after a character, and the joiners inside an emoji. */
const withoutAstral = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists code points, no sequences
    .replaceAll(/(?<=[^\n\ufe00-\ufe0f])[\ufe00-\ufe0f]/gu, '')
    .replaceAll(/(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}])\u200d(?=\p{Extended_Pictographic})/gu, '')
    .replaceAll(/[\u{10000}-\u{dffff}]/gu, '');

const jsonFaults = (words: readonly string[], ran: CliRun): string[] => {
  const lines = ran.stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') return [`not one line on stdout: ${ran.stdout}`];
  const [line = ''] = lines;
  const document: unknown = JSON.parse(line);
  const faults = JSON.stringify(document) === line || /\\u[0-9a-f]{4}/.test(line) ? [] : ['the document is not compact'];
  return [...faults, ...answerFaults(words, ran.exitCode, document)];
};

/** Everything below a folder: path, kind, mode, size, times and hash of each file; for "not one byte changed". */
export const fingerprint = (folder: string): Map<string, string> => {
  const found = new Map<string, string>();
  const walk = (path: string): void => {
    const stat = lstatSync(path, { bigint: true });
    const content = stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
    // A command that means to commit shows itself by the time of that file, and sets it back.
    const changedNs = path.endsWith('/.lock') ? '' : stat.ctimeNs;
    found.set(path, [stat.mode, stat.ino, stat.size, stat.mtimeNs, changedNs, content].join(' '));
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) walk(join(path, name));
  };
  walk(folder);
  return found;
};
