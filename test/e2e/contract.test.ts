import { describe, expect, test } from 'vitest';
import { answerSchema } from '../../src/cli/about/schema-catalogue';
import type { CommandModule } from '../../src/cli/command';
import { globalOptions } from '../../src/cli/line/options';
import { parseInput } from '../../src/cli/line/parse-input';
import { resolveWords } from '../../src/cli/line/resolve-words';
import { registry } from '../../src/cli/registry';
import { projectAt, scratchFolder, scratchProject, wordsOf } from '../support/scratch-project';

const commands: [string, { readonly name: string; readonly alias: readonly string[]; readonly command: CommandModule }][] =
  await Promise.all(
    registry.map(async (line) => [line.name, { name: line.name, alias: line.alias ?? [], command: (await line.load()).command }]),
  );

/** Where standard output is the export itself, --json needs a file for it. */
const withFile = (name: string, argv: readonly string[]): readonly string[] =>
  name.endsWith(' export') ? [...argv, '-o', 'export'] : argv;

/** The words behind the last pipe, without the program's name. */
const typedIn = (example: string): string[] => wordsOf(example.split('|').at(-1) ?? '').slice(1);

describe('every command of the registry', () => {
  test.each(commands)('%s: its help names it, its options and its examples; each example parses', async (name, { command }) => {
    const { ok } = projectAt(scratchFolder());
    const help = (await ok(`stint ${name} --help`)).stdout;
    expect(help).toContain(`stint ${name}`);
    for (const { flags, hidden } of command.options ?? []) {
      const long = /--[a-z-]+/.exec(flags)?.[0] ?? flags;
      if (hidden !== true) expect(help).toContain(long);
    }
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { line, does } of command.examples) {
      expect(help).toContain(line);
      expect(does).not.toBe('');
      const typed = typedIn(line);
      const target = resolveWords(typed);
      if (target.kind !== 'command') throw new Error(`${line} names no command`);
      expect((await target.line.load()).command).toBe(command);
      await expect(parseInput(target.line.name, command, target.rest, typed)).resolves.toBeDefined();
    }
  });

  test.each(commands)('%s: its answer has a schema, and `stint schema` prints it', async (name) => {
    expect(answerSchema(name)).toBeDefined();
    const { data } = projectAt(scratchFolder());
    expect((await data(['schema', ...name.split(' ')])).schema).toBeTypeOf('object');
  });

  test.each(commands)('%s: an unknown option is 2, with the nearest name', async (name, { command }) => {
    const { refused } = await projectAt(scratchFolder());
    await refused(2, ['stint', ...name.split(' '), '--no-such-option-at-all'].slice(1));
    for (const { flags } of [...(command.options ?? []), ...globalOptions]) {
      const long = /--[a-z-]+/.exec(flags)?.[0];
      if (long === undefined || long.length < 7) continue;
      const mistyped = `${long}x`;
      const error = await refused(2, [...name.split(' '), mistyped]);
      expect(error.message).toContain(mistyped);
      expect(error.details.nearest, `${name} ${mistyped}`).toBe(long);
    }
  });

  test.each(commands)('%s: an option of another command is not taken', async (name, { command }) => {
    const own = new Set((command.options ?? []).map(({ flags }) => /--[a-z-]+/.exec(flags)?.[0]));
    const foreign = ['--auto-focus', '--reason', '--priority', '--older-than', '--claim'].filter((option) => !own.has(option));
    const { refused } = projectAt(scratchFolder());
    for (const option of foreign) await refused(2, [...name.split(' '), option, 'x']);
  });

  const withProject = commands.filter(([, { command }]) => command.effect !== 'none');
  test.each(withProject)('%s: --json on failure, before and behind: no project is 50', async (name, { command }) => {
    const { run } = projectAt(scratchFolder());
    const [example] = command.examples;
    if (example === undefined) throw new Error('no example');
    const argv = withFile(name, typedIn(example.line));
    for (const line of [
      [...argv, '--json'],
      ['--json', ...argv],
    ]) {
      const ran = await run(line, { stdin: 'x' });
      expect([ran.exitCode, ran.json().error.code]).toEqual([50, 'E_NO_PROJECT']);
    }
    expect((await run(argv, { stdin: 'x' })).stderr).toMatch(/^ERROR \(E_NO_PROJECT\): .*\n {2}stint init\n$/);
  });

  test.each(commands)('%s: its first example succeeds in a project of the seeds', async (_name, { name, command }) => {
    const project = await scratchProject();
    project.write('backlog.md', '- [ ] One\n');
    const shortId = 'session focus'.includes(name.split(' ')[0] ?? '') && name !== 'session start';
    if (shortId || name === 'task next') await project.ok('stint start T001 --focus T005');
    let [line = ''] = command.examples.map((one) => one.line);
    if (name === 'session resume') await project.ok('stint session suspend');
    if (name === 'session close') for (const id of ['T005', 'T010', 'T006', 'T012']) await project.ok(`stint done ${id}`);
    if (name === 'task reopen' || name.startsWith('ledger ')) await project.ok('stint done T005 --reason Done');
    if (name === 'task move') line = line.replace('T002', 'T006');
    if (name === 'import') return;
    const { session } = (await project.run('stint status --json')).json().data ?? {};
    if (session !== undefined) line = line.replace('81c3ce', session.shortId);
    await project.ok([...withFile(name, typedIn(line)), '--json'], { stdin: 'x' });
  });
});

test('the shorthands are those of the commands document', () => {
  const aliases = commands.flatMap(([name, { alias }]) => alias.map((word) => `${word} = ${name}`));
  expect(aliases.sort()).toEqual(
    [
      ...['start', 'end', 'suspend', 'resume', 'switch', 'status', 'log', 'wip', 'done'].map(
        (verb) => `${verb} = session ${verb}`,
      ),
      ...['add', 'list', 'update', 'complete', 'next', 'dash', 'archive', 'show', 'tree', 'export'].map(
        (verb) => `${verb} = task ${verb}`,
      ),
    ].sort(),
  );
});

test.each(['session', 'focus', 'task', 'config'])('a bare group prints its help: %s', async (group) => {
  const { ok } = projectAt(scratchFolder());
  const { stdout } = await ok(`stint ${group}`);
  for (const [name] of commands.filter(([one]) => one.startsWith(`${group} `))) expect(stdout).toContain(name);
});
