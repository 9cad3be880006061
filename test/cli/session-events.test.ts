import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchProject } from '../support/scratch-project';

const now = '2026-11-21T12:00:00.000Z';

const worked = async () => {
  const project = await scratchProject();
  const { session } = await project.data('stint start T001 --focus T005', { now });
  await project.ok(['log', 'red\u001b[31m, and\na second line'], { now });
  const file = join(project.dir, `.stint/events/${session.id}.jsonl`);
  appendFileSync(
    file,
    `{"id":"h.1","at":"2026-11-21T12:01:00.000Z","type":"file_write","task":"T005","synthetic":false,"data":{"path":"src/a.ts"},"more":1}\n{"torn\n[]\n`,
  );
  await project.ok('stint done T005', { now });
  return { project, id: session.id as string };
};

describe('session show --events', () => {
  it('prints the trail: when, by whom, what, task, words; skipped lines are counted', async () => {
    const { project, id } = await worked();
    const { stdout, stderr } = await project.ok(`stint session show ${id} --events`);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(1));
    expect(rows).toEqual([
      ['By', 'Event', 'Task', 'Text'],
      ['stint', 'session_start', '', 'epic:T001'],
      ['stint', 'task_claim', 'T005', ''],
      ['stint', 'focus', 'T005', ''],
      ['stint', 'log', '', 'red^[[31m, and^Ja second line'],
      ['hook', 'file_write', 'T005', 'src/a.ts'],
      ['stint', 'task_close', 'T005', project.lines('.stint/ledger.jsonl')[0].id],
    ]);
    expect(stderr).toBe(`warning: 2 lines of .stint/events/${id}.jsonl are no events and were skipped\n`);
  });

  it('gives the events whole as JSON and as lines, keys that are not known included', async () => {
    const { project, id } = await worked();
    const answer = (await project.run(['session', 'show', id, '--events', '--json'])).json();
    expect(answer.data).toMatchObject({ session: id });
    expect(answer.data.events[4]).toMatchObject({ id: 'h.1', more: 1, synthetic: false });
    expect(answer.warnings.map(({ code }) => code)).toEqual(['W_LINES_SKIPPED']);
    const { stdout } = await project.ok(`stint session show ${id} --events --jsonl`);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(answer.data.events);
    const newest = await project.data(`stint session show ${id} --events -n 3`);
    expect(newest.events).toEqual(answer.data.events.slice(-3));
  });

  it('reads closed sessions, sessions without a trail, and a trail longer than a block', async () => {
    const { project, id } = await worked();
    const line = `${JSON.stringify({ id: 'x', at: now, type: 'log', synthetic: true, data: { message: 'é'.repeat(500) } })}\n`;
    appendFileSync(join(project.dir, `.stint/events/${id}.jsonl`), line.repeat(2_000));
    for (const task of ['T010', 'T006', 'T012', 'T001']) await project.ok(`stint done ${task}`);
    await project.ok('stint session close');
    const { events } = await project.data(`stint session show ${id} --events`);
    expect(events.filter((event: { id: string }) => event.id === 'x')).toHaveLength(2_000);
    expect(events.at(-1).type).toBe('session_close');
    expect((await project.refused(2, `stint session show ${id} -n 3`)).message).toContain('--events');
    expect(await project.refused(31, 'stint session show ffffff --events')).toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
  });
});

describe('session show', () => {
  it('takes the id as an argument or behind --session; without one, the bound session', async () => {
    const { project, id } = await worked();
    const by = { env: { STINT_CONVERSATION: 'other' }, now };
    const other = (await project.data('stint start T050', by)).session.id;
    for (const line of [`stint session show ${id}`, `stint session show --session ${id.slice(-6)}`])
      expect((await project.data(line, by)).session.id).toBe(id);
    expect((await project.data(`stint session show --session ${id} --events -n 1`, by)).session).toBe(id);
    expect((await project.data('stint session show', by)).session.id).toBe(other);
    expect((await project.refused(36, 'stint session show --no-session', by)).code).toBe('E_SESSION_REQUIRED');
    expect((await project.refused(31, 'stint session show --session ffffff', by)).message).toContain('ffffff');
  });
});
