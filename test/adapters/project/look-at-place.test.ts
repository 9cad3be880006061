import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProjectLocation } from '../../../src/adapters/project/find-project';
import { lookAtPlace, pointerFiles } from '../../../src/adapters/project/look-at-place';
import { type Finding, finding } from '../../../src/domain/doctor/finding';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { commit, git, repository, scratch, write } from '../scratch';

const { env } = process;
const at = (root: string, more: Partial<ProjectLocation> = {}): ProjectLocation => ({
  root,
  stintDir: join(root, '.stint'),
  worktree: root,
  pointerFile: join(root, '.stint/.current-session'),
  linkedWorktree: false,
  trust: { kind: 'known', id: '0'.repeat(32) },
  ...more,
});
/** A folder with `.stint/` as `init` leaves it. */
const project = (root = scratch()): string => {
  mkdirSync(join(root, '.stint'), { mode: 0o700, recursive: true });
  write(root, '.stint/.gitignore', '*\n!.gitignore\n!config.json\n');
  return root;
};
const file = (root: string, name: string, mode = 0o600, text = 'x\n'): void => {
  write(root, name, text);
  chmodSync(join(root, name), mode);
};
const found = (root: string, more?: Partial<ProjectLocation>): Promise<Finding[]> => lookAtPlace(at(root, more), env);

describe('rights', () => {
  const mayNotWrite = async (root: string, error: unknown): Promise<Finding[]> => {
    const restore = replaceFileCalls(() => ({
      accessSync: () => {
        throw error;
      },
    }));
    try {
      return await found(root);
    } finally {
      restore();
    }
  };

  it('are fine where only the owner has them', async () => {
    const root = project();
    file(root, '.stint/todo.json');
    expect(await found(root)).toEqual([]);
  });

  it('to write are missing, and why', async () => {
    const root = project();
    const denied = finding('folder-unwritable', `${root}/.stint may not be written to`, {
      file: '.stint',
      fix: 'chmod u+rwx .stint',
    });
    expect(await mayNotWrite(root, fileError('EACCES', 'access'))).toEqual([denied]);
    expect(await mayNotWrite(root, 'EROFS')).toEqual([denied]);
    expect(await mayNotWrite(root, fileError('EROFS', 'access'))).toEqual([
      finding('folder-unwritable', `${root}/.stint is mounted read-only, as in the sandbox of an agent`, { file: '.stint' }),
    ]);
  });

  const open = (names: string) =>
    finding('permissions-open', `others may read or change ${names}`, { file: '.stint', fix: 'chmod -R go= .stint' });
  it.each<[number, string, number, string | undefined]>([
    [0o755, 'todo.json', 0o644, 'todo.json'],
    [0o710, 'todo.json', 0o640, 'todo.json'],
    [0o701, 'todo.json', 0o602, 'todo.json'],
    [0o701, 'todo.json', 0o620, 'todo.json'],
    [0o755, 'todo.json', 0o611, undefined],
    [0o744, 'todo.json', 0o666, undefined],
    [0o755, 'config.json', 0o666, undefined],
    [0o755, '.gitignore', 0o666, undefined],
    [0o755, '.gitattributes', 0o666, undefined],
    [0o755, 'ledger.jsonl', 0o644, 'ledger.jsonl'],
  ])('of the folder are %o, of %s %o: told are %s', async (folder, name, mode, expected) => {
    const root = project();
    file(root, `.stint/${name}`, mode);
    chmodSync(join(root, '.stint'), folder);
    expect(await found(root)).toEqual(expected === undefined ? [] : [open(expected)]);
  });

  it.each([0o775, 0o757, 0o733])('of the folder itself are %o', async (mode) => {
    const root = project();
    chmodSync(join(root, '.stint'), mode);
    expect(await found(root)).toEqual([open('.stint')]);
    file(root, '.stint/todo.json', 0o666);
    expect(await found(root)).toEqual([open('.stint, todo.json')]);
  });

  it.each<[number, boolean]>([
    [0o755, false],
    [0o775, true],
    [0o757, true],
  ])('of a folder inside are %o: told %s', async (mode, isTold) => {
    const root = project();
    mkdirSync(join(root, '.stint/spool'));
    chmodSync(join(root, '.stint/spool'), mode);
    chmodSync(join(root, '.stint'), 0o755);
    expect(await found(root)).toEqual(isTold ? [open('spool')] : []);
  });

  it('of a ledger that git may hold are those of the checkout', async () => {
    const root = project();
    file(root, '.stint/.gitattributes', 0o644, 'ledger.jsonl merge=stint-ledger -text\n');
    file(root, '.stint/ledger.jsonl', 0o644);
    chmodSync(join(root, '.stint'), 0o755);
    expect(await found(root)).toEqual([]);
  });

  it.each([
    [5, 'f0, f1, f2, f3, f4'],
    [6, 'f0, f1, f2, f3, f4, …'],
  ])('of %i files are open: named are %s', async (count, names) => {
    const root = project();
    for (let number = 0; number < count; number++) file(root, `.stint/f${number}`, 0o666);
    chmodSync(join(root, '.stint'), 0o755);
    const restore = replaceFileCalls(({ readdirSync }) => ({
      readdirSync: ((path: string) => readdirSync(path).sort()) as typeof readdirSync,
    }));
    try {
      expect(await found(root)).toEqual([open(names)]);
    } finally {
      restore();
    }
  });
});

describe('edits that were put aside', () => {
  it('are told one by one, with a line to compare them', async () => {
    const root = project();
    for (const name of [
      'todo.json.kept-0af9c21b',
      'a b.kept-00000000',
      'todo.json.kept-0af9c21',
      'todo.json.kept-0AF9C21B',
      '.kept-0af9c21b',
      'x.kept-0af9c21b.old',
    ])
      file(root, `.stint/${name}`);
    const kept = (original: string, name: string, fix: string) =>
      finding('edit-kept', `an edit of ${original} was put aside`, { file: `.stint/${name}`, fix });
    const findings = await found(root);
    expect(findings).toHaveLength(2);
    expect(findings).toEqual(
      expect.arrayContaining([
        kept('todo.json', 'todo.json.kept-0af9c21b', 'diff .stint/todo.json .stint/todo.json.kept-0af9c21b'),
        kept('a b', 'a b.kept-00000000', "diff '.stint/a b' '.stint/a b.kept-00000000'"),
      ]),
    );
  });
});

describe('copies of programs that synchronise folders', () => {
  it('are told wherever they lie, and none behind a link', async () => {
    const root = project();
    const conflict = 'sync-conflict-20260304-101112-ABCDEF7';
    const copies = [`ledger.${conflict}.jsonl`, `events/unbound.${conflict}.jsonl`, 'journal/0/12 2.json', 'journal/1 (1)/x'];
    for (const name of [...copies, 'todo.json', 'events/unbound.jsonl', 'elsewhere/todo 2.json']) file(root, `.stint/${name}`);
    symlinkSync(join(root, '.stint/elsewhere'), join(root, '.stint/spool'));
    const told = await found(root);
    expect(told.filter(({ code }) => code === 'sync-conflict').map(({ file, fix }) => [file, fix])).toEqual([
      [`.stint/ledger.${conflict}.jsonl`, `diff -r .stint/ledger.jsonl .stint/ledger.${conflict}.jsonl`],
      [`.stint/events/unbound.${conflict}.jsonl`, `diff -r .stint/events/unbound.jsonl .stint/events/unbound.${conflict}.jsonl`],
      ['.stint/journal/1 (1)', "diff -r .stint/journal/1 '.stint/journal/1 (1)'"],
      ['.stint/journal/0/12 2.json', "diff -r .stint/journal/0/12.json '.stint/journal/0/12 2.json'"],
    ]);
  });

  it('are named up to twenty', async () => {
    const root = project();
    for (let number = 2; number < 32; number++) file(root, `.stint/todo ${number}.json`);
    const messages = (await found(root)).filter(({ code }) => code === 'sync-conflict').map(({ message }) => message);
    expect([messages.length, messages.at(-1)]).toEqual([21, '10 more of such copies']);
  });
});

describe('git', () => {
  const missing = finding('gitignore-missing', '.stint/.gitignore is not there', {
    file: '.stint/.gitignore',
    fix: 'stint init',
  });
  const bare = (root: string): string => {
    mkdirSync(join(root, '.stint'), { mode: 0o700 });
    return root;
  };

  it('that does not know the live files is fine', async () => {
    const root = project(repository());
    file(root, '.stint/config.json');
    commit(root, 'Settings');
    expect(await found(root)).toEqual([]);
  });

  it('has to be told what to leave out, where there is one', async () => {
    expect(await found(bare(scratch()))).toEqual([]);
    expect(await found(bare(repository()))).toEqual([missing]);
  });

  const tracked = (root: string, ...names: string[]): void => {
    for (const name of names) file(root, `.stint/${name}`);
    git(root, 'add', '-f', '.stint');
  };
  const isTracked = (names: string, first: string, fix: string) =>
    finding('tracked-by-git', `git has ${names} in its index`, { file: first, fix: `git rm --cached ${fix}` });

  it('has live files in its index', async () => {
    const root = project(repository());
    tracked(root, 'todo.json', 'a b', 'config.json', '.gitattributes');
    expect(await found(root)).toEqual([isTracked('.stint/a b, .stint/todo.json', '.stint/a b', "'.stint/a b' .stint/todo.json")]);
  });

  it('has many of them', async () => {
    const root = project(repository());
    const names = Array.from({ length: 22 }, (_, number) => `f${String(number).padStart(2, '0')}`);
    tracked(root, ...names);
    const paths = names.map((name) => `.stint/${name}`);
    expect(await found(root)).toEqual([
      isTracked(`${paths.slice(0, 5).join(', ')}, …`, '.stint/f00', paths.slice(0, 20).join(' ')),
    ]);
  });

  it('keeps the ledger, with its driver or without', async () => {
    const root = project(repository());
    file(root, '.stint/.gitattributes', 0o600, 'ledger.jsonl merge=stint-ledger -text\n');
    tracked(root, 'ledger.jsonl');
    expect(await found(root)).toEqual([
      finding('merge-driver-missing', 'this repository has no merge driver for the ledger', {
        file: '.stint/.gitattributes',
        fix: 'stint init --track ledger',
      }),
    ]);
    git(root, 'config', 'merge.stint-ledger.driver', 'stint merge-ledger %O %A %B');
    expect(await found(root)).toEqual([]);
  });

  it('that cannot be asked tells nothing', async () => {
    const root = project(repository());
    tracked(root, 'todo.json');
    expect(await lookAtPlace(at(root), { PATH: '/nowhere' })).toEqual([]);
    write(root, '.git/index', 'damaged');
    expect(await found(root)).toEqual([]);
  });
});

describe('a linked working tree', () => {
  it('with a project of its own, which is not used, is told', async () => {
    const root = project();
    const worktree = scratch();
    const place = { worktree, linkedWorktree: true };
    expect(await found(root, place)).toEqual([]);
    write(worktree, '.stint/config.json');
    expect(await found(root, place)).toEqual([]);
    write(worktree, '.stint/todo.json');
    expect(await found(root, place)).toEqual([
      finding('project-shadowed', `${worktree}/.stint is not used; ${root}/.stint is`, {
        file: `${worktree}/.stint`,
        fix: 'stint config set worktrees own',
      }),
    ]);
    expect(await found(root, { worktree, linkedWorktree: false })).toEqual([]);
    write(root, '.stint/todo.json');
    chmodSync(join(root, '.stint/todo.json'), 0o600);
    expect(await found(root, { linkedWorktree: true })).toEqual([]);
  });

  it('has blocks for agents of its own', async () => {
    const root = project();
    const worktree = scratch();
    const old = '<!-- stint:begin v0 -->\nold\n<!-- stint:end -->\n';
    write(root, 'AGENTS.md', `# Title\n\n${old}`);
    write(root, 'CLAUDE.md', 'no block');
    write(worktree, 'CLAUDE.md', old);
    const outdated = (name: string, path: string, line: number, fix: string) =>
      finding('agents-block-outdated', `the block for agents in ${name} is of another version`, { file: path, line, fix });
    expect(await found(root)).toEqual([outdated('AGENTS.md', 'AGENTS.md', 3, 'stint init --agents-md')]);
    expect(await found(root, { worktree, linkedWorktree: true })).toEqual([
      outdated('CLAUDE.md', `${worktree}/CLAUDE.md`, 1, 'stint init --claude-md'),
    ]);
  });
});

describe('the pointers of all working trees', () => {
  it('are those that are there, each once', () => {
    const root = project();
    const commonDir = join(root, '.git');
    expect(pointerFiles(at(root))).toEqual([]);
    write(root, '.stint/.current-session');
    expect(pointerFiles(at(root))).toEqual([join(root, '.stint/.current-session')]);
    expect(pointerFiles(at(root, { commonDir }))).toEqual([join(root, '.stint/.current-session')]);
    write(root, '.git/worktrees/a/stint/.current-session');
    mkdirSync(join(root, '.git/worktrees/b/stint'), { recursive: true });
    mkdirSync(join(root, '.git/worktrees/c/stint'), { recursive: true });
    symlinkSync('nowhere', join(root, '.git/worktrees/c/stint/.current-session'));
    const own = join(root, '.git/worktrees/a/stint/.current-session');
    const all = [own, join(root, '.stint/.current-session'), join(root, '.git/worktrees/c/stint/.current-session')];
    expect(pointerFiles(at(root, { commonDir, pointerFile: own })).sort()).toEqual(all.sort());
    expect(pointerFiles(at(root, { pointerFile: own }))).toEqual([own, join(root, '.stint/.current-session')]);
  });
});
