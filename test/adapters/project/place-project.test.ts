import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentFolder, outdatedAgentFiles } from '../../../src/adapters/project/agent-files';
import { type ProjectPlace, placeProject } from '../../../src/adapters/project/place-project';
import { readUserFile } from '../../../src/adapters/project/read-user-file';
import { thrown } from '../../store/files/scratch-files';
import { git, repository, scratch, write } from '../scratch';

const folderIn = (root: string, path: string): string => {
  mkdirSync(join(root, path), { recursive: true });
  return join(root, path);
};
const place = (cwd: string, here = false, env = {}) => placeProject({ cwd, env }, here);
const at = (root: string, because: ProjectPlace['because'], agents = root): ProjectPlace => ({
  root,
  stintDir: join(root, '.stint'),
  agentFolder: agents,
  because,
});
const linkedOf = (main: string): string => {
  const linked = join(scratch(), 'linked');
  git(main, 'worktree', 'add', '-q', linked);
  return linked;
};

describe('init makes a project', () => {
  it('where STINT_DIR says, whatever else there is', () => {
    const cwd = folderIn(repository(), '.stint');
    expect(place(cwd, true, { STINT_DIR: '/x/y' })).toEqual(at('/x/y', 'named'));
    expect(place(cwd, false, { STINT_DIR: '../z' })).toEqual(at(join(cwd, '../z'), 'named'));
    expect(place(cwd, false, { STINT_DIR: '/x/.stint' })).toEqual(at('/x', 'named'));
    expect(place(cwd, false, { STINT_DIR: '/x/y.stint/' })).toEqual(at('/x/y.stint', 'named'));
    expect(place(cwd, true, { STINT_DIR: '' })).toEqual(at(cwd, 'folder'));
  });

  it('in the folder itself, without git', () => {
    const root = scratch();
    expect([place(root), place(`${root}/a/..`, true)]).toEqual([at(root, 'folder'), at(root, 'folder')]);
  });

  it('nowhere new where there is one above, unless it is asked for', () => {
    const root = scratch();
    const sub = folderIn(root, 'a/b');
    folderIn(root, '.stint');
    expect([place(sub), place(sub, true), place(root)]).toEqual([at(root, 'exists'), at(sub, 'folder'), at(root, 'exists')]);
  });

  it('at the top of the repository, below a project or beside another one', () => {
    const above = scratch();
    folderIn(above, '.stint');
    const root = repository(folderIn(above, 'code'));
    folderIn(above, 'code-other/.stint');
    const sub = folderIn(root, 'a/b');
    expect([place(sub), place(root)]).toEqual([at(root, 'repository'), at(root, 'repository')]);
    folderIn(root, 'a/.stint');
    expect([place(sub), place(root)]).toEqual([at(join(root, 'a'), 'exists'), at(root, 'repository')]);
    folderIn(root, '.stint');
    expect([place(sub), place(root)]).toEqual([at(root, 'exists'), at(root, 'exists')]);
  });

  it('in the main working tree for a linked one, with files for agents in the linked one', () => {
    const main = repository();
    const linked = linkedOf(main);
    const sub = folderIn(linked, 'a');
    expect([place(linked), place(sub)]).toEqual([at(main, 'main-worktree', linked), at(main, 'main-worktree', linked)]);
    folderIn(main, '.stint');
    expect([place(linked), place(sub), place(main)]).toEqual([
      at(main, 'exists', linked),
      at(main, 'exists', linked),
      at(main, 'exists'),
    ]);
    write(main, '.stint/config.json', '{"worktrees":"own"}');
    expect([place(linked), place(sub)]).toEqual([at(linked, 'repository'), at(linked, 'repository')]);
    write(linked, '.stint/config.json', '{}');
    expect(place(linked)).toEqual(at(linked, 'repository'));
    write(linked, '.stint/todo.json', '{}');
    expect([place(linked), place(sub)]).toEqual([at(linked, 'exists'), at(linked, 'exists')]);
  });

  it('beside a bare repository, but not in a folder above that has nothing to do with it', () => {
    const folder = scratch();
    git(folder, 'clone', '-q', '--bare', repository(), 'repo.git');
    const linked = join(folder, 'trees/linked');
    git(join(folder, 'repo.git'), 'worktree', 'add', '-q', linked);
    expect(place(linked)).toEqual(at(folder, 'main-worktree', linked));
    folderIn(folder, 'trees/.stint');
    expect(place(linked)).toEqual(at(folder, 'main-worktree', linked));
  });

  it('nowhere in a working tree that is cut off from its repository', () => {
    const main = repository();
    const linked = linkedOf(main);
    write(linked, '.stint/config.json', '{}');
    renameSync(main, `${main}-moved`);
    for (const here of [false, true])
      expect(() => place(folderIn(linked, 'a'), here)).toThrow(
        expect.objectContaining({ code: 'E_NO_PROJECT', message: expect.stringContaining('git worktree repair') }),
      );
    renameSync(`${main}-moved`, main);
  });
});

describe('files for agents', () => {
  const old = '<!-- stint:begin v0 -->\nold\n<!-- stint:end -->\n';
  it('lie at the root, or in the linked working tree', () => {
    const [root, worktree] = [scratch(), scratch()];
    expect(agentFolder({ root, worktree, linkedWorktree: false })).toBe(root);
    expect(agentFolder({ root, worktree, linkedWorktree: true })).toBe(worktree);
    write(root, 'AGENTS.md', old);
    write(root, 'CLAUDE.md', old);
    write(worktree, 'CLAUDE.md', old);
    mkdirSync(join(worktree, 'AGENTS.md'));
    expect(outdatedAgentFiles({ root, worktree, linkedWorktree: false })).toEqual(['CLAUDE.md', 'AGENTS.md']);
    expect(outdatedAgentFiles({ root, worktree, linkedWorktree: true })).toEqual(['CLAUDE.md']);
    expect(outdatedAgentFiles({ root: '/nowhere', worktree, linkedWorktree: false })).toEqual([]);
  });

  it('are read whole, or not at all', () => {
    const root = scratch();
    const path = join(root, 'AGENTS.md');
    expect(readUserFile(path)).toBeUndefined();
    writeFileSync(path, '\ufeffé\r\n\0');
    expect(readUserFile(path)).toBe('\ufeffé\r\n\0');
    writeFileSync(path, Buffer.from([0x61, 0xff]));
    expect(thrown(() => readUserFile(path))).toMatchObject({
      code: 'E_STORE_IO',
      message: `${path} is not UTF-8 text: it was left as it is`,
      details: { file: path },
    });
    expect(thrown(() => readUserFile(root))).toMatchObject({
      code: 'E_STORE_IO',
      message: `${root} cannot be read (EISDIR)`,
      details: { file: root, errno: 'EISDIR' },
    });
    expect(thrown(() => readUserFile(`${root}\0`))).toMatchObject({ details: { errno: 'ERR_INVALID_ARG_VALUE' } });
  });
});
