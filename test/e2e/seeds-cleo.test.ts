import { describe, expect, test } from 'vitest';
import { scratchProject } from '../support/scratch-project';

const sessionIdPattern = /^session_\d{8}_\d{6}_[0-9a-f]{6}$/;

describe('the cleo seed, line by line', () => {
  test('Usage: a bare group prints its help', async () => {
    const { ok } = await scratchProject();
    expect((await ok('stint session')).stdout).toContain('stint session <');
  });

  test('START: state awareness, resume existing or start new', async () => {
    const { ok, data, run } = await scratchProject();
    expect((await data('stint session list')).items).toEqual([]);
    expect((await data('stint list')).total).toBe(9);
    expect((await data('stint dash')).tasks.pending).toBe(9);
    await ok('stint start T050');
    const [{ shortId }] = (await data('stint session list')).items;
    await ok('stint session suspend');
    expect((await data(`stint session resume ${shortId}`)).session).toMatchObject({ shortId, status: 'active' });
    const started = await run('stint session start --scope epic:T001 --auto-focus --name "Feature Work"');
    expect(started).toMatchObject({ exitCode: 0 });
    expect(started.stdout.split('\n').length - 1).toBeLessThanOrEqual(6);
    expect((await data('stint session status')).session).toMatchObject({
      name: 'Feature Work',
      scope: { type: 'epic', rootTaskId: 'T001' },
      focus: { id: 'T005', status: 'active' },
    });
  });

  test('WORK and END: the commands of a session, in the order of the document', async () => {
    const project = await scratchProject();
    const { ok, data, refused } = project;
    await ok('stint session start --scope epic:T001 --auto-focus --name "Feature Work"');
    expect((await data('stint focus show')).focus).toMatchObject({ id: 'T005' });
    expect((await data('stint next')).items[0].id).toBe('T010');
    const done = await data('stint complete T005');
    expect(done).toMatchObject({ task: { id: 'T005', status: 'done' }, changed: true });
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([
      { id: done.entry, source: 'direct_session', task: { id: 'T005' } },
    ]);
    expect((await data('stint focus show')).focus).toBeUndefined();
    expect((await data('stint focus set T006')).focus).toMatchObject({ id: 'T006', status: 'active' });
    const added = await data('stint add "Subtask" --depends T005');
    expect(added).toMatchObject({ items: [{ id: 'T053', title: 'Subtask', parentId: 'T001', depends: ['T005'] }] });
    await ok('stint update T005 --notes "Progress"');
    expect((await data('stint show T005')).task.notes).toMatchObject([{ text: 'Progress' }]);
    await ok('stint focus note "Working on X"');
    expect((await data('stint session status')).session.note).toBe('Working on X');

    await refused(40, 'stint complete T006');
    await ok('stint complete T010');
    await ok('stint complete T006');
    expect((await data('stint archive')).archived).toEqual(expect.arrayContaining(['T005', 'T006', 'T010']));
    const ended = await data('stint session end --note "Progress summary"');
    expect(ended.session).toMatchObject({ status: 'ended', note: 'Progress summary' });
    expect(project.json('.stint/sessions.json').sessions[0]).toMatchObject({
      status: 'ended',
      scope: { type: 'epic', rootTaskId: 'T001' },
      focus: { sessionNote: 'Progress summary' },
    });
    await refused(36, 'stint session status');
  });

  test('Multiple Concurrent Sessions: both are active, and neither is touched by the other', async () => {
    const { data } = await scratchProject();
    const auth = await data('stint session start --scope epic:T001 --auto-focus --name "Auth Work" --agent opus-1');
    const ui = await data('stint session start --scope epic:T050 --auto-focus --name "UI Work" --agent haiku-1');
    expect(auth.session.id).toMatch(sessionIdPattern);
    const { items } = await data('stint session list --status active');
    expect(
      items.map((one: { name: string; agent: string; focus: { id: string } }) => [one.name, one.agent, one.focus.id]).sort(),
    ).toEqual([
      ['Auth Work', 'opus-1', 'T005'],
      ['UI Work', 'haiku-1', 'T051'],
    ]);
    expect(items.find((one: { id: string }) => one.id === auth.session.id)).toMatchObject({
      focus: { id: 'T005', status: 'active' },
    });
    expect(ui.session.focus).toMatchObject({ id: 'T051' });
  });

  test('Session Binding: .current-session is the bare id and a newline; switch moves it; end clears it only if it is its own', async () => {
    const project = await scratchProject();
    const { ok, data } = project;
    const first = (await data('stint session start --scope epic:T001 --focus T006')).session;
    expect(project.read('.stint/.current-session')).toBe(`${first.id}\n`);
    expect((await data('stint focus show')).focus.id).toBe('T006');
    expect((await data('stint focus set T005')).released).toBe('T006');
    expect((await data('stint task show T006')).task.status).toBe('pending');
    const other = (await data('stint session start --scope epic:T050 --auto-focus')).session;
    expect(project.read('.stint/.current-session')).toBe(`${other.id}\n`);
    await ok(`stint session switch ${first.shortId}`);
    expect(await data('stint focus show')).toMatchObject({ session: first.id, focus: { id: 'T005' } });
    await ok(`stint session end ${other.shortId}`);
    expect(project.read('.stint/.current-session')).toBe(`${first.id}\n`);
    await ok('stint session end');
    expect(() => project.read('.stint/.current-session')).toThrow('ENOENT');
  });

  test('Start writes the audit trail; --dry-run gives the record and writes nothing', async () => {
    const project = await scratchProject();
    const preview = await project.data('stint session start --scope taskGroup:T006 --auto-focus --dry-run');
    expect(preview).toMatchObject({
      dryRun: true,
      session: { scope: { type: 'taskGroup', rootTaskId: 'T006' }, focus: { id: 'T010' } },
    });
    expect((await project.data('stint session list')).total).toBe(0);
    const { session } = await project.data('stint session start --scope taskGroup:T006 --auto-focus');
    expect(project.lines(`.stint/events/${session.id}.jsonl`).map((event) => event.type)).toEqual([
      'session_start',
      'task_claim',
      'focus',
    ]);
  });

  test.each([
    ['--scope epic:T001', ['T001', 'T005', 'T006', 'T010', 'T012']],
    ['--scope subtree:T006', ['T006', 'T010']],
    ['--scope taskGroup:T001', ['T001', 'T005', 'T006', 'T012']],
    ['--scope task:T010', ['T010']],
    ['--scope epicPhase --root T001 --phase testing', ['T005', 'T006']],
    ['--scope epic:T001 --phase polish', ['T010', 'T012']],
  ])('Scope types: %s', async (scope, ids) => {
    const { ok, data } = await scratchProject();
    await ok(`stint session start ${scope} --auto-focus`);
    const { items } = await data('stint list --mine');
    expect(items.map((task: { id: string }) => task.id).sort()).toEqual(ids);
  });

  test('Conflict Prevention: list by scope, the refused overlap, phases side by side', async () => {
    const { data, run, ok } = await scratchProject();
    const a = (await data('stint session start --scope epicPhase --root T001 --phase testing --auto-focus --agent A')).session;
    const b = (await data('stint session start --scope epicPhase --root T001 --phase polish --auto-focus --agent B')).session;
    await ok('stint session start --scope epic:T050 --auto-focus');
    const { items } = await data('stint session list --scope T001');
    expect(items.map((one: { id: string }) => one.id).sort()).toEqual([a.id, b.id].sort());
    const overlap = await run('stint session start --scope subtree:T006 --auto-focus');
    expect(overlap.exitCode).toBe(32);
    expect(overlap.stderr).toMatch(/^ERROR \(E_SCOPE_CONFLICT\): subtree:T006 overlaps 2 active sessions\n/);
    expect(overlap.stderr).toContain(a.shortId);
    expect(overlap.stderr).toContain(b.shortId);
    const same = await run('stint session start --scope epicPhase --root T001 --phase testing --auto-focus');
    expect(same.exitCode).toBe(32);
  });

  test('Lifecycle: active, suspended, active, ended, active, closed', async () => {
    const { ok, data, refused } = await scratchProject();
    const { shortId } = (await data('stint session start --scope epic:T050 --auto-focus')).session;
    expect((await data('stint session suspend --note "lunch"')).session).toMatchObject({ status: 'suspended', note: 'lunch' });
    expect((await data('stint session resume --last')).session).toMatchObject({
      shortId,
      status: 'active',
      focus: { id: 'T051' },
    });
    expect((await data('stint session end')).session.status).toBe('ended');
    expect((await data(`stint session resume ${shortId}`)).session).toMatchObject({ status: 'active', note: 'lunch' });
    expect((await refused(37, 'stint session close')).details.open).toHaveLength(2);
    await ok('stint complete T051 --next');
    await ok('stint complete T052');
    expect(await data('stint session close')).toMatchObject({ session: { status: 'closed' }, completed: { task: 'T050' } });
    await refused(39, `stint session resume ${shortId}`);
    expect((await data(`stint session show ${shortId}`)).session).toMatchObject({
      status: 'closed',
      stats: { tasksCompleted: 3 },
    });
    expect((await data('stint session list --status closed')).total).toBe(1);
    expect((await data('stint session list')).total).toBe(0);
  });

  test.each(['active', 'suspended', 'ended'])('list --status %s', async (status) => {
    const { ok, data } = await scratchProject();
    for (const [scope, verb] of [
      ['T001', ''],
      ['T050', 'suspend'],
      ['cub-048a-5', 'end'],
    ]) {
      await ok(`stint start ${scope}`);
      if (verb !== '') await ok(`stint session ${verb}`);
    }
    expect((await data(`stint session list --status ${status}`)).items.map((one: { status: string }) => one.status)).toEqual([
      status,
    ]);
  });

  test('Single-session mode mirrors the session into todo.json as the document shows it', async () => {
    const project = await scratchProject();
    await project.ok('stint config set multiSession.enabled false');
    const { session } = await project.data('stint session start --scope epic:T001 --focus T005');
    await project.ok('stint focus note "Working on authentication"');
    await project.ok('stint focus next-action "Write tests"');
    expect(project.json('.stint/todo.json')).toMatchObject({
      _meta: { activeSession: session.id },
      focus: { currentTask: 'T005', sessionNote: 'Working on authentication', nextAction: 'Write tests' },
    });
    await project.refused(30, 'stint session start --scope epic:T050 --auto-focus');
    await project.ok('stint session end');
    expect(project.json('.stint/todo.json')._meta.activeSession ?? null).toBeNull();
  });

  test('Configuration: the defaults of the document', async () => {
    const { data } = await scratchProject();
    const { items } = await data('stint config list');
    const values = new Map(items.map((row: { key: string; value: unknown }) => [row.key, row.value]));
    expect(
      ['enabled', 'maxConcurrentSessions', 'maxActiveTasksPerScope', 'allowScopeOverlap', 'allowNestedScopes'].map((key) =>
        values.get(`multiSession.${key}`),
      ),
    ).toEqual([true, 5, 1, false, true]);
  });

  test('Warning messages: an outdated block for agents is told at the start', async () => {
    const project = await scratchProject();
    await project.ok('stint init --claude-md');
    project.write(
      'CLAUDE.md',
      project.read('CLAUDE.md').replace(/stint:begin[^\n]*?(\d+)/, (all, n) => all.replace(n, '0')),
    );
    const started = await project.run('stint session start --scope epic:T001 --auto-focus');
    expect(started.exitCode).toBe(0);
    expect(started.stderr).toContain('stint init --update-claude-md');
    await project.ok('stint session end');
    await project.ok('stint init --update-claude-md');
    expect((await project.run('stint session start --scope epic:T001 --auto-focus')).stderr).not.toContain('update-claude-md');
  });
});
