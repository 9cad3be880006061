import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedProgram, recordsIn, storm, violationsIn } from '../support/processes';
import type { CliRun } from '../support/run-cli';
import { scratchProject } from '../support/scratch-project';

/** Real processes, all at once: nothing is lost, no id is there twice, every exit code is true. */

const full = process.env.STINT_TORTURE === 'full';
const crowds = full ? [20, 50, 100] : [20];
const rounds = full ? [1, 2, 3] : [1];
/** The full run has the time that everybody has; the sample shall not fail where a machine is very busy. */
const patience = full ? [] : ['--lock-timeout', '2m'];
const program = installedProgram();

const cases = crowds.flatMap((crowd) => rounds.map((round) => [crowd, round] as const));
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const idOf = (n: number): string => `T${String(n).padStart(3, '0')}`;

const projectOf = async (count: number) => {
  const project = await scratchProject(numbers(count).map((n) => ({ id: idOf(n), title: `Part ${n}` })));
  await project.ok(`stint config set multiSession.maxConcurrentSessions ${count + 1}`);
  return project;
};

const codesOf = (runs: readonly { readonly exitCode: number }[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { exitCode } of runs) counts[exitCode] = (counts[exitCode] ?? 0) + 1;
  return counts;
};

const conversation = (cwd: string, n: number) => ({ cwd, env: { STINT_CONVERSATION: `agent-${n}` } });

describe.each(cases)('%i processes at once, round %i', (crowd) => {
  test('all starting on disjoint scopes: all succeed', async () => {
    const { dir, json } = await projectOf(crowd);
    const runs = await storm(
      program,
      numbers(crowd).map((n) => ({ argv: ['start', idOf(n), '--json', ...patience], place: conversation(dir, n) })),
    );
    expect(codesOf(runs)).toEqual({ 0: crowd });
    const { sessions } = json('.stint/sessions.json');
    expect(sessions.map((one: { id: string }) => one.id).sort()).toEqual(runs.map((run) => run.json().data.session.id).sort());
    for (const session of sessions) {
      const n = Number(session.conversation.slice('agent-'.length));
      expect(session).toMatchObject({ scope: { rootTaskId: idOf(n) }, held: [{ taskId: idOf(n) }] });
    }
    expect(violationsIn(dir)).toEqual([]);
  });

  test('all on one scope: exactly one starts, the others hear of a conflict', async () => {
    const { dir, json } = await projectOf(crowd);
    const runs = await storm(
      program,
      numbers(crowd).map((n) => ({ argv: ['start', 'T001', '--json', ...patience], place: conversation(dir, n) })),
    );
    expect(codesOf(runs)).toEqual({ 0: 1, 32: crowd - 1 });
    const winner = runs.find((run) => run.exitCode === 0)?.json().data.session.id;
    expect(json('.stint/sessions.json').sessions.map((one: { id: string }) => one.id)).toEqual([winner]);
    for (const run of runs.filter((one) => one.exitCode === 32)) {
      expect(run.json().error.details.conflicts).toMatchObject([{ session: winner }]);
    }
    expect(violationsIn(dir)).toEqual([]);
  });

  test('all completing different tasks: every task done, an entry and a log line each', async () => {
    const { dir, json, read } = await projectOf(crowd);
    const runs = await storm(
      program,
      numbers(crowd).map((n) => ({ argv: ['done', idOf(n), '-r', `reason ${n}`, '--json', ...patience], place: { cwd: dir } })),
    );
    expect(codesOf(runs)).toEqual({ 0: crowd });
    expect(json('.stint/todo.json').tasks.filter((task: { status: string }) => task.status === 'done')).toHaveLength(crowd);
    const entries = recordsIn(join(dir, '.stint/ledger.jsonl'));
    expect(entries.map((entry) => entry.id).sort()).toEqual(runs.map((run) => run.json().data.entry).sort());
    for (const entry of entries) expect(entry.reason).toBe(`reason ${Number(entry.task.id.slice(1))}`);
    expect(new Set(read('.stint/session.log').trimEnd().split('\n')).size).toBe(crowd);
    expect(recordsIn(join(dir, '.stint/events/unbound.jsonl'))).toHaveLength(crowd);
    expect(violationsIn(dir)).toEqual([]);
  });

  test('all adding tasks: no id twice, none lost', async () => {
    const { dir, json } = await projectOf(1);
    const runs = await storm(
      program,
      numbers(crowd).map((n) => ({ argv: ['add', `New ${n}`, '--json', ...patience], place: { cwd: dir } })),
    );
    expect(codesOf(runs)).toEqual({ 0: crowd });
    const { tasks } = json('.stint/todo.json');
    expect(tasks.map((task: { id: string }) => task.id).sort()).toEqual(
      numbers(crowd + 1)
        .map(idOf)
        .sort(),
    );
    const told = runs.map((run) => `${run.json().data.items[0].id} ${run.json().data.items[0].title}`).sort();
    expect(
      tasks
        .slice(1)
        .map((task: { id: string; title: string }) => `${task.id} ${task.title}`)
        .sort(),
    ).toEqual(told);
    expect(violationsIn(dir)).toEqual([]);
  });

  test('all noting the same session: every note is kept', async () => {
    const { dir, data, json } = await projectOf(1);
    const { session } = await data('stint start T001');
    const runs = await storm(
      program,
      numbers(crowd).map((n) => ({
        argv: ['focus', 'note', `note ${n}`, '--session', session.id, ...patience],
        place: { cwd: dir },
      })),
    );
    expect(codesOf(runs)).toEqual({ 0: crowd });
    const [stored] = json('.stint/sessions.json').sessions;
    const wanted = numbers(crowd)
      .map((n) => `note ${n}`)
      .sort();
    expect(stored.notes.map((note: { text: string }) => note.text).sort()).toEqual(wanted);
    expect(stored.focus.sessionNote).toBe(stored.notes.at(-1).text);
    const events = recordsIn(join(dir, `.stint/events/${session.id}.jsonl`)).filter((event) => event.type === 'note');
    expect(events.map((event) => event.data.text).sort()).toEqual(wanted);
  });
});

describe('a crowd of all kinds', () => {
  test('twelve done of twelve tasks, starts, adds, logs and reads at once', async () => {
    const { dir, json, read } = await projectOf(30);
    const crowd = numbers(12).flatMap((n) => [
      { argv: ['done', idOf(n), ...patience], place: { cwd: dir } },
      { argv: ['start', idOf(n + 12), ...patience], place: conversation(dir, n) },
      { argv: ['add', `New ${n}`, ...patience], place: { cwd: dir } },
      { argv: ['log', `line ${n}`, ...patience], place: { cwd: dir } },
      { argv: ['list', '--json'], place: { cwd: dir } },
      { argv: ['next', '--claim', ...patience], place: { cwd: dir, env: { STINT_AGENT: `claimer-${n}` } } },
    ]);
    const runs = await storm(program, crowd);
    for (const [index, run] of runs.entries()) {
      const argv = crowd[index]?.argv.join(' ');
      // A claimer may have been faster than the start or the done of the same task.
      const allowed = argv?.startsWith('start') ? [0, 42] : argv?.startsWith('done') ? [0, 35] : [0];
      expect(allowed, `${argv}: ${run.stderr}`).toContain(run.exitCode);
    }
    expect(json('.stint/todo.json').tasks).toHaveLength(42);
    expect(read('.stint/session.log').match(/ line \d+$/gm)).toHaveLength(12);
    expect(violationsIn(dir)).toEqual([]);
  });

  test('with no time to wait, the answer is 51 or true, and nothing of a busy one is written', async () => {
    const { dir, json } = await projectOf(1);
    const each = full ? 100 : 40;
    const runs: CliRun[] = [];
    // A machine that is busy may start them so far apart that none is in another's way: then once more.
    for (let round = 0; round < 10 && runs.every((run) => run.exitCode === 0); round += 1)
      runs.push(
        ...(await storm(
          program,
          numbers(each).map((n) => ({
            argv: ['add', `New ${round * each + n}`, '--lock-timeout', '0ms', '--json'],
            place: { cwd: dir },
          })),
        )),
      );
    const added = runs.filter((run) => run.exitCode === 0).map((run) => run.json().data.items[0].title);
    const busy = runs.filter((run) => run.exitCode !== 0);
    for (const run of busy) expect(run.json().error).toMatchObject({ code: 'E_STORE_BUSY', exitCode: 51, retryable: true });
    expect(
      json('.stint/todo.json')
        .tasks.slice(1)
        .map((task: { title: string }) => task.title)
        .sort(),
    ).toEqual(added.sort());
    expect(readFileSync(join(dir, '.stint/todo.json'), 'utf8')).not.toContain('undefined');
    expect(busy.length).toBeGreaterThan(0);
  });
});
