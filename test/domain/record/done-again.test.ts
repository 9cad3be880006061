import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { type DoneRequest, decideDone } from '../../../src/domain/record/decide-done';
import type { State } from '../../../src/domain/state/state';
import type { World } from '../../../src/domain/world';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const request: DoneRequest = {
  task: 'T001',
  takeover: false,
  outOfScope: false,
  withChildren: false,
  next: false,
  recorded: true,
};
const entry = (id: string, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id,
  type: 'completed',
  at,
  source: 'direct_session',
  task: { id: 'T001', uid: 'uid-T001', title: 'Title of T001', type: 'task', labels: [] },
  flags: [],
  prev: [],
  hash: '0'.repeat(64),
  ...over,
});
const again = makeTask('T001', { status: 'done', completions: 2, entryId: 'uid-T001-2', completedAt: at });
const told = (world: World, over: Partial<DoneRequest> = {}): string[] =>
  toldOf(world, decideDone(world, { ...request, ...over }));
const done = (parts: WorldParts, over: Partial<DoneRequest> = {}): string[] =>
  told(makeWorld({ tasks: [again], ...parts }), over);
const facts = (...files: readonly { path: string; origin: 'flag' | 'git'; shared?: boolean }[]) => ({
  facts: { files, commits: [] },
});

describe('a task that was finished twice', () => {
  const ledger = [
    entry('uid-T001-1', { reason: 'first', files: [{ path: 'a.ts', origin: 'flag' }] }),
    entry('uid-T001-1-a1', { type: 'amended', ref: 'uid-T001-1' }),
    entry('uid-T001-1-v', { type: 'voided', ref: 'uid-T001-1' }),
    entry('uid-T001-2', { reason: 'second' }),
    entry('uid-T001-2-a1', { type: 'amended', ref: 'uid-T001-2', reason: 'third' }),
  ];

  test('is amended by what its last completion does not say, whatever the first one said', () => {
    const line = (facts: string) =>
      `ledger {v:1,id:uid-T001-2-a2,type:amended,ref:uid-T001-2,at:now,source:direct_session,task:{id:T001,uid:uid-T001,title:Title of T001,type:task,labels:[]},agent:me,${facts},flags:[]}`;
    expect(done({ ledger }, { reason: 'first' })).toEqual([line('reason:first')]);
    expect(done({ ledger }, facts({ path: 'a.ts', origin: 'flag' }))).toEqual([line('files:[{path:a.ts,origin:flag}]')]);
    expect(
      done({ ledger }, { reason: 'fourth', ...facts({ path: 'b.ts', origin: 'flag' }, { path: 'c.ts', origin: 'git' }) }),
    ).toEqual([line('reason:fourth,files:[{path:b.ts,origin:flag}]')]);
    expect(done({ ledger }, { reason: 'second' })).toEqual(['no change']);
    expect(done({ ledger }, { reason: 'third' })).toEqual(['no change']);
    expect(done({ ledger })).toEqual(['no change']);
  });

  test('has its entry where only that of the first completion is gone, and not where its own is', () => {
    expect(done({ ledger: ledger.slice(3) })).toEqual(['no change']);
    const missing = 'T001 is finished, but its entry uid-T001-2 is not in the ledger as it lies here';
    expect(done({ ledger: ledger.slice(0, 3) })).toEqual([
      'no change',
      `warning W_ENTRY_NOT_HERE: ${missing}: it was taken out of the file`,
    ]);
    expect(done({ ledger: ledger.slice(4) })[1]).toBe(`warning W_ENTRY_NOT_HERE: ${missing}: it was taken out of the file`);
  });

  test.each([
    [['topic'], 'it may be on branch topic'],
    [['topic', 'other'], 'it may be on branch topic or other'],
    [[], 'it was taken out of the file'],
  ])('may have its entry on another branch: %j', (branches, where) => {
    const world = makeWorld({ tasks: [again] });
    const gap = { lost: [], missed: [], elsewhere: branches.map((branch) => ({ branch, heads: [] })) };
    const state: State = { ...world.state, ledger: { ...world.state.ledger, gap } };
    expect(told({ ...world, state })).toEqual([
      'no change',
      `warning W_ENTRY_NOT_HERE: T001 is finished, but its entry uid-T001-2 is not in the ledger as it lies here: ${where}`,
    ]);
  });
});

test('a finished task without an entry gets one with all facts, and the answer says so', () => {
  const bare = makeTask('T001', { status: 'done', completedAt: at, startedAt: '2026-11-21T10:00:00.000Z' });
  const parts = {
    tasks: [bare],
    caller: { agent: 'opus', harness: 'claude', conversation: { id: 'c1', from: 'harness' as const } },
  };
  const over = { reason: 'late', ...facts({ path: 'a.ts', origin: 'git' }) };
  expect(done(parts, over)).toEqual([
    'task T001: updatedAt=now entryId=uid-T001-1 completions=1',
    'ledger {v:1,id:uid-T001-1,type:completed,at:now,source:direct_session,task:{id:T001,uid:uid-T001,title:Title of T001,type:task,labels:[]},conversation:c1,agent:opus,harness:claude,startedAt:2026-11-21T10:00:00.000Z,completedAt:2026-11-21T11:00:00.000Z,durationMs:3600000,reason:late,files:[{path:a.ts,origin:git}],commits:[],flags:[]}',
  ]);
  const outcome = decideDone(makeWorld(parts), { ...request, ...over });
  expect(outcome.ok && outcome.result).toStrictEqual({
    task: { ...bare, entryId: 'uid-T001-1', completions: 1, updatedAt: testNow },
    changed: true,
    children: [],
    closable: false,
    entry: 'uid-T001-1',
  });
});

describe('the answer', () => {
  test('on a task that is finished now tells what was done, and nothing that was not', () => {
    const world = makeWorld({ tasks: [makeTask('T001')] });
    const outcome = decideDone(world, { ...request, recorded: false });
    expect(outcome.ok && outcome.result).toStrictEqual({
      task: { ...makeTask('T001'), status: 'done', completedAt: testNow, updatedAt: testNow, completions: 1 },
      changed: true,
      children: [],
      closable: false,
    });
  });

  test('on a task that was finished before tells its entry where it has one', () => {
    const outcome = decideDone(makeWorld({ tasks: [again] }), { ...request, recorded: false });
    expect(outcome.ok && outcome.result).toStrictEqual({
      task: again,
      changed: false,
      children: [],
      closable: false,
      entry: 'uid-T001-2',
    });
    const { entryId: _entryId, ...bare } = again;
    const without = decideDone(makeWorld({ tasks: [bare] }), { ...request, recorded: false });
    expect(without.ok && without.result).toStrictEqual({ task: bare, changed: false, children: [], closable: false });
  });
});

describe('a session', () => {
  const held = (...ids: readonly string[]) => ({ held: ids.map((taskId) => ({ taskId, at })) });
  test('holds on to its other tasks, and is told them where that is too many for another', () => {
    const tasks = [makeTask('T001'), makeTask('T002'), makeTask('T003'), makeTask('T004')];
    const sessions = [
      makeSession('aaaaaa', 'project', held('T002', 'T001', 'T003')),
      makeSession('bbbbbb', 'task:T004', held('T004')),
    ];
    const lines = done({ tasks, sessions, caller: { pointer: sessionIdOf('aaaaaa') } }, { next: true });
    expect(lines.filter((line) => /^(session|warning)/.test(line))).toEqual([
      `session #aaaaaa: held=[{taskId:T002,at:${at}},{taskId:T003,at:${at}}] lastActivityAt=now stats={tasksCompleted:1,focusChanges:0,suspends:0,resumes:0}`,
      'warning W_NEXT_NOT_TAKEN: the session already holds T002, T003',
    ]);
  });

  test('may finish one of several tasks that it holds outside of its scope', () => {
    const tasks = [makeTask('T001'), makeTask('T002')];
    const sessions = [makeSession('aaaaaa', 'task:T002', held('T002', 'T001'))];
    expect(done({ tasks, sessions, caller: { pointer: sessionIdOf('aaaaaa') } })[0]).toBe(
      'task T001: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T001-1',
    );
  });
});

test.each([
  [5, 'T101, T102, T103, T104, T105'],
  [6, 'T101, T102, T103, T104, T105 and 1 more'],
])('of %s open children five are named', (count, named) => {
  const children = Array.from({ length: count }, (_, n) => makeTask(`T${101 + n}`, { parentId: 'T001' }));
  expect(done({ tasks: [makeTask('T001'), ...children] })[0]).toBe(`E_TASK_STATE: T001 has ${count} open children: ${named}`);
});

test('a shared file or commit is flagged, one of its own is not', () => {
  const flags = (over: Partial<DoneRequest>) =>
    /flags:(\[[^\]]*\])/.exec(done({ tasks: [makeTask('T001')] }, over).join('\n'))?.[1];
  const commit = { sha: 'abc', subject: 'Add', origin: 'git' as const };
  expect(flags(facts({ path: 'a', origin: 'git' }))).toBe('[]');
  expect(flags(facts({ path: 'a', origin: 'git', shared: false }, { path: 'b', origin: 'git', shared: true }))).toBe(
    '[shared-checkout]',
  );
  expect(flags({ facts: { files: [], commits: [commit, { ...commit, shared: true }] } })).toBe('[shared-checkout]');
  expect(flags({})).toBe('[]');
});
