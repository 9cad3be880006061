import { describe, expect, test } from 'vitest';
import { type Project, projectAt, scratchFolder, scratchProject, seedTasks } from '../support/scratch-project';

const as = (conversation: string, now = '2026-11-21T12:00:00.000Z') => ({ env: { STINT_CONVERSATION: conversation }, now });
const later = '2026-11-21T23:00:00.000Z';
const at = (now: string) => ({ ...as('me'), now });
const inNoon = at('2026-11-21T12:00:00.000Z');

/** Another conversation at work, its lines one after the other. */
const another =
  (...lines: readonly string[]) =>
  async (project: Project) => {
    for (const [index, line] of lines.entries()) await project.ok(line, as(`other-${index}`));
  };

describe('the order of the checks of start: the earlier of two neighbours answers', () => {
  test.each<[string, number, string, ((project: Project) => Promise<unknown>)?]>([
    ['usage before focus given', 2, 'stint session start --scope nonsense:T001'],
    ['usage before focus given', 2, 'stint session start --scope epicPhase:T001'],
    ['usage before project', 2, 'stint session start --scope epic:T001 --focus T005 --auto-focus'],
    ['focus given 38 before scope 33', 38, 'stint session start --scope epic:T999'],
    [
      'scope 33 before count 30',
      33,
      'stint start T999',
      async (project) => {
        await project.ok('stint config set multiSession.maxConcurrentSessions 1');
        await another('stint start T050')(project);
      },
    ],
    [
      'nothing selected 33 before count 30',
      33,
      'stint start T001 --phase nowhere',
      async (project) => {
        await project.ok('stint config set multiSession.maxConcurrentSessions 1');
        await another('stint start T050')(project);
      },
    ],
    [
      'count 30 before conflict 32',
      30,
      'stint start T001',
      async (project) => {
        await project.ok('stint config set multiSession.maxConcurrentSessions 1');
        await another('stint start T001')(project);
      },
    ],
    ['conflict 32 before focus in scope 34', 32, 'stint start T001 --focus T051', another('stint start T001')],
    ['focus in scope 34 before open 40', 34, 'stint start T001 --focus T051', async (project) => project.ok('stint done T051')],
    [
      'open 40 before free 35',
      40,
      'stint start T001 --focus T010',
      async (project) => {
        await another('stint start subtree:T006 --focus T010')(project);
        await project.ok('stint done T010', as('other-0'));
      },
    ],
    ['free 35: held by an inner session', 35, 'stint start T001 --focus T010', another('stint start subtree:T006 --focus T010')],
    [
      'free 35: inside the scope of another',
      35,
      'stint start T001 --focus T006',
      another('stint start subtree:T006 --focus T010'),
    ],
    [
      'free 35: held without a session',
      35,
      'stint start T001 --focus T005',
      async (project) => project.ok('stint wip T005', { env: { STINT_AGENT: 'ann' } }),
    ],
    ['nothing startable 42', 42, 'stint start T052'],
  ])('%s: %i', async (_name, code, line, prepare) => {
    const project = await scratchProject();
    await prepare?.(project);
    const before = project.read('.stint/sessions.json');
    await project.refused(code, line, inNoon);
    expect(project.read('.stint/sessions.json')).toBe(before);
  });

  test('usage 2 before project 50, project 50 before focus given 38', async () => {
    const nowhere = projectAt(scratchFolder());
    await nowhere.refused(2, 'stint session start --scope nonsense:T001');
    await nowhere.refused(2, 'stint start T001 --focus T005 --auto-focus');
    await nowhere.refused(50, 'stint session start --scope epic:T001');
  });
});

test.each([
  ['start', '--scope', 'T001'],
  ['resume', '--session', 'aaaaaa'],
])('two different words for one thing stand in one line of the refusal: %s %s', async (verb, option, value) => {
  const { message } = await projectAt(scratchFolder()).refused(2, [verb, '\nT002', option, value]);
  expect(message).toContain(`"^JT002" and ${option} "${value}" `);
});

describe('what a start says and takes', () => {
  test('-q prints the id alone', async () => {
    const { ok } = await scratchProject();
    expect((await ok('stint start T001 -q', inNoon)).stdout).toMatch(/^session_20261121_120000_[0-9a-f]{6}\n$/);
  });

  test('nothing of other sessions is touched', async () => {
    const project = await scratchProject();
    await project.ok('stint start T050 --agent haiku-1', as('a'));
    await project.ok('stint wip cub-048a-5', { env: { STINT_AGENT: 'ann' } });
    const before = project.json('.stint/sessions.json').sessions;
    const held = await project.data('stint list --status active');
    await project.ok('stint start T001 --focus T005', as('b'));
    expect(project.json('.stint/sessions.json').sessions[0]).toEqual(before[0]);
    const now = await project.data('stint list --status active', { env: { STINT_SESSION: 'none' } });
    expect(now.items).toEqual(expect.arrayContaining(held.items));
  });

  test('name, agent, note, phase, task-group and epic-phase are taken', async () => {
    const { data } = await scratchProject();
    const { session } = await data(
      [
        'start',
        '--scope',
        'epic-phase:T001',
        '--phase',
        'testing',
        '--auto-focus',
        '--name',
        'N',
        '--agent',
        'opus-1',
        '--note',
        'first',
      ],
      inNoon,
    );
    expect(session).toMatchObject({ name: 'N', agent: 'opus-1', note: 'first', scope: { type: 'epicPhase', phase: 'testing' } });
  });

  test('--root beside --scope TYPE:ID must be the same', async () => {
    const { refused, ok } = await scratchProject();
    await refused(2, 'stint start --scope epic:T001 --root T050 --auto-focus');
    await ok('stint start --scope epic:T001 --root T001 --auto-focus');
  });

  test('a mistyped root has near matches', async () => {
    const { refused } = await scratchProject();
    expect((await refused(33, 'stint start T0O1')).message).toContain('T001');
  });

  test('epic on another type works, with a warning that names subtree', async () => {
    const { ok } = await scratchProject();
    expect((await ok('stint start epic:T006')).stderr).toContain('subtree');
  });

  test('a task added below the root later is in scope', async () => {
    const { ok } = await scratchProject();
    await ok('stint start T001', inNoon);
    await ok('stint add Later --parent T012 -q', inNoon);
    await ok('stint focus set T053', inNoon);
  });
});

describe('scopes that meet', () => {
  test('nested: allowed with a warning, tasks of the inner scope are taken for the outer session', async () => {
    const { ok, run, data, refused } = await scratchProject();
    await ok('stint start subtree:T006 --agent inner', as('a'));
    const outer = await run('stint start T001', inNoon);
    expect(outer.stderr).toContain('warning: contains subtree:T006 of session');
    expect((await data('stint next -n 9', inNoon)).items.map((task: { id: string }) => task.id)).toEqual(['T012']);
    for (const verb of ['focus set', 'wip', 'done']) await refused(35, `stint ${verb} T006`, inNoon);
  });

  test('free means free: what a scope reserves is offered to and taken by its session alone', async () => {
    const { ok, data, refused } = await scratchProject();
    const session = (await data('stint start T001 --agent opus-1', as('a'))).session.shortId;
    const outside = as('b');
    const offered = async (line: string, who = outside): Promise<string[]> =>
      (await data(line, who)).items.map(({ id }: { id: string }) => id);
    const scope = await offered('stint list --scope T001 -n 99');
    for (const id of await offered('stint next -n 99')) expect(scope).not.toContain(id);
    expect((await data('stint dash', outside)).free.items.filter(({ id }: { id: string }) => scope.includes(id))).toEqual([]);
    expect((await data('stint dash', as('a'))).free.items.filter(({ id }: { id: string }) => scope.includes(id))).not.toEqual([]);
    const { waiting } = await data('stint next --explain', outside);
    expect(waiting.find(({ id }: { id: string }) => id === 'T006').because).toContainEqual(
      `is reserved by session ${session} (opus-1), on epic:T001`,
    );
    const nothing = await refused(42, 'stint next --claim --scope T006', outside);
    expect(nothing.details.reason).toBe('reserved');
    for (const verb of ['wip', 'done', 'task claim', 'task update --status active']) {
      const error = await refused(35, `stint ${verb} T006`, outside);
      expect(error.details.holder).toMatchObject({ shortId: session, agent: 'opus-1', scope: 'epic:T001' });
    }
    await ok('stint wip T006 --takeover', outside);
    await ok('stint wip T006', outside);
    expect(await offered('stint next -n 99', as('a'))).not.toContain('T006');
  });

  test('allowNestedScopes false makes it a conflict', async () => {
    const { ok, refused } = await scratchProject();
    await ok('stint config set multiSession.allowNestedScopes false');
    await ok('stint start subtree:T006', as('a'));
    const error = await refused(32, 'stint start T001', inNoon);
    expect(error.details.conflicts).toMatchObject([{ scope: 'subtree:T006' }]);
    expect(error.fix).toEqual(expect.arrayContaining([expect.stringMatching(/^stint start T0(05|12)$/)]));
  });

  test('allowScopeOverlap true makes a partial overlap a warning; the same set stays a conflict', async () => {
    const { ok, run, refused } = await scratchProject();
    await ok('stint start --scope taskGroup:T001 --focus T005', as('a'));
    await refused(32, 'stint start subtree:T006', inNoon);
    await ok('stint config set multiSession.allowScopeOverlap true');
    const overlapping = await run('stint start subtree:T006 --focus T010', inNoon);
    expect(overlapping).toMatchObject({ exitCode: 0 });
    expect(overlapping.stderr).toContain('warning: overlaps taskGroup:T001');
    await refused(32, 'stint start --scope taskGroup:T001 --focus T012', as('c'));
  });

  test('all conflicts at once, with what is free', async () => {
    const { ok, run } = await scratchProject([
      ...seedTasks,
      { id: 'T070', title: 'Root', type: 'epic' },
      { id: 'T071', title: 'A', parentId: 'T070' },
    ]);
    await ok('stint config set multiSession.allowNestedScopes false');
    await ok('stint start task:T005 --agent opus-1', as('a'));
    await ok('stint start task:T010 --agent haiku-1', as('b'));
    const { stderr, exitCode } = await run('stint start T001', at('2026-11-21T12:02:00.000Z'));
    expect(exitCode).toBe(32);
    const [head, first, second, free] = stderr.split('\n');
    expect(head).toBe('ERROR (E_SCOPE_CONFLICT): epic:T001 overlaps 2 active sessions');
    expect(first).toMatch(/^ {2}[0-9a-f]{6} {2}opus-1 {2}on T005 {2}2 min ago$/);
    expect(second).toMatch(/^ {2}[0-9a-f]{6} {2}haiku-1 {2}on T010 {2}2 min ago$/);
    expect(free).toMatch(/^ {2}free inside: T012 \(1 task\) +stint start T012$/);
  });
});

describe('take-over', () => {
  test('--takeover ends a stale session that conflicts, and nothing else', async () => {
    const project = await scratchProject();
    const old = (await project.data('stint start T001 --agent opus-1', as('a'))).session;
    await project.ok('stint start T050', as('b', later));
    const taken = await project.data('stint start T001 --takeover', at(later));
    expect(taken.tookOver).toEqual([old.id]);
    const [ended, untouched, mine] = project.json('.stint/sessions.json').sessions;
    expect(ended).toMatchObject({
      id: old.id,
      status: 'ended',
      held: [],
      notes: [{ text: expect.stringContaining(taken.session.shortId) }],
    });
    expect(untouched.status).toBe('active');
    expect(mine.focus.currentTask).toBe('T005');
    const told = project.lines(`.stint/events/${old.id}.jsonl`).at(-1);
    expect(told).toMatchObject({ type: 'session_end' });
    expect(JSON.stringify(told)).toContain(taken.session.id);
  });

  test('--takeover does not end one that is not stale; --force does', async () => {
    const { ok, refused, data } = await scratchProject();
    const old = (await data('stint start T001', as('a'))).session;
    const told = (await refused(32, 'stint start T001 --takeover', inNoon)).message;
    expect(told).toBe(
      `epic:T001 overlaps 1 active session; --takeover ends stale sessions only, and ${old.shortId} is not stale`,
    );
    expect((await data('stint start T001 --takeover --force', inNoon)).tookOver).toEqual([old.id]);
    await ok(`stint session show ${old.shortId}`);
  });

  test('behind a 35: the holder of the wanted focus', async () => {
    const { refused, data } = await scratchProject();
    const inner = (await data('stint start subtree:T006 --focus T010', as('a'))).session;
    await refused(35, 'stint start T001 --focus T010 --takeover', inNoon);
    const taken = await data('stint start T001 --focus T010 --takeover', at(later));
    expect(taken).toMatchObject({ tookOver: [inner.id], session: { focus: { id: 'T010', status: 'active' } } });
  });

  test('behind the 30 of single-session mode', async () => {
    const { ok, refused, data } = await scratchProject();
    await ok('stint config set multiSession.enabled false');
    const only = (await data('stint start T001', as('a'))).session;
    expect((await refused(30, 'stint start T050 --takeover', inNoon)).details.sessions).toMatchObject([{ session: only.id }]);
    expect((await data('stint start T050 --takeover', at(later))).tookOver).toEqual([only.id]);
  });

  test('a refused take-over ends nobody', async () => {
    const project = await scratchProject();
    await project.ok('stint start T050', as('a'));
    await project.ok('stint start task:T005', as('b', later));
    const before = project.read('.stint/sessions.json');
    await project.ok('stint config set multiSession.allowNestedScopes false');
    await project.refused(34, 'stint start T050 --focus T005 --takeover', at(later));
    expect(project.read('.stint/sessions.json')).toBe(before);
  });

  test('--force without --takeover is a usage error', async () => {
    const { refused } = await scratchProject();
    await refused(2, 'stint start T001 --force');
    await refused(2, 'stint resume abc --force');
  });
});

describe('how many sessions', () => {
  test('stale ones do not count against the limit; the refusal lists the others', async () => {
    const { ok, refused, data } = await scratchProject();
    await ok('stint config set multiSession.maxConcurrentSessions 1');
    await ok('stint start T001', as('a'));
    const error = await refused(30, 'stint start T050', inNoon);
    expect(error.details).toMatchObject({ limit: 1, sessions: [{ scope: 'epic:T001' }] });
    expect((await data('stint start T050', at(later))).session.status).toBe('active');
  });

  test('single-session mode: no scope is the whole project, every terminal is bound', async () => {
    const { ok, data } = await scratchProject();
    await ok('stint config set multiSession.enabled false');
    const { session } = await data('stint session start --auto-focus', inNoon);
    expect(session).toMatchObject({ scope: { type: 'project' }, tasks: { total: 9 } });
    expect(await data('stint status', { env: {} })).toMatchObject({ session: { id: session.id }, rule: 'single-session' });
    expect((await data('stint status', as('x'))).rule).toBe('single-session');
  });

  test('a start without a scope is a usage error otherwise', async () => {
    const { refused } = await scratchProject();
    await refused(2, 'stint session start --auto-focus');
  });
});
