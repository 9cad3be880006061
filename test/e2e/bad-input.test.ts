import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { programs, shellCommandOf } from '../support/run-cli';
import { fingerprint, jsonl, projectAt, scratchFolder, scratchProject, seedTasks } from '../support/scratch-project';

/** Everything that lies in a folder, in one text. */
const allOf = (folder: string): string =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8'))
    .join('\n');

const me = { env: { STINT_CONVERSATION: 'me' }, now: '2026-11-21T12:00:00.000Z' };

describe('bad input: a clear error, and nothing changed', () => {
  test.each<[string, string | readonly string[], number, RegExp]>([
    ['unknown command', 'stint sessoin list', 2, /"session"/],
    ['unknown verb', 'stint session strat', 2, /"session start"/],
    ['unknown option', 'stint start T001 --focuss T005', 2, /--focus/],
    ['unknown status', 'stint list --status opne', 2, /open|pending/],
    ['unknown session status', 'stint session list --status bogus', 2, /active, suspended/],
    ['unknown priority', 'stint add X --priority urgent', 2, /critical/],
    ['unknown type', 'stint add X --type story', 2, /epic/],
    ['unknown scope type', 'stint start epc:T001', 2, /epic/],
    ['unknown shell', 'stint completion tcsh', 2, /bash/],
    ['unknown setting', 'stint config get multiSession.enabeld', 1, /multiSession\.enabled/],
    ['a value of another type', 'stint config set multiSession.enabled perhaps', 2, /true/],
    ['a number that is none', 'stint list -n many', 2, /many/],
    ['a negative number', ['list', '-n', '-3'], 2, /-3/],
    ['unknown task', 'stint wip T0O5', 1, /T005/],
    ['unknown parent', 'stint add X --parent T999', 41, /T999/],
    ['unknown dependency', 'stint add X --depends T999', 41, /T999/],
    ['unknown root', 'stint start T999', 33, /T999/],
    ['empty scope', 'stint start T001 --phase nowhere', 33, /nowhere/],
    ['an empty scope id', ['start', ''], 2, /./],
    ['a scope without a root', 'stint session start --scope epic --auto-focus', 2, /root|ID/],
    ['epicPhase without a phase', 'stint session start --scope epicPhase:T001 --auto-focus', 2, /--phase/],
    ['two roots', 'stint start --scope epic:T001 --root T050 --auto-focus', 2, /T050/],
    ['two scopes', 'stint start T001 --scope epic:T050', 2, /T050/],
    ['two focuses', 'stint start T001 --focus T005 --auto-focus', 2, /--auto-focus/],
    ['the same option twice', 'stint start T001 --focus T005 --focus T006', 2, /--focus/],
    ['focus out of scope', 'stint start T001 --focus T051', 34, /T051/],
    ['unknown focus', 'stint start T001 --focus T0O5', 34, /does not exist.*T005/],
    ['no focus', 'stint session start --scope epic:T001', 38, /--auto-focus/],
    ['no message', 'stint log', 2, /message/],
    ['an empty message', ['log', '   '], 2, /empty/],
    ['an empty title', ['add', ''], 41, /title/],
    ['an argument too many', 'stint done T005 T006', 2, /argument/],
    ['unknown session', 'stint session resume ffffff', 31, /ffffff/],
    ['unknown duration', 'stint session gc --older-than soon', 2, /soon/],
    ['an id that leads elsewhere', ['task', 'add', '--from', '-'], 41, /\.\./],
  ])('%s', async (_name, line, code, message) => {
    const project = await scratchProject();
    const before = fingerprint(project.dir);
    const stdin = jsonl([{ id: '../../etc', title: 'x' }]);
    const error = await project.refused(code, line, { ...me, stdin });
    expect(`${error.message} ${JSON.stringify(error.details ?? {})} ${(error.fix ?? []).join(' ')}`).toMatch(message);
    expect((await project.run(line, { ...me, stdin })).exitCode).toBe(code);
    expect(fingerprint(project.dir)).toEqual(before);
  });

  test.each(['__proto__', 'constructor', 'prototype', 'a/b', '..', 'CON', 'a b', `x${'y'.repeat(64)}`, '-a', 'é'])(
    'the id %j is refused',
    async (id) => {
      const project = await scratchProject([]);
      await project.refused(41, 'stint task add --from -', { stdin: `{"id":${JSON.stringify(id)},"title":"x"}\n` });
      expect((await project.data('stint list --all')).total).toBe(0);
    },
  );

  test('no project, and a folder that is not there', async () => {
    const nowhere = projectAt(scratchFolder());
    for (const line of ['status', 'start T001', 'list', 'log x', 'done T001', 'config list', 'dash'])
      await nowhere.refused(50, `stint ${line}`);
    await nowhere.refused(50, 'stint list', { env: { STINT_DIR: '/nowhere/at/all' } });
  });
});

const nasty = 'a\u001b[2J\u0007b\rc\u0000d\u009be\u202ef\u200bg\u2028h\u{e0041}i';
const readers = [
  'status',
  'session list',
  'session info',
  'list',
  'dash',
  'next',
  'show T001',
  'focus show',
  'task tree',
  'focus history',
];

describe('text that is meant to do harm', () => {
  test('notes, titles and labels with control characters are stored as they came and printed visibly; no name has them', async () => {
    const project = await scratchProject([]);
    await project.ok(['add', nasty, '--description', nasty, '--label', 'l']);
    for (const option of ['--name', '--agent']) await project.refused(2, ['stint', 'start', 'T001', option, nasty], me);
    await project.ok(['start', 'T001', '--note', nasty], me);
    await project.ok(['focus', 'note', nasty], me);
    await project.ok(['focus', 'next-action', nasty], me);
    await project.ok(['log', nasty], me);
    // `run` checks that nothing printed carries control characters.
    for (const line of readers) await project.run(`stint ${line}`, me);
    await project.run('stint start T001', { env: { STINT_CONVERSATION: 'other' }, now: me.now });
    await project.run('stint status', { env: { STINT_CONVERSATION: 'other' }, now: me.now });
    expect((await project.data('stint status', me)).session).toMatchObject({ note: nasty, nextAction: nasty });
    await project.ok(['done', 'T001', '-r', nasty], me);
    const log = project.read('.stint/session.log');
    expect(log.trimEnd().split('\n').length).toBe(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is what is tested
    expect(log).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u200b\u2028]/);
  });

  test.each([
    ['name', (text: string) => ['start', 'T001', '--name', text]],
    ['note', (text: string) => ['focus', 'note', text]],
    ['log message', (text: string) => ['log', text]],
    ['title', (text: string) => ['add', text]],
    ['reason', (text: string) => ['done', 'T005', '-r', text]],
    ['agent', (text: string) => ['start', 'T001', '--agent', text]],
  ])('a %s of a mebibyte is refused by its length, and nothing is written', async (name, lineOf) => {
    const project = await scratchProject();
    if (name === 'note') await project.ok('stint start T001', me);
    const before = project.read('.stint/todo.json') + project.read('.stint/sessions.json');
    const error = await project.refused(2, lineOf('x'.repeat(1 << 20)), me);
    expect(error.message.length).toBeLessThan(500);
    expect(project.read('.stint/todo.json') + project.read('.stint/sessions.json')).toBe(before);
  });

  test('a long message comes in from standard input, up to a mebibyte', async () => {
    const project = await scratchProject();
    const text = 'x'.repeat((1 << 20) - 1);
    await project.ok('stint log -', { ...me, stdin: text });
    expect(project.read('.stint/session.log')).toContain(text);
    await project.refused(2, 'stint log -', { ...me, stdin: 'x'.repeat((1 << 20) + 1) });
  });

  test('invalid UTF-8 is refused, with where it is', async () => {
    const project = await scratchProject([]);
    const bytes = Buffer.concat([Buffer.from('fine\n'), Buffer.from([0x61, 0xff, 0xfe, 0x62])]);
    expect((await project.refused(2, 'stint log -', { stdin: bytes })).message).toContain('UTF-8');
    const [first] = [await project.run('stint task add --from - --json', { stdin: bytes })];
    expect([2, 41]).toContain(first?.exitCode);
    expect((await project.data('stint list --all')).total).toBe(0);
  });

  test('half a surrogate pair is stored as text that can be read again', async () => {
    const project = await scratchProject([]);
    await project.ok(['add', 'half \ud83d of a pair']);
    await project.ok('stint list');
    await project.ok(['log', 'half \ud83d of a pair']);
  });

  test('what looks like a secret is masked with a warning, unless told otherwise', async () => {
    const project = await scratchProject([]);
    const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const masked = await project.run(['log', `used ${token}`]);
    expect(masked.stderr).toContain('secret');
    expect(project.read('.stint/session.log')).not.toContain(token);
    await project.ok(['log', `used ${token}`, '--allow-secret'], { tty: true });
    expect(project.read('.stint/session.log')).toContain(token);
  });

  test('--allow-secret is for a person: no agent and no program keeps a secret', async () => {
    const project = await scratchProject([]);
    const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const line = ['log', `used ${token}`, '--allow-secret'];
    expect((await project.refused(2, line)).message).toContain('--allow-secret is for a person');
    expect((await project.refused(2, line, { tty: true, env: { CLAUDECODE: '1' } })).message).toContain('--allow-secret');
    expect(existsSync(join(project.dir, '.stint/session.log'))).toBe(false);
  });

  test('a secret goes from every text of a record, and the answer says what is stored', async () => {
    const project = await scratchProject([
      { id: 'T001', title: 'One', type: 'epic' },
      { id: 'T002', title: 'Two', parentId: 'T001' },
    ]);
    const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const mask = '[masked github-token]';
    const added = await project.data([
      'task',
      'add',
      `use ${token}`,
      '--label',
      token,
      '--phase',
      token,
      '--description',
      'PASSWORD=Abc12345xy',
    ]);
    expect(JSON.stringify(added)).not.toContain(token);
    await project.ok(['start', 'epic:T001', '--focus', 'T002', '--name', token, '--agent', token]);
    await project.ok(['task', 'update', 'T002', '--notes', token]);
    await project.ok(['config', 'set', 'project.name', token]);
    const reason = ['done', 'T002', '--reason', `with ${token}`, '-f', `src/${token}.ts`];
    expect((await project.data(reason)).entry).toBeDefined();
    expect(await project.data(reason)).toMatchObject({ changed: false });
    expect((await project.data(reason)).amendment).toBeUndefined();
    await project.ok('stint session end --note done');
    const texts = ['config.json', 'todo.json', 'sessions.json', 'ledger.jsonl', 'session.log'].map((name) =>
      project.read(`.stint/${name}`),
    );
    for (const text of [...texts, allOf(join(project.dir, '.stint'))]) expect(text).not.toContain(token);
    expect(project.lines('.stint/ledger.jsonl')[0]).toMatchObject({
      reason: `with ${mask}`,
      files: [{ path: `src/${mask}.ts` }],
    });
    expect(project.json('.stint/todo.json').tasks[2]).toMatchObject({
      title: `use ${mask}`,
      labels: [mask],
      phase: mask,
      description: 'PASSWORD=[masked password]',
    });
    await project.ok('stint ledger verify');
  });
});

describe('output', () => {
  const lists = ['list', 'session list', 'task tree', 'next -n 9', 'focus history', 'config list'];
  test.each(lists)('--jsonl of %s: one record a line, the same as items', async (line) => {
    const project = await scratchProject();
    await project.ok('stint start T001 --focus T005', me);
    const { items } = await project.data(`stint ${line}`, me);
    const { stdout } = await project.ok(`stint ${line} --jsonl`, me);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one)),
    ).toEqual(items);
  });

  test('-q gives ids alone', async () => {
    const project = await scratchProject();
    const id = (await project.ok('stint start T001 -q', me)).stdout.trim();
    expect((await project.ok('stint session list -q', me)).stdout).toBe(`${id}\n`);
    expect((await project.ok('stint status --quiet', me)).stdout).toBe(`${id}\n`);
    expect((await project.ok('stint add X --top -q', me)).stdout).toBe('T053\n');
    expect((await project.ok('stint log x -q', me)).stdout).toBe('');
    expect((await project.ok('stint list -q --scope T050', me)).stdout.trimEnd().split('\n').sort()).toEqual([
      'T050',
      'T051',
      'T052',
    ]);
  });

  test('behind --, words are no options', async () => {
    const project = await scratchProject([]);
    const ran = await project.ok(['log', '--', '--json']);
    expect(ran.stdout).toBe('');
    expect(project.read('.stint/session.log')).toMatch(/\] --json\n$/);
  });

  test('text carries the facts of the JSON, fits the width and has no box drawing when piped', async () => {
    const project = await scratchProject([...seedTasks, { id: 'T099', title: 'long '.repeat(60) }]);
    await project.ok('stint start T001 --agent opus-1 --name "Auth Work"', me);
    const piped = (await project.ok('stint session list', me)).stdout;
    for (const fact of ['opus-1', 'Auth Work', 'epic:T001', 'T005', 'active']) expect(piped).toContain(fact);
    expect(piped).not.toMatch(/[\u2500-\u257f]/);
    for (const line of ['session list', 'list', 'dash', 'task tree']) {
      const { stdout } = await project.run(`stint ${line} --no-color`, { ...me, tty: true, columns: 60 });
      for (const row of stdout.split('\n')) expect(row.length, row).toBeLessThanOrEqual(60);
    }
  });

  test.each<[string, boolean, Record<string, string>, string, boolean]>([
    ['a terminal', true, {}, '', true],
    ['a pipe', false, {}, '', false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, '', false],
    ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, '', true],
    ['--no-color', true, { FORCE_COLOR: '1' }, ' --no-color', false],
  ])('colour: %s', async (_name, tty, env, option, coloured) => {
    const project = await scratchProject();
    const { runCli } = await import('../support/run-cli');
    const ran = await runCli(`list${option}`.split(' '), { cwd: project.dir, tty, env });
    expect(ran.stdout.includes('\u001b[')).toBe(coloured);
  });

  test('a reader that goes away is no error', async () => {
    const project = await scratchProject(Array.from({ length: 3000 }, (_, n) => ({ title: `Task ${n} ${'x'.repeat(60)}` })));
    for (const line of ['list --all', 'list --all --jsonl', 'list --all --json', 'task tree', '--help', 'list --status bogus']) {
      const script = `${shellCommandOf(programs.stint)} ${line} 2>err | head -c 0; echo "\${PIPESTATUS[0]}"; cat err`;
      const { stdout } = spawnSync('bash', ['-c', script], { cwd: project.dir, encoding: 'utf8', timeout: 20_000 });
      const [code, ...rest] = stdout.trimEnd().split('\n');
      if (line.includes('bogus')) expect(code).toBe('2');
      else expect([code, rest.join('\n')], line).toEqual(['0', '']);
    }
  });

  test('both programs: session is stint entered at its session group', async () => {
    const project = await scratchProject();
    const { stdout } = await project.ok('session start T001 -q', me);
    expect((await project.ok('stint session status -q', me)).stdout).toBe(stdout);
    expect((await project.ok('session')).stdout).toContain('session start');
    await project.refused(2, ['sesion']);
  });
});
