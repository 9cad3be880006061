import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch, write } from '../adapters/scratch';
import { runCli } from '../support/run-cli';

describe('stint init', () => {
  it('says where the project is, and that nothing was lost the second time', async () => {
    const cwd = scratch();
    const first = await runCli(['init'], { cwd });
    expect(first).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: `Made a project in ${cwd}\nNext: stint add "first task", or stint add --from backlog.md\n`,
    });
    expect((await runCli(['init', '--agents-md', '--json'], { cwd })).json()).toEqual({
      ok: true,
      data: { root: cwd, because: 'exists', created: false, agentFiles: [{ file: join(cwd, 'AGENTS.md'), change: 'created' }] },
      warnings: [],
    });
    expect((await runCli(['init', '-q'], { cwd })).stdout).toBe(`${cwd}\n`);
  });
});

describe('stint import', () => {
  const backlog = JSON.stringify({
    project: { phases: { core: { order: 1 } } },
    tasks: [
      { id: 'T5', title: 'Epic', type: 'epic', status: 'pending', priority: 'high' },
      { id: 'T6', title: 'Child\u001b[31m', parentId: 'T5', status: 'completed', depends: ['T99'], phase: 'core' },
    ],
  });
  const project = async (): Promise<string> => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    write(cwd, 'old/.cleo/todo.json', backlog);
    return cwd;
  };

  it('brings a backlog in once, and tells what was not as it should be', async () => {
    const cwd = await project();
    const before = readFileSync(join(cwd, '.stint/todo.json'), 'utf8');
    expect((await runCli(['import', 'cleo', 'old', '--dry-run'], { cwd })).stdout).toMatch(/^Would import 2 tasks/);
    expect(readFileSync(join(cwd, '.stint/todo.json'), 'utf8')).toBe(before);
    expect((await runCli(['import', 'cleo', 'old'], { cwd })).stdout).toBe(
      [
        'Imported 2 tasks from cleo (1 epic, 1 open, 1 finished)',
        'Phases: core',
        '1 × status completed → done: T6',
        '1 × dependency not there, kept:',
        '  T6 on T99',
        '',
      ].join('\n'),
    );
    expect((await runCli(['import', 'cleo', 'old', '--json'], { cwd })).json().data).toMatchObject({ added: 0, unchanged: 2 });
    expect(JSON.parse(readFileSync(join(cwd, '.stint/todo.json'), 'utf8'))._meta.lastTaskNumber).toBe(6);
    expect(JSON.parse(readFileSync(join(cwd, '.stint/config.json'), 'utf8')).project).toEqual({ phases: ['core'] });
  });

  it('refuses what it cannot read with the code that says why', async () => {
    const cwd = await project();
    expect((await runCli(['import', 'cleo', 'nowhere'], { cwd })).exitCode).toBe(1);
    expect((await runCli(['import', 'jira', 'old'], { cwd })).exitCode).toBe(2);
    write(cwd, 'todo.json', '{');
    expect((await runCli(['import', 'cleo', '.'], { cwd })).exitCode).toBe(41);
    expect((await runCli(['import', 'cleo', 'old'], { cwd: scratch() })).exitCode).toBe(50);
  });

  const real = join(import.meta.dirname, '../../../shared/fixtures/backlogs/cleo');
  it.skipIf(!existsSync(real))('brings in a real project of 611 tasks', async () => {
    const cwd = await project();
    expect((await runCli(['import', 'cleo', real, '--json'], { cwd })).json().data).toMatchObject({
      added: 611,
      epics: 50,
      finished: 109,
      renamed: [],
      missingParents: [],
      missingDepends: [],
      cut: [],
    });
    const { tasks, _meta } = JSON.parse(readFileSync(join(cwd, '.stint/todo.json'), 'utf8'));
    expect([tasks.length, _meta.lastTaskNumber]).toEqual([611, 4487]);
  });
});
