import { describe, expect, test } from 'vitest';
import { type Project, scratchProject } from '../support/scratch-project';

const me = { env: { STINT_CONVERSATION: 'me', STINT_AGENT: 'opus-1' }, now: '2026-11-21T12:00:00.000Z' };
const other = { env: { STINT_CONVERSATION: 'other', STINT_AGENT: 'haiku-1' }, now: '2026-11-21T12:00:00.000Z' };

const inSession = async (): Promise<Project> => {
  const project = await scratchProject();
  await project.ok('stint start T001 --focus T005', me);
  return project;
};

describe('focus set', () => {
  test('the old focus is released, the new one active, in one change', async () => {
    const project = await inSession();
    expect(await project.data('stint focus set T012', me)).toMatchObject({
      focus: { id: 'T012', status: 'active' },
      released: 'T005',
      changed: true,
    });
    expect((await project.data('stint show T005')).task.status).toBe('pending');
    expect((await project.data('stint focus set T012', me)).changed).toBe(false);
    const history = (await project.data('stint focus history', me)).items.map(
      (one: { task: string; action: string }) => `${one.action} ${one.task}`,
    );
    expect(history.sort()).toEqual(['focused T005', 'focused T012', 'released T005']);
  });

  test.each<[number, string, ((project: Project) => Promise<unknown>)?]>([
    [1, 'T999'],
    [34, 'T051'],
    [40, 'T012', async (project) => project.ok('stint done T012', me)],
    [35, 'T010', async (project) => project.ok('stint start subtree:T006', other)],
    [35, 'T012', async (project) => project.ok('stint wip T012 --no-session --takeover', other)],
  ])('%i for %s', async (code, task, prepare) => {
    const project = await inSession();
    await prepare?.(project);
    await project.refused(code, `stint focus set ${task}`, me);
    expect((await project.data('stint focus show', me)).focus.id).toBe('T005');
  });

  test('open dependencies are a warning that lists them', async () => {
    const project = await scratchProject();
    await project.ok('stint start T050 --focus T051', me);
    const ran = await project.run('stint focus set T052', me);
    expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining('T051')]);
  });

  test('without a session: 36, with how to bind', async () => {
    const project = await inSession();
    const { details, fix } = await project.refused(36, 'stint focus set T005', other);
    expect(details.sessions).toMatchObject([{ agent: 'opus-1', focus: 'T005' }]);
    expect(fix[0]).toMatch(/^stint /);
  });
});

describe('per session', () => {
  test('two sessions keep their own focus, note and next action', async () => {
    const project = await inSession();
    await project.ok('stint start T050', other);
    await project.ok('stint focus note mine', me);
    await project.ok('stint focus note theirs', other);
    await project.ok('stint focus next-action "my step"', me);
    expect(await project.data('stint focus show', me)).toMatchObject({
      focus: { id: 'T005' },
      note: 'mine',
      nextAction: 'my step',
    });
    const theirs = await project.data('stint focus show', other);
    expect(theirs).toMatchObject({ focus: { id: 'T051' }, note: 'theirs' });
    expect(theirs.nextAction).toBeUndefined();
  });

  test('notes append, the last is the current one; clear releases', async () => {
    const project = await inSession();
    for (const text of ['one', 'two', 'three']) await project.ok(['session', 'note', text], me);
    const { session } = await project.data('stint session info', me);
    expect([session.note, session.notes.map((note: { text: string }) => note.text)]).toEqual(['three', ['one', 'two', 'three']]);
    expect(await project.data('stint focus clear', me)).toMatchObject({ released: 'T005', changed: true });
    expect((await project.data('stint show T005')).task.status).toBe('pending');
    expect((await project.data('stint focus clear', me)).changed).toBe(false);
  });

  test('suspend and resume keep focus and notes, and release the claim meanwhile', async () => {
    const project = await inSession();
    expect((await project.data('stint suspend --note lunch', me)).released).toEqual(['T005']);
    expect((await project.data('stint show T005')).task.status).toBe('pending');
    expect((await project.data('stint resume --last', me)).session).toMatchObject({
      focus: { id: 'T005', status: 'active' },
      note: 'lunch',
    });
  });

  test('a remembered focus that was finished meanwhile is dropped with a warning; one that is claimed is 35', async () => {
    const project = await inSession();
    await project.ok('stint suspend', me);
    await project.ok('stint wip T005', other);
    await project.refused(35, 'stint resume --last', me);
    await project.ok('stint done T005', other);
    const ran = await project.run('stint resume --last', me);
    expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining('T005 is done')]);
    expect((await project.data('stint focus show', me)).focus).toBeUndefined();
  });

  test('a resume checks for conflicts again', async () => {
    const project = await inSession();
    await project.ok('stint suspend', me);
    await project.ok('stint start T001', other);
    await project.refused(32, 'stint resume --last', me);
  });
});

describe('next', () => {
  test('--claim takes the first at once; what is claimed is not suggested to others', async () => {
    const project = await scratchProject();
    await project.ok('stint start T001 --focus T012', me);
    const claimed = await project.data('stint next --claim', me);
    expect(claimed).toMatchObject({ claimed: true, items: [{ id: 'T005', status: 'active' }], released: 'T012' });
    const offered = async (who: typeof me): Promise<string[]> =>
      (await project.data('stint next -n 20', who)).items.map((task: { id: string }) => task.id);
    expect(await offered(me)).toEqual(expect.arrayContaining(['T012']));
    expect(await offered(me)).not.toContain('T005');
    expect(await offered(other)).not.toContain('T012');
  });

  test('done --next goes on in the same transaction', async () => {
    const project = await inSession();
    expect(await project.data('stint done T005 --next', me)).toMatchObject({
      task: { id: 'T005' },
      next: { id: 'T010', status: 'active' },
    });
    expect((await project.data('stint focus show', me)).focus.id).toBe('T010');
  });
});
