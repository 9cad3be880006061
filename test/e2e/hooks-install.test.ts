import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { HookLook } from '../../src/core/hooks/look-at-hooks';
import { type HookFiles, hookFiles } from '../../src/harness/hook-files';
import type { CliRun } from '../support/run-cli';
import { type Project, projectAt, scratchFolder } from '../support/scratch-project';

let project: Project;
let home: string;
beforeEach(async () => {
  home = scratchFolder();
  project = projectAt(scratchFolder());
  await project.ok('stint init', around());
});

const around = () => ({ env: { HOME: home } });
const hooks = (line: string): Promise<CliRun> => project.ok(`stint hooks ${line}`, around());
const stateOf = async (harness: string, scope = 'project'): Promise<HookLook> =>
  (await project.data('stint hooks status', around())).files.find(
    (each: HookLook) => each.harness === harness && each.scope === scope,
  );

const fileOf = ({ files: { project: file = '' } }: HookFiles): string => join(project.dir, file);

/** What is in the project, apart from .stint/: names with bytes, modes and the targets of links. */
const tree = (): Record<string, string> => {
  const found: Record<string, string> = {};
  const walk = (folder: string): void => {
    for (const name of fs.readdirSync(folder).sort()) {
      if (name === '.stint') continue;
      const path = join(folder, name);
      const status = fs.lstatSync(path);
      const mode = (status.mode & 0o7777).toString(8);
      if (status.isSymbolicLink()) found[path] = `link to ${fs.readlinkSync(path)}`;
      else if (status.isDirectory()) {
        found[path] = `folder ${mode}`;
        walk(path);
      } else found[path] = `file ${mode} ${fs.readFileSync(path).toString('base64')}`;
    }
  };
  walk(project.dir);
  return found;
};

const canMount = (folder: string): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;

const settingsRows = hookFiles.filter(({ form }) => form !== 'plugin');
const named = (rows: readonly HookFiles[]) => rows.map((row) => [row.harness, row] as const);

const foreignText = ({ form, harness }: HookFiles): string => {
  const handler = harness === 'copilot' ? { type: 'command', bash: 'mine' } : { type: 'command', command: 'mine' };
  const events = { claude: 'Stop', codex: 'Stop', gemini: 'AfterAgent', copilot: 'agentStop', cursor: 'stop', opencode: '' };
  const entry = form === 'groups' ? { matcher: '', hooks: [handler] } : handler;
  const settings = {
    permissions: { allow: ['Bash(npm test)', 'Read(*)'], deny: [] },
    ...(form === 'flat' ? { version: 1 } : {}),
    hooks: { [events[harness]]: [entry], Notification: [entry] },
    model: 'large "one"',
  };
  return `${JSON.stringify(settings, undefined, 4)}\n`;
};

const before: Readonly<Record<string, (row: HookFiles) => string | undefined>> = {
  'no file': () => undefined,
  'an empty file': () => '',
  'a file with a line break': () => '\n',
  'an empty object': () => '{}',
  'an empty object on two lines': () => '{\n}\n',
  'foreign hooks and permissions': foreignText,
  'the same with CRLF and a byte-order mark': (row) => `\uFEFF${foreignText(row).replaceAll('\n', '\r\n')}`,
  'the same on one line': (row) => JSON.stringify(JSON.parse(foreignText(row))),
  comments: (row) => foreignText(row).replace('{\n', '// mine\n{ /* first */\n').replace('],\n', '], // asked for\n'),
};

describe.each(named(hookFiles))('%s', (harness, row) => {
  test('a folder of its own comes and goes with the file', async () => {
    const was = tree();
    await hooks(`install ${harness}`);
    expect(await stateOf(harness)).toMatchObject({ state: 'installed', file: fileOf(row) });
    const then = tree();
    expect((await hooks(`install ${harness}`)).stdout).toContain('nothing to change');
    expect(tree()).toEqual(then);
    expect((await hooks(`remove ${harness}`)).stdout).toContain('removed');
    expect(tree()).toEqual(was);
    expect(fs.existsSync(join(project.dir, '.stint/hooks'))).toBe(false);
    await hooks(`remove ${harness}`);
    expect(tree()).toEqual(was);
  });

  test('a dry run writes nothing', async () => {
    const was = tree();
    expect((await hooks(`install ${harness} --dry-run`)).stdout).toContain('would write');
    expect(tree()).toEqual(was);
    await hooks(`install ${harness}`);
    const then = tree();
    expect((await hooks(`remove ${harness} --dry-run`)).stdout).toContain('would remove');
    expect(tree()).toEqual(then);
  });

  test('in the settings of the user, without a project', async () => {
    const elsewhere = scratchFolder();
    const line = (verb: string) => project.data(`stint hooks ${verb} ${harness} --user`, { ...around(), cwd: elsewhere });
    const { files } = await line('install');
    expect(files[0].file.startsWith(home)).toBe(true);
    expect(fs.existsSync(files[0].file)).toBe(true);
    expect((await line('install')).files[0].change).toBe('unchanged');
    await line('remove');
    expect(fs.existsSync(dirname(files[0].file))).toBe(false);
  });

  test('in a file with other settings', async () => {
    if (row.form === 'plugin') return;
    for (const [what, text] of Object.entries(before)) {
      const bytes = text(row);
      fs.rmSync(fileOf(row), { force: true });
      fs.mkdirSync(dirname(fileOf(row)), { recursive: true });
      if (bytes !== undefined) fs.writeFileSync(fileOf(row), bytes, { mode: 0o640 });
      const was = tree();
      await hooks(`install ${harness}`);
      expect((await stateOf(harness)).state, what).toBe('installed');
      const then = tree();
      await hooks(`install ${harness}`);
      expect(tree(), what).toEqual(then);
      await hooks(`remove ${harness}`);
      expect(tree(), what).toEqual(was);
    }
  });
});

describe.each(named(settingsRows))('a file of %s', (harness, row) => {
  const put = (text: string, mode = 0o644): void => {
    fs.mkdirSync(dirname(fileOf(row)), { recursive: true });
    fs.writeFileSync(fileOf(row), text, { mode });
  };

  test('that others change after us loses only our lines', async () => {
    put(foreignText(row));
    await hooks(`install ${harness}`);
    const settings = JSON.parse(fs.readFileSync(fileOf(row), 'utf8'));
    settings.added = { later: true };
    put(JSON.stringify(settings, undefined, 2));
    await hooks(`remove ${harness}`);
    expect(JSON.parse(fs.readFileSync(fileOf(row), 'utf8'))).toEqual({ ...JSON.parse(foreignText(row)), added: { later: true } });
  });

  test('that we made and others added to stays, without our lines', async () => {
    await hooks(`install ${harness}`);
    const settings = JSON.parse(fs.readFileSync(fileOf(row), 'utf8'));
    put(JSON.stringify({ ...settings, theirs: 1 }, undefined, 2));
    await hooks(`remove ${harness}`);
    expect(JSON.parse(fs.readFileSync(fileOf(row), 'utf8'))).toEqual({
      ...(row.form === 'flat' ? { version: 1 } : {}),
      theirs: 1,
    });
  });

  test('goes without what we remember of it, as in a fresh clone', async () => {
    put(foreignText(row));
    await hooks(`install ${harness}`);
    fs.rmSync(join(project.dir, '.stint/hooks'), { recursive: true });
    await hooks(`remove ${harness}`);
    expect(fs.readFileSync(fileOf(row), 'utf8')).toBe(foreignText(row));
    fs.rmSync(fileOf(row));
    await hooks(`install ${harness}`);
    fs.rmSync(join(project.dir, '.stint/hooks'), { recursive: true });
    await hooks(`remove ${harness}`);
    expect(fs.existsSync(fileOf(row))).toBe(false);
  });

  test('with a fault is left alone, and the fault is named with its line', async () => {
    const text = foreignText(row).replace('],\n', ']\n');
    put(text);
    const was = tree();
    for (const verb of ['install', 'remove']) {
      const error = await project.refused(52, `stint hooks ${verb} ${harness}`, around());
      expect(error).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file: fileOf(row), line: 7 } });
      expect(error.message).toContain(fileOf(row));
    }
    await hooks('remove');
    expect(tree()).toEqual(was);
    expect(await stateOf(harness)).toMatchObject({ state: 'unreadable', line: 7 });
  });

  test('that is read-only is left alone', async () => {
    put(foreignText(row), 0o444);
    const was = tree();
    const error = await project.refused(53, `stint hooks install ${harness}`, around());
    expect(error).toMatchObject({ code: 'E_STORE_IO', fix: [`chmod u+w ${fileOf(row)}`] });
    expect(tree()).toEqual(was);
    fs.chmodSync(fileOf(row), 0o644);
    await hooks(`install ${harness}`);
    fs.chmodSync(fileOf(row), 0o444);
    const then = tree();
    await project.refused(53, `stint hooks remove ${harness}`, around());
    expect(tree()).toEqual(then);
    expect((await hooks(`install ${harness}`)).stdout).toContain('nothing to change');
  });

  test('that is a symbolic link stays one: the file of the project that it means is changed', async () => {
    const target = join(project.dir, 'shared.json');
    fs.mkdirSync(dirname(fileOf(row)), { recursive: true });
    fs.writeFileSync(target, foreignText(row), { mode: 0o600 });
    fs.symlinkSync(target, fileOf(row));
    await hooks(`install ${harness}`);
    expect(fs.lstatSync(fileOf(row)).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(target, 'utf8')).toContain('stint hook');
    expect(fs.statSync(target).mode & 0o777).toBe(0o600);
    await hooks(`remove ${harness}`);
    expect(fs.lstatSync(fileOf(row)).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(target, 'utf8')).toBe(foreignText(row));
    fs.rmSync(target);
  });

  test('that is a symbolic link out of the project is left alone, and so is what it means', async () => {
    const target = join(scratchFolder(), 'dotfiles.json');
    fs.writeFileSync(target, foreignText(row), { mode: 0o600 });
    fs.mkdirSync(dirname(fileOf(row)), { recursive: true });
    fs.symlinkSync(target, fileOf(row));
    const was = tree();
    const { message } = await project.refused(53, `stint hooks install ${harness}`, around());
    expect(message).toContain(`leads out of the project, to ${target}`);
    expect(tree()).toEqual(was);
    expect(fs.readFileSync(target, 'utf8')).toBe(foreignText(row));
  });

  test('on a full disk is left alone', async ({ skip }) => {
    const folder = dirname(fileOf(row));
    fs.mkdirSync(folder, { recursive: true });
    if (!canMount(folder)) return skip('file systems cannot be mounted here');
    try {
      fs.writeFileSync(fileOf(row), foreignText(row));
      const room = fs.openSync(join(folder, 'filler'), 'w');
      try {
        for (;;) fs.writeSync(room, Buffer.alloc(512));
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      } finally {
        fs.closeSync(room);
      }
      const was = tree();
      const error = await project.refused(53, `stint hooks install ${harness}`, around());
      expect(error).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ENOSPC' } });
      expect(tree()).toEqual(was);
      fs.rmSync(join(folder, 'filler'));
      await hooks(`install ${harness}`);
      await hooks(`remove ${harness}`);
      expect(fs.readFileSync(fileOf(row), 'utf8')).toBe(foreignText(row));
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  });

  test('with lines of an older version is renewed', async () => {
    put(foreignText(row));
    await hooks(`install ${harness}`);
    const now = fs.readFileSync(fileOf(row), 'utf8');
    put(now.replaceAll(/"timeout(Sec)?": \d+/g, '"timeout$1": 99'));
    expect((await stateOf(harness)).state).toBe('outdated');
    expect((await hooks(`install ${harness}`)).stdout).toContain('renewed in');
    expect(fs.readFileSync(fileOf(row), 'utf8')).toBe(now);
    await hooks(`remove ${harness}`);
    expect(fs.readFileSync(fileOf(row), 'utf8')).toBe(foreignText(row));
  });
});

describe('the guard', () => {
  const guardEvents = {
    claude: 'PreToolUse',
    codex: 'PreToolUse',
    gemini: 'BeforeTool',
    copilot: 'preToolUse',
    cursor: 'preToolUse',
  };

  test.each(Object.entries(guardEvents))('of %s stands in the file only while the setting is on', async (harness, event) => {
    const has = async () => (await stateOf(harness)).commands.some((each: { event: string }) => each.event === event);
    await hooks(`install ${harness}`);
    expect(await has()).toBe(false);
    await project.ok('stint config set hooks.guard deny', around());
    expect((await stateOf(harness)).state).toBe('outdated');
    await hooks(`install ${harness}`);
    expect([await has(), (await stateOf(harness)).state]).toEqual([true, 'installed']);
    await project.ok('stint config set hooks.guard off', around());
    expect((await stateOf(harness)).state).toBe('outdated');
    await hooks(`install ${harness}`);
    expect(await has()).toBe(false);
  });

  test('of OpenCode is a line of its plugin', async () => {
    await project.ok('stint config set hooks.guard deny', around());
    await hooks('install opencode');
    expect(project.read('.opencode/plugin/stint.js')).toContain('const guard = true;');
    await project.ok('stint config set hooks.guard off', around());
    expect((await stateOf('opencode')).state).toBe('outdated');
  });

  test("in a user's own file serves other projects too", async () => {
    await project.ok('stint config set hooks.guard deny', around());
    await hooks('install claude opencode --user');
    await project.ok('stint config set hooks.guard off', around());
    expect([(await stateOf('claude', 'user')).state, (await stateOf('opencode', 'user')).state]).toEqual([
      'installed',
      'installed',
    ]);
  });
});

describe('several files', () => {
  test('are all refused when one of them cannot take hooks', async () => {
    fs.mkdirSync(join(project.dir, '.gemini'));
    project.write('.gemini/settings.json', '{');
    const was = tree();
    await project.refused(52, 'stint hooks install claude codex gemini', around());
    expect(tree()).toEqual(was);
    const fresh = scratchFolder();
    fs.mkdirSync(join(fresh, '.claude'));
    fs.writeFileSync(join(fresh, '.claude/settings.json'), '{');
    await project.refused(52, 'stint init --hooks claude', { ...around(), cwd: fresh });
    expect(fs.readdirSync(fresh)).toEqual(['.claude']);
  });

  test('at two levels are told apart, and said', async () => {
    await hooks('install claude --local');
    const again = await project.run('stint hooks install claude --json', around());
    expect(again.json().warnings).toEqual([{ code: 'W_HOOKS_DOUBLED', message: expect.stringContaining('settings.local.json') }]);
    expect((await project.data('stint hooks status', around())).doubled).toEqual([
      {
        harness: 'claude',
        files: [join(project.dir, '.claude/settings.json'), join(project.dir, '.claude/settings.local.json')],
      },
    ]);
    await hooks('remove claude');
    expect(fs.readdirSync(project.dir)).toEqual(['.stint']);
  });

  test('that the harness does not read, or whose hooks are off, are said', async () => {
    fs.mkdirSync(join(project.dir, '.claude'));
    const said = async (text: string): Promise<unknown[]> => {
      project.write('.claude/settings.json', text);
      const { warnings } = (await project.ok('stint hooks install claude --json', around())).json();
      return [warnings.map(({ code }) => code), (await stateOf('claude')).disabledBy];
    };
    expect(await said('{ "a": "// no comment" }')).toEqual([[], undefined]);
    expect(await said('{ "a": 1 } // mine')).toEqual([['W_HOOKS_IDLE'], 'comments']);
    expect(await said('{ "disableAllHooks": true }')).toEqual([['W_HOOKS_IDLE'], 'disableAllHooks']);
    expect((await hooks('status')).stdout).toContain('"disableAllHooks" is set in');
  });

  test('are those of the harnesses that are there', async () => {
    fs.mkdirSync(join(home, '.codex'));
    const bin = scratchFolder();
    fs.writeFileSync(join(bin, 'gemini'), '', { mode: 0o755 });
    const { hooks: done } = await project.data('stint init --hooks detected', { env: { HOME: home, PATH: bin } });
    expect(done.files.map((each: { harness: string }) => each.harness)).toEqual(['codex', 'gemini']);
    expect(done.person.map((each: { harness: string }) => each.harness)).toEqual(['codex', 'gemini']);
  });

  test('lie in the working tree that the command is typed in', async () => {
    const git = (...args: string[]) => spawnSync('git', ['-C', project.dir, '-c', 'user.name=a', '-c', 'user.email=b', ...args]);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'first');
    const linked = join(scratchFolder(), 'linked');
    git('worktree', 'add', '-q', linked);
    const { files } = await project.data('stint hooks install claude', { ...around(), cwd: linked });
    expect(files[0].file).toBe(join(linked, '.claude/settings.json'));
  });

  test('what was typed wrong is said', async () => {
    expect(await project.refused(2, 'stint hooks install clade', around())).toMatchObject({
      fix: ['stint hooks install claude'],
    });
    await project.refused(2, 'stint hooks install', around());
    await project.refused(2, 'stint hooks install codex --local', around());
    await project.refused(2, 'stint hooks install claude --local --user', around());
    fs.mkdirSync(join(project.dir, '.opencode/plugin'), { recursive: true });
    project.write('.opencode/plugin/stint.js', 'export const Mine = 1;\n');
    await project.refused(52, 'stint hooks install opencode', around());
    await project.refused(52, 'stint hooks remove opencode', around());
    expect(project.read('.opencode/plugin/stint.js')).toBe('export const Mine = 1;\n');
  });
});

test('status: at 80 columns the file of a project is told in full, from the folder of the project', async () => {
  await hooks('install claude codex');
  const { stdout } = await project.ok('stint hooks status', {
    ...around(),
    now: '2026-11-21T12:00:00.000Z',
    tty: true,
    columns: 80,
  });
  const rows = stdout.split('\n');
  for (const file of [' .claude/settings.json ', ' .codex/hooks.json '])
    expect(rows.some((row) => row.includes(file))).toBe(true);
  expect(stdout).not.toContain(project.dir);
});
