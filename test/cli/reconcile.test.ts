import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HookReading } from '../../src/domain/event/hook-reading';
import { claudeSlug } from '../../src/harness/claude/slug';
import { sampleStart, sampleTokens, sampleTotals, writeReport, writeTalk } from '../support/conversations';
import { commitFile, gitProject } from '../support/git-project';
import { fingerprint, type Project, scratchFolder, scratchProject } from '../support/scratch-project';

const first = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
const second = '7a1b2c3d-7d0b-4a53-9a3e-5c2f6c1b8e10';
/** Seconds after the first conversation began. */
const at = (seconds: number): string => new Date(sampleStart + seconds * 1000).toISOString();

/** Transcripts are looked for at home; which projects this person knows is kept elsewhere. */
const atHome = (home: string) => ({ HOME: home, XDG_STATE_HOME: process.env.XDG_STATE_HOME ?? '' });

type Scene = {
  readonly project: Project;
  readonly home: string;
  readonly as: (conversation: string, seconds: number) => { env: Record<string, string>; now: string };
};
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers
type Answer = any;

const sceneIn = (project: Project): Scene => {
  const home = scratchFolder();
  return {
    project,
    home,
    as: (conversation, seconds) => ({
      env: { ...atHome(home), CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: conversation, STINT_AGENT: 'opus' },
      now: at(seconds),
    }),
  };
};

/**
 * Two conversations, the second in the place of the first as after `/clear`; two sessions one after the other in the
 * second; three tasks, of which the last was closed without an entry. Answers of the model come every seven seconds.
 */
const threeTasks = async (): Promise<Scene> => {
  const it = sceneIn(await scratchProject());
  const { project, home, as } = it;
  writeTalk({ home, cwd: project.dir, conversation: first, startMs: sampleStart, mark: 'A' });
  writeTalk({ home, cwd: project.dir, conversation: second, startMs: sampleStart + 300_000, mark: 'B' });
  const { session } = await project.data('stint start T001 --focus T005', as(first, -1));
  await project.ok('stint done T005 -r "Validated"', as(first, 50));
  await project.ok('stint focus set T010', as(first, 90));
  await project.ok(`stint session switch ${session.id} --takeover`, as(second, 290));
  await project.ok('stint done T010 -r "Rotated"', as(second, 316));
  await project.ok('stint session end', as(second, 330));
  await project.ok('stint start T050 --focus T051', as(second, 346));
  await project.ok('stint task close T051', as(second, 405));
  await project.ok('stint session end', as(second, 500));
  return it;
};

const reconcile = (it: Scene, line = 'stint reconcile', seconds = 600): Promise<Answer> =>
  it.project.data(line, { env: atHome(it.home), now: at(seconds) });
const ledger = (project: Project): Answer[] => project.lines('.stint/ledger.jsonl');
const usd = (value: number): number => Math.round(value * 1e10) / 1e10;
const actions = (answer: Answer): unknown[] => answer.tasks.map(({ task, action }: Answer) => [task.id, action]);
const removeTranscripts = ({ home }: Scene): void => rmSync(join(home, '.claude'), { recursive: true });
const everything = ({ tasks, total, outside }: Answer, key: 'tokens' | 'costUsd'): number =>
  usd(tasks.reduce((sum: number, each: Answer) => sum + each[key], 0) + total.unattributed[key] + (outside[key] ?? 0));

describe('a session of three tasks, cleared in the middle, and another one after it', () => {
  test('what tasks, sessions and nobody used is all that was used', async () => {
    const it = await threeTasks();
    const answer = await reconcile(it);
    expect(answer.transcripts).toEqual({ read: 2, missing: 0 });
    expect(actions(answer)).toEqual([
      ['T005', 'amended'],
      ['T010', 'amended'],
      ['T051', 'recorded'],
    ]);
    expect(everything(answer, 'tokens')).toBe(2 * sampleTokens);
    expect(everything(answer, 'costUsd')).toBe(usd(2 * sampleTotals.cost_usd));
    // The answer between the two sessions belongs to neither.
    expect(answer.outside).toEqual({ tokens: 26276, costUsd: 0.025408 });
    expect(answer.sessions.map(({ tokens }: Answer) => tokens).reduce((a: number, b: number) => a + b)).toBe(answer.total.tokens);

    const [t005, t010, ...written] = ledger(it.project);
    expect(t005).toMatchObject({ task: { id: 'T005' }, source: 'direct_session', reason: 'Validated' });
    expect(t010).toMatchObject({ task: { id: 'T010' }, source: 'direct_session', reason: 'Rotated' });
    expect(
      written.map(({ type, source, ref, files, commits, costSource }) => [type, source, ref, files, commits?.length, costSource]),
    ).toEqual([
      ['amended', 'reconcile', t005.id, [{ path: 'src/rate-limit.ts', origin: 'transcript' }], undefined, 'harness'],
      ['amended', 'reconcile', t010.id, undefined, 1, 'harness'],
      ['completed', 'reconcile', undefined, [{ path: 'src/rate-limit.ts', origin: 'transcript' }], 0, 'harness'],
    ]);
    expect(written[2]).toMatchObject({
      task: { id: 'T051' },
      startedAt: at(346),
      completedAt: at(405),
      durationMs: 59_000,
      agent: 'opus',
      harness: 'claude',
    });
    expect(written[1].commits[0]).toMatchObject({ subject: 'acme-42: add rate limiter', origin: 'transcript' });

    const stats = await it.project.data('stint ledger stats');
    expect(stats.total).toMatchObject({
      completions: 3,
      tokens: answer.tasks.reduce((sum: number, { tokens }: Answer) => sum + tokens, 0),
      unattributed: 0,
    });
    expect(stats.sessions).toEqual(answer.total);
    expect((await it.project.data('stint ledger stats --agent nobody')).sessions).toBeUndefined();
    expect((await it.project.data('stint ledger stats --phase testing')).sessions).toBeUndefined();
    expect((await it.project.data('stint ledger verify')).damageCount).toBe(0);
    // The missing entry is there: `done` has nothing to add.
    expect(await it.project.data('stint done T051')).toMatchObject({ changed: false, entry: written[2].id });
  });

  test('a second run changes nothing and says so', async () => {
    const it = await threeTasks();
    await reconcile(it);
    const before = fingerprint(join(it.project.dir, '.stint'));
    const again = await reconcile(it, 'stint reconcile', 700);
    expect(again).toMatchObject({ changed: false, tasks: [], unchanged: 3 });
    expect(await reconcile(it, 'stint reconcile --force', 800)).toMatchObject({ changed: false, tasks: [], unchanged: 3 });
    expect(fingerprint(join(it.project.dir, '.stint'))).toEqual(before);
    const text = await it.project.ok('stint reconcile', { env: atHome(it.home), now: at(900) });
    expect(text.stdout.split('\n')[0]).toBe('nothing changed: 3 completions hold all that is known');
  });

  test('open work is no completion: with none, it says so', async () => {
    const it = sceneIn(await scratchProject());
    const told = async () => (await it.project.ok('stint reconcile', { env: atHome(it.home) })).stdout;
    expect(await told()).toBe('nothing changed: there is no completion to look at\n');
    await it.project.ok('stint start T001');
    expect(await told()).toBe('nothing changed: there is no completion to look at\n');
    expect(await it.project.data('stint reconcile', { env: atHome(it.home) })).toMatchObject({ tasks: [], unchanged: 0 });
  });

  test('a dry run says the same and writes nothing', async () => {
    const it = await threeTasks();
    writeReport(it.project.dir, at(20), reading({ facts: [{ type: 'file_write', path: join(it.project.dir, 'src/told.ts') }] }));
    const before = fingerprint(it.project.dir);
    const dry = await reconcile(it, 'stint reconcile --dry-run');
    expect(fingerprint(it.project.dir)).toEqual(before);
    expect(dry).toMatchObject({ changed: true, dryRun: true });
    const { dryRun: _dryRun, ...said } = dry;
    expect(await reconcile(it)).toEqual({
      ...said,
      tasks: said.tasks.map((each: Answer) => ({ ...each, entry: expect.any(String) })),
    });
  });

  test('one session alone, and a time', async () => {
    const it = await threeTasks();
    const { items } = await it.project.data('stint session list --status all');
    const later = items.find(({ scope }: Answer) => scope.rootTaskId === 'T050');
    expect(actions(await reconcile(it, `stint reconcile --session ${later.shortId} --dry-run`))).toEqual([['T051', 'recorded']]);
    expect(actions(await reconcile(it, `stint reconcile --since ${at(300)} --dry-run`))).toEqual([
      ['T010', 'amended'],
      ['T051', 'recorded'],
    ]);
    expect(actions(await reconcile(it, `stint reconcile --since ${at(501)} --dry-run`))).toEqual([]);
    expect((await it.project.refused(31, 'stint reconcile --session ffffff')).message).toContain('ffffff');
    expect((await it.project.refused(2, 'stint reconcile --since soon')).details).toMatchObject({ given: 'soon' });
  });

  test('counts of snapshots stand when the transcripts are gone, by task too', async () => {
    const whole = await threeTasks();
    const expected = await reconcile(whole);
    const it = await threeTasks();
    for (const conversation of [first, second])
      expect(
        await it.project.data(`stint hooks snapshot --conversation=${conversation} --harness=claude`, it.as(conversation, 550)),
      ).toMatchObject({ changed: true });
    const silent = await it.project.ok(`stint hooks snapshot --conversation=${first} --harness=claude`, it.as(first, 560));
    expect([silent.stdout, silent.stderr]).toEqual(['', '']);
    removeTranscripts(it);
    const answer = await reconcile(it);
    expect(answer.transcripts).toEqual({ read: 0, missing: 2 });
    expect(answer.total).toEqual(expected.total);
    const used = ({ tasks }: Answer): unknown[] => tasks.map(({ task, tokens, costUsd }: Answer) => [task.id, tokens, costUsd]);
    expect(used(answer)).toEqual(used(expected));
  });

  test('what was reconciled stands when the transcripts are gone', async () => {
    const it = await threeTasks();
    const before = await reconcile(it);
    removeTranscripts(it);
    const after = await reconcile(it, 'stint reconcile --force', 700);
    expect(after).toMatchObject({ changed: false, total: before.total, transcripts: { read: 0, missing: 2 } });
  });

  test('a transcript that was cut short takes nothing away', async () => {
    const it = await threeTasks();
    const file = join(it.home, '.claude/projects', claudeSlug(it.project.dir), `${first}.jsonl`);
    const before = await reconcile(it);
    writeFileSync(file, '');
    rmSync(join(it.home, '.claude/projects', claudeSlug(it.project.dir), first), { recursive: true });
    expect(await reconcile(it, 'stint reconcile', 700)).toMatchObject({ changed: false, total: before.total });
  });
});

const reading = (over: Partial<HookReading>): HookReading => ({
  harness: 'claude',
  shape: 'own',
  kind: 'tool-end',
  conversation: first,
  key: `k${JSON.stringify(over.facts)}`,
  repeatable: false,
  facts: [],
  ...over,
});

describe('facts', () => {
  test('of hooks: files of the time, each once, nothing outside of the project', async () => {
    const it = sceneIn(await scratchProject());
    const { project, as } = it;
    const wrote = (seconds: number, path: string, key?: string): void =>
      writeReport(
        project.dir,
        at(seconds),
        reading({ facts: [{ type: 'file_write', path }], ...(key === undefined ? {} : { key }) }),
      );
    await project.ok('stint start T001 --focus T005', as(first, 0));
    wrote(1, join(project.dir, 'src/a.ts'));
    wrote(2, '/tmp/elsewhere.ts');
    wrote(3, join(project.dir, '.stint/notes.md'));
    wrote(4, join(project.dir, 'src/a.ts'), 'again');
    await project.ok('stint done T005', as(first, 10));
    wrote(11, join(project.dir, 'src/nobody.ts'));
    await project.ok('stint focus set T010', as(first, 20));
    wrote(21, join(project.dir, 'src/b.ts'));
    wrote(22, join(project.dir, 'src/a.ts'), 'third');
    await project.ok('stint done T010', as(first, 30));
    const answer = await reconcile(it);
    expect(answer.tasks.map(({ task, files, tokens, costUsd }: Answer) => [task.id, files, tokens, costUsd])).toEqual([
      ['T005', 1, null, null],
      ['T010', 2, null, null],
    ]);
    expect(
      ledger(project)
        .slice(2)
        .map(({ files, tokens, events }) => [files.map(({ path, origin }: Answer) => `${path} ${origin}`), tokens, events]),
    ).toEqual([
      [['src/a.ts hook'], undefined, 4],
      [['src/b.ts hook', 'src/a.ts hook'], undefined, 2],
    ]);
    expect(await reconcile(it, 'stint reconcile', 700)).toMatchObject({ changed: false });
  });

  test('a file that was redacted is not told again', async () => {
    const it = await threeTasks();
    await reconcile(it);
    const line = ledger(it.project).find(({ type, files }) => type === 'amended' && files !== undefined);
    await it.project.ok(`stint ledger redact ${line.id} --field files`);
    expect(await reconcile(it, 'stint reconcile', 700)).toMatchObject({ changed: false });
  });

  test('of git: short ids are completed, commits without one are found by subject, and none is told of two tasks', async () => {
    const it = sceneIn(await gitProject(4));
    const { project, as } = it;
    // git's clock has whole seconds: the first commit of the repository is to lie before the session.
    await new Promise((resume) => setTimeout(resume, 1_100));
    const now = Date.now();
    const when = (ms: number) => ({ ...as(first, 0), now: new Date(ms).toISOString() });
    const told = (ms: number, fact: { sha?: string; subject?: string }): void =>
      writeReport(project.dir, new Date(ms).toISOString(), reading({ facts: [{ type: 'git_commit', ...fact }] }));
    await project.ok('stint start T001 --focus T001', when(now));
    const short = commitFile(project.dir, 'one.ts');
    told(now + 400, { sha: short.slice(0, 7) });
    const unnamed = commitFile(project.dir, 'two.ts');
    told(now + 500, { subject: 'Add two.ts' });
    told(now + 600, { subject: 'Never made' });
    await project.ok('stint task close T001', when(Date.now() + 5_000));
    const answer = await reconcile(it, 'stint reconcile', (Date.now() + 10_000 - sampleStart) / 1000);
    expect(answer.tasks).toMatchObject([{ task: { id: 'T001' }, action: 'recorded', commits: 2, files: 2 }]);
    expect(ledger(project)[0].commits.map(({ sha, subject }: Answer) => [sha, subject])).toEqual([
      [short, 'Add one.ts'],
      [unnamed, 'Add two.ts'],
    ]);
    expect(ledger(project)[0].files).toEqual([
      { path: 'one.ts', origin: 'git' },
      { path: 'two.ts', origin: 'git' },
    ]);
  });
});

describe('prices', () => {
  const unknownModel = async (): Promise<Scene> => {
    const it = await threeTasks();
    for (const conversation of [first, second]) {
      writeTalk({
        home: it.home,
        cwd: it.project.dir,
        conversation,
        startMs: sampleStart + (conversation === first ? 0 : 300_000),
        mark: conversation === first ? 'A' : 'B',
        model: 'nobody-9',
      });
    }
    return it;
  };

  test('a model without a price: tokens are kept, its cost is not known', async () => {
    const it = await unknownModel();
    const answer = await reconcile(it);
    expect(answer.tasks.map(({ tokens, costUsd }: Answer) => [tokens > 0, costUsd])).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
    expect(answer.total).toMatchObject({ costUsd: null, unattributed: { costUsd: null } });
    expect(everything(answer, 'tokens')).toBe(2 * sampleTokens);
    expect(ledger(it.project).at(-1)).toMatchObject({ costUsd: null });
  });

  test('of the config give it one, and another one when they change', async () => {
    const it = await unknownModel();
    await reconcile(it);
    const price = (output: number) => [
      'config',
      'set',
      'prices',
      JSON.stringify({ 'nobody-9': { input: 0, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 } }),
    ];
    await it.project.ok(price(1000));
    const dear = await reconcile(it, 'stint reconcile', 700);
    expect(dear.tasks.map(({ action }: Answer) => action)).toEqual(['amended', 'amended', 'amended']);
    await it.project.ok(price(2000));
    const dearer = await reconcile(it, 'stint reconcile', 800);
    const [first, again] = [dear, dearer].map(({ tasks }) => tasks[0].costUsd);
    expect(first).toBeGreaterThan(0);
    expect(again).toBe(2 * first);
    expect(dearer.total.costUsd).toBeGreaterThan(dear.total.costUsd);
    expect(await reconcile(it, 'stint reconcile', 900)).toMatchObject({ changed: false });
  });
});

describe('work while no session was bound', () => {
  const unbound = async (): Promise<Scene> => {
    const it = sceneIn(await scratchProject());
    const { project, home, as } = it;
    writeTalk({ home, cwd: project.dir, conversation: first, startMs: sampleStart, mark: 'A' });
    writeReport(project.dir, at(0), reading({ kind: 'session-start', cwd: project.dir, key: 'start' }));
    for (const copy of ['claude', 'again'])
      writeReport(
        project.dir,
        at(49),
        reading({ facts: [{ type: 'file_write', path: join(project.dir, 'src/rate-limit.ts') }], key: 'write', event: copy }),
      );
    await project.ok('stint start T050 --focus T051', as(second, 60));
    await project.ok('stint done T051', as(second, 300));
    return it;
  };

  test('is offered by time and folder, and attributed to nobody', async () => {
    const it = await unbound();
    const answer = await reconcile(it);
    const [{ shortId }] = (await it.project.data('stint session list --status all')).items;
    expect(answer.tasks).toEqual([]);
    expect(answer.unbound).toEqual([
      {
        conversation: first,
        harness: 'claude',
        folder: it.project.dir,
        from: at(14.518),
        to: at(119.403),
        files: 1,
        commands: 0,
        commits: 0,
        tokens: sampleTokens,
        costUsd: sampleTotals.cost_usd,
        sessions: [shortId],
        attach: `stint reconcile --session ${shortId} --attach ${first} --task TASK`,
      },
    ]);
    expect(ledger(it.project)).toHaveLength(1);
  });

  test('its line attaches it, once', async () => {
    const it = await unbound();
    const {
      unbound: [{ attach }],
    } = await reconcile(it);
    const line = attach.replace('TASK', 'T051');
    expect(await reconcile(it, `${line} --dry-run`, 650)).toMatchObject({ changed: true, unbound: [] });
    expect(await reconcile(it, line, 700)).toMatchObject({
      changed: true,
      tasks: [{ task: { id: 'T051' }, action: 'amended', files: 1, tokens: sampleTokens, costUsd: sampleTotals.cost_usd }],
      unbound: [],
      outside: { tokens: null },
    });
    expect(await reconcile(it, line, 800)).toMatchObject({ changed: false, unbound: [] });
    expect(await reconcile(it, 'stint reconcile', 900)).toMatchObject({ changed: false, unbound: [] });
  });

  test.each([
    [2, `stint reconcile --attach ${first}`],
    [2, 'stint reconcile --task T051'],
    [31, `stint reconcile --attach ${first} --session ffffff`],
    [1, 'stint reconcile --attach nobody --session LAST'],
    [1, `stint reconcile --attach ${first} --session LAST --task T999`],
  ])('exit %i: %s', async (exitCode, line) => {
    const it = await unbound();
    const [{ shortId }] = (await it.project.data('stint session list --status all')).items;
    await it.project.refused(exitCode, line.replace('LAST', shortId), { env: atHome(it.home) });
  });
});

describe('as text', () => {
  test.each([80, 120])('fits %i columns; only the line to copy may be longer', async (columns) => {
    const it = await threeTasks();
    const third = '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
    writeTalk({ home: it.home, cwd: it.project.dir, conversation: third, startMs: sampleStart + 900_000, mark: 'C' });
    const wrote = reading({
      conversation: third,
      cwd: it.project.dir,
      facts: [{ type: 'file_write', path: join(it.project.dir, 'src/a.ts') }],
    });
    writeReport(it.project.dir, at(949), { ...wrote, key: 'w' });
    const { stdout } = await it.project.ok('stint reconcile --no-color', {
      env: atHome(it.home),
      now: at(2000),
      tty: true,
      columns,
    });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual(
      [`    stint reconcile --session ID --attach ${third} --task TASK`].filter(({ length }) => length > columns),
    );
    expect(lines[0]).toBe('reconciled  2 amended, 1 recorded');
    expect(lines).toContain('unattributed $0.021 (8 %) of 291k tokens, $0.256 as the harness says');
    expect(lines).toContain('outside of sessions: 26k tokens, $0.025');
    expect(lines).toContain('    1 file, 159k tokens, $0.141');
  });
});
