import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { hookFolder } from '../support/hook-program';
import { programs, shellCommandOf } from '../support/run-cli';
import { type Project, scratchFolder, scratchProject } from '../support/scratch-project';

const first = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const second = '9d1e7b0a-3c44-4f6e-b1d0-7a2a55f0c3aa';

const bin = scratchFolder();
beforeAll(() => {
  const script = (name: string, text: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  script('stint', `exec ${shellCommandOf(programs.stint)} "$@"`);
  // One process that goes through its conversations: `run` is a command of the agent, `hook` a hook of the harness.
  script(
    'claude',
    [
      'export CLAUDECODE=1 CLAUDE_PID=$$',
      'run() { CLAUDE_CODE_SESSION_ID=$id /bin/sh -c "$1; exit \\$?"; }',
      `hook() { printf '{"session_id":"%s","transcript_path":"/h/projects/p/%s.jsonl","cwd":"%s","hook_event_name":"%s","source":"%s","reason":"%s"}' $id $id "$PWD" $1 $2 $2 |`,
      '  CLAUDE_CODE_SESSION_ID=$id /bin/sh -c "stint hook claude || true"; }',
      'eval "$1"',
    ].join('\n'),
  );
});

const inClaude = (project: Project, words: string): string => {
  const { stdout, stderr } = spawnSync(join(bin, 'claude'), [words], {
    cwd: project.dir,
    encoding: 'utf8',
    env: { HOME: process.env.HOME, XDG_STATE_HOME: process.env.XDG_STATE_HOME, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  expect(stderr).toBe('');
  return stdout;
};

const begin = `id=${first}; hook SessionStart startup; run "stint start T001 -q"`;
const clear = `id=${first}; hook SessionEnd clear; id=${second}; hook SessionStart clear`;

test('after /clear the same process works on in the same session', async () => {
  const project = await scratchProject(undefined, hookFolder());
  const said = inClaude(project, `${begin}; ${clear}; run "stint session status --json"`);
  const answers = said
    .trim()
    .split('\n')
    .map((line) => (line.startsWith('{') ? JSON.parse(line) : line));
  expect(answers.at(-2).hookSpecificOutput.additionalContext).toMatch(/^stint: this conversation works in session /);
  expect(answers.at(-1).data).toMatchObject({ rule: 'conversation', session: { focus: { id: 'T005' } } });
  const [session] = project.json('.stint/sessions.json').sessions;
  expect(session).toMatchObject({ status: 'active', conversation: second, conversations: [first, second] });
  const before = project.json('.stint/sessions.json').sessions[0].startedAt;
  await project.ok('stint log later', { env: { STINT_CONVERSATION: second } });
  const events = project.lines(`.stint/events/${session.id}.jsonl`);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['session_start', 'conversation_end', 'session_switch', 'conversation_start', 'log']),
  );
  expect(events.find(({ type }) => type === 'session_switch').data).toEqual({ reason: 'clear', from: first });
  expect(events.find(({ type }) => type === 'conversation_start')).toMatchObject({ conversation: second });
  expect(session.startedAt).toBe(before);
});

test('another process gets nothing of it', async () => {
  const project = await scratchProject(undefined, hookFolder());
  inClaude(project, begin);
  const said = inClaude(project, `id=${second}; hook SessionStart clear`);
  expect(JSON.parse(said).hookSpecificOutput.additionalContext).toContain('no session is bound to this conversation');
  expect(project.json('.stint/sessions.json').sessions[0]).toMatchObject({ conversation: first, conversations: [first] });
});

test('a conversation that only begins gets nothing of it either', async () => {
  const project = await scratchProject(undefined, hookFolder());
  inClaude(project, `${begin}; id=${second}; hook SessionStart startup`);
  expect(project.json('.stint/sessions.json').sessions[0]).toMatchObject({ conversation: first });
});

test('a conversation that is resumed in a new process is cleared there', async () => {
  const project = await scratchProject(undefined, hookFolder());
  inClaude(project, begin);
  inClaude(project, `id=${first}; hook SessionStart resume; ${clear}`);
  expect(project.json('.stint/sessions.json').sessions[0]).toMatchObject({ conversation: second });
});
