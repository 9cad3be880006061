import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Project, scratchFolder, scratchProject } from '../support/scratch-project';

const me = { env: { STINT_CONVERSATION: 'me', STINT_AGENT: 'opus-1' }, now: '2026-11-21T12:00:00.000Z' };
const other = { env: { STINT_CONVERSATION: 'other', STINT_AGENT: 'haiku-1' }, now: '2026-11-21T12:00:00.000Z' };

const inSession = async (): Promise<Project> => {
  const project = await scratchProject();
  await project.ok('stint start T001 --focus T005', me);
  return project;
};

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();

describe('wip', () => {
  test('without a session: active, with who and when; again by the same owner changes nothing', async () => {
    const project = await scratchProject();
    expect(await project.data('stint wip T005', me)).toMatchObject({ changed: true, by: 'opus-1' });
    expect((await project.data('stint wip T005', me)).changed).toBe(false);
    expect((await project.data('stint show T005')).task).toMatchObject({ status: 'active', work: { by: 'opus-1', at: me.now } });
    expect(project.read('.stint/session.log')).toBe('[2026-11-21 12:00:00 UTC] Started work on T005: Validate tokens\n');
  });

  test('held by another owner: 35, and so is every other change; --takeover passes', async () => {
    const project = await scratchProject();
    await project.ok('stint wip T005', me);
    for (const line of [
      'wip T005',
      'done T005',
      'task claim T005',
      'task close T005',
      'task cancel T005',
      'task move T005 --top',
      'update T005 --status pending',
    ])
      await project.refused(35, `stint ${line}`, other);
    await project.ok('stint wip T005 --takeover', other);
    expect((await project.data('stint show T005')).task.work.by).toBe('haiku-1');
    await project.refused(35, 'stint done T005', me);
  });

  test('in a session, one task at a time: 40 that names it; focus set moves', async () => {
    const project = await inSession();
    const error = await project.refused(40, 'stint wip T012', me);
    expect(error.message).toBe('T005 is in progress: finish it, or `focus set` to move');
    expect(error.fix).toEqual(['stint done T005', 'stint focus set T012']);
    await project.refused(34, 'stint wip T051', me);
  });

  test('maxActiveTasksPerScope: below the limit the task is held beside the others', async () => {
    const project = await inSession();
    await project.ok('stint config set multiSession.maxActiveTasksPerScope 2');
    await project.ok('stint wip T012', me);
    expect(await project.data('stint focus show', me)).toMatchObject({
      focus: { id: 'T012' },
      held: expect.arrayContaining(['T005', 'T012']),
    });
    await project.refused(40, 'stint wip T010', me);
  });

  test('an owner without an agent name is the conversation, and else the name in git', async () => {
    const project = await scratchProject();
    expect((await project.data('stint wip T005', { env: { STINT_CONVERSATION: 'talk' } })).by).toBe('talk');
    expect((await project.data('stint wip T012', { env: { STINT_AGENT: 'ann' } })).by).toBe('ann');
  });
});

describe('done', () => {
  test('out of scope 34, unless --out-of-scope, which is recorded', async () => {
    const project = await inSession();
    const error = await project.refused(34, 'stint done T051', me);
    expect(JSON.stringify(error.fix)).not.toContain('--out-of-scope');
    await project.ok('stint done T051 --out-of-scope', me);
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([{ task: { id: 'T051' }, flags: ['out-of-scope'] }]);
  });

  test('open children 40, listed; --with-children finishes them with an entry each', async () => {
    const project = await inSession();
    expect(JSON.stringify((await project.refused(40, 'stint done T006', me)).details)).toContain('T010');
    expect((await project.data('stint done T006 --with-children', me)).children).toEqual(['T010']);
    const entries = project.lines('.stint/ledger.jsonl');
    expect(entries.map((entry) => entry.task.id)).toEqual(['T010', 'T006']);
    for (const entry of entries) expect(entry.flags).toContain('with-children');
  });

  test('held by another session 35; --takeover clears the claim and tells the holder', async () => {
    const project = await inSession();
    await project.refused(35, 'stint done T005', other);
    await project.ok('stint done T005 --takeover', other);
    const [session] = project.json('.stint/sessions.json').sessions;
    expect([session.held, session.focus.currentTask]).toEqual([[], null]);
    expect(project.lines(`.stint/events/${session.id}.jsonl`).at(-1)).toMatchObject({ task: 'T005' });
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([{ flags: ['takeover'] }]);
  });

  test('a holder may finish what it holds even if the task moved out of its scope', async () => {
    const project = await inSession();
    await project.ok('stint task move T005 --top', me);
    await project.ok('stint done T005', me);
  });

  test('open dependencies are a warning, and recorded', async () => {
    const project = await scratchProject();
    const ran = await project.run('stint done T052', me);
    expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining('T051')]);
    expect(project.lines('.stint/ledger.jsonl')[0].flags).toEqual(['open-dependencies']);
  });

  test('task, entry, events, claims, focus, statistics and log line: all of them', async () => {
    const project = await inSession();
    await project.ok('stint done T005 -r "All of it"', me);
    const [session] = project.json('.stint/sessions.json').sessions;
    expect(session).toMatchObject({ held: [], focus: { currentTask: null }, stats: { tasksCompleted: 1 } });
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([
      {
        session: session.id,
        agent: 'opus-1',

        task: { id: 'T005', parentId: 'T001', epicId: 'T001', phase: 'testing' },
      },
    ]);
    expect(project.lines(`.stint/events/${session.id}.jsonl`).map((event) => event.type)).toContain('task_close');
    expect(project.read('.stint/session.log')).toBe('[2026-11-21 12:00:00 UTC] Completed T005: Validate tokens (All of it)\n');
  });

  test('what git says changed since the work began, with its origin, .stint left out', async () => {
    // Git and the file system know the real time alone.
    const longAgo = { ...me, now: '2020-01-01T00:00:00.000Z' };
    const dir = scratchFolder();
    git(dir, 'init', '-q', '-b', 'main');
    git(dir, 'commit', '-q', '--allow-empty', '-m', 'Begin');
    const project = await scratchProject(undefined, dir);
    await project.ok('stint wip T005', longAgo);
    mkdirSync(join(dir, 'src'));
    writeFileSync(join(dir, 'src/token.ts'), 'x');
    git(dir, 'add', 'src');
    git(dir, 'commit', '-q', '-m', 'Validate tokens');
    writeFileSync(join(dir, 'notes.md'), 'x');
    expect(await project.data('stint done T005 -f README.md', longAgo)).toMatchObject({ files: 3, commits: 1 });
    const [entry] = project.lines('.stint/ledger.jsonl');
    expect(entry.files).toEqual([
      { path: 'README.md', origin: 'flag' },
      ...['notes.md', 'src/token.ts'].map((path) => expect.objectContaining({ path, origin: 'git' })),
    ]);
    expect(entry.commits).toMatchObject([{ sha: git(dir, 'rev-parse', 'HEAD'), subject: 'Validate tokens', origin: 'git' }]);
    expect(entry.branch).toBe('main');
  });

  test('files are given relative to the folder one stands in, and kept relative to the project', async () => {
    const project = await scratchProject();
    mkdirSync(join(project.dir, 'a/b'), { recursive: true });
    writeFileSync(join(project.dir, 'a/x.ts'), '');
    const ran = await project.run('stint done T005 -f ../x.ts -f /etc/hostname', { ...me, cwd: join(project.dir, 'a/b') });
    expect(ran.stderr).toContain('/etc/hostname lies outside the project');
    expect(project.lines('.stint/ledger.jsonl')[0].files[0]).toEqual({ path: 'a/x.ts', origin: 'flag' });
  });
});

describe('settings that these commands read', () => {
  test('record.git false: nothing is asked of git', async () => {
    const dir = scratchFolder();
    git(dir, 'init', '-q', '-b', 'main');
    git(dir, 'commit', '-q', '--allow-empty', '-m', 'Begin');
    const project = await scratchProject(undefined, dir);
    await project.ok('stint config set record.git false');
    await project.ok('stint wip T005', me);
    writeFileSync(join(dir, 'notes.md'), 'x');
    expect(await project.data('stint done T005', me)).toMatchObject({ files: 0, commits: 0 });
  });

  test('record.maskSecrets false keeps them', async () => {
    const project = await scratchProject([]);
    await project.ok('stint config set record.maskSecrets false');
    await project.ok('stint log AKIAIOSFODNN7EXAMPLE');
    expect(project.read('.stint/session.log')).toContain('AKIAIOSFODNN7EXAMPLE');
  });

  test('session.requireNoteOnEnd: an end without a note is a usage error', async () => {
    const project = await inSession();
    await project.ok('stint config set session.requireNoteOnEnd true');
    expect((await project.refused(2, 'stint session end', me)).message).toContain('--note');
    await project.ok('stint session end --note done', me);
  });

  test('log.maxSizeBytes and log.keep: rotated at an end, so many old ones kept', async () => {
    const project = await scratchProject();
    await project.ok('stint config set log.maxSizeBytes 100');
    await project.ok('stint config set log.keep 2');
    for (let round = 1; round <= 4; round += 1) {
      await project.ok('stint start T050', me);
      for (let line = 0; line < 3; line += 1) await project.ok(`stint log "round ${round} line ${line} ${'x'.repeat(40)}"`, me);
      await project.ok('stint session end', me);
    }
    const { readdirSync } = await import('node:fs');
    const logs = readdirSync(join(project.dir, '.stint')).filter((name) => name.startsWith('session') && name.includes('log'));
    expect(logs.length).toBeLessThanOrEqual(3);
    expect(logs.length).toBeGreaterThan(1);
  });

  test('worktrees own: a linked worktree has a project of its own', async () => {
    const dir = scratchFolder();
    git(dir, 'init', '-q', '-b', 'main');
    git(dir, 'commit', '-q', '--allow-empty', '-m', 'Begin');
    const linked = `${scratchFolder()}/linked`;
    git(dir, 'worktree', 'add', '-q', '-b', 'linked', linked);
    const project = await scratchProject(undefined, dir);
    expect((await project.data('stint list', { cwd: linked })).total).toBe(9);
    await project.ok('stint config set worktrees own');
    await project.refused(50, 'stint list', { cwd: linked });
  });

  test('task.prefix and project.currentPhase', async () => {
    const project = await scratchProject([]);
    await project.ok('stint config set task.prefix AB');
    expect((await project.ok('stint add One --phase later -q')).stdout).toBe('AB001\n');
    await project.ok('stint add Two --phase now');
    await project.ok('stint config set project.currentPhase now');
    expect((await project.data('stint next')).items[0].title).toBe('Two');
  });
});
