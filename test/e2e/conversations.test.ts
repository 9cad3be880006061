import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatSpoolLine, spoolFileName } from '../../src/domain/event/spool-line';
import { git, gitProject } from '../support/git-project';
import { startCommand } from '../support/processes';
import { programs, shellCommandOf } from '../support/run-cli';
import { type Project, scratchFolder } from '../support/scratch-project';

/**
 * Agents as their harnesses run them: a process of the harness's name that sets its variables and starts a shell, and
 * in it one command of the built program, or the next harness.
 */
const outerId = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const otherId = '7a1b2c3d-0000-4a53-9a3e-5c2f6c1b8e10';
const codexId = '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const openCodeId = 'ses_5a1f00c0effeA1B2C3D4E5F6G7';

const bin = scratchFolder();
const script = (name: string, lines: readonly string[]): void => {
  writeFileSync(join(bin, name), `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(join(bin, name), 0o755);
};
beforeAll(() => {
  // A command after the shell keeps it from giving up its process to the shell's only command.
  const run = '/bin/sh -c "$*; exit \\$?"; exit $?';
  script('stint', [`exec ${shellCommandOf(programs.stint)} "$@"`]);
  script('claude', ['export CLAUDECODE=1 CLAUDE_CODE_SESSION_ID="$1" CLAUDE_PID=$$', 'shift', run]);
  // Its hooks have put the conversation into the environment of every command.
  script('claude-hooked', ['export STINT_CONVERSATION="$1"', 'exec claude "$@"']);
  script('codex', ['export CODEX_CI=1 CODEX_THREAD_ID="$1"', 'shift', run]);
  script('opencode', ['export OPENCODE=1 OPENCODE_PID=$$ AGENT=1 STINT_CONVERSATION="$1"', 'shift', run]);
  script('opencode-bare', ['export OPENCODE=1 OPENCODE_PID=$$ AGENT=1', 'shift', run]);
  script('gemini', ['export GEMINI_CLI=1', 'shift', run]);
});

type Env = Readonly<Record<string, string>>;
/** Runs a line of a shell, `claude ID stint status` for instance; answers are JSON. */
const ask = async (cwd: string, line: string, env: Env = {}) => {
  const place = { cwd, env: { PATH: `${bin}${delimiter}${process.env.PATH}`, STINT_JSON: '1', ...env } };
  const { exitCode, stdout, stderr } = await startCommand('/bin/sh', ['-c', `${line} --json; exit $?`], place).ended;
  const answer = JSON.parse(stdout || '{}');
  return { exitCode, stderr, ...answer };
};
/** The root of the bound session's scope, or the exit code. */
const boundTo = async (cwd: string, line: string, env: Env = {}): Promise<string> => {
  const { exitCode, data } = await ask(cwd, `${line} stint status`.trim(), env);
  return exitCode === 0 ? data.session.scope.rootTaskId : `exit ${exitCode}`;
};
const start = async (cwd: string, who: string, task: string, env: Env = {}): Promise<string> => {
  const { exitCode, data, error } = await ask(cwd, `${who} stint start ${task}`.trim(), env);
  expect([exitCode, error?.message]).toEqual([0, undefined]);
  return data.session.id;
};

const projectForAll = async (): Promise<Project> => {
  const project = await gitProject(9);
  await project.ok('stint config set multiSession.maxConcurrentSessions 9');
  return project;
};
const worktree = (project: Project, name: string): string => {
  const path = join(scratchFolder(), name);
  git(project.dir, 'worktree', 'add', '-q', '-b', name, path);
  return path;
};

describe.skipIf(process.platform !== 'linux')('everybody at once', { timeout: 120_000 }, () => {
  test('two in one checkout, two in two worktrees, one in another, a terminal beside them', async () => {
    const project = await projectForAll();
    const here = project.dir;
    const left = worktree(project, 'left');
    const right = worktree(project, 'right');
    const nested = `claude-hooked ${outerId} codex ${codexId}`;
    const people: readonly (readonly [task: string, cwd: string, who: string, env?: Env])[] = [
      // Terminals first: without a session of its own an agent works in the one of its terminal.
      ['T001', here, ''],
      ['T007', left, ''],
      ['T002', here, `claude-hooked ${outerId}`],
      ['T003', here, `claude ${otherId}`],
      ['T004', here, nested],
      ['T005', left, `opencode ${openCodeId}`],
      ['T006', right, 'codex 019ab3c4-0000-7f80-9a1b-2c3d4e5f6071'],
      ['T008', here, '', { STINT_CONVERSATION: 'shell-2' }],
    ];
    const seen = async () => Promise.all(people.map(([, cwd, who, env]) => boundTo(cwd, who, env)));
    const ids = new Map<string, string>();
    for (const [task, cwd, who, env] of [...people].sort((a, b) => Number(a[2] === '') - Number(b[2] === '')))
      ids.set(task, await start(cwd, who, task, env));
    expect(await seen()).toEqual(people.map(([task]) => task));

    // The same conversation is the same session from wherever it asks; the pointer of a worktree is not.
    expect(await boundTo(right, `claude-hooked ${outerId}`)).toBe('T002');
    expect(await boundTo(right, '')).toBe('exit 36');

    // What the hooks of each report goes where its commands go.
    mkdirSync(join(here, '.stint/spool'));
    for (const [task, conversation] of [
      ['T002', outerId],
      ['T004', codexId],
      ['T005', openCodeId],
    ] as const) {
      const path = task === 'T005' ? join(left, 'src/a.ts') : join(here, `src/${task}.ts`);
      const line = formatSpoolLine(
        {
          harness: 'claude',
          shape: 'own',
          kind: 'tool-end',
          conversation,
          key: task,
          repeatable: false,
          facts: [{ type: 'file_write', path }],
        },
        new Date().toISOString(),
      );
      writeFileSync(join(here, '.stint/spool', spoolFileName(conversation, String)), line);
    }
    for (const [task, path] of [
      ['T002', 'src/T002.ts'],
      ['T004', 'src/T004.ts'],
      ['T005', 'src/a.ts'],
      ['T003', undefined],
    ] as const) {
      const { data } = await ask(right, `stint session show ${ids.get(task)} --events`);
      const writes = data.events.filter((event: { type: string }) => event.type === 'file_write');
      expect(
        writes.map((event: { task: string; data: { path: string } }) => [event.task, event.data.path]),
        task,
      ).toEqual(path === undefined ? [] : [[task, path]]);
    }

    // One after the other ends: nobody falls into a session of somebody else.
    for (const [index, [, cwd, who, env]] of people.entries()) {
      expect((await ask(cwd, `${who} stint session end`.trim(), env)).exitCode).toBe(0);
      expect(await seen()).toEqual(people.map(([task], n) => (n <= index ? 'exit 36' : task)));
    }
  });

  test('nested the other way round, in the same harness, and without an id', async () => {
    const project = await projectForAll();
    const here = project.dir;
    const outer = `codex ${codexId}`;
    const inClaude = `claude-hooked ${outerId} claude ${otherId}`;
    await start(here, outer, 'T001');
    await start(here, `${outer} claude-hooked ${outerId}`, 'T002');
    await start(here, `opencode ${openCodeId}`, 'T003');
    await start(here, inClaude, 'T004');
    const all = [
      outer,
      `${outer} claude-hooked ${outerId}`,
      `opencode ${openCodeId}`,
      inClaude,
      `claude ${outerId} opencode ${openCodeId}`,
      `opencode ${openCodeId} codex ${codexId}`,
      `opencode ${openCodeId} gemini x`,
      `claude-hooked ${outerId} gemini x`,
      `claude-hooked ${outerId} opencode-bare x`,
    ];
    const seen = await Promise.all(all.map((who) => boundTo(here, who)));
    expect(seen).toEqual(['T001', 'T002', 'T003', 'T004', 'T003', 'T001', 'exit 36', 'exit 36', 'exit 36']);
  });
});

describe('an id that is wrong or missing', () => {
  test('is an error, and never the session of another', async () => {
    const project = await projectForAll();
    const here = project.dir;
    const claude = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: outerId };
    const first = await start(here, '', 'T001', claude);
    project.write('.stint/.current-session', `${first}\n`);
    const cases: readonly (readonly [string, Env])[] = [
      ['T001', claude],
      ['exit 36', {}],
      ['exit 36', { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: otherId }],
      ['exit 36', { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: outerId.slice(0, 8) }],
      ['exit 36', { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: '' }],
      ['exit 36', { CLAUDECODE: '1' }],
      ['exit 36', { OPENCODE: '1' }],
      ['exit 36', { AGENT: '1' }],
      ['exit 36', { STINT_CONVERSATION: `${outerId}x` }],
      ['exit 36', { STINT_CONVERSATION: '../../etc/passwd' }],
      ['exit 31', { ...claude, STINT_SESSION: 'session_20200101_000000_000000' }],
      ['exit 31', { ...claude, STINT_SESSION: 'constructor' }],
      ['exit 36', { ...claude, STINT_SESSION: 'none' }],
      ['T001', { STINT_SESSION: first }],
    ];
    const seen = await Promise.all(cases.map(([, env]) => boundTo(here, '', env)));
    expect(seen).toEqual(cases.map(([expected]) => expected));

    // A command that needs no session works unbound, says so, and leaves the other session alone.
    const logged = await ask(here, 'stint log x', { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: otherId });
    expect([logged.exitCode, logged.warnings.map(({ code }: { code: string }) => code)]).toEqual([0, ['W_UNBOUND']]);
    const { data } = await ask(here, `stint session show ${first} --events`);
    expect(data.events.map(({ type }: { type: string }) => type)).toEqual(['session_start', 'task_claim', 'focus']);
  });
});
