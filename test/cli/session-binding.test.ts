import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Project, projectAt, scratchFolder, scratchProject, seedTasks } from '../support/scratch-project';

const now = '2026-11-21T12:00:00.000Z';
const claude = {
  env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10', CLAUDE_CODE_ENTRYPOINT: 'cli' },
  now,
};
const codex = { env: { CODEX_CI: '1', CODEX_THREAD_ID: '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }, now };
const copilot = { env: { COPILOT_CLI: '1', COPILOT_AGENT_SESSION_ID: '94c0ffee-74ce-4fd1-86fc-4703efffdcc9' }, now };
const opencode = { env: { OPENCODE: '1' }, now };
const gemini = { env: { GEMINI_CLI: '1' }, now };
const terminal = { now };

const git = (cwd: string, ...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    stdio: 'ignore',
  });
};

const start = async (project: Project, line: string, around: object): Promise<string> =>
  (await project.data(line, around)).session.id;

describe('three conversations, a terminal and two worktrees at once', () => {
  test('each status names its own session, and nobody is re-pointed by another start', async () => {
    const dir = scratchFolder();
    git(dir, 'init', '-q', '-b', 'main');
    git(dir, 'commit', '-q', '--allow-empty', '-m', 'Begin');
    const left = `${scratchFolder()}/left`;
    const right = `${scratchFolder()}/right`;
    git(dir, 'worktree', 'add', '-q', '-b', 'left', left);
    git(dir, 'worktree', 'add', '-q', '-b', 'right', right);
    const scopes = [1, 2, 3, 4, 5, 6].map((n) => ({ id: `T00${n}`, title: `Part ${n}` }));
    const project = await scratchProject(scopes, dir);
    await project.ok('stint config set multiSession.maxConcurrentSessions 9');
    const places: readonly [string, object][] = [
      ['claude', claude],
      ['codex', codex],
      ['copilot', copilot],
      ['the terminal', terminal],
      ['the left worktree', { now, cwd: left }],
      ['the right worktree', { now, cwd: right }],
    ];
    const expected = new Map<string, string>();
    for (const [index, [name, around]] of places.entries()) {
      expected.set(name, await start(project, `stint start T00${index + 1}`, around));
      for (const [other, where] of places.slice(0, index + 1)) {
        expect((await project.data('stint status', where)).session.id, `${other} after the start of ${name}`).toBe(
          expected.get(other),
        );
      }
      for (const [, where] of places.slice(index + 1)) {
        const error = await project.refused(36, 'stint status', where);
        expect(error.details.sessions).toHaveLength(index + 1);
        expect(error.fix.length).toBeGreaterThan(0);
      }
    }
    const rules = await Promise.all(places.map(async ([, where]) => (await project.data('stint status', where)).rule));
    expect(rules).toEqual(['conversation', 'conversation', 'conversation', 'pointer', 'pointer', 'pointer']);
    expect(existsSync(join(left, '.stint/todo.json'))).toBe(false);
    expect((await projectAt(left).data('stint session list')).total).toBe(6);
    await project.refused(32, 'stint start T001', { now, cwd: left });
  });

  test('an agent without a session works in the one of the terminal that it was started from, until it has its own', async () => {
    const project = await scratchProject();
    const mine = await start(project, 'stint start T001', terminal);
    expect(await project.data('stint status', claude)).toMatchObject({ session: { id: mine }, rule: 'pointer' });
    const own = await start(project, 'stint start T050', claude);
    expect(await project.data('stint status', claude)).toMatchObject({ session: { id: own }, rule: 'conversation' });
    expect((await project.data('stint status', terminal)).session.id).toBe(mine);
  });

  test('an agent that ends its session and starts another in the same conversation just works', async () => {
    const project = await scratchProject();
    const first = await start(project, 'stint start T001', claude);
    await project.ok('stint session end', claude);
    expect((await project.refused(36, 'stint status', claude)).message).toContain('is ended');
    const second = await start(project, 'stint start T050', claude);
    expect((await project.data('stint status', claude)).session.id).toBe(second);
    await project.ok(`stint resume ${first}`, claude);
    expect((await project.data('stint status', claude)).session.id).toBe(first);
    expect((await project.data(`stint session show ${second}`)).session.status).toBe('active');
  });

  test('a conversation with a session starts another: it speaks for the new one, the old one stays as it is', async () => {
    const project = await scratchProject();
    const first = await start(project, 'stint start T001', claude);
    const second = await start(project, 'stint start T050', claude);
    expect((await project.data('stint status', claude)).session.id).toBe(second);
    expect((await project.data(`stint session show ${first}`)).session).toMatchObject({
      status: 'active',
      focus: { id: 'T005' },
    });
    expect((await project.data(`stint switch ${first}`, claude)).session.id).toBe(first);
  });

  test('a crowd of agents in one checkout does not move the pointer of the terminal', async () => {
    const project = await scratchProject();
    const mine = await start(project, 'stint start cub-048a-5', terminal);
    await start(project, 'stint start T001', claude);
    await start(project, 'stint start T050', codex);
    expect(project.read('.stint/.current-session')).toBe(`${mine}\n`);
    await project.ok('stint session end', claude);
    expect(project.read('.stint/.current-session')).toBe(`${mine}\n`);
  });
});

describe('harnesses without an id in the environment', () => {
  test.each([
    ['OpenCode', opencode],
    ['Gemini', gemini],
  ])('%s: not bound by the terminal of a person, but by what it started itself', async (_name, harness) => {
    const project = await scratchProject();
    await start(project, 'stint start T001', claude);
    const error = await project.refused(36, 'stint status', harness);
    expect(error.fix[0]).toMatch(/^stint /);
    const own = await start(project, 'stint start T050', harness);
    expect(await project.data('stint status', harness)).toMatchObject({ session: { id: own }, rule: 'pointer' });
    expect((await project.data('stint status', claude)).session.scope.rootTaskId).toBe('T001');
  });

  test('a session that records a conversation is never read from the pointer by a harness', async () => {
    const project = await scratchProject();
    const id = await start(project, 'stint start T001', claude);
    project.write('.stint/.current-session', `${id}\n`);
    const error = await project.refused(36, 'stint status', gemini);
    expect(error.message).toContain('.current-session');
  });
});

describe('named outright', () => {
  test('STINT_SESSION and --session come before the conversation; none and --no-session unbind', async () => {
    const project = await scratchProject();
    const first = await start(project, 'stint start T001', claude);
    const second = await start(project, 'stint start T050', codex);
    const env = { ...claude.env, STINT_SESSION: second };
    expect(await project.data('stint status', { env, now })).toMatchObject({ session: { id: second }, rule: 'explicit' });
    expect((await project.data(`stint status --session ${first.slice(-6)}`, { env, now })).session.id).toBe(first);
    await project.refused(36, 'stint status', { env: { ...claude.env, STINT_SESSION: 'none' }, now });
    await project.refused(36, 'stint status --no-session', claude);
    await project.ok('stint wip cub-048a-5 --no-session', claude);
    expect((await project.data('stint show cub-048a-5')).task.work).not.toHaveProperty('session');
  });

  test('an unknown one is 31 for commands that need a session', async () => {
    const project = await scratchProject();
    for (const line of ['stint status', 'stint focus show', 'stint session end', 'stint focus note x']) {
      await project.refused(31, line, { env: { STINT_SESSION: 'session_20200101_000000_000000' } });
      await project.refused(31, `${line} --session nothing`);
    }
  });

  test('an ended one: 39 for commands that need one; start, resume, switch and the rest ignore it with a warning', async () => {
    const project = await scratchProject();
    const ended = await start(project, 'stint start T001', terminal);
    await project.ok('stint session end', terminal);
    const around = { env: { STINT_SESSION: ended }, now };
    for (const line of [
      'stint status',
      'stint focus show',
      'stint focus set T005',
      'stint focus note x',
      'stint session end',
      'stint list --mine',
    ]) {
      expect((await project.refused(39, line, around)).message, line).toContain('ended');
    }
    const active = await start(project, 'stint start task:T051', terminal);
    for (const line of [
      'stint log x',
      'stint wip cub-048a-5',
      'stint done cub-048a-5',
      'stint start T012',
      `stint switch ${active.slice(-6)} --takeover`,
    ]) {
      const ran = await project.run(line, around);
      expect(ran.exitCode, line).toBe(0);
      expect(ran.stderr, line).toContain('ended');
      if (line.startsWith('stint start')) await project.ok('stint session end', terminal);
    }
    expect((await project.run(`stint resume ${ended}`, around)).stderr).toBe('');
    await project.ok(`stint session suspend ${active}`, terminal);
    expect((await project.run(`stint resume ${active}`, around)).stderr).toContain('unset it');
  });
});

describe('pointers that lead nowhere', () => {
  test.each([
    [
      'a session that ended',
      async (project: Project) => {
        const id = await start(project, 'stint start T001', terminal);
        await project.ok(`stint session end ${id}`, terminal);
        return `${id}\n`;
      },
      'ended',
    ],
    ['a session that is not there', async () => 'session_20200101_000000_abcdef\n', 'not there'],
    ['rubbish', async () => '\u001b[31m\u0000rubbish', ''],
    ['an empty file', async () => '', ''],
  ])('%s: unbound, with the reason', async (_name, make, because) => {
    const project = await scratchProject();
    project.write('.stint/.current-session', await make(project));
    const error = await project.refused(36, 'stint status', terminal);
    expect(error.message).toContain(because);
    const logged = await project.run('stint log x', terminal);
    expect(logged.exitCode).toBe(0);
    if (because !== '') expect(logged.stderr).toContain(because);
  });
});

describe('switch', () => {
  test('35 where another conversation holds the session; --takeover passes', async () => {
    const project = await scratchProject();
    const id = (await start(project, 'stint start T001', claude)).slice(-6);
    await project.refused(35, `stint switch ${id}`, codex);
    await project.ok(`stint switch ${id} --takeover`, codex);
    expect((await project.data('stint status', codex)).session.shortId).toBe(id);
    expect((await project.refused(36, 'stint status', claude)).message).toContain('another conversation');
  });

  test('a terminal binds to a session of another terminal', async () => {
    const project = await scratchProject();
    const first = (await start(project, 'stint start T001', terminal)).slice(-6);
    await start(project, 'stint start T050', terminal);
    expect((await project.data(`stint switch ${first}`, terminal)).changed).toBe(true);
    expect((await project.data('stint status', terminal)).session.shortId).toBe(first);
    expect((await project.data(`stint switch ${first}`, terminal)).changed).toBe(false);
  });
});

describe('shells', () => {
  test('STINT_CONVERSATION of shell-init binds each terminal on its own', async () => {
    const project = await scratchProject(seedTasks);
    const a = { env: { STINT_CONVERSATION: 'shell-1' }, now };
    const b = { env: { STINT_CONVERSATION: 'shell-2' }, now };
    const first = await start(project, 'stint start T001', a);
    const second = await start(project, 'stint start T050', b);
    expect((await project.data('stint status', a)).session.id).toBe(first);
    expect((await project.data('stint status', b)).session.id).toBe(second);
    expect(existsSync(join(project.dir, '.stint/.current-session'))).toBe(false);
    await project.refused(36, 'stint status', terminal);
  });

  test('several harnesses at once, none the nearest: asked, never guessed', async () => {
    const project = await scratchProject();
    const both = { env: { ...claude.env, ...codex.env }, now };
    await start(project, 'stint start T001', claude);
    expect((await project.refused(36, 'stint status', both)).message).toContain('STINT_CONVERSATION');
  });
});
