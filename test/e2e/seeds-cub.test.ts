import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonl, scratchProject } from '../support/scratch-project';

const now = '2026-02-11T14:30:00.000Z';

describe('the cub seed, line by line', () => {
  test('Basic Session Workflow, with session.log to the byte', async () => {
    const project = await scratchProject();
    const { ok } = project;
    await ok('stint session wip cub-048a-5', { now });
    await ok('stint session log "Implemented user validation logic"', { now: '2026-02-11T14:45:00.000Z' });
    await ok('stint session log "Added unit tests for edge cases"', { now: '2026-02-11T14:45:59.999Z' });
    await ok('stint session log "All tests passing"', { now: '2026-02-11T15:00:00.000Z' });
    await ok('stint session done cub-048a-5 --reason "Implemented and tested user validation"', {
      now: '2026-02-11T15:30:00.000Z',
    });
    expect(project.read('.stint/session.log')).toBe(
      [
        '[2026-02-11 14:30:00 UTC] Started work on cub-048a-5: User validation',
        '[2026-02-11 14:45:00 UTC] Implemented user validation logic',
        '[2026-02-11 14:45:59 UTC] Added unit tests for edge cases',
        '[2026-02-11 15:00:00 UTC] All tests passing',
        '[2026-02-11 15:30:00 UTC] Completed cub-048a-5: User validation (Implemented and tested user validation)',
        '',
      ].join('\n'),
    );
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([
      {
        type: 'completed',
        source: 'direct_session',
        at: '2026-02-11T15:30:00.000Z',
        startedAt: now,
        completedAt: '2026-02-11T15:30:00.000Z',
        durationMs: 3_600_000,
        reason: 'Implemented and tested user validation',
        task: { id: 'cub-048a-5', title: 'User validation' },
      },
    ]);
    expect(project.lines('.stint/events/unbound.jsonl').map((event) => [event.type, event.synthetic])).toEqual([
      ['task_claim', true],
      ['task_close', true],
    ]);
  });

  test('Recording File Changes', async () => {
    const project = await scratchProject();
    for (const path of ['src/middleware', 'tests']) mkdirSync(join(project.dir, path), { recursive: true });
    writeFileSync(join(project.dir, 'src/middleware/auth.py'), '');
    const line = `stint session done cub-048a-5 \\
    --reason "Added authentication middleware" \\
    --file src/middleware/auth.py \\
    --file tests/test_auth.py \\
    --file src/config/settings.py`;
    const ran = await project.ok(line);
    expect(ran.stderr).toContain('tests/test_auth.py is not there');
    expect(project.lines('.stint/ledger.jsonl')[0].files).toEqual([
      { path: 'src/middleware/auth.py', origin: 'flag' },
      { path: 'tests/test_auth.py', origin: 'flag' },
      { path: 'src/config/settings.py', origin: 'flag' },
    ]);
  });

  test('Quick Logging', async () => {
    const project = await scratchProject();
    const messages = [
      'Found edge case in date parsing -- needs fix',
      'Refactored database connection pool for better error handling',
      'Ready to commit -- all quality gates pass',
    ];
    for (const message of messages) await project.ok(`stint session log "${message}"`, { now });
    expect(project.read('.stint/session.log')).toBe(messages.map((text) => `[2026-02-11 14:30:00 UTC] ${text}\n`).join(''));
  });

  test.each(['stint session', 'stint', 'session'])('Using Shorthand Commands: %s log, wip, done', async (program) => {
    const project = await scratchProject();
    await project.ok(`${program} log "message"`, { now });
    await project.ok(`${program} wip cub-048a-5`, { now });
    expect((await project.data('stint task show cub-048a-5')).task.status).toBe('active');
    await project.ok(`${program} done cub-048a-5 -r "Why" -f a.py -f b.py`, { now });
    expect(project.read('.stint/session.log').split('\n').slice(0, 2)).toEqual([
      '[2026-02-11 14:30:00 UTC] message',
      '[2026-02-11 14:30:00 UTC] Started work on cub-048a-5: User validation',
    ]);
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([{ reason: 'Why', files: [{ path: 'a.py' }, { path: 'b.py' }] }]);
  });

  test('Exit codes, and the related commands: claim without a log line, close without an entry', async () => {
    const project = await scratchProject();
    await project.refused(1, 'stint session done cub-048a-6');
    await project.refused(1, 'stint session wip nothing-like-it');
    await project.ok('stint task claim cub-048a-5');
    expect(() => project.read('.stint/session.log')).toThrow('ENOENT');
    const closed = await project.run('stint task close cub-048a-5');
    expect(closed.stderr).toContain('no ledger entry; `stint done cub-048a-5` records one');
    expect(project.lines('.stint/ledger.jsonl')).toEqual([]);
    expect((await project.data('stint done cub-048a-5')).entry).toBeDefined();
    expect(project.lines('.stint/ledger.jsonl')).toHaveLength(1);
  });

  test('twice done: nothing is created again, and what is new becomes an amendment', async () => {
    const project = await scratchProject();
    const first = await project.data('stint done cub-048a-5 -r First');
    expect(await project.data('stint done cub-048a-5')).toMatchObject({ changed: false, entry: first.entry });
    const amended = await project.data('stint done cub-048a-5 -r Second -f late.py');
    expect(amended).toMatchObject({ changed: false, entry: first.entry, amendment: expect.any(String) });
    expect(project.lines('.stint/ledger.jsonl')).toMatchObject([
      { type: 'completed', reason: 'First' },
      { type: 'amended', reason: 'Second', files: [{ path: 'late.py' }] },
    ]);
  });

  test('a closed task is not reopened by wip; reopen says so in the ledger, and done makes a second entry', async () => {
    const project = await scratchProject();
    const first = await project.data('stint done cub-048a-5');
    expect((await project.refused(40, 'stint wip cub-048a-5')).fix).toEqual(['stint task reopen cub-048a-5']);
    await project.ok('stint task reopen cub-048a-5');
    const second = await project.data('stint done cub-048a-5');
    expect(second.entry).not.toBe(first.entry);
    expect(project.lines('.stint/ledger.jsonl').map((line) => line.type)).toEqual(['completed', 'reopened', 'completed']);
  });

  test.each([
    ['a line break', 'one\n[2026-02-11 14:30:00 UTC] two', 'one^J[2026-02-11 14:30:00 UTC] two'],
    ['a carriage return and an escape', 'a\r\u001b[31mb', 'a^M^[[31mb'],
    ['markup', '[/x] [bold]', '[/x] [bold]'],
  ])('a message with %s is one record', async (_name, message, written) => {
    const project = await scratchProject([]);
    await project.ok(['log', message], { now });
    expect(project.read('.stint/session.log')).toBe(`[2026-02-11 14:30:00 UTC] ${written}\n`);
  });

  test('ids with a slash are refused before anything is written', async () => {
    const project = await scratchProject([]);
    await project.refused(41, 'stint task add --from -', { stdin: jsonl([{ id: 'a/b', title: 'x' }]) });
    expect((await project.data('stint list --all')).total).toBe(0);
  });
});
