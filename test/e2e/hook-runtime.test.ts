import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { samples } from '../harness/sample';
import { hookFolder, runHook, sampleCall, spooled } from '../support/hook-program';
import { type Project, projectAt, scratchProject } from '../support/scratch-project';

const claudeId = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const claude = (event: string, dir: string) => sampleCall(`claude-code/hooks/${event}.json`, dir);

let project: Project;
beforeAll(async () => {
  project = await scratchProject(undefined, hookFolder());
});

const fresh = async (): Promise<Project> => {
  const made = projectAt(hookFolder());
  await made.ok('stint init');
  return made;
};

describe('the start of a conversation is answered in the form of the harness', () => {
  const brief = expect.stringMatching(/^stint: tasks of this repository .*\n(?:.*\n)*.*`stint start T001`/);
  const conversationOf: Record<string, string> = {
    gemini: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    cursor: 'c0ffee00-1111-4222-8333-444455556666',
  };
  test.each([
    [
      'claude-code/hooks/SessionStart.startup.json',
      { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } },
    ],
    [
      'claude-code/hooks/SessionStart.compact.json',
      { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } },
    ],
    [
      'claude-code/hooks/SessionStart.resume.json',
      { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } },
    ],
    [
      'claude-code/hooks/SessionStart.clear.json',
      { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } },
    ],
    ['codex/hooks/SessionStart.json', { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } }],
    ['gemini/hooks/SessionStart.json', { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } }],
    ['copilot/hooks-native/sessionStart.json', { additionalContext: brief }],
    [
      'copilot/hooks-from-.claude-settings/SessionStart.json',
      { additionalContext: brief, hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: brief } },
    ],
    ['cursor/hooks/sessionStart.json', { env: { STINT_CONVERSATION: conversationOf.cursor }, additional_context: brief }],
  ])('%s', async (name, answer) => {
    const { argv, stdin, env } = sampleCall(name, project.dir);
    const run = await runHook(argv, { cwd: project.dir, env, stdin });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual(answer);
    const told = `STINT_CONVERSATION=${conversationOf.gemini} stint status`;
    expect(run.stdout.includes(told)).toBe(name.startsWith('gemini'));
  });

  test('opencode, for its plugin', async () => {
    const stdin = JSON.stringify({ event: 'session.created', cwd: project.dir, sessionID: 'ses_1', info: { id: 'ses_1' } });
    const run = await runHook(['opencode'], { cwd: project.dir, stdin });
    expect(JSON.parse(run.stdout)).toEqual({ env: { STINT_CONVERSATION: 'ses_1' }, context: brief });
  });
});

test('the session of the conversation is told, with the words of the agent before it', async () => {
  const own = await scratchProject(undefined, hookFolder());
  const around = { env: { STINT_CONVERSATION: claudeId } };
  await own.ok('stint start T001', around);
  await own.ok(['focus', 'note', 'clock skew is missing'], around);
  const { argv, stdin, env } = claude('SessionStart.compact', own.dir);
  const { stdout } = await runHook(argv, { cwd: own.dir, env, stdin });
  const context: string = JSON.parse(stdout).hookSpecificOutput.additionalContext;
  expect(context).toMatch(/^stint: this conversation works in session [0-9a-f]{6}, whose scope is epic:T001 "Authentication"/);
  expect(context).toContain('In focus: T005 "Validate tokens"');
  expect(context).toContain('Last note: "clock skew is missing"');
  expect(context.length).toBeLessThanOrEqual(1500);
});

describe('STINT_CONVERSATION reaches the commands of Claude Code', () => {
  const start = (dir: string, file: string, id: string) => {
    const stdin = JSON.stringify({
      session_id: id,
      cwd: dir,
      hook_event_name: 'SessionStart',
      source: 'startup',
      transcript_path: `/h/projects/p/${'x'}.jsonl`,
    });
    return runHook(['claude'], { cwd: dir, stdin, env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: id, CLAUDE_ENV_FILE: file } });
  };
  const exported = (file: string): string =>
    execFileSync('/bin/sh', ['-c', `. "${file}"; printf %s "$STINT_CONVERSATION"`], { encoding: 'utf8', env: {} });

  test('once, behind what is there, and after a change again', async () => {
    const file = join(hookFolder(), 'env.sh');
    writeFileSync(file, 'export OTHER=1');
    for (const id of ['a', 'a', 'b', 'a']) await start(project.dir, file, id);
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([
      'export OTHER=1',
      "export STINT_CONVERSATION='a'",
      "export STINT_CONVERSATION='b'",
      "export STINT_CONVERSATION='a'",
      '',
    ]);
  });

  test.each(["it's", '$(touch /tmp/stint-was-here)', '`id`', 'a b;c', '"q"', '\\'])('%s is quoted', async (id) => {
    const file = join(hookFolder(), 'env.sh');
    await start(project.dir, file, id);
    expect(exported(file)).toBe(id);
    expect(existsSync('/tmp/stint-was-here')).toBe(false);
  });

  test('not with a line break in it', async () => {
    const file = join(hookFolder(), 'env.sh');
    expect(await start(project.dir, file, "a\nexport PATH=''")).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('whatever arrives, a hook is silent and successful', () => {
  const half = JSON.stringify({ session_id: 'x', tool_input: { a: 1 } }).slice(0, -8);
  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['a list', '[1]'],
    ['half a payload', half],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['an object without anything', '{}'],
    ['members of other types', JSON.stringify({ session_id: 5, cwd: [], hook_event_name: {}, tool_input: 'x', turn_id: 'a' })],
    [
      'a folder that is not there',
      JSON.stringify({ session_id: 'x', cwd: '/nowhere/at/all', hook_event_name: 'Stop', turn_id: 'a' }),
    ],
  ])('%s', async (_, stdin) => {
    const { dir } = await fresh();
    for (const harness of ['claude', 'codex', 'opencode', 'gemini', 'copilot', 'cursor'])
      expect(await runHook([harness], { cwd: dir, stdin })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('outside of a project, where it leaves nothing', async () => {
    const folder = hookFolder();
    for (const event of ['SessionStart.startup', 'PostToolUse.Write', 'Stop', 'SessionEnd.other']) {
      const { argv, stdin, env } = claude(event, folder);
      expect(await runHook(argv, { cwd: folder, env, stdin })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('in a project that cannot be read; the event is there nevertheless', async () => {
    const { dir } = await fresh();
    writeFileSync(join(dir, '.stint/sessions.json'), '{"version":1,');
    const { argv, stdin, env } = claude('SessionStart.startup', dir);
    expect(await runHook(argv, { cwd: dir, env, stdin })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(spooled(dir)).toMatchObject([{ kind: 'session-start' }]);
  });

  test('where the spool is something else', async () => {
    const { dir } = await fresh();
    const elsewhere = join(hookFolder(), 'elsewhere');
    mkdirSync(join(dir, '.stint/spool'));
    symlinkSync(elsewhere, join(dir, `.stint/spool/${claudeId}.jsonl`));
    const { argv, stdin, env } = claude('PostToolUse.Write', dir);
    expect(await runHook(argv, { cwd: dir, env, stdin })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(existsSync(elsewhere)).toBe(false);
  });

  test('and explains itself where STINT_DEBUG asks for it', async () => {
    const { dir } = await fresh();
    const { argv, stdin, env } = claude('PostToolUse.Write', dir);
    const told = async (text: string, cwd = dir) =>
      (await runHook(argv, { cwd, env: { ...env, STINT_DEBUG: '1' }, stdin: text })).stderr;
    expect(await told(stdin)).toBe(`stint hook: claude tool-end recorded in ${dir}/.stint/spool/${claudeId}.jsonl\n`);
    expect(await told('')).toBe('stint hook: nothing to read on standard input\n');
    expect(await told('{')).toBe('stint hook: the payload is no JSON object (1 characters)\n');
  });
});

describe('a harness that keeps standard input open', () => {
  test('is not waited for once its payload is whole', async () => {
    const { dir } = await fresh();
    const { argv, stdin, env } = claude('PostToolUse.Write', dir);
    expect(await runHook(argv, { cwd: dir, env, stdin, keepOpen: true })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(spooled(dir)).toHaveLength(1);
  });

  test.each(['', '{"session_id":"x"'])('and says nothing more than %o: the hook ends', async (stdin) => {
    const { dir } = await fresh();
    expect(await runHook(['claude'], { cwd: dir, stdin, keepOpen: true })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test("nor is it by Node's own stream, where the inner one is not to be had", async () => {
    const { dir } = await fresh();
    const without = join(hookFolder(), 'without.cjs');
    writeFileSync(without, 'delete process.binding;\nprocess.binding = undefined;\n');
    const { argv, stdin, env } = claude('PostToolUse.Write', dir);
    const old = { ...env, NODE_OPTIONS: `--require ${without}` };
    for (const [text, keepOpen] of [
      [stdin, false],
      [stdin, true],
      ['', true],
    ] as const)
      expect(await runHook(argv, { cwd: dir, env: old, stdin: text, keepOpen })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(spooled(dir)).toHaveLength(2);
  });
});

test('a payload of many megabytes is taken in, one beyond all measure is left', async () => {
  const { dir } = await fresh();
  const { argv, stdin, env } = claude('PostToolUse.Write', dir);
  const payload = JSON.parse(stdin);
  const write = async (characters: number) => {
    const text = JSON.stringify({
      ...payload,
      tool_use_id: `${characters}`,
      tool_input: { ...payload.tool_input, content: 'x'.repeat(characters) },
    });
    expect(await runHook(argv, { cwd: dir, env, stdin: text })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  };
  await write(3_000_000);
  await write(17_000_000);
  expect(spooled(dir).map(({ tool }) => tool.id)).toEqual(['3000000']);
});

test('lines of hooks side by side are whole, and nobody else can read them', async () => {
  const { dir } = await fresh();
  const { argv, stdin, env } = claude('PostToolUse.Write', dir);
  const payload = JSON.parse(stdin);
  const ids = Array.from({ length: 24 }, (_, at) => `toolu_${at}`);
  await Promise.all(ids.map((id) => runHook(argv, { cwd: dir, env, stdin: JSON.stringify({ ...payload, tool_use_id: id }) })));
  expect(
    spooled(dir)
      .map(({ tool }) => tool.id)
      .sort(),
  ).toEqual(ids.sort());
  expect(statSync(join(dir, '.stint/spool')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, `.stint/spool/${claudeId}.jsonl`)).mode & 0o777).toBe(0o600);
});

test('an agent that has gone elsewhere still belongs to the project where it began', async () => {
  const { dir } = await fresh();
  const away = hookFolder();
  const { argv, stdin, env } = claude('PostToolUse.Write', away);
  await runHook(argv, { cwd: away, stdin, env: { ...env, CLAUDE_PROJECT_DIR: dir } });
  expect(spooled(dir)).toMatchObject([{ cwd: away, facts: [{ path: `${away}/src/rate-limit.ts` }] }]);
});

test("another agent's hook file does not make its events ours", async () => {
  const { dir } = await fresh();
  const { stdin } = claude('PostToolUse.Write', dir);
  const foreign = JSON.stringify({ ...JSON.parse(stdin), transcript_path: undefined });
  expect(await runHook(['claude'], { cwd: dir, stdin: foreign })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(existsSync(join(dir, '.stint/spool'))).toBe(false);
});

test('the end of a turn counts tokens in the background, and the session goes on', async () => {
  const own = await scratchProject(undefined, hookFolder());
  await own.ok('stint start T001', { env: { STINT_CONVERSATION: claudeId } });
  const transcript = join(hookFolder(), `${claudeId}.jsonl`);
  appendFileSync(transcript, transcriptOf());
  const { argv, stdin, env } = claude('Stop', own.dir);
  const text = JSON.stringify({ ...JSON.parse(stdin), transcript_path: transcript });
  expect(await runHook(argv, { cwd: own.dir, env, stdin: text })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  const session = () => own.json('.stint/sessions.json').sessions[0];
  for (let waits = 0; waits < 400 && session().usage === undefined; waits += 1) await sleep(50);
  expect(session()).toMatchObject({ status: 'active', hooks: true, usage: [{ conversation: claudeId, harness: 'claude' }] });
  const end = claude('SessionEnd.prompt_input_exit', own.dir);
  await runHook(end.argv, { cwd: own.dir, env: end.env, stdin: end.stdin });
  await own.ok('stint log later', { env: { STINT_CONVERSATION: claudeId } });
  expect(session()).toMatchObject({ status: 'active', conversation: claudeId });
});

/** The sample transcript, of just now: only what falls into the time of the session counts for it. */
const transcriptOf = (): string => {
  const text = readFileSync(join(samples, `claude-code/projects/-home-dev-acme-api/${claudeId}.jsonl`), 'utf8');
  const at = new Date(Date.now() + 1000).toISOString();
  return text.replaceAll(/"timestamp":"[^"]*"/g, `"timestamp":"${at}"`);
};
