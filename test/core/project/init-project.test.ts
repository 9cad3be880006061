import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outdatedAgentFiles } from '../../../src/adapters/project/agent-files';
import type { Io } from '../../../src/compose/io';
import { composeInit } from '../../../src/compose/setup';
import { initProject } from '../../../src/core/project/init-project';
import { git, repository, scratch, write } from '../../adapters/scratch';

const portsAt = (cwd: string, env = {}) =>
  composeInit({
    cwd,
    env: { PATH: process.env.PATH, XDG_STATE_HOME: process.env.XDG_STATE_HOME, ...env },
    now: () => new Date().toISOString(),
  } as unknown as Io);
const init = async (cwd: string, request: Partial<Parameters<typeof initProject>[1]> = {}, env = {}) =>
  (await initProject(portsAt(cwd, env), { here: false, agentFiles: [], ...request })).data;
const folderIn = (root: string, path: string): string => {
  mkdirSync(join(root, path), { recursive: true });
  return join(root, path);
};

describe('initProject', () => {
  it('makes a project in an empty folder and loses nothing when run again', async () => {
    const root = scratch();
    expect(await init(root)).toEqual({ root, because: 'folder', created: true, agentFiles: [] });
    write(root, '.stint/todo.json', 'mine');
    expect(await init(root)).toEqual({ root, because: 'exists', created: false, agentFiles: [] });
    expect(await init(folderIn(root, 'a/b'))).toMatchObject({ root, created: false });
    expect(readFileSync(join(root, '.stint/todo.json'), 'utf8')).toBe('mine');
    expect(existsSync(join(root, 'AGENTS.md'))).toBe(false);
  });

  it('uses the top of the repository, and the current folder where asked', async () => {
    const root = repository();
    const sub = folderIn(root, 'packages/app');
    expect(await init(sub)).toMatchObject({ root, because: 'repository', created: true });
    expect(await init(sub, { here: true })).toMatchObject({ root: sub, because: 'folder', created: true });
    expect(await init(sub)).toMatchObject({ root: sub, because: 'exists' });
  });

  it('makes its own project in a repository below another project', async () => {
    const home = scratch();
    await init(home);
    const root = repository(folderIn(home, 'code'));
    expect(await init(root)).toMatchObject({ root, because: 'repository', created: true });
  });

  it('shares the project of the main working tree with a linked one, and the block stays in the linked one', async () => {
    const main = repository();
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    expect(await init(linked, { agentFiles: ['AGENTS.md'] })).toEqual({
      root: main,
      because: 'main-worktree',
      created: true,
      agentFiles: [{ file: join(linked, 'AGENTS.md'), change: 'created' }],
    });
    expect(await init(linked)).toMatchObject({ root: main, because: 'exists' });
    write(main, '.stint/config.json', '{"version":1,"worktrees":"own"}');
    expect(await init(linked)).toMatchObject({ root: linked, because: 'repository', created: true });
  });

  it('obeys STINT_DIR', async () => {
    const root = scratch();
    expect(await init(repository(), {}, { STINT_DIR: root })).toMatchObject({ root, because: 'named', created: true });
  });

  it('adds, renews and leaves the block for agents', async () => {
    const root = scratch();
    const file = join(root, 'CLAUDE.md');
    write(root, 'CLAUDE.md', '# Mine\n<!-- stint:begin v0 -->\nold\n<!-- stint:end -->\n');
    const location = { root, worktree: root, linkedWorktree: false };
    expect(outdatedAgentFiles(location)).toEqual(['CLAUDE.md']);
    expect((await init(root, { agentFiles: ['CLAUDE.md'] })).agentFiles).toEqual([{ file, change: 'updated' }]);
    expect((await init(root, { agentFiles: ['CLAUDE.md'] })).agentFiles).toEqual([{ file, change: 'unchanged' }]);
    expect(outdatedAgentFiles(location)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toMatch(/^# Mine\n<!-- stint:begin v1 -->\n/);
    symlinkSync('CLAUDE.md', join(root, 'AGENTS.md'));
    expect((await init(root, { agentFiles: ['AGENTS.md', 'CLAUDE.md'] })).agentFiles.map(({ change }) => change)).toEqual([
      'unchanged',
      'unchanged',
    ]);
  });

  it('makes nothing where a file cannot take the block', async () => {
    const root = scratch();
    write(root, 'CLAUDE.md', '<!-- stint:begin v0 -->\nno end\n');
    await expect(init(root, { agentFiles: ['CLAUDE.md'] })).rejects.toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    writeFileSync(join(root, 'AGENTS.md'), Buffer.from([0x61, 0xff]));
    await expect(init(root, { agentFiles: ['AGENTS.md'] })).rejects.toThrow(expect.objectContaining({ code: 'E_STORE_IO' }));
    expect(readFileSync(join(root, 'AGENTS.md'))).toEqual(Buffer.from([0x61, 0xff]));
    expect(existsSync(join(root, '.stint'))).toBe(false);
  });

  it('says that the name of a project that is there is kept', async () => {
    const root = scratch();
    await init(root, { name: 'First' });
    expect(JSON.parse(readFileSync(join(root, '.stint/config.json'), 'utf8'))).toMatchObject({ project: { name: 'First' } });
    expect((await initProject(portsAt(root), { here: false, name: 'Second', agentFiles: [] })).warnings).toEqual([
      expect.objectContaining({ code: 'W_NAME_KEPT' }),
    ]);
  });
});
