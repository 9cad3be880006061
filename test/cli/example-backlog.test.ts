import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseChecklist } from '../../src/domain/task/parse-checklist';
import { runCli } from '../support/run-cli';

const file = join(import.meta.dirname, '../../docs/examples/shop.md');
const { tasks, faults } = parseChecklist(readFileSync(file, 'utf8'), 'shop.md');

describe('the example backlog', () => {
  it('is what the documents say: forty tasks in three epics', () => {
    expect(faults).toEqual([]);
    expect(tasks).toHaveLength(40);
    expect(tasks.filter((task) => task.parent === undefined).map((task) => task.title)).toEqual([
      'Catalogue',
      'Checkout',
      'Accounts',
    ]);
    expect(tasks.map((task) => task.id)).toEqual(tasks.map((_, index) => `T${String(index + 1).padStart(3, '0')}`));
  });

  it('shows every mark of the dialect', () => {
    expect(new Set(tasks.map((task) => task.status))).toEqual(new Set(['pending', 'done', 'cancelled']));
    expect(new Set(tasks.map((task) => task.phase))).toEqual(new Set(['core', 'polish', 'launch']));
    expect(new Set(tasks.map((task) => task.priority))).toEqual(new Set(['critical', 'high', undefined, 'low']));
    expect(tasks.every((task) => (task.labels ?? []).length > 0)).toBe(true);
    expect(tasks.some((task) => task.description !== undefined)).toBe(true);
  });

  it('depends only on tasks that are there', () => {
    const ids = new Set(tasks.map((task) => task.id));
    expect(tasks.flatMap((task) => task.depends ?? []).filter((id) => !ids.has(id))).toEqual([]);
  });

  describe('brought in', () => {
    let cwd: string;
    beforeEach(async () => {
      cwd = mkdtempSync(join(tmpdir(), 'stint-example-'));
      await runCli(['init'], { cwd });
    });
    afterEach(() => rmSync(cwd, { recursive: true, force: true }));

    const listed = async (...argv: string[]) => (await runCli([...argv, '--json'], { cwd })).json().data;

    it('arrives whole, with three epics that three sessions can take at once', async () => {
      expect((await runCli(['add', '--from', file], { cwd })).exitCode).toBe(0);
      const { items, total } = await listed('list', '--all', '-n', '100');
      expect(total).toBe(40);
      const epics = items.filter((task: { type: string }) => task.type === 'epic').map((task: { id: string }) => task.id);
      expect(epics.sort()).toEqual(['T001', 'T014', 'T028']);
      const focus: string[] = [];
      for (const epic of epics) {
        const answer = await runCli(['start', epic, '--json'], { cwd, env: { STINT_CONVERSATION: `c-${epic}` } });
        expect(answer.exitCode).toBe(0);
        focus.push(answer.json().data.session.focus.id);
      }
      expect(focus).toEqual(['T004', 'T016', 'T029']);
    });

    it('can be worked off to the last task, one `next` after the other', async () => {
      await runCli(['add', '--from', file], { cwd });
      let finished = 0;
      for (let turn = 0; turn < 50; turn++) {
        const next = await runCli(['next', '--json'], { cwd });
        if (next.exitCode === 42) break;
        const id = next.json().data.items[0].id;
        expect({ id, exitCode: (await runCli(['done', id], { cwd })).exitCode }).toEqual({ id, exitCode: 0 });
        finished += 1;
      }
      expect(finished).toBe(35 + 1);
      expect((await listed('dash')).tasks).toMatchObject({ total: 40, pending: 0, done: 39, cancelled: 1 });
    });
  });
});
