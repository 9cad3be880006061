import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HookHarness } from '../../src/domain/event/hook-reading';
import { hookFilesOf } from '../../src/harness/hook-files';
import { programs } from '../support/run-cli';
import { type Project, scratchFolder, scratchProject } from '../support/scratch-project';

const samples = join(import.meta.dirname, '../fixtures/harness');

let project: Project;
let home: string;
let bin: string;
beforeEach(async () => {
  project = await scratchProject([{ id: 'T001', title: 'Limit the rate', files: ['src/rate-limit.ts'] }]);
  home = scratchFolder();
  bin = scratchFolder();
  fs.symlinkSync(programs.stint, join(bin, 'stint'));
  fs.symlinkSync(process.execPath, join(bin, 'node'));
});
/** Snapshots go on by themselves after the end of a turn. */
afterEach(async () => {
  for (let step = 0; step < 100 && spawnSync('pgrep', ['-f', `hooks snapshot.*${home}`]).status === 0; step++) await pause(50);
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A sample as it would be in this project. */
const here = (text: string): string => text.replaceAll('/home/dev/acme-api', project.dir).replaceAll('/home/dev', home);
const sample = (path: string): string => here(fs.readFileSync(join(samples, path), 'utf8'));

const variablesIn = (path: string): Record<string, string> =>
  Object.fromEntries(
    sample(path)
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** What each harness sets around a hook: its sample, else what harness documents name. */
const surroundings = (harness: HookHarness): Record<string, string> => {
  const common = { PATH: `${bin}:/usr/bin:/bin`, HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME ?? '' };
  switch (harness) {
    case 'claude':
      return { ...common, ...variablesIn('claude-code/hook_env.txt') };
    case 'gemini':
      return { ...common, ...variablesIn('gemini/hook_env.txt') };
    case 'copilot':
      return { ...common, COPILOT_CLI: '1', COPILOT_PROJECT_DIR: project.dir, CLAUDE_PROJECT_DIR: project.dir };
    case 'cursor':
      return { ...common, CURSOR_PROJECT_DIR: project.dir, CURSOR_VERSION: '3.0.0', CLAUDE_PROJECT_DIR: project.dir };
    default:
      return common;
  }
};

// biome-ignore lint/suspicious/noExplicitAny: settings files of several harnesses
type Json = any;

/** The command strings that a settings file runs for an event and tool, read as the harness reads it. */
const commandsIn = (file: string, event: string, tool: string | undefined): string[] => {
  const groups: Json[] = JSON.parse(fs.readFileSync(join(project.dir, file), 'utf8')).hooks[event] ?? [];
  const fits = ({ matcher }: Json): boolean =>
    matcher === undefined || tool === undefined || new RegExp(`^(?:${matcher})$`).test(tool);
  return groups.filter(fits).flatMap((group) => (group.hooks ?? [group]).map((each: Json) => each.bash ?? each.command));
};

const fire = (harness: HookHarness, command: string, payload: string) =>
  spawnSync('sh', ['-c', command], { cwd: project.dir, env: surroundings(harness), input: payload, encoding: 'utf8' });

/** Every line of the spool. */
const spooled = (): Json[] => {
  const folder = join(project.dir, '.stint/spool');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).flatMap((name) =>
    fs
      .readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
};

const events = async (): Promise<Json[]> => {
  await project.ok('stint add "so that something is written"');
  return project.lines('.stint/events/unbound.jsonl');
};

const folders: readonly (readonly [HookHarness, string])[] = [
  ['claude', 'claude-code/hooks'],
  ['codex', 'codex/hooks'],
  ['gemini', 'gemini/hooks'],
  ['copilot', 'copilot/hooks-native'],
  ['cursor', 'cursor/hooks'],
];

const isFlat = (harness: HookHarness): boolean => hookFilesOf(harness).form === 'flat';

describe.each(folders)('what stands in the file of %s, run as it runs it', (harness, folder) => {
  test('leaves every event in the project', async () => {
    await project.ok(`stint hooks install ${harness}`, { env: { HOME: home } });
    const file = hookFilesOf(harness).files.project ?? '';
    const installed = Object.keys(JSON.parse(project.read(file)).hooks);
    const fired = new Set<string>();
    for (const name of fs.readdirSync(join(samples, folder))) {
      const payload = sample(join(folder, name));
      const { tool_name: tool, hook_event_name: event = basename(name).split('.')[0] } = JSON.parse(payload);
      const [command, ...others] = commandsIn(file, event, isFlat(harness) && harness !== 'cursor' ? undefined : tool);
      if (command === undefined) continue;
      expect(others).toEqual([]);
      const count = spooled().length;
      const ran = fire(harness, command, payload);
      expect([ran.status, ran.stderr], name).toEqual([0, '']);
      if (!/SessionStart|sessionStart/.test(event)) expect(ran.stdout, name).toBe('');
      else expect(JSON.stringify(JSON.parse(ran.stdout)), name).toContain('T001');
      expect(spooled().length, name).toBe(count + 1);
      expect(spooled().every((line) => line.harness === harness)).toBe(true);
      fired.add(event);
    }
    // Copilot has no sample of a failed tool.
    expect([...fired].sort()).toEqual(installed.filter((event) => event !== 'postToolUseFailure' || harness === 'cursor').sort());
    const found = await events();
    expect(found.some(({ type, data }) => type === 'command' && data.harness === harness)).toBe(true);
    expect(found.some(({ type }) => type === 'conversation_start')).toBe(true);
  });

  test('says nothing outside of a project, and where stint is not installed', async () => {
    await project.ok(`stint hooks install ${harness}`, { env: { HOME: home } });
    const file = hookFilesOf(harness).files.project ?? '';
    const [name = ''] = fs.readdirSync(join(samples, folder)).filter((each) => /^(SessionStart|sessionStart)/.test(each));
    const [command = ''] = commandsIn(file, name.split('.')[0] ?? '', undefined);
    const payload = sample(join(folder, name));
    fs.rmSync(join(project.dir, '.stint'), { recursive: true });
    expect(fire(harness, command, payload)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    fs.rmSync(join(bin, 'stint'));
    expect(fire(harness, command, payload)).toMatchObject({ status: 0, stdout: '' });
  });
});

describe('Copilot', () => {
  test('runs its own file and that of Claude Code: one event', async () => {
    await project.ok('stint hooks install claude copilot', { env: { HOME: home } });
    const [own = ''] = commandsIn('.github/hooks/stint.json', 'postToolUse', undefined);
    const [borrowed = ''] = commandsIn('.claude/settings.json', 'PostToolUse', 'Bash');
    expect(fire('copilot', own, sample('copilot/hooks-native/postToolUse.json')).status).toBe(0);
    expect(fire('copilot', borrowed, sample('copilot/hooks-from-.claude-settings/PostToolUse.json')).status).toBe(0);
    expect(spooled().length).toBe(2);
    expect((await events()).map(({ type, data }) => [type, data.harness])).toEqual([['command', 'copilot']]);
  });
});

/** Of a task that another session has in hand. */
const takeTask = async (): Promise<void> => {
  await project.ok('stint config set hooks.guard deny');
  await project.ok('stint start T001', { env: { STINT_CONVERSATION: 'somebody-else' } });
};

describe('the guard', () => {
  test('of Claude Code denies the write to a file of another session', async () => {
    await takeTask();
    await project.ok('stint hooks install claude', { env: { HOME: home } });
    const [command = ''] = commandsIn('.claude/settings.json', 'PreToolUse', 'Write');
    const write = JSON.parse(sample('claude-code/hooks/PostToolUse.Write.json'));
    const payload = (path: string): string =>
      JSON.stringify({ ...write, hook_event_name: 'PreToolUse', tool_input: { file_path: join(project.dir, path) } });
    const denied = fire('claude', command, payload('src/rate-limit.ts'));
    expect(denied.status).toBe(0);
    expect(JSON.parse(denied.stdout).hookSpecificOutput).toMatchObject({ permissionDecision: 'deny' });
    expect(fire('claude', command, payload('src/other.ts'))).toMatchObject({ status: 0, stdout: '' });
  });
});

describe('the plugin of OpenCode', () => {
  const conversation = 'ses_5a1f00c0effeA1B2C3D4E5F6G7';

  const play = (lines: readonly string[], path = `${bin}:/usr/bin:/bin`): Json[] => {
    // As .mjs, for a Node that does not tell modules by their text.
    const plugin = join(scratchFolder(), 'stint.mjs');
    fs.copyFileSync(join(project.dir, '.opencode/plugin/stint.js'), plugin);
    const host = join(import.meta.dirname, '../support/hook-host.mjs');
    const ran = spawnSync(process.execPath, [host, plugin, project.dir], {
      cwd: project.dir,
      env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME, OPENCODE: '1', PATH: path },
      input: lines.join('\n'),
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    return ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const recorded = (): string[] => sample('opencode/plugin-events.jsonl').trimEnd().split('\n');
  const transform = JSON.stringify({
    hook: 'experimental.chat.system.transform',
    input: { sessionID: conversation },
    output: { system: ['You are.'] },
  });

  test('reports, exports the conversation and gives the agent its context', async () => {
    await project.ok('stint hooks install opencode', { env: { HOME: home } });
    const said = play([...recorded(), transform]);
    expect(said.find(({ hook }) => hook === 'shell.env').output.env).toEqual({ STINT_CONVERSATION: conversation });
    expect(said.at(-1).output.system).toEqual(['You are.', expect.stringContaining('T001')]);
    expect(said.filter(({ denied }) => denied !== undefined)).toEqual([]);
    const kinds = () => spooled().map(({ kind }) => kind);
    const wanted = ['session-start', 'tool-end', 'tool-end', 'turn-end', 'usage'];
    for (let step = 0; step < 200 && kinds().length < wanted.length; step++) await pause(50);
    expect(kinds().sort()).toEqual(wanted);
    expect(spooled().every((line) => line.conversation === conversation)).toBe(true);
    const types = (await events()).map(({ type }) => type).sort();
    expect(types).toEqual(['command', 'conversation_start', 'file_write', 'usage']);
  });

  test("a subagent's session speaks for the conversation that it was started from", async () => {
    await project.ok('stint hooks install opencode', { env: { HOME: home } });
    const child = { id: 'ses_child', parentID: conversation };
    const said = play([
      ...recorded().slice(0, 1),
      JSON.stringify({ hook: 'event', event: { type: 'session.created', properties: { info: child } } }),
      JSON.stringify({ hook: 'shell.env', input: { sessionID: 'ses_child' }, output: { env: {} } }),
      JSON.stringify({ hook: 'event', event: { type: 'session.idle', properties: { sessionID: 'ses_child' } } }),
      transform,
    ]);
    expect(said[2].output.env).toEqual({ STINT_CONVERSATION: conversation });
    expect(spooled().map(({ kind }) => kind)).toEqual(['session-start']);
  });

  test('guards by throwing, where the setting is on', async () => {
    await takeTask();
    await project.ok('stint hooks install opencode', { env: { HOME: home } });
    const write = (path: string): string =>
      JSON.stringify({
        hook: 'tool.execute.before',
        input: { tool: 'write', sessionID: conversation, callID: path },
        output: { args: { filePath: join(project.dir, path), content: '' } },
      });
    const [denied, allowed] = play([write('src/rate-limit.ts'), write('src/other.ts')]);
    expect(denied.denied).toContain('T001');
    expect(allowed.denied).toBeUndefined();
  });

  test('stays silent where stint is not installed', async () => {
    await project.ok('stint hooks install opencode', { env: { HOME: home } });
    expect(play([...recorded(), transform], '/nowhere').at(-1).output.system).toEqual(['You are.']);
  });
});
