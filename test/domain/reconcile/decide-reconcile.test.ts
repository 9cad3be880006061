import { describe, expect, test } from 'vitest';
import { completionsOf } from '../../../src/domain/ledger/choose-entry';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { decideReconcile } from '../../../src/domain/reconcile/decide-reconcile';
import type { Gathered, Stretch } from '../../../src/domain/reconcile/gathered';
import { noUsage } from '../../../src/domain/reconcile/totals';
import { sumResponses } from '../../../src/domain/usage/transcript';
import { noTokens } from '../../../src/domain/usage/usage';
import { makeSession, makeTask, makeWorld } from '../../support/world';

const session = makeSession('aaaaaa', 'epic:T001', { agent: 'opus', status: 'ended' });
const finished = '2026-11-21T11:00:00.000Z';
const endMs = Date.parse(finished);
const task = makeTask('T001', { status: 'done', completedAt: finished, completions: 1, entryId: 'uid-T001-1' });

const entry = (over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id: 'uid-T001-1',
  type: 'completed',
  at: finished,
  source: 'direct_session',
  task: { id: 'T001', uid: 'uid-T001', title: 'One', type: 'task', labels: [] },
  session: session.id,
  completedAt: finished,
  reason: 'why',
  files: [],
  commits: [],
  flags: [],
  prev: [],
  hash: 'a'.repeat(64),
  ...over,
});
const file = (path: string, origin: 'hook' | 'flag' = 'hook') => ({ path, origin });
const commit = (letter: string, subject = letter) => ({ sha: letter.repeat(40), subject, origin: 'hook' as const });
const used = (output: number, model = 'claude-opus-5-5') =>
  output === 0 ? noUsage : sumResponses([{ id: 'r', model, tokens: { ...noTokens, output }, webSearches: 0 }]);
const stretch = (over: Partial<Stretch> & { files?: string[]; commits?: string[]; output?: number } = {}): Stretch => ({
  session: session.id,
  task: 'T001',
  fromMs: endMs - 1000,
  toMs: endMs,
  pile: {
    files: (over.files ?? []).map((path) => file(path)),
    commits: (over.commits ?? []).map((letter) => commit(letter)),
    events: 3,
  },
  usage: used(over.output ?? 0),
  isWhole: true,
  ...over,
});

const decide = (
  lines: readonly LedgerEntry[],
  stretches: readonly Stretch[],
  over: Partial<Gathered> & { force?: boolean; task?: typeof task } = {},
) => {
  const world = makeWorld({ tasks: [over.task ?? task], sessions: [session], ledger: lines });
  const timeline = { session: session.id, windows: [], spoken: [], finished: [{ task: 'T001', atMs: endMs }] };
  const gathered: Gathered = {
    heads: world.state.ledger.heads,
    works: [{ timeline, conversations: [], stretches }],
    asked: new Set([session.id]),
    completions: new Map([['T001', completionsOf(lines)]]),
    commitsOf: new Map(),
    unbound: [],
    outside: noUsage,
    transcripts: { read: 1, missing: 0 },
    ...over,
  };
  const outcome = decideReconcile(world, gathered, { force: over.force ?? false });
  if (!outcome.ok || outcome.result.kind !== 'decided')
    return { written: outcome.ok ? outcome.result.kind : 'refused', tasks: [], change: null };
  const { tasks, unchanged } = outcome.result.answer;
  return { written: outcome.change?.ledger ?? [], change: outcome.change, tasks: tasks.map(({ action }) => action), unchanged };
};

describe('an entry that a person made', () => {
  test('gains what it lacks, and keeps the rest', () => {
    const known = entry({ files: [file('a.ts', 'flag')], commits: [commit('c')] });
    const { written, tasks } = decide([known], [stretch({ files: ['a.ts', 'b.ts'], commits: ['c', 'd'], output: 1_000 })]);
    expect(tasks).toEqual(['amended']);
    expect(written).toMatchObject([
      {
        id: 'uid-T001-1-a1',
        type: 'amended',
        ref: 'uid-T001-1',
        source: 'reconcile',
        agent: 'opus',
        files: [file('b.ts')],
        commits: [commit('d')],
        tokens: { output: 1_000, total: 1_000 },
        costUsd: 0.02,
        costSource: 'table:2026-11-21',
        events: 3,
      },
    ]);
    expect(written[0]).not.toHaveProperty('reason');
  });

  test.each<[string, Partial<LedgerEntry>, Parameters<typeof stretch>[0], boolean, unknown]>([
    [
      'nothing new',
      { tokens: { ...noTokens, output: 5, total: 5 }, costUsd: 0.0001, costSource: 'table:2026-11-21' },
      { output: 5 },
      false,
      [],
    ],
    ['less than is known', { tokens: { ...noTokens, output: 9, total: 9 }, costUsd: 1 }, { output: 5 }, false, []],
    ['less, and forced', { tokens: { ...noTokens, output: 9, total: 9 }, costUsd: 1 }, { output: 5 }, true, ['amended']],
    [
      'less, forced, but a transcript is gone',
      { tokens: { ...noTokens, output: 9, total: 9 }, costUsd: 1 },
      { output: 5, isWhole: false },
      true,
      [],
    ],
    ['more than is known', { tokens: { ...noTokens, output: 3, total: 3 }, costUsd: 1 }, { output: 5 }, false, ['amended']],
    [
      'the same for another price',
      { tokens: { ...noTokens, output: 5, total: 5 }, costUsd: 1 },
      { output: 5 },
      false,
      ['amended'],
    ],
    [
      'a price that is not known any more',
      { tokens: { ...noTokens, output: 5, total: 5 }, costUsd: 1 },
      { usage: used(5, 'new') },
      false,
      [],
    ],
    ['redacted', { redacted: { files: 'x', tokens: 'y' } }, { files: ['b.ts'], output: 5 }, false, []],
    ['a short id that is known', { commits: [{ ...commit('c'), sha: 'ccccccc' }] }, { commits: ['c'] }, false, []],
    ['too much, forced', { files: [file('gone.ts')] }, { files: [] }, true, []],
  ])('%s', (_name, over, found, force, actions) => {
    expect(decide([entry(over)], [stretch(found)], { force }).tasks).toEqual(actions);
  });

  test('what another entry holds is not told twice', () => {
    const commitsOf = new Map([['c'.repeat(40), 'other-1']]);
    expect(decide([entry()], [stretch({ commits: ['c'] })], { commitsOf }).change).toBeNull();
  });
});

describe('each stretch goes to the completion after it', () => {
  test('two completions, and work that goes on', () => {
    const again = entry({ id: 'uid-T001-2', completedAt: '2026-11-21T12:00:00.000Z' });
    const reopened = { ...entry({ id: 'uid-T001-1-reopened', type: 'reopened', ref: 'uid-T001-1' }) };
    const { written, tasks } = decide(
      [entry(), reopened, again],
      [
        stretch({ output: 1 }),
        stretch({ fromMs: endMs + 10, toMs: endMs + 20, output: 2 }),
        stretch({ fromMs: endMs + 7_200_000, toMs: Number.POSITIVE_INFINITY, output: 4 }),
      ],
    );
    expect(tasks).toEqual(['amended', 'amended', 'open']);
    expect(written).toMatchObject([
      { ref: 'uid-T001-1', tokens: { total: 1 } },
      { ref: 'uid-T001-2', tokens: { total: 2 } },
    ]);
  });
});

describe('an entry that was derived', () => {
  const derived = entry({
    source: 'reconcile',
    files: [file('a.ts'), file('wrong.ts'), file('mine.ts', 'flag')],
    reason: 'said later',
  });
  test('is voided and derived anew where it holds too much; what people said goes along', () => {
    const { written, tasks, change } = decide([derived], [stretch({ files: ['a.ts'], output: 1_000 })], { force: true });
    expect(tasks).toEqual(['renewed']);
    expect(written).toMatchObject([
      { id: 'uid-T001-1-voided', type: 'voided', ref: 'uid-T001-1', source: 'reconcile' },
      {
        id: 'uid-T001-2',
        type: 'completed',
        source: 'reconcile',
        completedAt: finished,
        reason: 'said later',
        files: [file('mine.ts', 'flag'), file('a.ts')],
        tokens: { total: 1_000 },
      },
    ]);
    expect(change?.tasks?.put).toMatchObject([{ id: 'T001', entryId: 'uid-T001-2', completions: 2 }]);
  });
  test.each([
    ['without --force', {}, false],
    ['where a transcript is gone', { isWhole: false }, true],
  ])('stays %s', (_name, over, force) => {
    expect(decide([derived], [stretch({ files: ['a.ts'], ...over })], { force }).tasks).toEqual([]);
  });
});

describe('a task that was closed without an entry', () => {
  const { entryId: _entryId, ...closed } = task;
  test('gets one, with its own time', () => {
    const { written, change } = decide([], [stretch({ files: ['a.ts'], output: 10 })], { task: closed as typeof task });
    expect(written).toMatchObject([
      {
        id: 'uid-T001-1',
        type: 'completed',
        source: 'reconcile',
        completedAt: finished,
        startedAt: '2026-11-21T10:59:59.000Z',
        durationMs: 1000,
        files: [file('a.ts')],
      },
    ]);
    expect(change?.tasks?.put).toMatchObject([{ entryId: 'uid-T001-1' }]);
  });
  test('by somebody else: it stays without', () => {
    expect(
      decide([], [stretch({ output: 10 })], { task: { ...closed, completedAt: '2026-11-21T11:30:00.000Z' } as typeof task })
        .tasks,
    ).toEqual(['open']);
  });
});

test('a ledger that has grown since is looked at again', () => {
  expect(decide([entry()], [stretch({ output: 5 })], { heads: ['b'.repeat(64)] }).written).toBe('stale');
});
