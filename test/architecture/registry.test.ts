import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { answerSchema } from '../../src/cli/about/schema-catalogue';
import { globalOptions } from '../../src/cli/line/options';
import { registry } from '../../src/cli/registry';
import { runCli } from '../support/run-cli';

const flagsOf = (flags: string): string[] => flags.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? [];
const globalFlags = globalOptions.flatMap((option) => flagsOf(option.flags));

it('names no command twice', () => {
  const names = registry.flatMap((line) => [line.name, ...(line.alias ?? [])]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(registry.map((line) => [line.name, line] as const))('%s', (name, line) => {
  it('keeps the contract of a command', async () => {
    const { command } = await line.load();
    expect(line.summary).toMatch(/^[A-Z`].*[^.]$/);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example.line).toMatch(/(?:^|\| |\()(?:stint|session) /);
    const own = (command.options ?? []).flatMap((option) => flagsOf(option.flags));
    expect(own.filter((flag) => globalFlags.includes(flag))).toEqual([]);
    expect(own.filter((flag, index) => own.indexOf(flag) !== index)).toEqual([]);
  });

  it('has a schema for its answer', () => {
    expect(answerSchema(name)).toBeDefined();
  });

  it('prints help with an example', async () => {
    const run = await runCli([...name.split(' '), '--help'], { cwd: tmpdir() });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain(`Usage: stint ${name}`);
    expect(run.stdout).toContain('Examples\n  ');
  });

  it('refuses an unknown option with 2, in one JSON document', async () => {
    const run = await runCli([...name.split(' '), '--no-such-option', '--json'], { cwd: tmpdir() });
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ ok: false, error: { code: 'E_USAGE', exitCode: 2 } });
  });
});
