import { describe, expect, test } from 'vitest';
import { fingerprint, type Project, scratchProject } from '../support/scratch-project';

/** Files that were cut, emptied, edited by hand or half merged: 52 with file and line, and not one byte changed. */

const halfMerged = (text: string): string => {
  const lines = text.split('\n');
  const middle = Math.floor(lines.length / 2);
  return [
    ...lines.slice(0, middle),
    '<<<<<<< HEAD',
    lines[middle],
    '=======',
    lines[middle],
    '>>>>>>> other',
    ...lines.slice(middle + 1),
  ].join('\n');
};

const damages: Readonly<Record<string, (text: string) => string | Buffer>> = {
  truncated: (text) => text.slice(0, Math.floor(text.length * 0.6)),
  'cut by one byte': (text) => text.trimEnd().slice(0, -1),
  emptied: () => '',
  'zeros of a power cut': (text) => Buffer.alloc(text.length),
  'half merged': halfMerged,
  'a comma too many': (text) => text.replace(/\}\n/, '},,\n'),
  'invalid UTF-8': (text) =>
    Buffer.concat([Buffer.from(text.slice(0, 20)), Buffer.from([0xff, 0xfe]), Buffer.from(text.slice(20))]),
  'an array': () => '[]',
  null: () => 'null',
};

const fileDamages: Readonly<Record<string, Readonly<Record<string, (text: string) => string>>>> = {
  'sessions.json': {
    'sessions as an object': (text) => text.replace(/"sessions":\[[\s\S]*\]/, '"sessions":{}'),
    'a session without an id': (text) => text.replace(/"id":"session_[^"]*",/, ''),
    'a status of nobody': (text) => text.replace('"status":"active"', '"status":"runing"'),
  },
  'todo.json': {
    'tasks as an object': (text) => text.replace(/"tasks":\[[\s\S]*\]/, '"tasks":{}'),
    'an unknown status': (text) => text.replace('"status":"pending"', '"status":"completed"'),
    'the same id twice': (text) => text.replace('"id":"T006"', '"id":"T005"'),
  },
  'config.json': {
    'an unknown key': (text) => text.replace('{', '{"multiSesion":{"enabled":false},'),
    'a value of another type': (text) => text.replace('{', '{"multiSession":{"enabled":"no"},'),
  },
};

const rows = ['sessions.json', 'todo.json', 'config.json'].flatMap((file) =>
  Object.entries({ ...damages, ...fileDamages[file] }).map(([name, spoil]) => [file, name, spoil] as const),
);

const commands = [
  'stint start T050',
  'stint status',
  'stint list',
  'stint done T005',
  'stint add X',
  'stint session list',
  'stint dash',
];

const atWork = async (): Promise<Project> => {
  const project = await scratchProject();
  await project.ok('stint start T001 --focus T005');
  await project.ok('stint done T012');
  return project;
};

describe('a damaged file', () => {
  test.each(rows)('%s, %s', async (file, _name, spoil) => {
    const project = await atWork();
    const path = `.stint/${file}`;
    const damaged = spoil(project.read(path));
    expect(damaged.toString()).not.toBe(project.read(path));
    project.write(path, damaged);
    const before = fingerprint(project.dir);
    for (const line of commands) {
      const error = await project.refused(52, line);
      expect(error.message, line).toContain(file);
      expect(error.message).not.toMatch(/unexpected fault/);
      expect(error.details.file).toContain(file);
      const text = await project.run(line);
      expect([text.exitCode, text.stdout]).toEqual([52, '']);
    }
    expect(fingerprint(project.dir)).toEqual(before);
    // A remark touches no task: it is kept even while the tasks cannot be read, and they stay as they are.
    if (file !== 'todo.json') await project.refused(52, 'stint log x');
    else {
      await project.ok('stint log x');
      expect(project.read('.stint/session.log')).toMatch(/\] x\n$/);
      expect(project.read(path)).toBe(Buffer.from(damaged).toString());
    }
  });

  test.each(['sessions.json', 'todo.json'])('%s half merged: line and column of the conflict marker', async (file) => {
    const project = await atWork();
    const path = `.stint/${file}`;
    project.write(path, halfMerged(project.read(path)));
    const line =
      project
        .read(path)
        .split('\n')
        .findIndex((one) => one.startsWith('<<<<<<<')) + 1;
    const error = await project.refused(52, 'stint list');
    expect(error.details).toMatchObject({ line });
    expect(error.message).toMatch(/conflict/i);
  });

  test.each(['sessions.json', 'todo.json', 'config.json'])('%s is not there', async (file) => {
    const project = await atWork();
    const tasks = (await project.data('stint list --all')).total;
    const { rmSync } = await import('node:fs');
    rmSync(`${project.dir}/.stint/${file}`);
    const ran = await project.run('stint list --all --json');
    // A config that is gone means defaults; tasks and sessions that are gone are never taken for none.
    if (file === 'config.json') expect([ran.exitCode, ran.json().data?.total]).toEqual([0, tasks]);
    else expect(ran.exitCode).toBe(52);
  });

  test('a hand edit that is right is read, with keys that nobody knows kept through writes', async () => {
    const project = await atWork();
    project.write(
      '.stint/todo.json',
      project.read('.stint/todo.json').replace('"title":"Login page"', '"title":"Sign-in page","__proto__":{"x":1},"estimate":3'),
    );
    await project.ok('stint update T051 --priority high');
    const text = project.read('.stint/todo.json');
    expect(text).toContain('"__proto__":{"x":1}');
    expect(text).toContain('"estimate":3');
    expect((await project.data('stint show T051')).task).toMatchObject({ title: 'Sign-in page', priority: 'high' });
  });

  test('the last line of the ledger cut: told or finished, never joined to the next entry', async () => {
    const project = await atWork();
    const whole = project.read('.stint/ledger.jsonl');
    project.write('.stint/ledger.jsonl', `${whole}{"v":1,"id":"cut`);
    const ran = await project.run('stint done T005 --json');
    const lines = project.read('.stint/ledger.jsonl').split('\n');
    expect([0, 52]).toContain(ran.exitCode);
    expect(lines[0]).toBe(whole.trimEnd());
    if (ran.exitCode === 0) expect(JSON.parse(lines.at(-2) ?? '').task.id).toBe('T005');
    else expect(project.read('.stint/ledger.jsonl')).toBe(`${whole}{"v":1,"id":"cut`);
  });

  test.each([
    ['todo.json', 54],
    ['sessions.json', 54],
    ['config.json', 54],
  ])('%s of a newer version: 54, unless its minReader allows', async (file, code) => {
    const project = await atWork();
    const path = `.stint/${file}`;
    const text = project.read(path);
    project.write(path, text.replace(/"version":\s*1/, '"version": 7'));
    const before = fingerprint(project.dir);
    expect((await project.refused(code, 'stint list')).message).toContain('newer');
    await project.refused(code, 'stint add X');
    expect(fingerprint(project.dir)).toEqual(before);
    project.write(path, text.replace(/"version":\s*1/, '"version": 7, "minReader": 1'));
    await project.ok('stint list');
  });

  test('a folder where a file should be', async () => {
    const project = await atWork();
    const { rmSync, mkdirSync } = await import('node:fs');
    rmSync(`${project.dir}/.stint/todo.json`);
    mkdirSync(`${project.dir}/.stint/todo.json`);
    const ran = await project.run('stint list --json');
    expect([52, 53]).toContain(ran.exitCode);
    expect(ran.json().error.message).toContain('todo.json');
  });

  test('the journal removed by hand: made anew from the files', async () => {
    const project = await atWork();
    const { rmSync } = await import('node:fs');
    rmSync(`${project.dir}/.stint/journal`, { recursive: true });
    await project.ok('stint done T005');
    await project.ok('stint add X');
    expect(project.lines('.stint/ledger.jsonl')).toHaveLength(2);
  });
});
