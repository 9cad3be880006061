import { chmodSync, existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  hookFile,
  isHarnessThere,
  isReadOnly,
  makeFolderOf,
  removeEmptyFolders,
  removeUserFile,
  userStateFolder,
} from '../../../src/adapters/hooks/hook-places';
import type { HookFiles } from '../../../src/harness/hook-files';
import { thrown } from '../../store/files/scratch-files';
import { scratch, write } from '../scratch';

const row: HookFiles = {
  harness: 'claude',
  label: 'Agent',
  form: 'groups',
  files: { project: '.agent/settings.json', user: 'settings.json' },
  userFolder: {
    variables: [
      ['AGENT_DIR', ''],
      ['XDG_CONFIG_HOME', 'agent'],
    ],
    home: '.agent',
  },
  programs: ['agent', 'agent-cli'],
};

describe('the file of a scope', () => {
  it.each([
    ['project', {}, '/p/.agent/settings.json'],
    ['local', {}, undefined],
    ['user', { HOME: '/home/ann' }, '/home/ann/.agent/settings.json'],
    ['user', { HOME: '' }, join(homedir(), '.agent/settings.json')],
    ['user', {}, join(homedir(), '.agent/settings.json')],
    ['user', { HOME: '/h', AGENT_DIR: '/a/b' }, '/a/b/settings.json'],
    ['user', { HOME: '/h', AGENT_DIR: '/a,/b', XDG_CONFIG_HOME: '/x' }, '/a/settings.json'],
    ['user', { HOME: '/h', AGENT_DIR: '', XDG_CONFIG_HOME: '/x' }, '/x/agent/settings.json'],
  ] as const)('%s, with %j: %s', (scope, env, expected) => {
    expect(hookFile(row, scope, '/p', env)).toBe(expected);
  });

  it.each([
    [{ HOME: '/h' }, '/h/.local/state/stint'],
    [{ HOME: '/h', XDG_STATE_HOME: '/s' }, '/s/stint'],
    [{ HOME: '/h', XDG_STATE_HOME: '' }, '/h/.local/state/stint'],
  ])('what is remembered of it lies, with %j, in %s', (env, expected) => {
    expect(userStateFolder(env)).toBe(expected);
  });
});

describe('a harness is there', () => {
  it('by its settings', () => {
    const home = scratch();
    expect(isHarnessThere(row, { HOME: home })).toBe(false);
    write(home, '.agent/settings.json');
    expect(isHarnessThere(row, { HOME: home })).toBe(true);
  });

  it.each(['agent', 'agent-cli'])('by its program %s on the PATH', (name) => {
    const home = scratch();
    write(home, `bin/${name}`);
    expect(isHarnessThere(row, { HOME: home, PATH: `${home}/bin` })).toBe(false);
    chmodSync(join(home, `bin/${name}`), 0o755);
    const there = (PATH: string) => isHarnessThere(row, { HOME: home, PATH });
    expect([there(`/nowhere::${home}/bin`), there(`/nowhere:${home}`), there('')]).toEqual([true, false, false]);
  });

  it('not by a folder of that name, nor by what lies in the folder that one is in', () => {
    const home = scratch();
    mkdirSync(join(home, 'bin/agent'), { recursive: true });
    expect(isHarnessThere(row, { HOME: home, PATH: `${home}/bin` })).toBe(false);
    write(home, 'agent');
    const cwd = process.cwd;
    process.cwd = () => home;
    try {
      expect(isHarnessThere(row, { HOME: home, PATH: '' })).toBe(false);
    } finally {
      process.cwd = cwd;
    }
  });
});

it.each<[number, boolean]>([
  [0o444, true],
  [0o577, true],
  [0o200, false],
  [0o644, false],
])('a file with mode %o is read-only for its owner: %s', (mode, expected) => {
  const root = scratch();
  write(root, 'f');
  chmodSync(join(root, 'f'), mode);
  expect([isReadOnly(join(root, 'f')), isReadOnly(join(root, 'none'))]).toEqual([expected, false]);
});

it('a file is removed, and of a link the file that it means', () => {
  const root = scratch();
  write(root, 'f');
  write(root, 'real');
  symlinkSync('real', join(root, 'link'));
  symlinkSync('nowhere', join(root, 'broken'));
  for (const name of ['f', 'link', 'broken', 'none']) removeUserFile(join(root, name));
  expect(['f', 'real'].map((name) => existsSync(join(root, name)))).toEqual([false, false]);
  expect(['link', 'broken'].map((name) => lstatSync(join(root, name)).isSymbolicLink())).toEqual([true, true]);
});

describe('the folder of a file', () => {
  it('is made with those above it, and taken away again', () => {
    const root = scratch();
    const made = makeFolderOf(join(root, 'a/b/c/f'));
    expect(made).toEqual(['a/b/c', 'a/b', 'a'].map((name) => join(root, name)));
    expect(makeFolderOf(join(root, 'a/b/c/f'))).toEqual([]);
    expect(makeFolderOf(join(root, 'a/d/f'))).toEqual([join(root, 'a/d')]);
    removeEmptyFolders(made);
    expect([existsSync(join(root, 'a/b')), existsSync(join(root, 'a/d'))]).toEqual([false, true]);
  });

  it('stays where somebody has put something there', () => {
    const root = scratch();
    const made = makeFolderOf(join(root, 'a/b/f'));
    write(root, 'a/other');
    removeEmptyFolders(made);
    expect([existsSync(join(root, 'a/b')), existsSync(join(root, 'a/other'))]).toEqual([false, true]);
    removeEmptyFolders([join(root, 'none'), join(root, 'a')]);
    expect(existsSync(join(root, 'a'))).toBe(true);
  });

  it('cannot be made where a file stands in the way', () => {
    const root = scratch();
    write(root, 'a');
    expect(thrown(() => makeFolderOf(join(root, 'a/b/f')))).toMatchObject({
      code: 'E_STORE_IO',
      message: `the folder ${root}/a/b cannot be made (ENOTDIR). Nothing was changed.`,
      details: { file: `${root}/a/b`, errno: 'ENOTDIR' },
    });
  });
});
