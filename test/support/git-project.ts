import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, repository, write } from '../adapters/scratch';
import { programs, shellCommandOf } from './run-cli';
import { type Around, type Project, projectAt, scratchFolder } from './scratch-project';

export { commit, git, write } from '../adapters/scratch';

/** A repository with one commit and a project with tasks T001 to T00n in it. */
export const gitProject = async (tasks = 6, init = 'stint init'): Promise<Project> => {
  const project = projectAt(repository(scratchFolder()));
  await project.ok(init);
  const lines = Array.from({ length: tasks }, (_, index) => `${JSON.stringify({ title: `Task ${index + 1}` })}\n`);
  if (tasks > 0) await project.ok('stint add --from -', { stdin: lines.join('') });
  return project;
};

/** A folder for the PATH in which the built program lies as `stint`. */
export const binFolder = (): string => {
  const folder = join(scratchFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'stint'), `#!/bin/sh\nexec ${shellCommandOf(programs.stint)} "$@"\n`);
  chmodSync(join(folder, 'stint'), 0o755);
  return folder;
};

/** Entries of the ledger by the task that they are about. */
export const recorded = (project: Project): string[] => project.lines('.stint/ledger.jsonl').map(({ task }) => task.id);

/** Finishes a task and gives its ledger entry. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into entries
export const finish = async (project: Project, task: string, around: Around = {}): Promise<any> => {
  await project.ok(`stint done ${task}`, around);
  return project.lines('.stint/ledger.jsonl').at(-1);
};

/** Paths of the files of an entry. */
export const pathsOf = (entry: { files: readonly { path: string }[] }): string[] => entry.files.map(({ path }) => path);

/** Commits one new file and gives the commit's id. */
export const commitFile = (folder: string, path: string): string => {
  write(folder, path);
  git(folder, 'add', '--', path);
  git(folder, 'commit', '-q', '-m', `Add ${path}`);
  return git(folder, 'rev-parse', 'HEAD');
};
