import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitFrom } from '../../../src/adapters/git/commit-line';
import { checkoutAt, findCheckout, lookForCheckout, readSmall } from '../../../src/adapters/git/find-checkout';
import { readHead, resolveRef } from '../../../src/adapters/git/read-head';
import { ledgerBranch } from '../../../src/adapters/git/track-branch';
import { readUserName } from '../../../src/adapters/git/user-name';
import { scratch, write } from '../scratch';

const sha = 'a'.repeat(40);
/** A folder with these files. */
const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = scratch();
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return folder;
};

describe('a line of git log', () => {
  it.each([
    [`${sha} 1767322800 Add it`, [{ sha, subject: 'Add it', at: '2026-01-02T03:00:00.000Z' }]],
    [`${'b'.repeat(64)} 0 `, [{ sha: 'b'.repeat(64), subject: '', at: '1970-01-01T00:00:00.000Z' }]],
    [`${sha} 1 a\nb`, [{ sha, subject: 'a\nb', at: '1970-01-01T00:00:01.000Z' }]],
    [`${sha} 1`, []],
    [`x${sha} 1 a`, []],
    [`${sha.slice(1)} 1 a`, []],
    [`${sha} x a`, []],
    ['', []],
  ])('%j', (line, expected) => {
    expect(commitFrom(line)).toEqual(expected);
  });
});

describe('a checkout', () => {
  const HEAD = 'ref: refs/heads/main\n';
  const plain = (folder: string, gitDir: string) => ({
    worktree: folder,
    gitDir,
    commonDir: gitDir,
    linked: false,
    home: folder,
  });

  it('is the folder with a repository in it, or a file that names one', () => {
    const main = folderWith({
      '.git/HEAD': HEAD,
      'a/b/c': '',
      'sub/.git': 'gitdir: ../.git/modules/sub  \n',
      '.git/modules/sub/HEAD': HEAD,
    });
    expect([findCheckout(join(main, 'a/b')), checkoutAt(main), checkoutAt(join(main, 'a'))]).toEqual([
      plain(main, join(main, '.git')),
      plain(main, join(main, '.git')),
      undefined,
    ]);
    expect(findCheckout(join(main, 'sub'))).toEqual(plain(join(main, 'sub'), join(main, '.git/modules/sub')));
  });

  it.each([
    ['', true],
    ['\n', true],
    ['../..\n', false],
  ])('whose commondir is %j is the main one: %s', (commondir, isMain) => {
    const main = folderWith({ '.git/HEAD': HEAD, '.git/worktrees/w/HEAD': HEAD, '.git/worktrees/w/commondir': commondir });
    const linked = folderWith({ '.git': `gitdir: ${main}/.git/worktrees/w\n` });
    const gitDir = join(main, '.git/worktrees/w');
    expect(checkoutAt(linked)).toEqual(
      isMain ? plain(linked, gitDir) : { worktree: linked, gitDir, commonDir: join(main, '.git'), linked: true, home: main },
    );
  });

  it.each([
    ['\tworktree = ../../../sub\n', 'sub'],
    ['worktree="../../../sub"\n', 'sub'],
    ['  worktree  =  "../../../s u b"  \n[x]', 's u b'],
    ['worktreeConfig = ../../../x\n', '.git/modules'],
    ['# worktree = ../../../x\n', '.git/modules'],
  ])('of a submodule, whose config says %j, belongs to %s', (line, home) => {
    const config = `[core]\n\tbare = false\n${line}`;
    const parent = folderWith({
      '.git/modules/m/config': config,
      '.git/modules/m/worktrees/w/HEAD': HEAD,
      '.git/modules/m/worktrees/w/commondir': '../..',
    });
    const linked = folderWith({ '.git': `gitdir: ${parent}/.git/modules/m/worktrees/w` });
    expect(checkoutAt(linked)?.home).toBe(join(parent, home));
  });

  it.each<[string, string]>([
    ['.git', 'no link'],
    ['.git', 'x gitdir: .'],
    ['.git', 'gitdir: '],
    ['.git', 'gitdir: none'],
    ['.git', 'gitdir: file'],
    ['.git/config', ''],
  ])('is none where %s holds %j', (name, text) => {
    const folder = folderWith({ [name]: text, file: '', HEAD });
    expect(checkoutAt(folder)).toBeUndefined();
  });

  it('may be cut off from its repository', () => {
    const gone = folderWith({ '.git': 'gitdir: /nowhere/.git/worktrees/w\n', 'a/b': '' });
    expect(lookForCheckout(join(gone, 'a')).broken).toEqual({ worktree: gone, gitDir: '/nowhere/.git/worktrees/w' });
    const whole = folderWith({ '.git/HEAD': HEAD, 'sub/.git': 'gitdir: ../.git/modules/sub\n', 'sub/a/b': '' });
    expect([lookForCheckout(whole).broken, lookForCheckout(join(whole, 'sub/a')).broken, lookForCheckout('/').broken]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(readSmall(whole)).toBeUndefined();
  });
});

describe('HEAD', () => {
  const at = (files: Readonly<Record<string, string>>) => {
    const gitDir = folderWith(files);
    return readHead({ gitDir, commonDir: gitDir });
  };
  const long = 'c'.repeat(64);
  it.each<[Readonly<Record<string, string>>, object]>([
    [{}, {}],
    [{ HEAD: '' }, {}],
    [{ HEAD: ` ${sha}\n` }, { head: sha }],
    [{ HEAD: long }, { head: long }],
    [{ HEAD: `${sha}a` }, {}],
    [{ HEAD: 'ref: refs/heads/a/b' }, { branch: 'a/b' }],
    [
      { HEAD: 'ref: refs/heads/a', 'refs/heads/a': `${sha}\n` },
      { branch: 'a', head: sha },
    ],
    [{ HEAD: 'ref: refs/remotes/o/a', 'refs/remotes/o/a': sha }, { head: sha }],
    [
      { HEAD: 'ref: refs/heads/a', 'refs/heads/a': 'ref: refs/heads/b', 'refs/heads/b': sha },
      { branch: 'a', head: sha },
    ],
    [{ HEAD: 'ref: refs/heads/a', 'refs/heads/a': 'ref: refs/heads/a' }, { branch: 'a' }],
    [{ HEAD: 'ref: refs/heads/a', 'refs/heads/a': 'damaged' }, { branch: 'a' }],
    [
      { HEAD: 'ref: refs/heads/a', 'refs/heads/a': '\n', 'packed-refs': `${sha} refs/heads/a\n` },
      { branch: 'a', head: sha },
    ],
    [
      { HEAD: 'ref: refs/heads/a', 'packed-refs': `# pack\n${long} refs/heads/aa\n${sha} refs/heads/a\n` },
      { branch: 'a', head: sha },
    ],
    [
      { HEAD: 'ref: refs/heads/a', 'packed-refs': `${sha} refs/heads/a\n^${long}\n` },
      { branch: 'a', head: sha },
    ],
    [{ HEAD: 'ref: refs/heads/a', 'packed-refs': 'damaged refs/heads/a\n' }, { branch: 'a' }],
    [{ HEAD: 'ref: refs/heads/a', 'packed-refs': ' refs/heads/a\n' }, { branch: 'a' }],
    [{ HEAD: 'ref: refs/heads/a b' }, {}],
    [{ HEAD: 'x ref: refs/heads/a' }, {}],
    [{ HEAD: 'ref: heads/a' }, {}],
    [{ HEAD: 'ref: refs/heads/../a' }, {}],
    [{ HEAD: 'ref: refs/heads/..a' }, { branch: '..a' }],
  ])('of %j: %j', (files, expected) => {
    expect(at(files)).toStrictEqual(expected);
  });

  it('is followed over five names', () => {
    const chain = (length: number): string => {
      const files: Record<string, string> = { [`refs/r${length}`]: sha };
      for (let number = 1; number < length; number++) files[`refs/r${number}`] = `ref: refs/r${number + 1}`;
      return folderWith(files);
    };
    expect([resolveRef(chain(5), 'refs/r1'), resolveRef(chain(6), 'refs/r1')]).toEqual([sha, undefined]);
  });

  it('gives the branch that a tracked ledger belongs to', () => {
    const files = { '.git/HEAD': 'ref: refs/heads/side', '.stint/.gitattributes': 'ledger.jsonl merge=stint-ledger -text\n' };
    const [tracked, detached] = [folderWith(files), folderWith({ ...files, '.git/HEAD': sha })];
    const untracked = folderWith({ '.git/HEAD': 'ref: refs/heads/side', '.stint/x': '' });
    const outside = folderWith({ '.stint/.gitattributes': files['.stint/.gitattributes'] });
    expect([tracked, detached, untracked, outside].map((folder) => ledgerBranch(join(folder, '.stint')))).toEqual([
      'side',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('user.name', () => {
  const nameIn = (config: string, more: Readonly<Record<string, string>> = {}, env = {}): string | undefined => {
    const home = folderWith({ '.gitconfig': config, ...more });
    return readUserName({ HOME: home, ...env });
  };

  it.each<[string, string | undefined]>([
    ['[user]\n\tname = Ann Example\n', 'Ann Example'],
    ['[user]\nname=Ann', 'Ann'],
    ['  [ USER ]  \r\n  NAME  =  Ann  \r\n', 'Ann'],
    ['[user] name = Ann', 'Ann'],
    ['[user]\nname = Ann\nname = Bo\n', 'Bo'],
    ['[user]\nname = Ann\nname =\n', 'Ann'],
    ['[user]\nname = "Ann # \\"E\\" \\\\" # c', 'Ann # "E" \\'],
    ['[user]\nname = Ann # c ; d\n', 'Ann'],
    ['[user]\nname = Ann;c\n', 'Ann'],
    ['[user]\nname = Ann "A" E\n', 'Ann "A" E'],
    ['[user]\nemail = a@b\n[other]\nname = Bo\n', undefined],
    ['[user "x"]\nname = Bo\n', undefined],
    ['name = Bo\n', undefined],
    ['[user]\n# name = Bo\n', undefined],
    ['[user]\n1name = Bo\nna me = Bo\n', undefined],
    ['[user]\nname Bo\n[x\n', undefined],
    ['[user]\nx [other]\nname = Ann', 'Ann'],
  ])('%j: %s', (config, expected) => {
    expect(nameIn(config)).toBe(expected);
  });

  it.each<[string, string | undefined]>([
    ['[include]\npath = more\n', 'In'],
    ['[include]\npath = ./more\n[user]\nname = After\n', 'After'],
    ['[user]\nname = Before\n[include]\npath = more\n', 'In'],
    ['[user]\nname = Before\n[include]\npath = none\n', 'Before'],
    ['[include]\npath = ~/more\n', 'In'],
    ['[include]\nother = more\n', undefined],
    ['[includeIf "x"]\npath = more\n', undefined],
    ['[user]\npath = more\n', undefined],
  ])('by an include: %j: %s', (config, expected) => {
    expect(nameIn(config, { more: '[user]\nname = In\n' })).toBe(expected);
  });

  it('follows five includes, and no circle', () => {
    const chain = (length: number): Record<string, string> => {
      const files: Record<string, string> = { [`f${length}`]: '[user]\nname = Deep\n' };
      for (let number = 1; number < length; number++) files[`f${number}`] = `[include]\npath = f${number + 1}\n`;
      return files;
    };
    const first = '[include]\npath = f1\n';
    expect([nameIn(first, chain(5)), nameIn(first, chain(6)), nameIn('[include]\npath = .gitconfig\n')]).toEqual([
      'Deep',
      undefined,
      undefined,
    ]);
  });

  it('comes from the environment, the repository, the user', () => {
    const own = (name: string): string => `[user]\nname = ${name}\n`;
    const folder = folderWith({
      '.gitconfig': own('home'),
      '.config/git/config': own('xdg'),
      'x/git/config': own('x'),
      global: own('global'),
      'repo/config': own('repo'),
    });
    const bare = folderWith({ '.config/git/config': own('default'), 'x/git/config': own('x') });
    const commonDir = join(folder, 'repo');
    const passed = {
      GIT_CONFIG_COUNT: '3',
      GIT_CONFIG_KEY_0: 'User.Name',
      GIT_CONFIG_VALUE_0: 'first',
      GIT_CONFIG_KEY_1: 'user.name',
      GIT_CONFIG_VALUE_1: 'second',
      GIT_CONFIG_KEY_2: 'user.email',
      GIT_CONFIG_VALUE_2: 'x',
    };
    const asked: [Record<string, string>, string | undefined, string | undefined][] = [
      [{ HOME: folder }, undefined, 'home'],
      [{ HOME: folder }, commonDir, 'repo'],
      [{ HOME: folder }, join(folder, 'none'), 'home'],
      [{ HOME: folder, GIT_CONFIG_GLOBAL: join(folder, 'global') }, undefined, 'global'],
      [{ HOME: folder, GIT_CONFIG_GLOBAL: join(folder, 'none') }, undefined, undefined],
      [{ HOME: bare }, undefined, 'default'],
      [{ HOME: bare, XDG_CONFIG_HOME: join(bare, 'x') }, undefined, 'x'],
      [{ HOME: bare, XDG_CONFIG_HOME: '' }, undefined, 'default'],
      [{ HOME: folder, GIT_AUTHOR_NAME: 'author', ...passed }, commonDir, 'author'],
      [{ HOME: folder, GIT_AUTHOR_NAME: '', ...passed }, commonDir, 'second'],
      [{ HOME: folder, ...passed, GIT_CONFIG_COUNT: '1' }, commonDir, 'first'],
      [{ HOME: folder, ...passed, GIT_CONFIG_COUNT: '0' }, commonDir, 'repo'],
      [{ HOME: folder, ...passed, GIT_CONFIG_COUNT: 'x' }, commonDir, 'repo'],
      [{ HOME: folder, ...passed, GIT_CONFIG_VALUE_1: '' }, commonDir, 'repo'],
      [
        { HOME: folder, GIT_CONFIG_COUNT: '1000000000', GIT_CONFIG_KEY_99: 'user.name', GIT_CONFIG_VALUE_99: 'hundredth' },
        undefined,
        'hundredth',
      ],
    ];
    expect(asked.map(([env, dir]) => readUserName(env, dir))).toEqual(asked.map(([, , expected]) => expected));
    expect(readUserName({ HOME: '' })).toBe(readUserName({ HOME: homedir() }));
  });
});
