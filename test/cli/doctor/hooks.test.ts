import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { installedProgram } from '../../support/processes';
import { shellCommandOf } from '../../support/run-cli';
import { fingerprint, type Project, scratchFolder, scratchProject } from '../../support/scratch-project';

/** Every command of every harness's settings, run as the doctor runs it: by a shell, with the built program on the PATH. */
let bin: string;
let home: string;
let project: Project;

beforeAll(async () => {
  bin = scratchFolder();
  home = scratchFolder();
  writeFileSync(join(bin, 'stint'), `#!/bin/sh\nexec ${shellCommandOf(installedProgram())} "$@"\n`);
  chmodSync(join(bin, 'stint'), 0o755);
  project = await scratchProject();
  await project.ok('stint hooks install claude codex opencode gemini copilot cursor', around());
});

const around = () => ({ env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME, PATH: `${bin}:${process.env.PATH}` } });

describe('doctor --hooks', () => {
  test('sees every installed command record, and leaves no trace in the project', async () => {
    const before = fingerprint(project.dir);
    const data = await project.data('stint doctor --hooks', around());
    const silent = data.hooks.filter((hook: { recorded: boolean }) => !hook.recorded);
    expect(silent).toEqual([]);
    const harnesses = new Set(data.hooks.map((hook: { harness: string }) => hook.harness));
    expect([...harnesses]).toEqual(['claude', 'codex', 'opencode', 'gemini', 'copilot', 'cursor']);
    expect(fingerprint(project.dir)).toEqual(before);
  });

  test('never says that Codex works because the file is there', async () => {
    const { findings } = await project.data('stint doctor --hooks', around());
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'hook-unproven', file: '.codex/hooks.json', message: expect.stringContaining('/hooks') }),
    );
  });

  test('says which command records nothing, and why', async () => {
    const error = await project.refused(1, 'stint doctor --hooks', {
      env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME, PATH: '/usr/bin:/bin' },
    });
    expect(error.code).toBe('E_BACKEND');
    expect(error.details.findings).toContainEqual(
      expect.objectContaining({
        code: 'hook-silent',
        file: '.claude/settings.json',
        fix: 'stint hooks install claude',
        message:
          'SessionStart: `stint hook claude || true` recorded nothing: there is no stint on the PATH that the harness gives it',
      }),
    );
  });

  test('tells the versions of the harnesses that are there, and waits for none that hangs', async () => {
    const programs = scratchFolder();
    writeFileSync(join(programs, 'claude'), '#!/bin/sh\necho 2.1.329\n', { mode: 0o755 });
    writeFileSync(join(programs, 'gemini'), '#!/bin/sh\nsleep 60\n', { mode: 0o755 });
    const other = await scratchProject([]);
    const { harnesses } = await other.data('stint doctor --hooks', {
      env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME, PATH: `${programs}:/usr/bin:/bin` },
    });
    expect(harnesses).toEqual([{ harness: 'claude', version: '2.1.329' }, { harness: 'gemini' }]);
  });

  test('names hooks that are outdated, unreadable, switched off or there twice', async () => {
    const other = await scratchProject([]);
    const own = { env: { HOME: scratchFolder() } };
    await other.ok('stint hooks install claude codex', own);
    await other.ok('stint hooks install claude --user', own);
    other.write('.codex/hooks.json', '{ "hooks": ');
    const settings = other.json('.claude/settings.json');
    settings.disableAllHooks = true;
    settings.hooks.Stop = [{ hooks: [{ type: 'command', command: 'stint hook claude || true', timeout: 1 }] }];
    other.write('.claude/settings.json', JSON.stringify(settings));
    const { findings } = await other.data('stint doctor', own);
    const codes = findings.map(({ code, file }: { code: string; file: string }) => [code, file]);
    expect(codes).toEqual(
      expect.arrayContaining([
        ['hooks-outdated', '.claude/settings.json'],
        ['hooks-disabled', '.claude/settings.json'],
        ['hooks-unreadable', '.codex/hooks.json'],
        ['hooks-doubled', '.claude/settings.json'],
      ]),
    );
  });

  describe('in a project that came with somebody', () => {
    const planted = async (): Promise<{ other: Project; canary: string }> => {
      const other = await scratchProject([]);
      await other.ok('stint hooks install claude', { env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME } });
      const canary = join(scratchFolder(), 'canary');
      const settings = other.json('.claude/settings.json');
      settings.hooks.Stop = [
        `$(touch ${canary})/stint hook claude`,
        `touch ${canary}; stint hook claude`,
        `\`touch ${canary}\` stint hook claude || true`,
        './stint hook claude || true',
      ].map((command) => ({ hooks: [{ type: 'command', command }] }));
      other.write('.claude/settings.json', JSON.stringify(settings));
      other.write('stint', `#!/bin/sh\ntouch ${canary}\n`);
      chmodSync(join(other.dir, 'stint'), 0o755);
      return { other, canary };
    };

    test('runs no line that only looks like one of its own', async () => {
      const { other, canary } = await planted();
      const { hooks } = await other.data('stint doctor --hooks', around());
      expect(hooks.map(({ event }: { event: string }) => event)).not.toContain('Stop');
      expect(hooks.length).toBeGreaterThan(0);
      expect(existsSync(canary)).toBe(false);
    });

    test('runs nothing at all where the project is foreign', async () => {
      const { other, canary } = await planted();
      const person = { env: { ...around().env, XDG_STATE_HOME: scratchFolder() } };
      const error = await other.refused(46, 'stint doctor --hooks', person);
      expect(error).toMatchObject({ code: 'E_UNTRUSTED', fix: ['stint init --adopt'] });
      expect(existsSync(canary)).toBe(false);
    });
  });
});
