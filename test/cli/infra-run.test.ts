import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { runCli } from '../support/run-cli';

const cwd = tmpdir();
const usageJson = async (argv: readonly string[]) => {
  const run = await runCli([...argv, '--json'], { cwd });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toBe('');
  return run.json();
};

describe('a command line that is understood', () => {
  it('prints text', async () => {
    expect(await runCli(['version'], { cwd })).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['--json', 'version']],
    [['version', '--json']],
    [['--session', 'version', '--json', 'version']],
    [['--json', '--version']],
  ])('prints one JSON document wherever --json stands: %j', async (argv) => {
    const run = await runCli(argv, { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split('\n')).toHaveLength(2);
    expect(run.json()).toEqual({ ok: true, data: { version, node: process.versions.node }, warnings: [] });
  });

  it.each([[['--help']], [['help']], [[]], [['-h']]])('prints the help of the program: %j', async (argv) => {
    const run = await runCli(argv, { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('Usage: stint <command> [options]');
  });

  it.each([[['help', 'version']], [['version', '--help']], [['-h', 'version']]])(
    'prints the help of a command: %j',
    async (argv) => {
      const run = await runCli(argv, { cwd });
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toContain('Usage: stint version');
      expect(run.stdout).toContain('Examples');
    },
  );
});

it('says of an option once that it may be repeated', async () => {
  const { stdout } = await runCli(['done', '--help'], { cwd });
  expect(stdout.split('\n').filter((line) => line.includes('--file <path>'))).toEqual([
    expect.stringMatching(/ a file that was changed \(may be repeated\)$/),
  ]);
});

describe('a command line that is not understood', () => {
  it('says so on stderr, with the nearest name and a line to copy', async () => {
    expect(await runCli(['vresion', '-q'], { cwd })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'ERROR (E_USAGE): unknown command "vresion"; the nearest is "version"\n  stint version --help\n',
    });
  });

  it('says so in one JSON document', async () => {
    expect(await usageJson(['vresion'])).toEqual({
      ok: false,
      error: {
        code: 'E_USAGE',
        exitCode: 2,
        message: 'unknown command "vresion"; the nearest is "version"',
        retryable: false,
        details: { given: 'vresion', nearest: 'version' },
        fix: ['stint version --help'],
      },
    });
  });

  it('names the nearest option', async () => {
    expect((await usageJson(['version', '--quite'])).error).toMatchObject({
      message: '"stint version" has no option --quite; the nearest is --quiet',
      details: { option: '--quite', nearest: '--quiet' },
      fix: ['stint version --help'],
    });
  });

  it.each<[string, string, object, string[]]>([
    ['stauts', '; the nearest is "status"', { nearest: 'status' }, ['status']],
    ['halp', '; the nearest is "help"', { nearest: 'help' }, ['']],
    ['sessoin list', '; the nearest is "session"', { nearest: 'session' }, ['session']],
    ['task lsit', '; the nearest is "task list"', { nearest: 'task list' }, ['task list']],
    ['gc', '; there is "session gc"', { nearest: 'session gc' }, ['session gc']],
    ['task gc', '; there is "session gc"', { nearest: 'session gc' }, ['session gc']],
    [
      'close T001',
      '; there are "session close" and "task close"',
      { commands: ['session close', 'task close'] },
      ['session close', 'task close'],
    ],
    [
      'clsoe',
      '; the nearest are "session close" and "task close"',
      { commands: ['session close', 'task close'] },
      ['session close', 'task close'],
    ],
    ['snapshot', '', {}, ['']],
    ['task blah', '', {}, ['task']],
  ])('names what there is instead of "%s", and offers help alone', async (line, known, details, fix) => {
    const { error } = await usageJson(line.split(' '));
    const given = error.details.given;
    expect(line).toContain(given);
    expect(error).toMatchObject({ message: `unknown command "${given}"${known}`, details: { given, ...details } });
    expect(error.fix).toEqual(fix.map((name) => `stint ${name} --help`.replace('  ', ' ')));
  });

  it.each([
    ['an option that is near to none', 'start T001 --foo', '"stint session start" has no option --foo', 'session start'],
    [
      'a value of a command that writes',
      'add X --priority hihg',
      '--priority takes critical, high, medium or low, not "hihg"',
      'task add',
    ],
  ])('offers the help for %s', async (_what, line, message, name) => {
    expect((await usageJson(line.split(' '))).error).toMatchObject({ message, fix: [`stint ${name} --help`] });
  });

  it('offers the line with the nearest value where it changes nothing', async () => {
    expect((await usageJson(['list', '--status', 'pendin'])).error.fix).toEqual(['stint list --status pending --json']);
    expect((await usageJson(['list', '--status=pendin'])).error.fix).toEqual(['stint list --status=pending --json']);
  });

  it.each([
    [['version', '--session', 'a', '--session', 'b'], '--session is given 2 times (a, b): give it once'],
    [['version', '--session', 'a', '--no-session'], '--session and --no-session contradict each other: give one of them'],
    [['version', '--jsonl'], '--json and --jsonl contradict each other: give one of them'],
    [['version', '--lock-timeout', 'soon'], '--lock-timeout takes a duration such as 10s or 500ms, not "soon"'],
  ])('refuses %j', async (argv, message) => {
    expect((await usageJson(argv)).error.message).toBe(message);
  });

  it('refuses a value that is missing', async () => {
    const run = await runCli(['version', '--session'], { cwd });
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: 'ERROR (E_USAGE): --session <id> needs its value\n  stint version --help\n',
    });
  });

  it('refuses an argument too many', async () => {
    expect((await usageJson(['version', 'now'])).error.message).toContain('Expected 0 arguments but got 1');
  });

  it('refuses --jsonl for what is no list', async () => {
    const run = await runCli(['version', '--jsonl'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.json().error.fix).toEqual(['stint version --json']);
  });

  it('shows control characters of what was typed', async () => {
    const run = await runCli(['\u001b[31mred'], { cwd });
    expect(run.stderr).toContain('unknown command "^[[31mred"');
  });
});
