import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { answers } from '../../src/domain/task/answer';
import { scratch } from '../adapters/scratch';
import { type CliWorld, runCli } from '../support/run-cli';
import { scratchProject } from '../support/scratch-project';

const backlog = `# Shop

- [ ] **Accounts** ^T001 !high @build
  - [x] Sign-up form #web ^T002
  - [ ] Sign-in #web ^T003 >T002 >T007
    Users sign in with a mail address.
    - [ ] Rate limit \`>5 tries\`
  - [-] Captcha
- [ ] Payments ^T006
  - [ ] Card form @build !critical ^T007
  - [ ] Refunds >T007
`;

let cwd = '';
const stint = (line: readonly string[], world: Partial<CliWorld> = {}) =>
  runCli(line, { cwd, now: '2026-11-21T12:00:00.000Z', env: { STINT_AGENT: 'jo' }, ...world });
const data = async (...line: string[]) => (await stint([...line, '--json'])).json().data;

beforeEach(async () => {
  cwd = scratch();
  await stint(['init']);
  writeFileSync(join(cwd, 'b.md'), backlog);
  const added = await stint(['add', '--from', 'b.md', '-q']);
  expect(added.stdout.split('\n')).toEqual(['T001', 'T002', 'T003', 'T008', 'T009', 'T006', 'T007', 'T010', '']);
});

describe('what people see', () => {
  it('a tree', async () => {
    expect((await stint(['task', 'tree'])).stdout).toBe(`○ T001  Accounts  !high @build
  ○ T003  Sign-in  >T002 >T007
    ○ T008  Rate limit \`>5 tries\`
○ T006  Payments
  ○ T007  Card form  !critical @build
  ○ T010  Refunds  >T007
`);
    expect((await stint(['tree', 'T001', '--all', '--depth', '2'])).stdout).toBe(`○ T001  Accounts  !high @build
  ✓ T002  Sign-up form
  ○ T003  Sign-in  >T002 >T007
  ✗ T009  Captcha
`);
  });

  it('a list that fits a terminal, with no column for what nothing has', async () => {
    const { stdout } = await stint(['list', '-n', '2'], { tty: true, columns: 60, env: { NO_COLOR: '1' } });
    expect(stdout).toBe(`ID    STATUS   PRIORITY  TITLE            PHASE  PARENT
T007  pending  critical  Card form        build  T006
T001  pending  high      Accounts (epic)  build
2 of 6; -n or --all shows more
`);
  });

  it('what to do next, and why', async () => {
    expect((await stint(['next', '--explain', '-n', '2'])).stdout).toBe(`T007  Card form  critical · build · unblocks 2
  because  critical priority, unblocks 2 tasks, created 2026-11-21
  not yet
    T001 has 1 open child
    T003 is blocked by T007 (pending), has 1 open child
    T008 is below T003, which waits for T007 (pending)
    T006 has 2 open children
    T010 is blocked by T007 (pending)
`);
  });

  it('the overview', async () => {
    await stint(['start', 'T006']);
    await stint(['wip', 'T008', '--no-session']);
    const { stdout } = await stint(['dash'], { env: {} });
    expect(stdout.replace(/[0-9a-f]{6}(?= {2}jo)/, '<id>')).toBe(`tasks  6 open · 2 active · 1 done · 1 cancelled

at work
  <id>  jo  epic:T006  on T007 since just now  yours  0/3
  jo  on T008  Rate limit \`>5 tries\`  since just now

waiting: 2
  T003  Sign-in  is blocked by T007 (active)
  T010  Refunds  is blocked by T007 (active)

epics
  █████░░░░░     2/4  T001  Accounts  1 active
  ░░░░░░░░░░     0/2  T006  Payments  1 active
`);
  });

  it('one task', async () => {
    await stint([
      'update',
      'T003',
      '--notes',
      'Progress\u001b[31m',
      '--acceptance',
      'wrong password: 401',
      '--file',
      'src/auth/**',
    ]);
    const { stdout } = await stint(['show', 't3']);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '○ T003  Sign-in',
      '  is       task · pending · medium priority · #web',
      '  waits    is blocked by T007 (pending); has 1 open child',
      '  parent   ○ T001  Accounts',
    ]);
    expect(stdout).toContain('  description\n    Users sign in with a mail address.\n  acceptance\n    wrong password: 401\n');
    expect(stdout).toMatch(/Progress\^\[\[31m {2}jo\n$/);
  });
});

describe('every answer is what its schema says, no field more', () => {
  it.each<[keyof typeof answers, readonly string[]]>([
    ['task add', ['add', 'New', '--parent', 'T001', '--label', 'a,b']],
    ['task add', ['add', '--from', 'b2.md', '--dry-run']],
    ['task show', ['show', 'T003']],
    ['task list', ['list', '--all', '--label', 'web']],
    ['task list', ['list', '--fields', 'id,title,uid']],
    ['task tree', ['task', 'tree']],
    ['task update', ['update', 'T003', '--priority', 'low']],
    ['task move', ['task', 'move', 'T003', '--top']],
    ['task cancel', ['task', 'cancel', 'T001', '--with-children']],
    ['task reopen', ['task', 'reopen', 'T002']],
    ['task archive', ['archive']],
    ['task next', ['next', '--explain']],
    ['task next', ['next', '--claim']],
    ['task dash', ['dash']],
  ])('%s: stint %j', async (name, line) => {
    writeFileSync(join(cwd, 'b2.md'), '- [ ] One\n  - [ ] Two\n');
    await stint(['start', 'T006']);
    await stint(['add', 'Receipts']);
    const run = await stint([...line, '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const answer = run.json().data;
    expect(answers[name].parse(answer)).toEqual(answer);
    expect(JSON.stringify(answer)).not.toContain('null');
  });
});

describe('stint list', () => {
  it.each([
    [['--status', 'done'], ['T002']],
    [
      ['--status', 'done', '--status', 'cancelled'],
      ['T002', 'T009'],
    ],
    [
      ['--priority', 'critical', '--priority', 'high'],
      ['T007', 'T001'],
    ],
    [
      ['--type', 'epic'],
      ['T001', 'T006'],
    ],
    [['--type', 'subtask'], ['T008']],
    [
      ['--label', 'web', '--all'],
      ['T003', 'T002'],
    ],
    [['--phase', 'build', '--parent', 'T006'], ['T007']],
    [
      ['--scope', 'taskGroup:T001'],
      ['T001', 'T003'],
    ],
    [['--archived'], []],
    [['-n', '1'], ['T007']],
  ])('%j', async (options, ids) => {
    expect((await data('list', ...options)).items.map((task: { id: string }) => task.id)).toEqual(ids);
  });

  it('puts the tasks of my session first, or shows only them', async () => {
    await stint(['start', '--scope', 'epic:T001', '--focus', 'T008']);
    expect((await data('list')).items.map((task: { id: string }) => task.id)).toEqual([
      'T008',
      'T001',
      'T003',
      'T007',
      'T006',
      'T010',
    ]);
    expect((await data('list', '--mine')).total).toBe(3);
    expect((await data('list', '--mine', '--fields', 'id,by', '--status', 'active')).items).toEqual([{ id: 'T008', by: 'jo' }]);
  });

  it('prints one record a line with --jsonl', async () => {
    const { stdout } = await stint(['list', '--jsonl', '--fields', 'id']);
    expect(stdout).toBe(['T007', 'T001', 'T003', 'T006', 'T008', 'T010'].map((id) => `{"id":"${id}"}\n`).join(''));
  });
});

describe('refusals', () => {
  it.each<[readonly string[], number, string]>([
    [['add'], 2, 'E_USAGE'],
    [['add', 'x', '--parent', 'T001', '--top'], 2, 'E_USAGE'],
    [['add', 'x', '--from', 'b.md'], 2, 'E_USAGE'],
    [['add', 'x', '--priority', 'urgent'], 2, 'E_USAGE'],
    [['add', ''], 41, 'E_TASK_INVALID'],
    [['add', 'x', '--depends', 'T999'], 41, 'E_TASK_INVALID'],
    [['add', '--from', 'b.md'], 41, 'E_TASK_INVALID'],
    [['add', '--from', 'nope.md'], 1, 'E_NOT_FOUND'],
    [['update', 'T003'], 2, 'E_USAGE'],
    [['update', 'T003', '--status', 'done'], 2, 'E_USAGE'],
    [['update', 'T002', '--status', 'pending'], 40, 'E_TASK_STATE'],
    [['update', 'T003', '--depends', 'T003'], 41, 'E_TASK_INVALID'],
    [['task', 'move', 'T001', '--parent', 'T008'], 41, 'E_TASK_INVALID'],
    [['task', 'move', 'T001'], 2, 'E_USAGE'],
    [['task', 'cancel', 'T001'], 40, 'E_TASK_STATE'],
    [['archive', 'T003'], 40, 'E_TASK_STATE'],
    [['show', 'T0O3'], 1, 'E_TASK_NOT_FOUND'],
    [['list', '--fields', 'titel'], 2, 'E_USAGE'],
    [['list', '--mine'], 36, 'E_SESSION_REQUIRED'],
    [['next', '--scope', 'T002'], 42, 'E_NOTHING_READY'],
    [['next', '--session', 'ffffff'], 31, 'E_SESSION_NOT_FOUND'],
  ])('stint %j: %i', async (line, exitCode, code) => {
    const before = (await data('list', '--all')).items;
    const text = await stint(line);
    expect(text).toMatchObject({ exitCode, stdout: '' });
    expect(text.stderr).toMatch(new RegExp(`^ERROR \\(${code}\\): `));
    const run = await stint([...line, '--json']);
    expect([run.exitCode, run.stderr, run.json().ok, run.json().error.code]).toEqual([exitCode, '', false, code]);
    expect((await data('list', '--all')).items).toEqual(before);
  });

  it('names every fault of a file with its line, and adds nothing', async () => {
    const { stderr, exitCode } = await stint(['add', '--from', '-'], { stdin: '- [z] a !hihg\n- [ ]\n' });
    expect([exitCode, stderr]).toEqual([
      41,
      `ERROR (E_TASK_INVALID): 2 faults, nothing was added:
    stdin:1: [z] is no mark: [ ] is open, [x] done, [-] cancelled
    stdin:1: !hihg is no priority (critical, high, medium, low), did you mean !high?
`,
    ]);
    const lines = await stint(['add', '--from', '-'], {
      stdin: '{"title":"ok"}\n{"title":"b","parentId":"T99"}\n{"title":"c","depends":["x"]}',
    });
    expect(lines.stderr).toContain('stdin:2: the parent "T99" does not exist');
    expect(lines.stderr).toContain('stdin:3: the dependency "x" does not exist');
    expect((await data('list', '--all')).total).toBe(8);
  });
});

describe('next, with nothing to start', () => {
  const waiting = Array.from({ length: 22 }, (_, index) => ({ id: `T${index + 1}`, title: 'X', status: 'blocked' }));
  const told = async (count: number, line: string) => (await (await scratchProject(waiting.slice(0, count))).run(line)).stderr;

  it('names some, and the line that explains them all', async () => {
    expect(await told(4, 'stint next')).toBe(
      'ERROR (E_NOTHING_READY): nothing to start in the project: T1 is blocked; T2 is blocked; T3 is blocked; and 1 more\n  stint next --explain\n  stint list\n',
    );
  });

  it('explains them, and does not lead to itself', async () => {
    expect(
      await told(4, 'stint next --explain'),
    ).toBe(`ERROR (E_NOTHING_READY): nothing to start in the project: 4 open tasks wait
  T1 is blocked
  T2 is blocked
  T3 is blocked
  T4 is blocked
  stint list
`);
    expect((await told(22, 'stint next --explain')).split('\n').slice(-5)).toEqual([
      '  T19 is blocked',
      '  T20 is blocked',
      '  and 2 more',
      '  stint list',
      '',
    ]);
  });
});

describe('a task on its way', () => {
  it('is added where the session is, done, reopened with a ledger line, cancelled, archived, found again', async () => {
    await stint(['start', '--scope', 'epicPhase:T006', '--phase', 'build', '--auto-focus']);
    const added = await stint(['add', 'Card type']);
    expect(added.stdout).toMatch(
      /^added {2}T011 {2}Card type\n {2}placed {3}under T006 in phase build by the scope of session [0-9a-f]{6} \(--top for none\)\n$/,
    );
    await stint(['done', 'T011']);
    const reopened = await data('task', 'reopen', 'T011', '-r', 'not yet');
    expect(reopened).toMatchObject({ changed: true, task: { id: 'T011', status: 'pending' } });
    expect(reopened.entry).toMatch(/-reopened$/);
    expect((await data('task', 'cancel', 'T011')).task.status).toBe('cancelled');
    expect((await data('archive')).archived).toEqual(['T002', 'T009', 'T011']);
    expect(await data('show', 'T011')).toMatchObject({ archived: true, task: { id: 'T011', status: 'cancelled' } });
    expect((await data('add', 'After')).items[0].id).toBe('T012');
    expect((await data('add', 'Uses an archived one', '--depends', 'T011')).items[0].depends).toEqual(['T011']);
  });

  it('is taken by exactly one of those who ask together', async () => {
    await stint(['add', 'Another free one']);
    const runs = await Promise.all(
      ['a', 'b', 'c'].map((agent) => stint(['next', '--claim', '-q'], { env: { STINT_AGENT: agent } })),
    );
    expect(runs.map((run) => run.exitCode).sort()).toEqual([0, 0, 42]);
    expect(new Set(runs.map((run) => run.stdout)).size).toBe(3);
  });
});
