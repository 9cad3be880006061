import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { git, gitProject } from '../support/git-project';
import { hookFolder, sampleCall } from '../support/hook-program';
import { programs, shellCommandOf } from '../support/run-cli';
import { type Project, scratchFolder } from '../support/scratch-project';

const codexId = '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

/** Whether this machine lets us mount a folder read-only for one command. */
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', [
    '-m',
    'sh',
    '-c',
    'mount --bind /tmp /tmp && mount -o remount,ro,bind /tmp && ! touch /tmp/x 2>/dev/null',
  ]).status === 0;

let project: Project;
let linked: string;
beforeAll(async () => {
  project = await gitProject(4);
  linked = join(scratchFolder(), 'linked');
  git(project.dir, 'worktree', 'add', '-q', linked);
  await project.ok('stint start T001 --agent opus-2', { env: { STINT_CONVERSATION: 'other' } });
});

/** A line of a shell in the linked working tree, with the main checkout read-only, as agents' sandboxes have it. */
const inSandbox = (line: string, env: Readonly<Record<string, string>> = {}, input = '') => {
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', 'mount --bind "$MAIN" "$MAIN" && mount -o remount,ro,bind "$MAIN" && cd "$LINKED" && eval "$LINE"'],
    {
      encoding: 'utf8',
      input,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        XDG_STATE_HOME: process.env.XDG_STATE_HOME,
        ...env,
        MAIN: project.dir,
        LINKED: linked,
        LINE: line.replaceAll('stint ', `${shellCommandOf(programs.stint)} `),
      },
    },
  );
  return { exitCode: status, stdout, stderr };
};

describe.skipIf(!canMount)('from a linked working tree, the main checkout being read-only', () => {
  test.each(['stint next', 'stint list', 'stint session list', 'stint dash', 'stint show T002'])('%s reads', (line) => {
    expect(inSandbox(line, { CODEX_THREAD_ID: codexId })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each(['stint start T002', 'stint wip T002', 'stint log word', 'stint done T002 --no-session'])(
    '%s gives 53, with the line that opens the sandbox',
    (line) => {
      const run = inSandbox(`${line} --json`, { CODEX_THREAD_ID: codexId });
      expect(run.exitCode).toBe(53);
      expect(JSON.parse(run.stdout).error).toMatchObject({
        code: 'E_STORE_IO',
        fix: [`codex --add-dir ${join(project.dir, '.stint')}`],
      });
    },
  );

  test('the doctor says that commands cannot write', () => {
    const run = inSandbox('stint doctor --json', { CODEX_THREAD_ID: codexId });
    expect(run.exitCode).toBe(0);
    const found = JSON.parse(run.stdout).data.findings.find(({ code }: { code: string }) => code === 'folder-unwritable');
    const message = `${join(project.dir, '.stint')} is mounted read-only, as in the sandbox of an agent`;
    expect(found).toMatchObject({ severity: 'warning', message, file: '.stint' });
    expect(found.fix).toBeUndefined();
  });

  test.each([
    'claude-code/hooks/PostToolUse.Write.json',
    'claude-code/hooks/Stop.json',
    'codex/hooks/PostToolUse.apply_patch.json',
    'codex/hooks/Stop.json',
    'codex/hooks/SessionEnd.json',
    'codex/notify.agent-turn-complete.json',
  ])('%s: the hook is silent', (name) => {
    const { argv, stdin, env } = sampleCall(name, linked);
    const words = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    expect(inSandbox(`stint hook ${words}`, env, stdin)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('a conversation that begins is told what there is', () => {
    const { stdin, env } = sampleCall('codex/hooks/SessionStart.json', linked);
    const { stdout, ...rest } = inSandbox('stint hook codex', env, stdin);
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    const context: string = JSON.parse(stdout).hookSpecificOutput.additionalContext;
    expect(context).toContain('no session is bound to this conversation');
    expect(context).toContain('In the hands of others, leave it to them: T001 "Task 1"');
  });

  test('STINT_CONVERSATION is exported all the same', () => {
    const file = join(hookFolder(), 'env.sh');
    writeFileSync(file, '');
    const { stdin, env } = sampleCall('claude-code/hooks/SessionStart.startup.json', linked);
    inSandbox('stint hook claude', { ...env, CLAUDE_ENV_FILE: file }, stdin);
    expect(inSandbox(`cat ${file}`).stdout).toBe(`export STINT_CONVERSATION='${env.CLAUDE_CODE_SESSION_ID}'\n`);
  });
});
