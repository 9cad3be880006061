import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { git, gitProject } from '../support/git-project';
import { hookFolder, runHook } from '../support/hook-program';
import { jsonl, type Project, scratchProject } from '../support/scratch-project';

const tasks = [
  { id: 'T001', title: 'Validate tokens', files: ['src/auth/**'] },
  { id: 'T002', title: 'Login page', files: ['src/login.ts'] },
];
let project: Project;
beforeAll(async () => {
  project = await scratchProject(tasks, hookFolder());
  await project.ok('stint start T001 --agent opus-2', { env: { STINT_CONVERSATION: 'other' } });
  await project.ok('stint start T002 --agent opus-1', { env: { STINT_CONVERSATION: 'mine' } });
  await project.ok('stint config set hooks.guard deny');
});

const reason = expect.stringMatching(
  /^stint: "src\/auth\/token\.ts" was not written\. It belongs to task T001 "Validate tokens", which session [0-9a-f]{6} \("opus-2"\) has in hand/,
);
const deny = { permissionDecision: 'deny', permissionDecisionReason: reason };
const claudeDeny = { hookSpecificOutput: { hookEventName: 'PreToolUse', ...deny } };

type Form = {
  readonly harness: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly payload: (conversation: string, path: string, cwd: string) => object;
  readonly denied: object;
};

const claudePayload = (session_id: string, path: string, cwd: string) => ({
  session_id,
  cwd,
  transcript_path: `/h/.claude/projects/p/${session_id}.jsonl`,
  hook_event_name: 'PreToolUse',
  tool_name: 'Write',
  tool_use_id: 'toolu_1',
  tool_input: { file_path: `${cwd}/${path}`, content: 'secret words' },
});

const forms: readonly Form[] = [
  { harness: 'claude', argv: ['claude'], payload: claudePayload, denied: claudeDeny },
  {
    harness: 'codex',
    argv: ['codex'],
    payload: (session_id, path, cwd) => ({
      session_id,
      cwd,
      turn_id: 't',
      transcript_path: null,
      hook_event_name: 'PreToolUse',
      tool_name: 'apply_patch',
      tool_use_id: 'call_1',
      tool_input: { command: `*** Begin Patch\n*** Update File: ${path}\n@@\n-a\n+b\n*** End Patch` },
    }),
    denied: claudeDeny,
  },
  {
    harness: 'gemini',
    argv: ['gemini'],
    payload: (session_id, path, cwd) => ({
      session_id,
      cwd,
      hook_event_name: 'BeforeTool',
      timestamp: '2026-11-21T11:00:00.000Z',
      tool_name: 'write_file',
      tool_input: { file_path: path, content: 'x' },
    }),
    denied: { decision: 'deny', reason },
  },
  {
    harness: 'copilot',
    argv: ['copilot', 'preToolUse'],
    payload: (sessionId, path, cwd) => ({
      sessionId,
      cwd,
      timestamp: 1795172400000,
      toolName: 'create',
      toolArgs: { path: `${cwd}/${path}` },
    }),
    denied: deny,
  },
  {
    harness: 'copilot',
    argv: ['claude'],
    env: { COPILOT_CLI: '1' },
    payload: (session_id, path, cwd) => ({
      session_id,
      cwd,
      timestamp: '2026-11-21T11:00:00.000Z',
      hook_event_name: 'PreToolUse',
      tool_name: 'Write',
      tool_input: { file_path: path },
    }),
    denied: { ...deny, ...claudeDeny },
  },
  {
    harness: 'cursor',
    argv: ['cursor'],
    payload: (conversation_id, path, cwd) => ({
      conversation_id,
      cwd,
      cursor_version: '2.9.1',
      hook_event_name: 'preToolUse',
      tool_name: 'Write',
      tool_input: { file_path: path },
    }),
    denied: { permission: 'deny', user_message: reason, agent_message: reason },
  },
  {
    harness: 'opencode',
    argv: ['opencode'],
    payload: (sessionID, path, cwd) => ({
      event: 'tool.execute.before',
      cwd,
      sessionID,
      tool: 'write',
      callID: 'c',
      args: { filePath: path },
    }),
    denied: { deny: reason },
  },
];

const ask = ({ argv, env = {}, payload }: Form, conversation: string, path: string, at = project.dir) =>
  runHook(argv, { cwd: at, env, stdin: JSON.stringify(payload(conversation, path, at)) });

describe.each(forms)('$harness as $argv', (form) => {
  test('may not write what another session has in hand', async () => {
    const run = await ask(form, 'mine', 'src/auth/token.ts');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual(form.denied);
    expect(project.lines('.stint/spool/mine.jsonl').at(-1)).toMatchObject({ harness: form.harness, kind: 'tool-start' });
  });

  test.each([
    ['what it has in hand itself', 'mine', 'src/login.ts'],
    ['what belongs to nobody', 'mine', 'src/other.ts'],
    ['its own, from the other side', 'other', 'src/auth/token.ts'],
  ])('may write %s', async (_, conversation, path) => {
    expect(await ask(form, conversation, path)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});

test('in a linked working tree the same files belong to the task', async () => {
  const main = await gitProject(0);
  await main.ok('stint add --from -', { stdin: jsonl(tasks) });
  await main.ok('stint start T001 --agent opus-2', { env: { STINT_CONVERSATION: 'other' } });
  await main.ok('stint config set hooks.guard deny');
  const linked = join(hookFolder(), 'linked');
  git(main.dir, 'worktree', 'add', '-q', linked);
  for (const form of forms)
    expect(JSON.parse((await ask(form, 'mine', 'src/auth/token.ts', linked)).stdout)).toEqual(form.denied);
  const back = claudePayload('mine', 'src/auth/token.ts', main.dir);
  const run = await runHook(['claude'], { cwd: linked, stdin: JSON.stringify({ ...back, cwd: linked }) });
  expect(JSON.parse(run.stdout)).toEqual(claudeDeny);
});

test('without the setting everything may be written', async () => {
  const open = await scratchProject(tasks, hookFolder());
  await open.ok('stint start T001', { env: { STINT_CONVERSATION: 'other' } });
  for (const form of forms) expect((await ask(form, 'mine', 'src/auth/token.ts', open.dir)).stdout).toBe('');
  await open.ok('stint config set hooks.guard deny');
  expect((await ask(forms[0] as Form, 'mine', 'src/auth/token.ts', open.dir)).stdout).not.toBe('');
});

test('a project that cannot be read holds no agent up', async () => {
  const broken = await scratchProject(tasks, hookFolder());
  await broken.ok('stint config set hooks.guard deny');
  broken.write('.stint/todo.json', '{');
  for (const form of forms)
    expect(await ask(form, 'mine', 'src/auth/token.ts', broken.dir)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});
