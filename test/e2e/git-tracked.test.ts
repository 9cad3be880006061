import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { binFolder, finish, git, gitProject, recorded } from '../support/git-project';
import { projectAt, scratchFolder } from '../support/scratch-project';

const bin = binFolder();
process.env.PATH = `${bin}:${process.env.PATH}`;

const tracked = async (tasks = 6) => {
  const project = await gitProject(tasks, 'stint init --track ledger');
  await project.ok('stint done T001');
  git(project.dir, 'add', '.stint');
  git(project.dir, 'commit', '-q', '-m', 'Keep the ledger');
  return project;
};
const save = (folder: string, subject: string): void => void git(folder, 'commit', '-q', '-a', '-m', subject);
const tryGit = (folder: string, ...args: string[]): string => {
  try {
    return git(folder, ...args);
  } catch (error) {
    return `${(error as { stdout: string }).stdout}${(error as { stderr: string }).stderr}`;
  }
};
const hashes = (project: Awaited<ReturnType<typeof tracked>>): string[] =>
  project.lines('.stint/ledger.jsonl').map(({ hash }) => hash);

describe('init --track ledger', () => {
  it('keeps the ledger alone in git, and changes nothing the second time', async () => {
    const project = await gitProject(2);
    const { tracking } = await project.data('stint init --track ledger');
    expect(tracking).toEqual({
      ledger: true,
      files: ['.stint/.gitignore', '.stint/.gitattributes'],
      driver: 'set',
      next: ['git add .stint/.gitignore .stint/.gitattributes'],
    });
    expect(project.read('.stint/.gitattributes')).toBe('ledger.jsonl merge=stint-ledger -text\n');
    expect(git(project.dir, 'config', '--local', 'merge.stint-ledger.driver')).toBe('stint merge-ledger %O %A %B');
    expect(git(project.dir, 'config', '--local', 'merge.stint-ledger.name')).not.toBe('');
    await project.ok('stint done T001');
    git(project.dir, 'add', '-A');
    expect(git(project.dir, 'ls-files', '.stint').split('\n')).toEqual([
      '.stint/.gitattributes',
      '.stint/.gitignore',
      '.stint/config.json',
      '.stint/ledger.jsonl',
    ]);
    const before = ['.stint/.gitignore', '.stint/.gitattributes', '.git/config'].map(project.read);
    expect((await project.data('stint init --track ledger')).tracking).toEqual({
      ledger: true,
      files: [],
      driver: 'unchanged',
      next: [],
    });
    expect(['.stint/.gitignore', '.stint/.gitattributes', '.git/config'].map(project.read)).toEqual(before);
  });

  it('goes back, and leaves lines of the user alone', async () => {
    const project = await tracked();
    project.write('.stint/.gitignore', `${project.read('.stint/.gitignore')}# mine\n`);
    project.write('.stint/.gitattributes', `# mine\n${project.read('.stint/.gitattributes')}`);
    git(project.dir, 'config', 'merge.stint-ledger.driver', '/opt/stint merge-ledger %O %A %B');
    expect((await project.data('stint init --track ledger')).tracking.driver).toBe('unchanged');
    expect((await project.data('stint init --untrack ledger')).tracking).toEqual({
      ledger: false,
      files: ['.stint/.gitignore', '.stint/.gitattributes'],
      driver: 'removed',
      next: ['git rm --cached --ignore-unmatch .stint/ledger.jsonl .stint/.gitattributes'],
    });
    expect(project.read('.stint/.gitignore')).toBe('*\n!.gitignore\n!config.json\n# mine\n');
    expect(project.read('.stint/.gitattributes')).toBe('# mine\n');
    expect(tryGit(project.dir, 'config', 'merge.stint-ledger.driver')).toBe('');
    expect((await project.data('stint init --untrack ledger')).tracking).toMatchObject({ files: [], driver: 'unchanged' });
  });

  it('refuses outside of git before anything is made, and both ways at once', async () => {
    const outside = projectAt(scratchFolder());
    expect(await outside.refused(2, 'stint init --track ledger')).toMatchObject({
      code: 'E_USAGE',
      fix: ['git init', 'stint init --track ledger'],
    });
    expect(existsSync(join(outside.dir, '.stint'))).toBe(false);
    expect((await outside.refused(2, 'stint init --track ledger --untrack ledger')).message).toContain('contradict');
  });

  it('says when git still ignores the file, when it would not find the driver, and that git is missing', async () => {
    const project = await gitProject(0);
    project.write('.gitignore', '.stint/\n');
    const env = { PATH: '/usr/bin:/bin' };
    const { stderr } = await project.ok('stint init --track ledger', { env });
    expect(stderr).toContain('git still ignores .stint/ledger.jsonl (.gitignore:1:.stint/)');
    expect(stderr).toContain('no stint on the PATH');
    expect(await project.refused(1, 'stint init --track ledger', { env: { PATH: '/nowhere' } })).toMatchObject({
      code: 'E_BACKEND',
    });
  });
});

describe('branches with a tracked ledger', () => {
  it('merge without a conflict, and the next entry closes the fork', async () => {
    const project = await tracked();
    git(project.dir, 'checkout', '-q', '-b', 'feature');
    const theirs = await finish(project, 'T002');
    save(project.dir, 'On feature');
    git(project.dir, 'checkout', '-q', 'main');
    const ours = await finish(project, 'T003');
    save(project.dir, 'On main');
    git(project.dir, 'merge', '-q', '-m', 'Merge', 'feature');
    expect(recorded(project)).toEqual(['T001', 'T002', 'T003']);
    expect(git(project.dir, 'status', '--porcelain')).toBe('');
    expect(await project.data('stint ledger verify')).toMatchObject({
      damageCount: 0,
      entries: 3,
      heads: expect.arrayContaining([ours.hash, theirs.hash]),
    });
    const next = await project.run('stint done T004');
    expect(next.stderr).toBe('');
    expect(project.lines('.stint/ledger.jsonl').at(-1).prev.sort()).toEqual([theirs.hash, ours.hash].sort());
    expect(project.json('.stint/sessions.json')._meta.ledger.heads).toHaveLength(1);
  });

  it('rebase, cherry-pick and a merge of unrelated beginnings lose no line either', async () => {
    const project = await gitProject(5, 'stint init --track ledger');
    git(project.dir, 'add', '.stint');
    git(project.dir, 'commit', '-q', '-m', 'Keep the ledger, which is not there yet');
    git(project.dir, 'checkout', '-q', '-b', 'feature');
    await project.ok('stint done T001');
    git(project.dir, 'add', '.stint');
    save(project.dir, 'One');
    await project.ok('stint done T002');
    save(project.dir, 'Two');
    git(project.dir, 'checkout', '-q', 'main');
    await project.ok('stint done T003');
    git(project.dir, 'add', '.stint');
    save(project.dir, 'Three');
    git(project.dir, 'cherry-pick', 'feature~1');
    expect(recorded(project).sort()).toEqual(['T001', 'T003']);
    git(project.dir, 'checkout', '-q', 'feature');
    git(project.dir, 'rebase', '-q', 'main');
    expect(recorded(project).sort()).toEqual(['T001', 'T002', 'T003']);
  });

  it('are told apart at the same size of the file', async () => {
    const project = await tracked();
    const around = { now: '2026-11-21T12:00:00.000Z' };
    git(project.dir, 'checkout', '-q', '-b', 'side');
    await finish(project, 'T002', around);
    const size = project.read('.stint/ledger.jsonl').length;
    save(project.dir, 'On feature');
    git(project.dir, 'checkout', '-q', 'main');
    const ours = await finish(project, 'T003', around);
    expect(project.read('.stint/ledger.jsonl').length).toBe(size);
    save(project.dir, 'On main');
    git(project.dir, 'checkout', '-q', 'side');
    const onFeature = hashes(project).at(-1);
    expect((await finish(project, 'T004', around)).prev).toEqual([onFeature]);
    save(project.dir, 'On feature again');
    git(project.dir, 'checkout', '-q', 'main');
    expect((await finish(project, 'T005', around)).prev).toEqual([ours.hash]);
    expect(Object.keys(project.json('.stint/sessions.json')._meta.ledger.branches).sort()).toEqual(['main', 'side']);
  });

  it('tell truthfully that an entry is on another branch, and a switch alone is no loss', async () => {
    const project = await tracked();
    git(project.dir, 'checkout', '-q', '-b', 'feature');
    const entry = await finish(project, 'T002');
    save(project.dir, 'On feature');
    git(project.dir, 'checkout', '-q', 'main');
    const again = (await project.run(['done', 'T002', '--json'])).json();
    expect(again.data).toMatchObject({ changed: false, entry: entry.id });
    expect(again.warnings).toEqual([
      {
        code: 'W_ENTRY_NOT_HERE',
        message: `T002 is finished, but its entry ${entry.id} is not in the ledger as it lies here: it may be on branch feature`,
      },
    ]);
    expect((await project.run('stint done T003')).stderr).toBe('');
  });

  it.each([
    ['reset --hard', (folder: string) => git(folder, 'reset', '-q', '--hard')],
    ['stash', (folder: string) => git(folder, 'stash', '-q', '-u')],
    ['checkout of the file', (folder: string) => git(folder, 'checkout', '-q', '--', '.stint/ledger.jsonl')],
  ])('%s takes away what was not committed, and this is said once and kept in mind', async (_what, take) => {
    const project = await tracked();
    const gone = await finish(project, 'T002');
    await project.ok('stint start T005 --auto-focus');
    take(project.dir);
    expect(recorded(project)).toEqual(['T001']);
    expect((await project.ok('stint status')).stderr).toContain(
      `no longer holds what was written to it on branch main (newest entry ${gone.hash.slice(0, 12)})`,
    );
    const answer = (await project.run(['done', 'T003', '--json', '--out-of-scope'])).json();
    expect(answer.warnings.map(({ code }) => code)).toEqual(['W_LEDGER_SHORT']);
    expect(project.json('.stint/sessions.json')._meta.ledger.missed).toEqual([gone.hash]);
    expect((await project.ok('stint status')).stderr).toBe('');
    const audit = await project.data('stint ledger verify');
    expect(audit).toMatchObject({ damageCount: 0, entries: 2 });
    expect(audit.notices[0]).toContain(`(${gone.hash.slice(0, 12)}…)`);
    const later = (await project.run(['done', 'T002', '--json'])).json();
    expect(later.warnings.map(({ code }) => code)).toEqual(['W_ENTRY_NOT_HERE']);
  });

  it('stash pop brings the lines back, also when others were written meanwhile', async () => {
    const project = await tracked();
    const stashed = await finish(project, 'T002');
    git(project.dir, 'stash', '-q');
    await finish(project, 'T003');
    save(project.dir, 'Meanwhile');
    git(project.dir, 'stash', 'pop', '-q');
    expect(recorded(project).sort()).toEqual(['T001', 'T002', 'T003']);
    const next = await finish(project, 'T004');
    expect(next.prev).toHaveLength(2);
    expect(next.prev).toContain(stashed.hash);
    expect(project.json('.stint/sessions.json')._meta.ledger.missed).toBeUndefined();
    expect(await project.data('stint ledger verify')).not.toHaveProperty('notices');
  });

  it('a clone without the driver gets a conflict and no silent loss; init sets it up and the merge can be done again', async () => {
    const origin = await tracked();
    const folder = join(scratchFolder(), 'clone');
    git(origin.dir, 'clone', '-q', origin.dir, folder);
    const clone = projectAt(folder);
    await finish(origin, 'T002');
    save(origin.dir, 'At the origin');
    const init = (await clone.run(['init', '--json'])).json();
    expect(init.warnings.map(({ code }) => code)).toEqual(['W_NO_MERGE_DRIVER']);
    await clone.ok('stint add "Only here"');
    await clone.ok('stint done T001');
    save(folder, 'In the clone');
    git(folder, 'fetch', '-q');
    expect(tryGit(folder, 'merge', 'origin/main')).toContain('CONFLICT (content): Merge conflict in .stint/ledger.jsonl');
    expect(readFileSync(join(folder, '.stint/ledger.jsonl'), 'utf8')).toContain('<<<<<<< ');
    expect((await clone.data('stint init --track ledger')).tracking).toMatchObject({ files: [], driver: 'set' });
    git(folder, 'checkout', '-q', '--merge', '--', '.stint/ledger.jsonl');
    expect(recorded(clone)).toHaveLength(3);
    expect(clone.read('.stint/ledger.jsonl')).not.toContain('<<<<<<< ');
    git(folder, 'add', '.stint/ledger.jsonl');
    git(folder, 'commit', '-q', '-m', 'Merged');
    await clone.ok('stint add "And on"');
    expect((await finish(clone, 'T002')).prev).toHaveLength(2);
  });
});

describe('merge-ledger', () => {
  const files = { 'base.jsonl': '', 'ours.jsonl': '', 'theirs.jsonl': '' };
  const at = (over: Partial<typeof files>) => {
    const folder = projectAt(scratchFolder());
    for (const [name, text] of Object.entries({ ...files, ...over })) folder.write(name, text);
    return folder;
  };
  const line = 'stint merge-ledger base.jsonl ours.jsonl theirs.jsonl';
  const one = '{"id":"x-1","at":"2026-01-01T00:00:00.000Z","prev":[],"hash":"aa"}\n';
  const other = '{"id":"x-1","at":"2026-01-02T00:00:00.000Z","prev":[],"hash":"bb"}\n';

  it('works on any files, outside of a project, and prints nothing where there is nothing to say', async () => {
    const folder = at({ 'ours.jsonl': other, 'theirs.jsonl': one.replace('x-1', 'y-1') });
    expect(await folder.ok(line)).toMatchObject({ stdout: '', stderr: '' });
    expect(folder.read('ours.jsonl')).toBe(one.replace('x-1', 'y-1') + other);
    expect(folder.read('theirs.jsonl')).toBe(one.replace('x-1', 'y-1'));
  });

  it('keeps torn lines and double completions and says so', async () => {
    const folder = at({ 'ours.jsonl': `${other}{"torn`, 'theirs.jsonl': `${one}\xff` });
    const { stderr } = await folder.ok(line);
    expect(stderr).toContain('2 lines are no ledger entries and kept at the end');
    expect(stderr).toContain('recorded on both sides, and kept twice: x-1');
    expect(folder.read('ours.jsonl')).toBe(`${one}${other}{"torn\n\xff\n`);
  });

  it('keeps bytes that are no text', async () => {
    const folder = at({});
    folder.write('theirs.jsonl', Buffer.from([0x7b, 0xff, 0xfe, 0x0a]));
    await folder.ok(line);
    expect([...readFileSync(join(folder.dir, 'ours.jsonl'))]).toEqual([0x7b, 0xff, 0xfe, 0x0a]);
  });

  it('is not in the lists of help', async () => {
    const folder = at({});
    expect((await folder.ok('stint help')).stdout).not.toContain('merge-ledger');
    expect((await folder.ok('stint merge-ledger --help')).stdout).toContain('merge driver');
  });
});
