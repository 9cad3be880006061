import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerSchema } from '../../../src/cli/about/schema-catalogue';
import { runCli } from '../../support/run-cli';

let cwd: string;
let clock: number;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'stint-ledger-cli-'));
  clock = Date.parse('2026-03-02T09:00:00.000Z');
  await stint('init');
  await stint('add "Login" --type epic');
  await stint('add "Validate tokens" --parent T001 --label auth --phase build');
  await stint('add "Draw the page" --parent T001');
  await stint('add "Other"');
  mkdirSync(join(cwd, 'src'));
  writeFileSync(join(cwd, 'src/a.ts'), 'a');
  await stint('wip T002', { STINT_AGENT: 'alice' });
  await stint('done T002 -r "Validates, with tests" -f src/a.ts', { STINT_AGENT: 'alice' });
  await stint('done T003', { STINT_AGENT: 'bob' });
  await stint('done T004 -r "=cmd()"', { STINT_AGENT: 'bob' });
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const words = (line: string): string[] => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** Each command comes ten minutes after the one before. */
const stint = (line: string, env: Record<string, string> = {}) => {
  clock += 600_000;
  return runCli(words(line), { cwd, now: new Date(clock).toISOString(), env: { STINT_AGENT: 'me', TZ: 'UTC', ...env } });
};
const ledgerFile = () => join(cwd, '.stint/ledger.jsonl');
const lines = () => readFileSync(ledgerFile(), 'utf8').trimEnd().split('\n');
const idsOf = async (line: string): Promise<string[]> => {
  const { stdout, stderr } = await stint(`ledger search ${line} --json`);
  expect(stderr).toBe('');
  return JSON.parse(stdout).data.items.map((item: { task: { id: string } }) => item.task.id);
};

describe('questions', () => {
  it.each([
    ['', ['T004', 'T003', 'T002']],
    ['VALIDATES', ['T002']],
    ['src/a.ts', ['T002']],
    ['--agent bob', ['T004', 'T003']],
    ['--task t2', ['T002']],
    ['--epic T001', ['T003', 'T002']],
    ['--epic T001 --agent bob', ['T003']],
    ['--file src', ['T002']],
    ['--file **/*.ts', ['T002']],
    ['--label auth', ['T002']],
    ['--phase build', ['T002']],
    ['--source direct_session -n 1', ['T004']],
    ['--source hook', []],
    ['--since 25m', ['T004', 'T003']],
    ['--until 25m', ['T002']],
    ['--since 2026-03-02 --until 2026-03-02', ['T004', 'T003', 'T002']],
    ['--until yesterday', []],
  ])('search %s', async (line, expected) => {
    expect(await idsOf(line)).toEqual(expected);
  });

  it('knows what later lines say', async () => {
    await stint('ledger amend T003 --note "see the wiki" -f src/a.ts');
    await stint('task reopen T002 -r "fails on Windows"');
    await stint('ledger void T004 -r "by mistake"');
    expect(await idsOf('wiki')).toEqual(['T003']);
    expect(await idsOf('--file src/a.ts')).toEqual(['T003', 'T002']);
    expect(await idsOf('windows')).toEqual(['T002']);
    const { data } = (await stint('ledger list --json')).json();
    expect(data.items.map((item: { state?: string; amended?: number }) => [item.state, item.amended])).toEqual([
      ['voided', undefined],
      [undefined, 1],
      ['reopened', undefined],
    ]);
    expect(data.total).toBe(3);
    expect((await stint('ledger stats --by agent --json')).json().data).toMatchObject({
      rows: [
        { key: 'alice', completions: 1, reopened: 1 },
        { key: 'bob', completions: 1, tokens: null, costUsd: null, unattributed: 1 },
      ],
      voided: 1,
    });
  });

  it('shows done, reopened, done as two completions', async () => {
    await stint('task reopen T002');
    await stint('done T002 -r again');
    const { data } = (await stint('ledger show T002 --json')).json();
    expect(data.items.map((item: { state: string; reason: string }) => [item.state, item.reason])).toEqual([
      ['reopened', 'Validates, with tests'],
      ['stands', 'again'],
    ]);
    expect((await stint(`ledger show ${data.items[0].id} --json`)).json().data.items).toHaveLength(1);
  });

  it('refuses what nobody knows', async () => {
    for (const [line, code] of [
      ['ledger show nope', 'E_NOT_FOUND'],
      ['ledger search --task T999', 'E_TASK_NOT_FOUND'],
      ['ledger search --since lately', 'E_USAGE'],
      ['ledger search --source me', 'E_USAGE'],
      ['ledger amend T002', 'E_USAGE'],
      ['ledger void T002', 'E_USAGE'],
      ['ledger redact T002 --field note', 'E_NOT_FOUND'],
      ['ledger export --json', 'E_USAGE'],
      ['ledger export -o no/such/folder/x', 'E_STORE_IO'],
    ] as const)
      expect(JSON.parse((await stint(`${line}${line.includes('--json') ? '' : ' --json'}`)).stdout).error.code, line).toBe(code);
  });

  it('counts lines that cannot be read, and goes on', async () => {
    writeFileSync(ledgerFile(), `${lines().join('\n')}\n{"torn":`);
    const run = await stint('ledger list');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('1 line of the ledger cannot be read');
    expect(run.stdout.split('\n')).toHaveLength(5);
  });
});

describe('changes', () => {
  it('amend and void write once', async () => {
    const first = (await stint('ledger amend T002 -r "Better words" --json')).json().data;
    expect(first).toMatchObject({ changed: true, task: { id: 'T002' } });
    expect((await stint('ledger amend T002 -r "Better words" --json')).json().data).toMatchObject({ changed: false });
    expect((await stint(`ledger void ${first.id} -r no --json`)).json().data).toMatchObject({ changed: true, ref: first.id });
    expect((await stint(`ledger void ${first.id} -r no --json`)).json().data.changed).toBe(false);
    expect((await stint('ledger show T002 --json')).json().data.items[0].reason).toBe('Validates, with tests');
    expect(lines()).toHaveLength(5);
    expect((await stint('ledger verify')).exitCode).toBe(0);
  });

  it('redact reaches title, labels and phase of the task, and the journal forgets them', async () => {
    await stint('task add "the key is blue-whale" --label blue-whale --phase blue-whale');
    const id = 'T005';
    expect((await stint(`done ${id}`)).exitCode).toBe(0);
    const files = (): string =>
      readdirSync(join(cwd, '.stint/journal'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8'))
        .join('');
    expect(files()).toContain('blue-whale');
    const { data, warnings } = (await stint(`ledger redact ${id} --field title --field labels --field phase --json`)).json();
    expect(data).toMatchObject({ changed: true, fields: ['title', 'labels', 'phase'] });
    expect(warnings).toEqual([]);
    expect(files()).not.toContain('blue-whale');
    expect(readFileSync(ledgerFile(), 'utf8')).not.toContain('blue-whale');
    expect((await stint('ledger verify --json')).json().data).toMatchObject({ damageCount: 0, tipKnown: true });
    expect((await stint(`ledger show ${id}`)).stdout).toContain('[redacted]');
    expect((await stint(`ledger redact ${id} --field title --json`)).json().data.changed).toBe(false);
    expect((await stint('doctor --json')).exitCode).toBe(0);
  });

  it('redact takes the text out, names what it leaves, and all still verifies', async () => {
    const before = lines();
    const { data } = (await stint('ledger redact T002 --field reason --field files --json')).json();
    expect(data).toMatchObject({ fields: ['reason', 'files'], changed: true });
    expect(data.untouched.join()).toContain('session.log');
    const text = readFileSync(ledgerFile(), 'utf8');
    expect(text).not.toContain('with tests');
    expect(text).not.toContain('src/a.ts');
    expect(lines().slice(1)).toEqual(before.slice(1));
    expect((await stint('ledger verify --json')).json().data).toMatchObject({ damageCount: 0, redacted: 1, tipKnown: true });
    expect((await stint('ledger redact T002 --field reason --json')).json().data.changed).toBe(false);
    await stint('task reopen T002');
    expect((await stint('done T002 -r "after"')).exitCode).toBe(0);
    expect((await stint('ledger verify')).exitCode).toBe(0);
    expect(await idsOf('after')).toEqual(['T002']);
  });
});

describe('verify', () => {
  it.each<[string, (list: string[]) => string[], object]>([
    ['an edit', (list) => [list[0]?.replace('Validates', 'Invalidates') ?? '', ...list.slice(1)], { kind: 'edited', line: 1 }],
    ['a removed line', (list) => list.toSpliced(1, 1), { kind: 'missing-line', line: 2 }],
    ['a cut tip', (list) => list.slice(0, -1), { kind: 'cut-tip' }],
    ['a line twice', (list) => [...list, list[0] ?? ''], { kind: 'duplicate', line: 4 }],
    ['no JSON', (list) => ['>>>', ...list], { kind: 'not-json', line: 1 }],
  ])('finds %s', async (_name, change, expected) => {
    writeFileSync(ledgerFile(), `${change(lines()).join('\n')}\n`);
    const run = await stint('ledger verify --json');
    expect(run.exitCode).toBe(43);
    expect(run.json()).toMatchObject({ ok: false, error: { code: 'E_LEDGER_INVALID', details: { damages: [expected] } } });
    expect((await stint('ledger verify')).stdout).toContain('damaged');
  });

  it('finds nothing in swapped lines', async () => {
    writeFileSync(ledgerFile(), `${lines().reverse().join('\n')}\n`);
    expect((await stint('ledger verify')).exitCode).toBe(0);
  });

  it('says what it cannot prove', async () => {
    expect((await stint('ledger verify')).stdout).toContain('not signed');
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!python)('agrees with the verifier of the documentation', async () => {
    const document = readFileSync(join(import.meta.dirname, '../../../docs/ledger-format.md'), 'utf8');
    const program = /```python\n([\s\S]*?)```/.exec(document)?.[1] ?? '';
    await stint('ledger amend T002 --note "Größe 😀 \\ ^J" -r "x/y"');
    await stint('ledger redact T004 --field reason');
    const check = () => spawnSync('python3', ['-c', program, ledgerFile()], { encoding: 'utf8' });
    expect(check().stdout).toBe('4 lines are whole\n');
    const whole = readFileSync(ledgerFile(), 'utf8');
    writeFileSync(ledgerFile(), whole.replace('Validates', 'Invalidates'));
    expect(check().stderr).toContain('line 1 was changed');
    writeFileSync(ledgerFile(), whole.slice(whole.indexOf('\n') + 1));
    expect(check().stderr).toContain('follows a line that is not there');
  });
});

describe('export', () => {
  it('as CSV, safe for spreadsheets', async () => {
    const { stdout } = await stint('ledger export --format csv');
    const rows = stdout.split('\r\n');
    expect(rows).toHaveLength(5);
    expect(rows[0]?.startsWith('entry,completed_at,state,task,title')).toBe(true);
    expect(rows[1]).toContain(',"Validates, with tests",,src/a.ts,');
    expect(rows[3]).toContain(",'=cmd(),");
  });

  it('as a report by epic, where nothing stored is markup', async () => {
    await stint('ledger amend T004 --note "<b>*x*</b>"');
    const { stdout } = await stint('ledger export --format markdown --agent bob');
    expect(stdout).toContain('agent bob');
    expect(stdout.indexOf('## T001 (1)')).toBeLessThan(stdout.indexOf('## Without an epic (1)'));
    expect(stdout).toContain('\\<b\\>\\*x\\*\\</b\\>');
  });

  it('as JSON lines into a file, under its name only when it is whole', async () => {
    const run = await stint('ledger export -o out.jsonl --json');
    expect(run.json().data).toEqual({ file: 'out.jsonl', format: 'jsonl', completions: 3 });
    const written = readFileSync(join(cwd, 'out.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written.map((item) => item.entry.task.id)).toEqual(['T002', 'T003', 'T004']);
  });
});

describe('answers', () => {
  it.each([
    ['ledger list', 'ledger list'],
    ['ledger search', 'ledger search x'],
    ['ledger show', 'ledger show T002'],
    ['ledger stats', 'ledger stats --by epic'],
    ['ledger amend', 'ledger amend T002 --note n'],
    ['ledger void', 'ledger void T003 -r n'],
    ['ledger redact', 'ledger redact T002 --field reason'],
    ['ledger verify', 'ledger verify'],
    ['ledger export', 'ledger export -o x.jsonl'],
  ])('%s fits its schema', async (name, line) => {
    const { data } = (await stint(`${line} --json`)).json();
    expect(() => answerSchema(name)?.parse(data)).not.toThrow();
    expect(answerSchema(name)).toBeDefined();
  });

  it('fits terminals of 80 and 120 columns', async () => {
    for (const columns of [80, 120])
      for (const line of ['ledger list', 'ledger stats --by epic', 'ledger stats']) {
        const { stdout } = await runCli(words(line), { cwd, tty: true, columns, env: { NO_COLOR: '1' } });
        for (const row of stdout.split('\n')) expect([...row].length, row).toBeLessThanOrEqual(columns);
      }
  });
});
