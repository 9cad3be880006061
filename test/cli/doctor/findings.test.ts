import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findingTable } from '../../../src/domain/doctor/finding-table';
import { spawnCliAsync } from '../../support/run-cli';
import { fingerprint, type Project, projectAt, scratchFolder, scratchProject } from '../../support/scratch-project';

/** Each thing that the doctor can find: how it comes about, where it is named, what mends it, and what is left then. */

const now = '2026-11-21T12:00:00.000Z';
const agent = { env: { STINT_CONVERSATION: 'agent-1' }, now };
const unbound = { env: { STINT_SESSION: 'none' }, now };

let base: Project;
beforeAll(async () => {
  base = await scratchProject();
  await base.ok('stint config set project.name Doctor', { now });
  await base.ok('stint start T001 --focus T005', agent);
  await base.ok('stint done T005 -r why', agent);
  await base.ok('stint wip T012', agent);
  await base.ok('stint start T050 --focus T051', { env: { STINT_CONVERSATION: 'agent-2' }, now });
  await base.ok('stint add Small', unbound);
  await base.ok('stint done T053', unbound);
  await base.ok('stint archive', unbound);
  await base.ok('stint log remark', agent);
});

const copyOf = (project: Project): Project => {
  const dir = join(scratchFolder(), 'project');
  execFileSync('cp', ['-a', project.dir, dir]);
  return projectAt(dir);
};

type Finding = { code: string; severity: string; file?: string; line?: number; fix?: string; message: string };
type Examined = { exitCode: number; findings: Finding[]; mended: { code: string; file?: string; backup?: string }[] };

const examine = async (project: Project, line = 'stint doctor', around: object = agent): Promise<Examined> => {
  const ran = await project.run(`${line} --json`, around);
  const answer = ran.json();
  const data = answer.ok ? answer.data : answer.error.details;
  return { exitCode: ran.exitCode, findings: data.findings, mended: data.mended ?? [] };
};

const edit = (project: Project, file: string, change: (text: string) => string): void =>
  project.write(`.stint/${file}`, change(project.read(`.stint/${file}`)));

const task = (project: Project, id: string, change: (record: Record<string, unknown>) => object): void =>
  edit(project, 'todo.json', (text) =>
    text
      .split('\n')
      .map((line) => {
        if (!line.startsWith(`{"id":"${id}"`)) return line;
        const comma = line.endsWith(',') ? ',' : '';
        return `${JSON.stringify(change(JSON.parse(line.slice(0, line.length - comma.length))))}${comma}`;
      })
      .join('\n'),
  );

const session = (project: Project, conversation: string, change: (record: Record<string, never>) => object): void =>
  edit(project, 'sessions.json', (text) =>
    text
      .split('\n')
      .map((line) => {
        if (!line.includes(`"conversation":"${conversation}"`)) return line;
        const comma = line.endsWith(',') ? ',' : '';
        return `${JSON.stringify(change(JSON.parse(line.slice(0, line.length - comma.length))))}${comma}`;
      })
      .join('\n'),
  );

const newest = (project: Project): string => {
  const folder = join(project.dir, '.stint/journal/0');
  const numbers = readdirSync(folder).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
  return join(folder, String(Math.max(...numbers.map(Number))));
};

/** The newest commit taken back out of todo.json, as if the process had died right after it. */
const interrupt = async (project: Project): Promise<string> => {
  const before = project.read('.stint/todo.json');
  await project.ok('stint add Interrupted', unbound);
  const path = newest(project);
  const { record } = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  const staged = join(path, '..', record.put[0].staged);
  copyFileSync(join(project.dir, '.stint/todo.json'), staged);
  project.write('.stint/todo.json', before);
  unlinkSync(`${path}.done`);
  return staged;
};

const git = (project: Project, ...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: project.dir, stdio: 'ignore' });
};

type Row = {
  readonly code: string;
  readonly make: (project: Project) => void | Promise<void>;
  readonly file?: string;
  readonly line?: number;
  readonly exitCode?: number;
  /** The exact line that mends it; 'repair': `stint doctor --repair`. */
  readonly fix?: string | RegExp;
  readonly around?: object;
};

const repair = 'stint doctor --repair';

const rows: readonly Row[] = [
  {
    code: 'permissions-open',
    file: '.stint',
    fix: 'chmod -R go= .stint',
    make: (p) => {
      chmodSync(join(p.dir, '.stint'), 0o755);
      chmodSync(join(p.dir, '.stint/todo.json'), 0o644);
    },
  },
  {
    code: 'file-unreadable',
    file: '.stint/todo.json',
    exitCode: 53,
    fix: 'ls -ld .stint/todo.json',
    make: (p) => {
      unlinkSync(join(p.dir, '.stint/todo.json'));
      mkdirSync(join(p.dir, '.stint/todo.json'));
    },
  },
  {
    code: 'file-newer',
    file: '.stint/todo.json',
    line: 1,
    exitCode: 54,
    fix: 'stint --version',
    make: (p) => edit(p, 'todo.json', (text) => text.replace('"version":1', '"version":9')),
  },
  {
    code: 'file-damaged',
    file: '.stint/todo.json',
    line: 3,
    exitCode: 52,
    fix: repair,
    make: (p) => edit(p, 'todo.json', (text) => text.replace(/("id":"T006".*)"status":"pending"/, '$1"status":"dne"')),
  },
  {
    code: 'file-damaged',
    file: '.stint/sessions.json',
    exitCode: 52,
    fix: repair,
    make: (p) => edit(p, 'sessions.json', (text) => text.slice(0, -5)),
  },
  {
    code: 'file-missing',
    file: '.stint/todo.json',
    exitCode: 52,
    fix: 'cp BACKUP/.stint/todo.json .stint/todo.json',
    make: (p) => unlinkSync(join(p.dir, '.stint/todo.json')),
  },
  {
    code: 'config-missing',
    file: '.stint/config.json',
    fix: 'stint init',
    make: (p) => unlinkSync(join(p.dir, '.stint/config.json')),
  },
  {
    code: 'not-plain',
    file: '.stint/config.json',
    fix: repair,
    make: (p) => edit(p, 'config.json', (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`),
  },
  {
    code: 'edited-by-hand',
    file: '.stint/todo.json',
    fix: 'diff BACKUP/.stint/todo.json .stint/todo.json',
    make: (p) => edit(p, 'todo.json', (text) => text.replace(/^\{"id":"T052".*\n/m, '')),
  },
  {
    code: 'edit-kept',
    file: '.stint/todo.json.kept-0123abcd',
    fix: 'diff .stint/todo.json .stint/todo.json.kept-0123abcd',
    make: (p) => p.write('.stint/todo.json.kept-0123abcd', '{}'),
  },
  {
    code: 'gitignore-missing',
    file: '.stint/.gitignore',
    fix: 'stint init',
    make: (p) => {
      git(p, 'init');
      unlinkSync(join(p.dir, '.stint/.gitignore'));
    },
  },
  {
    code: 'tracked-by-git',
    file: '.stint/todo.json',
    fix: 'git rm --cached .stint/todo.json',
    make: (p) => {
      git(p, 'init');
      git(p, 'add', '-f', '.stint/todo.json');
    },
  },
  {
    code: 'merge-driver-missing',
    file: '.stint/.gitattributes',
    fix: 'stint init --track ledger',
    make: async (p) => {
      // A copy is named where it lies, before git could have brought it.
      await p.ok('stint init');
      git(p, 'init');
      await p.ok('stint init --track ledger');
      git(p, 'config', '--remove-section', 'merge.stint-ledger');
    },
  },
  {
    code: 'agents-block-outdated',
    file: 'AGENTS.md',
    line: 3,
    fix: 'stint init --agents-md',
    make: (p) => p.write('AGENTS.md', '# Us\n\n<!-- stint:begin v1 -->\nold\n<!-- stint:end -->\n'),
  },
  {
    code: 'ledger-damaged',
    file: '.stint/ledger.jsonl',
    line: 1,
    exitCode: 43,
    fix: repair,
    make: (p) => edit(p, 'ledger.jsonl', (text) => text.replace('"why"', '"because"')),
  },
  {
    code: 'ledger-damaged',
    file: '.stint/ledger.jsonl',
    line: 3,
    exitCode: 43,
    fix: repair,
    make: (p) => edit(p, 'ledger.jsonl', (text) => `${text}TODO`),
  },
  {
    code: 'ledger-notice',
    file: '.stint/ledger.jsonl',
    make: async (p) => {
      await p.ok('stint init');
      git(p, 'init', '-b', 'main');
      await p.ok('stint init --track ledger');
      p.write('.stint/ledger.jsonl', '');
    },
  },
  {
    code: 'archive-damaged',
    file: '.stint/archive/tasks.jsonl',
    line: 1,
    exitCode: 52,
    fix: repair,
    make: (p) => edit(p, 'archive/tasks.jsonl', (text) => text.slice(0, 40)),
  },
  {
    code: 'events-damaged',
    file: '.stint/events/unbound.jsonl',
    line: 2,
    fix: 'vi +2 .stint/events/unbound.jsonl',
    make: (p) => edit(p, 'events/unbound.jsonl', (text) => text.replace('\n', '\n{"id":"of-somebody"}\n')),
  },
  {
    code: 'events-damaged',
    file: '.stint/events/unbound.jsonl',
    line: 1,
    fix: repair,
    make: (p) => edit(p, 'events/unbound.jsonl', (text) => `<<<<<<< HEAD\n${text}=======\n>>>>>>> other\n`),
  },
  {
    code: 'log-damaged',
    file: '.stint/session.log',
    fix: repair,
    make: (p) => edit(p, 'session.log', (text) => `${text}${'\0'.repeat(20)}`),
  },
  { code: 'log-missing', file: '.stint/session.log', fix: repair, make: (p) => unlinkSync(join(p.dir, '.stint/session.log')) },
  {
    code: 'line-doubled',
    file: '.stint/events/unbound.jsonl',
    line: 2,
    fix: repair,
    make: (p) => edit(p, 'events/unbound.jsonl', (text) => text.replace(/^(.*\n)/, '$1$1')),
  },
  {
    code: 'lines-missing',
    file: '.stint/events/unbound.jsonl',
    fix: repair,
    make: (p) => unlinkSync(join(p.dir, '.stint/events/unbound.jsonl')),
  },
  {
    code: 'lines-missing',
    file: '.stint/session.log',
    fix: 'mv .stint/session.log .stint/session.log.old && stint doctor --repair',
    make: (p) => edit(p, 'session.log', (text) => text.replace(/^.*\n/, '')),
  },
  {
    code: 'spool-damaged',
    file: '.stint/spool/x.jsonl',
    line: 1,
    make: (p) => {
      mkdirSync(join(p.dir, '.stint/spool'), { recursive: true });
      p.write('.stint/spool/x.jsonl', 'nothing\n');
    },
  },
  { code: 'journal-missing', file: '.stint/journal', make: (p) => rmSync(join(p.dir, '.stint/journal'), { recursive: true }) },
  {
    code: 'journal-unusable',
    file: '.stint/journal',
    exitCode: 52,
    fix: 'mv .stint/journal .stint/journal.damaged',
    make: (p) => {
      rmSync(join(p.dir, '.stint/journal'), { recursive: true });
      p.write('.stint/journal', '');
    },
  },
  {
    code: 'commit-pending',
    file: '.stint/journal',
    fix: repair,
    make: async (p) => {
      await interrupt(p);
    },
  },
  {
    code: 'commit-damaged',
    exitCode: 52,
    fix: 'mv .stint/journal .stint/journal.damaged',
    make: async (p) => {
      await interrupt(p);
      const path = `${newest(p)}.json`;
      const text = readFileSync(path, 'utf8');
      unlinkSync(path);
      writeFileSync(path, text.replace('Interrupted', 'Other').slice(0, -9));
    },
  },
  {
    code: 'commit-damaged',
    exitCode: 52,
    fix: repair,
    make: async (p) => {
      await interrupt(p);
      const path = `${newest(p)}.json`;
      const text = readFileSync(path, 'utf8');
      unlinkSync(path);
      writeFileSync(path, `\ufeff${text}`);
    },
  },
  {
    code: 'commit-image-missing',
    file: '.stint/todo.json',
    exitCode: 52,
    fix: 'cp BACKUP/.stint/todo.json .stint/todo.json',
    make: async (p) => unlinkSync(await interrupt(p)),
  },
  {
    code: 'commit-image-damaged',
    exitCode: 52,
    fix: 'mv .stint/journal .stint/journal.damaged',
    make: async (p) => writeFileSync(await interrupt(p), 'x'),
  },
  {
    code: 'commit-image-damaged',
    exitCode: 52,
    fix: repair,
    make: async (p) => {
      const image = await interrupt(p);
      writeFileSync(image, `\ufeff${readFileSync(image, 'utf8')}`);
    },
  },
  {
    code: 'record-damaged',
    make: (p) => {
      const path = newest(p).replace(/\d+$/, '1.json');
      unlinkSync(path);
      writeFileSync(path, '{}');
    },
  },
  {
    code: 'journal-leftovers',
    file: '.stint/journal',
    fix: repair,
    make: (p) => writeFileSync(`${newest(p)}.AAAAAAAAAAAA.todo.json`, '{}'),
  },
  {
    code: 'uid-twice',
    file: '.stint/todo.json',
    exitCode: 41,
    fix: /^vi \+\d+ \.stint\/todo\.json$/,
    make: (p) => {
      const { uid } = p.json('.stint/todo.json').tasks[0];
      task(p, 'T052', (record) => ({ ...record, uid }));
    },
  },
  {
    code: 'archived-and-open',
    file: '.stint/todo.json',
    fix: /^vi \+\d+ \.stint\/todo\.json$/,
    make: (p) =>
      edit(p, 'todo.json', (text) => text.replace('\n]}', `,\n${p.read('.stint/archive/tasks.jsonl').split('\n')[0]}\n]}`)),
  },
  {
    code: 'parent-missing',
    file: '.stint/todo.json',
    line: 5,
    fix: 'stint task update T012 --top',
    make: (p) => task(p, 'T012', (record) => ({ ...record, parentId: 'T999' })),
  },
  {
    code: 'parent-cycle',
    file: '.stint/todo.json',
    exitCode: 41,
    fix: 'stint task update T010 --top',
    make: (p) => task(p, 'T006', (record) => ({ ...record, parentId: 'T010' })),
  },
  {
    code: 'deadlock',
    file: '.stint/todo.json',
    exitCode: 41,
    fix: 'stint task update T051 --remove-depends T050',
    make: (p) => task(p, 'T051', (record) => ({ ...record, depends: ['T050'] })),
  },
  {
    code: 'open-below-finished',
    file: '.stint/todo.json',
    fix: 'stint task reopen T050',
    make: (p) => task(p, 'T050', (record) => ({ ...record, status: 'done', completedAt: '2026-11-21T12:00:00.000Z' })),
  },
  {
    code: 'sync-conflict',
    file: '.stint/todo (conflicted copy).json',
    make: (p) => p.write('.stint/todo (conflicted copy).json', p.read('.stint/todo.json')),
  },
  {
    code: 'journal-foreign',
    fix: repair,
    make: (p) => p.write('.stint/journal/0/99.json', '{}'),
  },
  {
    code: 'dependency-missing',
    file: '.stint/todo.json',
    fix: 'stint task update T052 --remove-depends T999',
    make: (p) => task(p, 'T052', (record) => ({ ...record, depends: ['T999'] })),
  },
  {
    code: 'dependency-cycle',
    file: '.stint/todo.json',
    exitCode: 41,
    fix: 'stint task update T052 --remove-depends T051',
    make: (p) => task(p, 'T051', (record) => ({ ...record, depends: ['T052'] })),
  },
  {
    code: 'deadlock',
    file: '.stint/todo.json',
    exitCode: 41,
    fix: 'stint task update T052 --remove-depends T051',
    make: (p) => {
      task(p, 'T052', (record) => ({ ...record, parentId: 'T051', depends: ['T051'] }));
      task(p, 'T051', (record) => ({ ...record, depends: [] }));
    },
  },
  {
    code: 'open-below-finished',
    file: '.stint/todo.json',
    fix: 'stint task reopen T051',
    make: (p) => {
      task(p, 'T052', (record) => ({ ...record, parentId: 'T051', depends: [] }));
      task(p, 'T051', (record) => ({ ...record, status: 'cancelled', depends: [] }));
    },
  },
  {
    code: 'number-reused',
    file: '.stint/todo.json',
    line: 1,
    fix: repair,
    make: (p) => edit(p, 'todo.json', (text) => text.replace(/"lastTaskNumber":\d+/, '"lastTaskNumber":1')),
  },
  {
    code: 'done-without-entry',
    file: '.stint/todo.json',
    fix: 'stint done T010',
    make: async (p) => {
      await p.ok('stint task close T010 --takeover', unbound);
    },
  },
  {
    code: 'entry-missing',
    file: '.stint/todo.json',
    line: 4,
    fix: 'stint ledger verify',
    exitCode: 43,
    make: async (p) => {
      await p.ok('stint done T010', agent);
      p.write('.stint/ledger.jsonl', '');
    },
  },
  {
    code: 'claim-of-inactive',
    file: '.stint/sessions.json',
    fix: repair,
    make: (p) => session(p, 'agent-1', (record) => ({ ...record, status: 'ended' })),
  },
  {
    code: 'claim-twice',
    file: '.stint/sessions.json',
    exitCode: 35,
    fix: repair,
    make: (p) =>
      session(p, 'agent-2', (record) => ({ ...record, held: [...(record.held as unknown as []), { taskId: 'T012', at: now }] })),
  },
  {
    code: 'claim-on-nothing',
    file: '.stint/sessions.json',
    fix: repair,
    make: (p) =>
      session(p, 'agent-2', (record) => ({ ...record, held: [...(record.held as unknown as []), { taskId: 'T999', at: now }] })),
  },
  {
    code: 'work-without-claim',
    file: '.stint/todo.json',
    line: 5,
    fix: repair,
    make: (p) =>
      task(p, 'T012', (record) => ({
        ...record,
        work: { ...(record.work as object), session: 'session_20200101_000000_abcdef' },
      })),
  },
  {
    code: 'focus-not-held',
    file: '.stint/sessions.json',
    fix: /^stint focus set T012 --session [0-9a-f]{6}$/,
    make: (p) => session(p, 'agent-1', (record) => ({ ...record, held: [] })),
  },
  {
    code: 'focus-out-of-scope',
    file: '.stint/sessions.json',
    fix: /^stint focus clear --session [0-9a-f]{6}$/,
    make: (p) => session(p, 'agent-1', (record) => ({ ...record, scope: { type: 'task', rootTaskId: 'T006' } })),
  },
  {
    code: 'scope-empty',
    file: '.stint/sessions.json',
    fix: /^stint session end [0-9a-f]{6}$/,
    make: (p) => session(p, 'agent-1', (record) => ({ ...record, scope: { type: 'epic', rootTaskId: 'T999' } })),
  },
  {
    code: 'several-active',
    file: '.stint/sessions.json',
    fix: /^stint session end [0-9a-f]{6}$/,
    make: (p) => edit(p, 'config.json', (text) => text.replace('{', '{"multiSession":{"enabled":false},')),
  },
  {
    code: 'session-stale',
    file: '.stint/sessions.json',
    fix: 'stint session gc',
    make: (p) => rmSync(join(p.dir, '.stint/alive'), { recursive: true, force: true }),
    around: { ...agent, now: '2026-11-23T12:00:00.000Z' },
  },
  {
    code: 'conversation-twice',
    file: '.stint/sessions.json',
    exitCode: 39,
    fix: /^stint session end [0-9a-f]{6}$/,
    make: (p) => session(p, 'agent-2', (record) => ({ ...record, conversations: ['agent-1'], conversation: 'agent-1' })),
  },
  {
    code: 'pointer-stale',
    file: '.stint/.current-session',
    line: 1,
    fix: repair,
    make: (p) => p.write('.stint/.current-session', 'session_20200101_000000_abcdef\n'),
  },
  {
    code: 'pointer-damaged',
    file: '.stint/.current-session',
    line: 1,
    fix: repair,
    make: (p) => p.write('.stint/.current-session', 'who knows?\n'),
  },
];

test('a project where nothing is wrong', async () => {
  const project = copyOf(base);
  const before = fingerprint(project.dir);
  expect(await examine(project)).toEqual({ exitCode: 0, findings: [], mended: [] });
  expect(fingerprint(project.dir)).toEqual(before);
  expect((await examine(project, repair)).mended).toEqual([]);
});

describe('each finding', () => {
  test.each(rows.map((row, index) => [`${row.code} ${index}`, row] as const))('%s', async (_name, row) => {
    const { code, make, file, line, exitCode = 0, fix, around = agent } = row;
    const project = copyOf(base);
    await make(project);
    const before = fingerprint(project.dir);
    const found = await examine(project, 'stint doctor', around);
    expect(fingerprint(project.dir)).toEqual(before);
    const own = found.findings.filter((each) => each.code === code && (file === undefined || each.file === file));
    expect(own[0], JSON.stringify(found.findings)).toMatchObject({
      code,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(fix === undefined ? {} : { fix: fix instanceof RegExp ? expect.stringMatching(fix) : fix }),
    });
    expect(found.exitCode).toBe(exitCode);
    if (fix !== repair) return;
    const mended = await examine(project, repair, around);
    expect(mended.mended.map((each) => each.code)).toContain(code);
    const left = mended.findings.filter((each) => each.fix === repair);
    expect(left).toEqual([]);
    for (const { backup } of mended.mended)
      if (backup !== undefined) expect(existsSync(join(project.dir, backup)), backup).toBe(true);
    expect((await examine(project, repair, around)).mended).toEqual([]);
    await project.ok('stint list', around);
    expect((await project.run('stint ledger verify', around)).exitCode).toBe(0);
  });

  test('every finding that has no row here is looked at elsewhere', () => {
    const elsewhere = [
      'folder-untrusted',
      'project-foreign',
      'folder-unwritable',
      'project-shadowed',
      'project-gone',
      'replaced-by-git',
      'copies-behind',
      'hooks-outdated',
      'hooks-unreadable',
      'hooks-disabled',
      'hooks-doubled',
      'hook-silent',
      'hook-unproven',
    ];
    const tested = new Set([...rows.map(({ code }) => code), ...elsewhere]);
    expect(findingTable.map(({ code }) => code).filter((code) => !tested.has(code))).toEqual([]);
  });
});

describe('what is put back', () => {
  test('is byte for byte what the last commit left', async () => {
    const project = copyOf(base);
    const good = new Map(
      ['todo.json', 'sessions.json', 'ledger.jsonl', 'session.log', 'events/unbound.jsonl', 'archive/tasks.jsonl'].map((file) => [
        file,
        project.read(`.stint/${file}`),
      ]),
    );
    edit(project, 'todo.json', (text) => text.slice(0, -4));
    edit(project, 'sessions.json', (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`);
    edit(project, 'ledger.jsonl', (text) => text.slice(0, -50));
    unlinkSync(join(project.dir, '.stint/session.log'));
    edit(project, 'events/unbound.jsonl', (text) => text.slice(0, 70));
    edit(project, 'archive/tasks.jsonl', (text) => text.slice(0, -30));
    await examine(project, repair);
    for (const [file, text] of good) expect(project.read(`.stint/${file}`), file).toBe(text);
  });

  test('the last image of a file that lies in the backups', async () => {
    const project = copyOf(base);
    const good = project.read('.stint/todo.json');
    mkdirSync(join(project.dir, '.stint/backup'), { mode: 0o700 });
    project.write('.stint/backup/todo.json.20260101T000000Z', good);
    project.write('.stint/todo.json', '');
    const { mended } = await examine(project, repair);
    expect(mended).toMatchObject([
      { code: 'file-damaged', file: '.stint/todo.json', backup: expect.stringContaining('.stint/backup/todo.json.') },
    ]);
    expect(project.read('.stint/todo.json')).toBe(good);
  });

  test('nothing that was redacted', async () => {
    const project = copyOf(base);
    const id = project.lines('.stint/ledger.jsonl')[0].id;
    await project.ok(`stint ledger redact ${id} --field reason`, unbound);
    edit(project, 'ledger.jsonl', (text) => `${text}torn`);
    await examine(project, repair);
    expect(project.read('.stint/ledger.jsonl')).not.toContain('"why"');
    expect((await project.run('stint ledger verify')).exitCode).toBe(0);
  });

  test('no side of a merge conflict that says something else', async () => {
    const project = copyOf(base);
    edit(project, 'config.json', (text) =>
      text.replace(/(.*"name".*\n)/, '<<<<<<< HEAD\n$1=======\n    "name": "Other"\n>>>>>>> other\n'),
    );
    const before = project.read('.stint/config.json');
    const { findings, exitCode } = await examine(project, repair);
    expect(exitCode).toBe(52);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'file-damaged', file: '.stint/config.json', fix: expect.stringMatching(/^vi \+\d+ /) }),
    );
    expect(project.read('.stint/config.json')).toBe(before);
  });
});

test('a folder that leads out of the project is not used', async () => {
  const project = await scratchProject([]);
  const outside = join(scratchFolder(), 'stint');
  execFileSync('mv', [join(project.dir, '.stint'), outside]);
  symlinkSync(outside, join(project.dir, '.stint'));
  const { exitCode, findings } = await examine(project);
  expect(exitCode).toBe(53);
  expect(findings).toMatchObject([{ code: 'folder-untrusted', file: join(project.dir, '.stint') }]);
});

test('a project of a linked working tree of its own is not the one that is used', async () => {
  const project = await scratchProject([]);
  const linked = join(scratchFolder(), 'linked');
  for (const args of [
    ['init', '-q'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '--allow-empty', '-m', 'first'],
    ['worktree', 'add', '-q', linked],
  ])
    execFileSync('git', args, { cwd: project.dir });
  expect((await examine(projectAt(linked))).findings.map(({ code }) => code)).not.toContain('project-shadowed');
  execFileSync('cp', ['-a', join(project.dir, '.stint'), linked]);
  expect((await examine(projectAt(linked))).findings).toContainEqual(
    expect.objectContaining({
      code: 'project-shadowed',
      severity: 'warning',
      message: `${join(linked, '.stint')} is not used; ${join(project.dir, '.stint')} is`,
      file: join(linked, '.stint'),
      fix: 'stint config set worktrees own',
    }),
  );
});

test('no project', async () => {
  const dir = scratchFolder();
  const error = await projectAt(dir).refused(50, 'stint doctor');
  expect(error.fix).toEqual(['stint init']);
});

describe('a journal that was edited by hand', () => {
  test('a mark without its record does not hide the next commit', async () => {
    const project = copyOf(base);
    const path = newest(project);
    for (const name of readdirSync(join(path, '..')))
      if (name.startsWith(`${path.split('/').at(-1)}.`) && !name.endsWith('.done')) unlinkSync(join(path, '..', name));
    await project.ok('stint add Seen', unbound);
    expect(project.read('.stint/todo.json')).toContain('"title":"Seen"');
  });

  test('a record under the number of another one is foreign: nothing comes of it, and the doctor says so', async () => {
    const project = copyOf(base);
    await interrupt(project);
    const path = newest(project);
    const other = path.replace(/\d+$/, (number) => String(Number(number) - 1));
    unlinkSync(`${path}.json`);
    copyFileSync(`${other}.json`, `${path}.json`);
    const before = project.read('.stint/todo.json');
    const name = path.slice(path.indexOf('.stint'));
    const { findings } = await examine(project);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'journal-foreign', file: `${name}.json`, fix: repair }));
    await project.ok('stint add Seen', unbound);
    expect(project.read('.stint/todo.json')).toContain('"title":"Seen"');
    expect(before).not.toContain('Interrupted');
    expect(project.read('.stint/todo.json')).not.toContain('Interrupted');
  });

  test('a changed image never goes over the good file', async () => {
    const project = copyOf(base);
    const staged = await interrupt(project);
    const good = project.read('.stint/todo.json');
    writeFileSync(staged, readFileSync(staged, 'utf8').replace('Interrupted', 'Changed by hand'));
    await project.refused(52, 'stint add Unseen', unbound);
    expect(project.read('.stint/todo.json')).toBe(good);
  });
});

test('a repair while others write: nothing is lost, nothing is there twice', async () => {
  const project = copyOf(base);
  edit(project, 'ledger.jsonl', (text) => `${text}torn`);
  edit(project, 'events/unbound.jsonl', (text) => text.replace(/^(.*\n)/, '$1$1'));
  const world = { cwd: project.dir, env: { STINT_SESSION: 'none' } };
  const lines = [1, 2, 3, 4].map((number) => ['add', `Other ${number}`, '--json']);
  const ran = await Promise.all([...lines, ['doctor', '--repair', '--json']].map((argv) => spawnCliAsync(argv, world)));
  expect(ran.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
  const titles = project.json('.stint/todo.json').tasks.map(({ title }: { title: string }) => title);
  expect(titles.filter((title: string) => title.startsWith('Other ')).sort()).toEqual([
    'Other 1',
    'Other 2',
    'Other 3',
    'Other 4',
  ]);
  expect((await project.run('stint ledger verify')).exitCode).toBe(0);
  expect((await examine(project, repair)).mended).toEqual([]);
});
