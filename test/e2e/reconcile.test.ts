import { appendFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { claudeSlug } from '../../src/harness/claude/slug';
import { sampleStart, writeTalk } from '../support/conversations';
import { callsIn, hasStrace, installedProgram, startTraced, violationsIn } from '../support/processes';
import { spawnCliAsync } from '../support/run-cli';
import { type Project, projectAt, scratchFolder, scratchProject } from '../support/scratch-project';

const first = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const second = '7a1b2c3d-7d0b-4a53-9a3e-5c2f6c1b8e10';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers
type Answer = any;

/** An agent's conversations as Claude Code would hold them, its hooks and commands run by the built program. */
const agentIn = (project: Project, home: string) => {
  const folder = join(home, '.claude/projects', claudeSlug(project.dir));
  const file = (conversation: string): string => join(folder, `${conversation}.jsonl`);
  let told = 0;
  const environment = (conversation: string) => ({
    HOME: home,
    XDG_STATE_HOME: process.env.XDG_STATE_HOME,
    CLAUDECODE: '1',
    CLAUDE_CODE_SESSION_ID: conversation,
    CLAUDE_PID: String(process.pid),
    STINT_AGENT: 'opus',
  });
  const run = async (conversation: string, argv: readonly string[], stdin = ''): Promise<string> => {
    const { exitCode, stdout, stderr } = await spawnCliAsync(argv, { cwd: project.dir, env: environment(conversation), stdin });
    expect([argv.join(' '), exitCode, stderr]).toEqual([argv.join(' '), 0, '']);
    return stdout;
  };
  return {
    /** An answer of the model now, with so many tokens of output; of a subagent where one is named. */
    say: (conversation: string, output: number, subagent?: string): void => {
      told += 1;
      const path =
        subagent === undefined ? file(conversation) : join(folder, conversation, 'subagents', `agent-${subagent}.jsonl`);
      mkdirSync(dirname(path), { recursive: true });
      const row = {
        type: 'assistant',
        sessionId: conversation,
        cwd: project.dir,
        timestamp: new Date().toISOString(),
        isSidechain: subagent !== undefined,
        requestId: `req_${told}`,
        message: {
          id: `msg_${told}`,
          role: 'assistant',
          model: 'claude-opus-5-5',
          usage: { input_tokens: 0, output_tokens: output },
        },
      };
      // One answer of two blocks stands in two rows.
      appendFileSync(path, `${JSON.stringify(row)}\n${JSON.stringify(row)}\n`);
    },
    hook: (conversation: string, event: string, facts: object = {}): Promise<string> => {
      const payload = {
        session_id: conversation,
        transcript_path: file(conversation),
        cwd: project.dir,
        hook_event_name: event,
        ...facts,
      };
      return run(conversation, ['hook', 'claude'], JSON.stringify(payload));
    },
    stint: async (conversation: string, ...argv: string[]): Promise<Answer> =>
      JSON.parse(await run(conversation, [...argv, '--json'])).data,
  };
};

/** What `look` finds once a process in the background has done its work. */
const waitFor = async <T>(look: () => T | undefined): Promise<T> => {
  for (let step = 0; step < 400; step += 1) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return expect.fail('it never came');
};

/** Waits until what a detached snapshot counts is there. */
const counted = (project: Project, sum: number): Promise<true> =>
  waitFor(() => {
    const { sessions } = project.json('.stint/sessions.json');
    const output = sessions
      .flatMap(({ usage = [] }: Answer) => usage)
      .reduce((all: number, { tokens }: Answer) => all + tokens.output, 0);
    return output === sum ? true : undefined;
  });

test('when the conversation ends, the record is complete without anybody typing', async () => {
  const project = await scratchProject();
  const { say, hook, stint } = agentIn(project, scratchFolder());
  await hook(first, 'SessionStart', { source: 'startup' });
  await stint(first, 'start', 'T001', '--focus', 'T005');
  say(first, 10);
  await hook(first, 'PostToolUse', {
    tool_name: 'Write',
    tool_input: { file_path: join(project.dir, 'src/a.ts') },
    tool_use_id: 'toolu_1',
  });
  await stint(first, 'done', 'T005', '-r', 'Validated');
  await hook(first, 'SessionEnd', { reason: 'prompt_input_exit' });
  const entries = await waitFor(() => {
    const lines = project.lines('.stint/ledger.jsonl');
    return lines.length > 1 ? lines : undefined;
  });
  expect(entries.map(({ type, source, files, tokens }: Answer) => [type, source, files, tokens?.output])).toEqual([
    ['completed', 'direct_session', [], undefined],
    ['amended', 'reconcile', [{ path: 'src/a.ts', origin: 'hook' }], 10],
  ]);
  expect((await stint('terminal', 'reconcile')).changed).toBe(false);
  expect((await stint(first, 'status')).session.status).toBe('active');
});

test('an afternoon of an agent: three tasks, subagents, /clear, another session; transcripts gone in the evening', async () => {
  const project = await scratchProject();
  const home = scratchFolder();
  const { say, hook, stint } = agentIn(project, home);
  const wrote = (conversation: string, path: string): Promise<string> =>
    hook(conversation, 'PostToolUse', {
      tool_name: 'Write',
      tool_input: { file_path: join(project.dir, path) },
      tool_use_id: `toolu_${path}`,
    });

  await hook(first, 'SessionStart', { source: 'startup' });
  say(first, 1);
  await stint(first, 'start', 'T001', '--focus', 'T005');
  say(first, 10);
  say(first, 100, 'a1');
  await wrote(first, 'src/a.ts');
  await wrote(first, 'src/a.ts');
  await stint(first, 'done', 'T005', '-r', 'Validated');
  say(first, 20);
  await stint(first, 'focus', 'set', 'T010');
  say(first, 40);
  await wrote(first, 'src/b.ts');
  await hook(first, 'SessionEnd', { reason: 'clear' });
  await hook(second, 'SessionStart', { source: 'clear' });
  say(second, 80);
  say(second, 200, 'b1');
  await wrote(second, 'src/c.ts');
  await stint(second, 'done', 'T010');
  say(second, 400);
  await stint(second, 'focus', 'set', 'T012');
  say(second, 800);
  await wrote(second, 'src/d.ts');
  await stint(second, 'task', 'close', 'T012');
  await stint(second, 'session', 'end');
  say(second, 1_600);
  await stint(second, 'start', 'T050', '--focus', 'T051');
  say(second, 3_200);
  await stint(second, 'done', 'T051');
  say(second, 6_400);
  await hook(second, 'Stop');
  await counted(project, 10 + 100 + 20 + 40 + 80 + 200 + 400 + 800 + 3_200 + 6_400);
  rmSync(join(home, '.claude'), { recursive: true });

  const answer = await stint('terminal', 'reconcile');
  expect(answer.tasks.map(({ task, action, files, tokens }: Answer) => [task.id, action, files, tokens])).toEqual([
    ['T005', 'amended', 1, 110],
    ['T010', 'amended', 2, 320],
    ['T012', 'recorded', 1, 800],
    ['T051', 'amended', 0, 3_200],
  ]);
  expect(answer.total).toMatchObject({
    tokens: 11_250,
    costUsd: 0.225,
    unattributed: { tokens: 6_820, costUsd: 0.1364, share: 0.6062 },
  });
  expect(await stint('terminal', 'reconcile')).toMatchObject({ changed: false, tasks: [], unchanged: 4 });

  const text = (await project.ok('stint reconcile', { env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME } })).stdout;
  expect(text).toContain('unattributed $0.136 (61 %) of 11k tokens, $0.225 at API prices of 2026-11-21');
  const [{ shortId }] = (await project.data('stint session list --status all')).items.filter(
    ({ scope }: Answer) => scope.rootTaskId === 'T050',
  );
  const shown = await project.data(`stint session show ${shortId}`);
  expect(shown.session.usage).toMatchObject({
    tokens: 9_600,
    costUsd: 0.192,
    unattributed: { tokens: 6_400 },
    byModel: [{ model: 'claude-opus-5-5' }],
  });
  expect(violationsIn(project.dir)).toEqual([]);
});

describe.skipIf(!hasStrace())('reconcile, killed', () => {
  let program: string;
  let base: Project;
  const home = scratchFolder();
  beforeAll(async () => {
    program = installedProgram();
    base = await scratchProject();
    const as = (seconds: number) => ({
      env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME, CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: first },
      now: new Date(sampleStart + seconds * 1000).toISOString(),
    });
    await base.ok('stint start T001 --focus T005', as(-1));
    await base.ok('stint done T005', as(50));
    await base.ok('stint focus set T010', as(51));
    await base.ok('stint task close T010', as(150));
    writeTalk({ home, cwd: base.dir, conversation: first, startMs: sampleStart, mark: 'A' });
  });
  const fresh = (): Project => {
    const dir = join(scratchFolder(), 'project');
    cpSync(base.dir, dir, { recursive: true });
    return projectAt(dir);
  };
  const env = {
    HOME: home,
    XDG_STATE_HOME: process.env.XDG_STATE_HOME,
    CLAUDECODE: undefined,
    CLAUDE_CODE_SESSION_ID: undefined,
  };
  const known = ({ lines }: Project): unknown[] =>
    lines('.stint/ledger.jsonl').map(({ type, source, task, tokens, costUsd, files }) => [
      type,
      source,
      task.id,
      tokens,
      costUsd,
      files,
    ]);

  test.each(['link', 'rename', 'fsync', 'pwrite64'])(
    'at its %s calls: the next run leaves what an undisturbed one leaves',
    async (call) => {
      const whole = fresh();
      await whole.ok('stint reconcile', { env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME } });
      const expected = known(whole);
      expect(expected).toHaveLength(3);
      const log = join(scratchFolder(), 'calls');
      const traced = fresh();
      await startTraced(program, ['reconcile'], { cwd: traced.dir, env }, { calls: [call], log }).ended;
      const calls = callsIn(log, traced.dir);
      let killed = 0;
      for (const { nth } of calls.slice(0, 3)) {
        const project = fresh();
        const { stdout } = await startTraced(
          program,
          ['reconcile', '--json'],
          { cwd: project.dir, env },
          { calls: [call], inject: `${call}:signal=SIGKILL:when=${nth}` },
        ).ended;
        if (!stdout.includes('"ok":true')) killed += 1;
        await project.ok('stint reconcile', { env: { HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME } });
        expect(known(project)).toEqual(expected);
        expect(violationsIn(project.dir)).toEqual([]);
      }
      if (call === 'link') expect(killed).toBe(1);
    },
  );
});
