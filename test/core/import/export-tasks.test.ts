import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAdd } from '../../../src/domain/task/decide-add';
import { findDeadlocks } from '../../../src/domain/task/find-deadlocks';
import { parseChecklist } from '../../../src/domain/task/parse-checklist';
import { parseTaskLines } from '../../../src/domain/task/parse-task-lines';
import { renderChecklist } from '../../../src/domain/task/render-checklist';
import { renderTaskLines } from '../../../src/domain/task/render-task-lines';
import type { Task } from '../../../src/domain/task/schema';
import { scratch } from '../../adapters/scratch';
import { runCli } from '../../support/run-cli';
import { accepted, makeTask, makeWorld } from '../../support/world';

const tricky = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    '#1',
    '@home',
    '!high',
    '^T001',
    '>T002',
    '\\#1',
    '\\\\',
    '`a  #b`',
    '`',
    '[x]',
    '- [ ] x',
    '***',
    'a,b;',
    '\u202e',
    '\u0007',
  ),
);
const title = fc
  .array(tricky, { minLength: 1, maxLength: 6 })
  .map((words) => words.join(' '))
  .filter((text) => text.trim() !== '');
const line = fc.oneof(
  tricky,
  fc.constantFrom('', '```', '~~~', '````', '- [ ] task', '1. [x] done', '- bullet', '# head', '    code'),
);
const description = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
const name = fc.constantFrom('web', 'a/b', 'v1.2', 'größe', 'x-y_z');

/** Trees with dependencies on earlier tasks, so that there is no cycle. */
const backlog: fc.Arbitrary<readonly Task[]> = fc
  .array(
    fc.record({
      title,
      description: fc.option(description, { nil: undefined }),
      status: fc.constantFrom('pending' as const, 'blocked' as const, 'done' as const, 'cancelled' as const),
      priority: fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const),
      phase: fc.option(name, { nil: undefined }),
      labels: fc.uniqueArray(name, { maxLength: 3 }),
      above: fc.option(fc.nat(20), { nil: undefined }),
      on: fc.array(fc.nat(20), { maxLength: 3 }),
      extra: fc.option(fc.string({ unit: 'binary', maxLength: 8 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((records) =>
    records.map(({ above, on, description: text, phase, extra, ...fields }, at) => {
      const idAt = (number: number): string => `T${100 + (number % at)}`;
      return makeTask(`T${100 + at}`, {
        ...fields,
        ...(fields.status === 'done' ? { completedAt: '2026-11-02T00:00:00.000Z' } : {}),
        ...(fields.status === 'cancelled' ? { cancelledAt: '2026-11-02T00:00:00.000Z' } : {}),
        ...(text === undefined ? {} : { description: text }),
        ...(phase === undefined ? {} : { phase }),
        ...(extra === undefined ? {} : { extra }),
        ...(above === undefined || at === 0 ? {} : { parentId: idAt(above) }),
        depends: at === 0 ? [] : [...new Set(on.map(idAt))],
      });
    }),
  )
  // What nobody could ever start is refused when it is added.
  .filter((tasks) => findDeadlocks(tasks).length === 0);

const added = (tasks: readonly Parameters<typeof decideAdd>[1]['tasks'][number][]): readonly Task[] => {
  const world = makeWorld();
  return accepted(world, decideAdd(world, { tasks, top: false })).result.tasks;
};

describe('what is exported', () => {
  it('comes back from JSON lines with everything but the times that a project keeps for itself', () => {
    fc.assert(
      fc.property(backlog, (tasks) => {
        const text = renderTaskLines(tasks);
        expect(text).toMatch(/^[^\p{Cc}\p{Cs}\u202e]*$/mu);
        const { tasks: read, faults } = parseTaskLines(text, 'x.jsonl');
        expect(faults).toEqual([]);
        const back = added(read);
        const plain = (list: readonly Task[]) => list.map(({ updatedAt: _updatedAt, ...rest }) => rest);
        expect(plain(back)).toEqual(plain(tasks));
      }),
      { numRuns: 200 },
    );
  });

  it('comes back from a checklist with its tree, words and links, and says the same when it is exported again', () => {
    fc.assert(
      fc.property(backlog, (tasks) => {
        const { text, unwritten } = renderChecklist(tasks);
        expect(unwritten).toEqual([]);
        const { tasks: read, faults } = parseChecklist(text, 'x.md');
        expect(faults).toEqual([]);
        const back = added(read);
        const brief = (list: readonly Task[]) =>
          list
            .map((task) => [
              task.id,
              task.parentId,
              task.priority,
              task.phase,
              task.status === 'blocked' ? 'pending' : task.status,
              [...task.labels],
              [...task.depends],
            ])
            .sort();
        expect(brief(back)).toEqual(brief(tasks));
        expect(renderChecklist(back).text.replace(/\*/g, '')).toBe(text.replace(/\*/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Sign in', 'Sign in'],
    ['#1 of 2 @home', '\\#1 of 2 \\@home'],
    ['see `#1  x`', 'see `#1 x`'],
    ['\\#1', '\\\\#1'],
    ['a\nb\u0007', 'a b^G'],
  ])('writes the title %j as %j', (from, to) => {
    expect(renderChecklist([makeTask('T1', { title: from })]).text).toBe(`- [ ] ${to} ^T1\n`);
  });

  it('keeps text below an item from being read as items', () => {
    const text = renderChecklist([
      makeTask('T1', { description: 'one\n- [ ] two\n```\n- [ ] three\n```\n~~~\nopen' }),
      makeTask('T2'),
    ]).text;
    expect(text).toContain('  - \\[ ] two\n  ```\n  - [ ] three\n  ```\n  \\~~~\n  open\n- [ ] Title of T2 ^T2\n');
    expect(parseChecklist(text, 'x.md').tasks.map((task) => task.id)).toEqual(['T1', 'T2']);
  });
});

describe('stint task export', () => {
  it('writes what another project reads, and says what a checklist cannot hold', async () => {
    const [one, two] = [scratch(), scratch()];
    for (const cwd of [one, two]) await runCli(['init'], { cwd });
    const lines = [
      { id: 'A', title: 'Epic', type: 'epic', notes: [{ at: '2026-01-01T00:00:00Z', text: 'n' }] },
      { id: 'B', title: 'Child', parentId: 'A', labels: ['complexity:low'], status: 'done', odd: 1 },
    ];
    writeFileSync(join(one, 'in.jsonl'), lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
    await runCli(['add', '--from', 'in.jsonl'], { cwd: one });
    const run = await runCli(['task', 'export', '-o', join(two, 'out.jsonl'), '--json'], { cwd: one });
    expect(run.json()).toEqual({ ok: true, data: { file: join(two, 'out.jsonl'), format: 'jsonl', tasks: 2 }, warnings: [] });
    expect((await runCli(['add', '--from', 'out.jsonl', '-q'], { cwd: two })).stdout).toBe('A\nB\n');
    expect((await runCli(['task', 'export'], { cwd: two })).stdout).toBe(readFileSync(join(two, 'out.jsonl'), 'utf8'));
    const checklist = await runCli(['task', 'export', '--format', 'markdown'], { cwd: one });
    expect(checklist.stdout).toBe('<!-- stint checklist -->\n\n- [ ] Epic ^A\n  - [x] Child ^B\n');
    expect(checklist.stderr.match(/W_EXPORT_PARTIAL|complexity:low|notes, files/g)?.length).toBeGreaterThanOrEqual(2);
    expect((await runCli(['task', 'export', '--json'], { cwd: one })).exitCode).toBe(2);
    expect((await runCli(['task', 'export', '-o', 'no/such/x'], { cwd: one })).exitCode).toBe(53);
  });

  it('leaves links out that lead out of the export', async () => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    await runCli(['add', 'one'], { cwd });
    await runCli(['add', 'two', '--depends', 'T001'], { cwd });
    await runCli(['task', 'close', 'T001'], { cwd });
    await runCli(['archive', 'T001'], { cwd });
    const run = await runCli(['task', 'export'], { cwd });
    expect(JSON.parse(run.stdout)).toMatchObject({ id: 'T002', depends: [] });
    expect(run.stderr).toContain('1 link leads to a task that is not in the export');
    const all = await runCli(['task', 'export', '--archived'], { cwd });
    expect(
      all.stdout
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each).id),
    ).toEqual(['T002', 'T001']);
  });
});
