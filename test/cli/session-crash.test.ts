import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type Project, scratchProject } from '../support/scratch-project';

const began = '2026-11-21T12:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(began) + minutes * 60_000).toISOString();
const rival = (minutes: number) => ({ env: { STINT_CONVERSATION: 'rival', STINT_AGENT: 'rival-1' }, now: later(minutes) });

/** An agent of Claude Code with a process of its own, at work on T001 with T005 in focus and a note. */
const agentAtWork = async (pid: number) => {
  const project = await scratchProject();
  const env = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'crashing', CLAUDE_PID: String(pid), STINT_AGENT: 'opus-1' };
  const { session } = await project.data('stint start T001', { env, now: began });
  await project.ok('stint focus note "Parser done, tests open"', { env, now: began });
  await project.ok('stint focus next-action "Write the tests"', { env, now: began });
  return { project, session, env };
};

const livingProcess = async () => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { pid: child.pid ?? 0, kill };
};

const expectStale = async (project: Project, id: string, minutes: number): Promise<void> => {
  const around = rival(minutes);
  const { items } = await project.data('stint session list', around);
  expect(items).toMatchObject([{ id, stale: true }]);
  expect((await project.ok('stint session list', around)).stdout).toContain('stale');
  expect((await project.data('stint dash', around)).sessions).toMatchObject([{ id, stale: true }]);
  expect((await project.ok('stint dash', around)).stdout).toContain('stale');
  expect((await project.refused(36, 'stint status', around)).details.sessions).toMatchObject([{ session: id, stale: true }]);
  expect((await project.data(`stint session show ${id}`, around)).session.stale).toBe(true);
};

const expectAdopted = async (project: Project, session: { id: string; shortId: string }, minutes: number): Promise<void> => {
  const around = rival(minutes);
  const refusal = await project.refused(32, 'stint start T001', around);
  expect(refusal.fix).toContain(`stint resume ${session.shortId}`);
  expect((await project.run('stint start T001', around)).stderr).toMatch(
    new RegExp(`^ {2}${session.shortId} {2}opus-1 {2}on T005 {2}quiet .* {3}stint resume ${session.shortId}$`, 'm'),
  );
  const adopted = await project.data(`stint resume ${session.shortId}`, around);
  expect(adopted).toMatchObject({
    adopted: true,
    session: {
      id: session.id,
      focus: { id: 'T005', status: 'active' },
      note: 'Parser done, tests open',
      nextAction: 'Write the tests',
    },
  });
  const [stored] = project.json('.stint/sessions.json').sessions;
  expect(stored).toMatchObject({
    conversation: 'rival',
    held: [{ taskId: 'T005' }],
    notes: [{ text: 'Parser done, tests open' }],
  });
  expect(stored.focusHistory).toHaveLength(1);
  expect(project.lines(`.stint/events/${session.id}.jsonl`).at(-1)).toMatchObject({ type: 'session_adopt' });
  expect((await project.data('stint status', around)).session.id).toBe(session.id);
  await project.ok('stint done T005', around);
  expect(
    (
      await project.refused(36, 'stint status', {
        env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'crashing' },
        now: later(minutes),
      })
    ).message,
  ).toContain('another conversation');
};

describe('an agent that crashed', () => {
  test.skipIf(process.platform !== 'linux')('its process is gone: stale after five quiet minutes, and adopted', async () => {
    const { pid, kill } = await livingProcess();
    const { project, session } = await agentAtWork(pid);
    expect(project.json('.stint/sessions.json').sessions[0].process).toMatchObject({ pid });
    expect((await project.data('stint session list', rival(60))).items[0].stale).toBeUndefined();
    await kill();
    expect((await project.data('stint session list', rival(4))).items[0].stale).toBeUndefined();
    await project.refused(35, `stint resume ${session.shortId}`, rival(4));
    await project.refused(35, `stint switch ${session.shortId}`, rival(4));
    await expectStale(project, session.id, 6);
    expect((await project.run('stint start T001', rival(6))).stderr).toContain('process gone');
    await expectAdopted(project, session, 6);
  });

  test('silent past the default of eight hours: stale, and adopted', async () => {
    const { project, session } = await agentAtWork(process.pid);
    expect((await project.data('stint session list', rival(8 * 60))).items[0].stale).toBeUndefined();
    await expectStale(project, session.id, 8 * 60 + 1);
    await expectAdopted(project, session, 8 * 60 + 1);
  });

  test('session.staleAfter says how long', async () => {
    const { project, session } = await agentAtWork(process.pid);
    await project.ok('stint config set session.staleAfter 30m', { now: began });
    expect((await project.data('stint session list', rival(29))).items[0].stale).toBeUndefined();
    await expectStale(project, session.id, 31);
    const own = { env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'crashing' }, now: later(31) };
    expect((await project.data('stint status', own)).session).toMatchObject({ id: session.id, stale: true });
    expect((await project.data('stint status', own)).session.stale).toBeUndefined();
  });

  test('any command of the session is a sign of life, a dry run is none', async () => {
    const { project, env } = await agentAtWork(process.pid);
    await project.ok('stint start T050 --dry-run', { env, now: later(300) });
    expect((await project.data('stint session list', rival(500))).items[0].stale).toBe(true);
    await project.ok('stint next', { env, now: later(400) });
    const [item] = (await project.data('stint session list', rival(500))).items;
    expect([item.stale, item.lastActivityAt]).toEqual([undefined, later(400)]);
  });

  test('gc ends it, keeps what it knows, and it can be resumed', async () => {
    const { project, session } = await agentAtWork(process.pid);
    expect((await project.data('stint session gc', rival(10))).ended).toEqual([]);
    expect((await project.data('stint session gc', rival(600))).ended).toMatchObject([{ id: session.id, status: 'ended' }]);
    expect((await project.data('stint show T005', rival(600))).task.status).toBe('pending');
    expect((await project.data(`stint resume ${session.shortId}`, rival(601))).session).toMatchObject({
      focus: { id: 'T005', status: 'active' },
    });
  });

  test('what it left is picked up by resume --last after an end', async () => {
    const { project, session, env } = await agentAtWork(process.pid);
    await project.ok('stint session suspend', { env, now: later(1) });
    await project.ok('stint start T050', rival(2));
    await project.ok('stint session end', rival(3));
    expect((await project.data('stint resume --last', { env, now: later(4) })).session.id).toBe(session.id);
    expect((await project.data('stint resume --last', rival(5))).session.scope.rootTaskId).toBe('T050');
    await project.refused(31, 'stint resume --last', rival(6));
  });

  test('in one terminal: started for an agent, suspended, and --last goes on with it and says whose it was', async () => {
    const { data, ok, run } = await scratchProject();
    const { shortId } = (await data('stint session start --agent opus-1 --scope T001 --auto-focus')).session;
    await ok('stint session suspend');
    expect(await data('stint session resume --last')).toMatchObject({
      session: { shortId, agent: 'opus-1' },
      chosenBy: 'checkout',
      was: 'opus-1',
    });
    await ok('stint session end');
    expect((await run('stint session resume --last')).stdout).toContain('(the latest of this checkout; was opus-1)');
  });

  test('an agent that was restarted goes on with the only session, and is asked where there are more', async () => {
    const { data, ok, run, refused } = await scratchProject();
    const claude = (id: string) => ({ env: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: id } });
    const first = (await data('stint start T001', claude('before'))).session.shortId;
    await ok('stint suspend', claude('before'));
    const again = await run('stint resume --last', claude('after'));
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('the only one to resume')]);
    await ok('stint end', claude('after'));
    const second = (await data('stint start T050', claude('another'))).session.shortId;
    await ok('stint end', claude('another'));
    const error = await refused(31, 'stint resume --last', claude('last'));
    expect([...error.fix].sort()).toEqual([`stint resume ${first}`, `stint resume ${second}`].sort());
    await ok(error.fix[0], claude('last'));
  });
});
