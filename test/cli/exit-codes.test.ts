import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorTable } from '../../src/domain/error/table';
import { type Around, type Project, projectAt, scratchFolder, scratchProject, seedTasks } from '../support/scratch-project';

type Row = {
  readonly code: string;
  readonly line: string;
  readonly prepare?: (project: Project) => Promise<unknown>;
  readonly around?: Around;
  readonly name?: string;
};

const lines =
  (...all: readonly string[]) =>
  async (project: Project) => {
    for (const line of all) await project.ok(line);
  };

const spoil = (path: string, text: string | ((before: string) => string)) => async (project: Project) => {
  const file = join(project.dir, path);
  writeFileSync(file, typeof text === 'string' ? text : text(readFileSync(file, 'utf8')));
};

const other = { env: { STINT_CONVERSATION: 'other' } };

const rows: readonly Row[] = [
  { code: 'E_TASK_NOT_FOUND', line: 'stint wip T999' },
  { code: 'E_NOT_FOUND', line: 'stint import cleo nowhere' },
  { code: 'E_USAGE', line: 'stint sesion start' },
  { code: 'E_USAGE', line: 'stint session start' },
  { code: 'E_USAGE', line: 'stint start epik:T001' },
  { code: 'E_USAGE', line: 'stint start T001 --force' },
  { code: 'E_USAGE', line: 'stint session list --status bogus' },
  {
    code: 'E_SESSION_EXISTS',
    line: 'stint start T050',
    prepare: lines('stint config set multiSession.maxConcurrentSessions 1', 'stint start T001'),
  },
  {
    code: 'E_SESSION_EXISTS',
    name: 'single-session mode',
    line: 'stint start T050',
    prepare: lines('stint config set multiSession.enabled false', 'stint start T001'),
  },
  {
    code: 'E_SESSION_EXISTS',
    line: 'stint config set multiSession.enabled false',
    prepare: lines('stint start T001', 'stint start T050'),
  },
  { code: 'E_SESSION_NOT_FOUND', line: 'stint session show abcdef' },
  {
    code: 'E_SESSION_NOT_FOUND',
    name: 'ambiguous',
    line: 'stint session show session_',
    prepare: lines('stint start T001', 'stint start T050'),
  },
  { code: 'E_SCOPE_CONFLICT', line: 'stint start T001', prepare: lines('stint start T001') },
  { code: 'E_SCOPE_INVALID', line: 'stint start T999' },
  { code: 'E_SCOPE_INVALID', name: 'nothing selected', line: 'stint start T001 --phase nowhere' },
  { code: 'E_TASK_NOT_IN_SCOPE', line: 'stint start T001 --focus T051' },
  { code: 'E_TASK_NOT_IN_SCOPE', name: 'unknown focus', line: 'stint start T001 --focus T999' },
  { code: 'E_TASK_NOT_IN_SCOPE', line: 'stint done T051', prepare: lines('stint start T001') },
  {
    code: 'E_TASK_CLAIMED',
    line: 'stint done T005',
    prepare: async (project) => project.ok('stint start T001 --focus T005', other),
  },
  { code: 'E_SESSION_REQUIRED', line: 'stint focus show' },
  { code: 'E_SESSION_CLOSE_BLOCKED', line: 'stint session close', prepare: lines('stint start T001') },
  { code: 'E_FOCUS_REQUIRED', line: 'stint session start --scope epic:T001' },
  {
    code: 'E_SESSION_STATE',
    line: 'stint session suspend --session session_',
    prepare: lines('stint start T001', 'stint session end'),
  },
  { code: 'E_TASK_STATE', line: 'stint done T001' },
  { code: 'E_TASK_STATE', line: 'stint wip T006', prepare: lines('stint start T001 --focus T005') },
  { code: 'E_TASK_INVALID', line: 'stint add X --parent T999' },
  { code: 'E_TASK_INVALID', name: 'cycle', line: 'stint task move T001 --parent T010' },
  { code: 'E_NOTHING_READY', line: 'stint next --scope T052', prepare: lines('stint wip T051') },
  { code: 'E_NOTHING_READY', line: 'stint start T052' },
  {
    code: 'E_UNTRUSTED',
    line: 'stint log x',
    prepare: spoil('.stint/todo.json', (text) => text.replace(/"projectId":"[0-9a-f]+"/, `"projectId":"${'0'.repeat(32)}"`)),
  },
  { code: 'E_NO_PROJECT', line: 'stint list', around: { cwd: '/' } },
  {
    code: 'E_STORE_CORRUPT',
    line: 'stint log x',
    prepare: spoil('.stint/sessions.json', '{"version":1,"sess'),
  },
  {
    code: 'E_STORE_VERSION',
    line: 'stint list',
    prepare: spoil('.stint/todo.json', (text) => text.replace('"version":1', '"version":9,"minReader":9')),
  },
];

describe('each exit code is given by a command', () => {
  test.each(rows.map((row) => [`${row.code} ${row.name ?? ''}: ${row.line}`, row] as const))('%s', async (_name, row) => {
    const project = await scratchProject(seedTasks);
    await row.prepare?.(project);
    const expected = errorTable.find((one) => one.code === row.code)?.exitCode;
    const text = await project.run(row.line, row.around);
    expect([text.exitCode, text.stdout]).toEqual([expected, '']);
    expect(text.stderr).toMatch(new RegExp(`^ERROR \\(${row.code}\\): \\S`));
    for (const at of ['end', 'begin']) {
      const words = row.line.split(' ');
      const json = at === 'end' ? [...words, '--json'] : [words[0], '--json', ...words.slice(1)];
      const ran = await project.run(json.join(' '), row.around);
      expect([ran.exitCode, ran.stderr]).toEqual([expected, '']);
      expect(ran.json()).toMatchObject({ ok: false, error: { code: row.code, exitCode: expected } });
    }
    const quiet = await project.run(`${row.line} -q`, row.around);
    expect([quiet.exitCode, quiet.stdout]).toEqual([expected, '']);
  });

  /** 1 E_BACKEND, 43, 51, 53 and 70 need more than a line: see the torture tests and the tests of files. */
  test('no code of the table is forgotten', () => {
    const elsewhere = ['E_BACKEND', 'E_LEDGER_INVALID', 'E_STORE_BUSY', 'E_STORE_IO', 'E_INTERNAL'];
    const here = new Set([...rows.map((row) => row.code), ...elsewhere]);
    expect(errorTable.map((row) => row.code).filter((code) => !here.has(code))).toEqual([]);
  });

  test('no project: the fix is init', async () => {
    expect(await projectAt(scratchFolder()).refused(50, 'stint status')).toMatchObject({ fix: ['stint init'] });
  });
});
