import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outdatedAgentFiles, readUserFile } from '../../../src/adapters/project/agent-files';
import { placeProject } from '../../../src/adapters/project/place-project';
import { initProject } from '../../../src/core/project/init-project';
import { initProject as createProject } from '../../../src/store/files/init-project';
import { replaceUserFile } from '../../../src/store/files/replace-user-file';
import { git, repository, scratch, write } from '../../adapters/scratch';

const init = (cwd: string, request: Partial<Parameters<typeof initProject>[1]> = {}, env = {}) =>
  initProject(
    {
      place: (here) => placeProject({ cwd, env }, here),
      create: (stintDir, config) => createProject(stintDir, { config }).created,
      readUserFile,
      replaceUserFile,
    },
    { here: false, agentFiles: [], ...request },
  ).data;
const folderIn = (root: string, path: string): string => {
  mkdirSync(join(root, path), { recursive: true });
  return join(root, path);
};

describe('initProject', () => {
  it('makes a project in an empty folder and loses nothing when run again', () => {
    const root = scratch();
    expect(init(root)).toEqual({ root, because: 'folder', created: true, agentFiles: [] });
    write(root, '.stint/todo.json', 'mine');
    expect(init(root)).toEqual({ root, because: 'exists', created: false, agentFiles: [] });
    expect(init(folderIn(root, 'a/b'))).toMatchObject({ root, created: false });
    expect(readFileSync(join(root, '.stint/todo.json'), 'utf8')).toBe('mine');
    expect(existsSync(join(root, 'AGENTS.md'))).toBe(false);
  });

  it('uses the top of the repository, and the current folder where asked', () => {
    const root = repository();
    const sub = folderIn(root, 'packages/app');
    expect(init(sub)).toMatchObject({ root, because: 'repository', created: true });
    expect(init(sub, { here: true })).toMatchObject({ root: sub, because: 'folder', created: true });
    expect(init(sub)).toMatchObject({ root: sub, because: 'exists' });
  });

  it('makes its own project in a repository below another project', () => {
    const home = scratch();
    init(home);
    const root = repository(folderIn(home, 'code'));
    expect(init(root)).toMatchObject({ root, because: 'repository', created: true });
  });

  it('shares the project of the main working tree with a linked one, and the block stays in the linked one', () => {
    const main = repository();
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    expect(init(linked, { agentFiles: ['AGENTS.md'] })).toEqual({
      root: main,
      because: 'main-worktree',
      created: true,
      agentFiles: [{ file: join(linked, 'AGENTS.md'), change: 'created' }],
    });
    expect(init(linked)).toMatchObject({ root: main, because: 'exists' });
    write(main, '.stint/config.json', '{"version":1,"worktrees":"own"}');
    expect(init(linked)).toMatchObject({ root: linked, because: 'repository', created: true });
  });

  it('obeys STINT_DIR', () => {
    const root = scratch();
    expect(init(repository(), {}, { STINT_DIR: root })).toMatchObject({ root, because: 'named', created: true });
  });

  it('adds, renews and leaves the block for agents', () => {
    const root = scratch();
    const file = join(root, 'CLAUDE.md');
    write(root, 'CLAUDE.md', '# Mine\n<!-- stint:begin v0 -->\nold\n<!-- stint:end -->\n');
    const location = { root, worktree: root, linkedWorktree: false };
    expect(outdatedAgentFiles(location)).toEqual(['CLAUDE.md']);
    expect(init(root, { agentFiles: ['CLAUDE.md'] }).agentFiles).toEqual([{ file, change: 'updated' }]);
    expect(init(root, { agentFiles: ['CLAUDE.md'] }).agentFiles).toEqual([{ file, change: 'unchanged' }]);
    expect(outdatedAgentFiles(location)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toMatch(/^# Mine\n<!-- stint:begin v1 -->\n/);
    symlinkSync('CLAUDE.md', join(root, 'AGENTS.md'));
    expect(init(root, { agentFiles: ['AGENTS.md', 'CLAUDE.md'] }).agentFiles.map(({ change }) => change)).toEqual([
      'unchanged',
      'unchanged',
    ]);
  });

  it('makes nothing where a file cannot take the block', () => {
    const root = scratch();
    write(root, 'CLAUDE.md', '<!-- stint:begin v0 -->\nno end\n');
    expect(() => init(root, { agentFiles: ['CLAUDE.md'] })).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    writeFileSync(join(root, 'AGENTS.md'), Buffer.from([0x61, 0xff]));
    expect(() => init(root, { agentFiles: ['AGENTS.md'] })).toThrow(expect.objectContaining({ code: 'E_STORE_IO' }));
    expect(readFileSync(join(root, 'AGENTS.md'))).toEqual(Buffer.from([0x61, 0xff]));
    expect(existsSync(join(root, '.stint'))).toBe(false);
  });

  it('says that the name of a project that is there is kept', () => {
    const root = scratch();
    init(root, { name: 'First' });
    expect(JSON.parse(readFileSync(join(root, '.stint/config.json'), 'utf8'))).toMatchObject({ project: { name: 'First' } });
    const ports = { place: () => placeProject({ cwd: root, env: {} }, false), create: () => [], readUserFile, replaceUserFile };
    expect(initProject(ports, { here: false, name: 'Second', agentFiles: [] }).warnings).toEqual([
      expect.objectContaining({ code: 'W_NAME_KEPT' }),
    ]);
  });
});
