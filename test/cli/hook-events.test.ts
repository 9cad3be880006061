import { appendFileSync, mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/core/context';
import { foldForReading } from '../../src/core/record/fold-pending';
import type { HookReading } from '../../src/domain/event/hook-reading';
import { formatSpoolLine } from '../../src/domain/event/spool-line';
import { StoreError } from '../../src/store/store-error';
import { type Project, scratchProject } from '../support/scratch-project';

const start = Date.parse('2026-11-21T12:00:00.000Z');
const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();
const agent = (minutes: number) => ({ env: { STINT_CONVERSATION: 'conv-a' }, now: at(minutes) });
const other = (minutes: number) => ({ env: { STINT_CONVERSATION: 'conv-b' }, now: at(minutes) });

/** A hook of conv-a reports, after so many minutes. */
const report = (project: Project, minutes: number, over: Partial<HookReading> = {}): void => {
  const spool = join(project.dir, '.stint/spool');
  mkdirSync(spool, { recursive: true });
  const reading: HookReading = {
    harness: 'claude',
    shape: 'own',
    kind: 'turn-end',
    conversation: 'conv-a',
    key: `k${minutes}`,
    repeatable: false,
    facts: [],
    ...over,
  };
  const file = join(spool, `${reading.conversation}.jsonl`);
  appendFileSync(file, formatSpoolLine(reading, at(minutes)));
  utimesSync(file, (start + minutes * 60_000) / 1000, (start + minutes * 60_000) / 1000);
};

const started = async (): Promise<{ project: Project; id: string }> => {
  const project = await scratchProject();
  const { session } = await project.data('stint start T001', { ...agent(0), env: { ...agent(0).env, STINT_AGENT: 'opus' } });
  return { project, id: session.id };
};
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers
const listed = async (project: Project, minutes: number): Promise<any> =>
  (await project.data('stint session list', { now: at(minutes) })).items[0];

describe('life signs', () => {
  test('a report is one before any command takes it over, and silence means more afterwards', async () => {
    const { project, id } = await started();
    expect((await listed(project, 7 * 60)).stale).toBeUndefined();
    expect((await listed(project, 8 * 60 + 1)).stale).toBe(true);
    report(project, 300);
    expect(await listed(project, 8 * 60 + 1)).toMatchObject({ lastActivityAt: at(300) });
    expect((await listed(project, 8 * 60 + 1)).stale).toBeUndefined();

    await project.ok('stint log x', other(301));
    expect(project.json('.stint/sessions.json').sessions[0]).toMatchObject({ id, hooks: true, lastActivityAt: at(0) });
    expect(statSync(join(project.dir, '.stint/alive', id)).mtime.toISOString()).toBe(at(300));
    expect((await listed(project, 345)).stale).toBeUndefined();
    expect(await listed(project, 346)).toMatchObject({ stale: true, lastActivityAt: at(300) });
    report(project, 346);
    expect((await listed(project, 346)).stale).toBeUndefined();
    await project.ok('stint config set session.staleAfter 2h');
    expect((await listed(project, 460)).stale).toBeUndefined();
  });

  test('another conversation that takes the session over may have no hooks: its silence means no more than that', async () => {
    const { project, id } = await started();
    report(project, 1);
    await project.ok('stint log x', agent(2));
    expect(project.json('.stint/sessions.json').sessions[0].hooks).toBe(true);
    await project.ok(`stint switch ${id}`, agent(3));
    expect(project.json('.stint/sessions.json').sessions[0].hooks).toBe(true);
    await project.ok(`stint switch ${id} --takeover`, other(4));
    expect(project.json('.stint/sessions.json').sessions[0]).not.toHaveProperty('hooks');
    expect((await listed(project, 60)).stale).toBeUndefined();
  });

  test('a command of the session is a later sign than the report that it takes over', async () => {
    const { project, id } = await started();
    report(project, 10);
    await project.ok('stint log x', agent(20));
    expect(statSync(join(project.dir, '.stint/alive', id)).mtime.toISOString()).toBe(at(20));
  });
});

describe('events of hooks', () => {
  const command = { type: 'command', command: 'npm test', exitCode: 1, failed: true } as const;

  test('are shown at once, beside those of commands; other commands that only read leave them', async () => {
    const { project, id } = await started();
    report(project, 1, { kind: 'tool-failure', facts: [command] });
    report(project, 2, { kind: 'tool-end', facts: [{ type: 'file_write', path: join(project.dir, 'src/a b.ts') }] });
    await project.ok('stint status', agent(3));
    expect(project.read(`.stint/events/${id}.jsonl`)).not.toContain('npm test');
    const { events } = await project.data(`stint session show ${id} --events -n 2`, agent(3));
    const named = { session: id, conversation: 'conv-a', agent: 'opus', task: 'T005', synthetic: false };
    expect(events).toMatchObject([
      { ...named, at: at(1), type: 'command', data: { harness: 'claude', key: 'k1', command: 'npm test', exitCode: 1 } },
      { ...named, at: at(2), type: 'file_write', data: { harness: 'claude', key: 'k2', path: 'src/a b.ts' } },
    ]);
    const { stdout } = await project.ok(`stint session show ${id} --events`, agent(3));
    expect(stdout).toMatch(/hook\tcommand\tT005\tnpm test \(exit 1\)\n/);
    expect(stdout).toMatch(/hook\tfile_write\tT005\tsrc\/a b\.ts\n/);
  });

  test('belong to the session that was there when they came, whatever the command does that takes them over', async () => {
    const { project, id } = await started();
    report(project, 1, { facts: [command] });
    await project.ok('stint session end', agent(2));
    report(project, 3, { facts: [command] });
    const second = (await project.data('stint start T050', agent(4))).session.id;
    report(project, 5, { facts: [command] });
    await project.ok('stint log x', other(6));
    const keysIn = (file: string): string[] =>
      project.lines(`.stint/events/${file}.jsonl`).flatMap(({ synthetic, data }) => (synthetic ? [] : [data.key]));
    expect([keysIn(id), keysIn('unbound'), keysIn(second)]).toEqual([['k1'], ['k3'], ['k5']]);
  });

  test('wait where the command is refused, changes nothing or only tries', async () => {
    const { project, id } = await started();
    report(project, 1, { facts: [command] });
    await project.refused(37, 'stint session close', agent(2));
    await project.ok('stint start T050 --dry-run', other(2));
    expect((await project.data('stint focus set T005', agent(2))).changed).toBe(false);
    expect(project.read(`.stint/events/${id}.jsonl`)).not.toContain('npm test');
    expect(project.json('.stint/sessions.json')._meta.spool).toBeUndefined();
    await project.ok('stint log x', agent(3));
    const bytes = readFileSync(join(project.dir, '.stint/spool/conv-a.jsonl')).length;
    expect(project.json('.stint/sessions.json')._meta.spool['conv-a.jsonl']).toMatchObject({ bytes });
  });
});

describe('where nothing can be written', () => {
  const context = (error: unknown): Context =>
    ({
      store: { read: async () => ({ isNews: true, warnings: [] }), commit: () => Promise.reject(error) },
      caller: { owner: 'me' },
    }) as unknown as Context;

  test('a reader says what is missing and goes on', async () => {
    const refused = new StoreError('E_STORE_IO', 'cannot write x: the file system is read-only (EROFS).', { errno: 'EROFS' });
    expect(await foldForReading(context(refused))).toEqual([
      {
        code: 'W_EVENTS_PENDING',
        message: 'what hooks reported lately is not taken over yet: cannot write x: the file system is read-only (EROFS).',
      },
    ]);
  });

  test.each([new StoreError('E_STORE_CORRUPT', 'bad', {}), new TypeError('fault')])('%s is not swallowed', async (error) => {
    await expect(foldForReading(context(error))).rejects.toBe(error);
  });
});
