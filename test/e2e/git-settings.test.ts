import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCommits } from '../../src/adapters/git/read-commits';
import { commit, git, gitProject, write } from '../support/git-project';
import { type Project, scratchFolder } from '../support/scratch-project';

/** A program for every setting that makes git start one, each of which writes down its own name. */
const plant = (folder: string, told: string): void => {
  const line = (name: string): string => `sh -c 'echo ${name} >> ${told}; cat' --`;
  const program = (name: string): string => {
    write(folder, `.git/canary-${name}`, `#!/bin/sh\necho ${name} >> ${told}\n`);
    chmodSync(join(folder, `.git/canary-${name}`), 0o755);
    return join(folder, `.git/canary-${name}`);
  };
  for (const name of [
    'core.fsmonitor',
    'core.sshCommand',
    'core.askPass',
    'core.editor',
    'core.pager',
    'pager.log',
    'pager.status',
  ])
    git(folder, 'config', name, program(name));
  for (const name of ['diff.external', 'gpg.program', 'gpg.ssh.program', 'core.gitProxy', 'core.alternateRefsCommand'])
    git(folder, 'config', name, program(name));
  for (const name of ['alias.status', 'alias.log', 'credential.helper', 'diff.x.command', 'diff.x.textconv', 'merge.x.driver'])
    git(folder, 'config', name, name.startsWith('alias') ? `!${line(name)}` : line(name));
  for (const driver of ['one', 'a=b', 'two words'])
    for (const kind of ['clean', 'smudge']) git(folder, 'config', `filter.${driver}.${kind}`, line(`${driver}.${kind}`));
  git(folder, 'config', 'filter.one.required', 'true');
  git(folder, 'config', '--file', join(folder, '.git/more'), 'filter.three.process', line('three.process'));
  git(folder, 'config', 'include.path', 'more');
  git(folder, 'config', 'log.showSignature', 'true');
  write(folder, '.git/hooks-of-mine/post-index-change', `#!/bin/sh\necho hook >> ${told}\n`);
  chmodSync(join(folder, '.git/hooks-of-mine/post-index-change'), 0o755);
  git(folder, 'config', 'core.hooksPath', join(folder, '.git/hooks-of-mine'));
  // Objects that are missing would come from there.
  git(folder, 'config', 'remote.origin.url', `ext::${program('remote')}`);
  git(folder, 'config', 'remote.origin.promisor', 'true');
  git(folder, 'config', 'protocol.ext.allow', 'always');
  git(folder, 'config', 'core.repositoryformatversion', '1');
  git(folder, 'config', 'extensions.partialClone', 'origin');
};

const attributes = ['*.one filter=one diff=x merge=x', '*.two filter=two\\ words', '*.three filter=three', '*.eq filter=a=b', ''];

const hostile = async (): Promise<{ project: Project; told: string; ran: () => string[] }> => {
  const project = await gitProject(6);
  const folder = project.dir;
  for (const name of ['a.one', 'a.two', 'a.three', 'a.eq']) write(folder, name);
  commit(folder, 'Files');
  const told = join(scratchFolder(), 'told');
  plant(folder, told);
  write(folder, '.gitattributes', attributes.join('\n'));
  return { project, told, ran: () => (existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : []) };
};

const touch = (project: Project): void => {
  for (const name of ['a.one', 'a.two', 'a.three', 'a.eq']) utimesSync(join(project.dir, name), new Date(), new Date());
};

describe('a repository whose settings name programs', () => {
  test('has git run them where git is asked as anybody would', async () => {
    const { project, ran } = await hostile();
    touch(project);
    spawnSync('git', ['status', '--porcelain'], { cwd: project.dir, timeout: 20_000 });
    expect(ran()).toEqual(expect.arrayContaining(['core.fsmonitor', 'one.clean']));
  });

  test('runs none of them through stint', async () => {
    const { project, ran } = await hostile();
    touch(project);
    await project.ok('stint start T001');
    write(project.dir, 'a.one', 'changed\n');
    write(project.dir, 'new.three');
    await project.ok('stint wip T001');
    await project.ok('stint done T001');
    const entry = project.lines('.stint/ledger.jsonl').at(-1);
    expect(entry.files.map(({ path }: { path: string }) => path)).toEqual(expect.arrayContaining(['a.one', 'new.three']));
    // A commit whose tree is missing would be fetched.
    const base = git(project.dir, 'rev-parse', 'HEAD');
    const tree = git(project.dir, 'rev-parse', `${base}^{tree}`);
    rmSync(join(project.dir, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    const place = { worktree: project.dir, root: project.dir };
    const env = { ...process.env };
    await openCommits(place, env)?.filesOf([base]);
    await openCommits(place, env)?.madeSince('2020-01-01T00:00:00Z');
    for (const line of [
      'stint done T002',
      'stint ledger amend T001 --note again',
      'stint reconcile',
      'stint doctor',
      'stint init --track ledger',
      'stint end',
    ])
      await project.run(line);
    expect(ran()).toEqual([]);
  });
});
